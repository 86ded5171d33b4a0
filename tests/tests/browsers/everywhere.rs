//! What must hold on every screen of the tour, in every language, whoever looks at it and however.

use losen_core::text::Language;
use losen_tests::{Colours, Hands, Kind, LEGS, Leg, Look, Tour, World, in_both_browsers};

/// 1280 pixels at 400 per cent.
const NARROW: Look = Look::new(320, Colours::Light);

in_both_browsers! {
    fn axe_finds_nothing_on_any_screen_in_any_language_light_or_dark(kind) {
        let found = complaints(kind, Hands::Pointer, |_| true, |world, name| {
            let mut found = Vec::new();
            for (language, colours) in [
                (Language::Nn, Colours::Dark),
                (Language::En, Colours::Light),
                (Language::Nb, Colours::Dark),
                (Language::Nb, Colours::Light),
            ] {
                if !is_portal(name) {
                    world.guide().speak(language);
                } else if language != Language::Nb {
                    continue;
                }
                world.browser().look(Look::new(360, colours));
                let said = world.guide().complaints();
                found.extend(said.as_array().into_iter().flatten().map(|one| format!("{} {colours:?}: {one}", language.tag())));
            }
            found
        });
        assert_eq!(found, Vec::<String>::new());
    }

    fn nothing_sticks_out_of_a_window_of_320_pixels_on_any_screen(kind) {
        let found = complaints(kind, Hands::Pointer, |leg| leg.in_a_tab, |world, _| {
            world.browser().look(NARROW);
            let mut found = Vec::new();
            for language in [Language::Nn, Language::En, Language::Nb] {
                found.extend(world.guide().speak(language).wider());
            }
            world.browser().look(Look::PANEL);
            found
        });
        assert_eq!(found, Vec::<String>::new());
    }

    fn every_screen_is_walked_with_the_keyboard_alone_and_focus_is_seen_all_the_way(kind) {
        let found = complaints(kind, Hands::Keyboard, |leg| leg.in_a_tab, |world, name| {
            let mut found = Vec::new();
            // A page that was just opened has given focus to nothing yet.
            if world.guide().focused().is_none() && name != "guide-goal" {
                found.push("focus is lost".to_owned());
            }
            found.extend(world.guide().round());
            found
        });
        assert_eq!(found, Vec::<String>::new());
    }
}

/// Walks the legs that are wanted, and says with each complaint on which screen it was.
fn complaints(
    kind: Kind,
    hands: Hands,
    wanted: impl Fn(&Leg) -> bool,
    mut look: impl FnMut(&mut World, &str) -> Vec<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    for leg in LEGS.iter().filter(|leg| wanted(leg)) {
        Tour::walk(leg, kind, hands, &mut |world, name| {
            let here = look(world, name);
            found.extend(here.into_iter().map(|one| format!("{name}: {one}")));
        });
    }
    found
}

fn is_portal(name: &str) -> bool {
    name.ends_with("-portal")
}
