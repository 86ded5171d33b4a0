//! What must hold on every screen of the tour, in every language, whoever looks at it and however.

use losen_core::text::Language;
use losen_tests::{Colours, Hands, Key, Kind, LEGS, Leg, Look, Tour, World, in_both_browsers};

/// Tests for each leg of the tour, so that a failure says where.
macro_rules! on_legs {
    (in a tab: $($module:ident $leg:literal)*; elsewhere: $($other:ident $else:literal)*;) => {
        $(mod $module {
            use super::*;
            in_both_browsers! {
                fn axe_finds_nothing(kind) { axe($leg, kind); }
                fn nothing_sticks_out_of_320_pixels(kind) { narrow($leg, kind); }
                fn the_keyboard_is_enough_and_focus_is_seen_all_the_way(kind) { keyboard($leg, kind); }
            }
        })*
        $(mod $other {
            use super::*;
            in_both_browsers! {
                fn axe_finds_nothing(kind) { axe($else, kind); }
            }
            // Firefox makes neither a sidebar nor a popup narrower than they are, and lets no test press keys in them.
            #[test]
            fn nothing_sticks_out_of_320_pixels_in_chromium() { narrow($else, Kind::Chromium); }
            #[test]
            fn the_tab_key_reaches_everything_in_chromium() { reached($else, Kind::Chromium); }
        })*

        #[test]
        fn no_leg_is_left_out() {
            let names: Vec<&str> = LEGS.iter().map(|leg| leg.name).collect();
            assert_eq!(names, [$($leg,)* $($else,)*]);
            assert!(LEGS.iter().filter(|leg| leg.in_a_tab).map(|leg| leg.name).eq([$($leg),*]));
        }
    };
}

on_legs! {
    in a tab: guide_krr "guide-krr" guide_user "guide-user" keys "keys" login "login" guide_page "guide-page" plans "plans" journeys "journey"
        clients "clients" scopes "scopes";
    elsewhere: beside "beside" english "english" before "before" other "other";
}

/// 1280 pixels at 400 per cent.
const NARROW: Look = Look::new(320, Colours::Light);

const LOOKS: [(Language, Colours); 4] = [
    (Language::Nn, Colours::Dark),
    (Language::En, Colours::Light),
    (Language::Nb, Colours::Dark),
    (Language::Nb, Colours::Light),
];

fn axe(leg: &str, kind: Kind) {
    let mut turn = 0;
    walk(leg, kind, Hands::Pointer, |world, name| {
        let mut found = Vec::new();
        turn += 1;
        for (language, colours) in looks(name, turn) {
            if !is_portal(name) {
                world.guide().speak(*language);
            }
            world.browser().look(Look::new(360, *colours));
            let said = world.guide().complaints();
            let said = said.as_array().into_iter().flatten();
            found.extend(said.map(|one| format!("{} {colours:?}: {one}", language.tag())));
        }
        if !is_portal(name) {
            world.guide().speak(Language::Nb);
        }
        world.browser().look(Look::PANEL);
        found
    });
}

/// Every screen in all of them. The steps of the journeys are more than a hundred screens of one kind, so they take turns:
/// no two neighbours in the same. The imitation of the portal has a language and colours of its own.
fn looks(name: &str, turn: usize) -> &'static [(Language, Colours)] {
    if is_portal(name) {
        &LOOKS[3..]
    } else if name.starts_with("journey-") {
        &LOOKS[turn % 4..=turn % 4]
    } else {
        &LOOKS
    }
}

fn is_portal(name: &str) -> bool {
    name.ends_with("-portal")
}

fn narrow(leg: &str, kind: Kind) {
    walk(leg, kind, Hands::Pointer, |world, name| {
        let mut found = Vec::new();
        if is_portal(name) {
            return found;
        }
        world.browser().look(NARROW);
        for language in [Language::Nn, Language::En, Language::Nb] {
            found.extend(world.guide().speak(language).wider());
        }
        world.browser().look(Look::PANEL);
        found
    });
}

fn keyboard(leg: &str, kind: Kind) {
    walk(leg, kind, Hands::Keyboard, |world, name| {
        let mut found = Vec::new();
        // A page that was just opened has given focus to nothing yet.
        if world.guide().focused().is_none() && name != "guide-goal" {
            found.push("focus is lost".to_owned());
        }
        found.extend(world.guide().round());
        found
    });
}

fn reached(leg: &str, kind: Kind) {
    walk(leg, kind, Hands::Pointer, |world, name| {
        if is_portal(name) {
            return Vec::new();
        }
        // What stands beside another page does not show focus until a key is pressed in it.
        world.browser().press(Key::Tab);
        world.guide().round()
    });
}

/// Walks a leg, and says with each complaint on which screen it was.
fn walk(leg: &str, kind: Kind, hands: Hands, mut look: impl FnMut(&mut World, &str) -> Vec<String>) {
    let leg: &Leg = LEGS
        .iter()
        .find(|one| one.name == leg)
        .expect("a leg of the tour");
    let mut found = Vec::new();
    Tour::walk(leg, kind, hands, &mut |world, name| {
        let here = look(world, name);
        found.extend(here.into_iter().map(|one| format!("{name}: {one}")));
    });
    assert_eq!(found, Vec::<String>::new());
}
