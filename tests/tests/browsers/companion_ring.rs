//! The ring: there when it is asked for, in nobody's way, and gone when its page is.

use losen_tests::{Kind, World, in_both_browsers};
use serde_json::{Value, json};

/// The list of clients, with the panel's ring around the button that comes next.
fn ringed(kind: Kind) -> World {
    let mut world = World::start(kind);
    world.panel().plan_krr("Losby varsling");
    world.open_portal("edition=2026");
    world.log_in(
        "Med organisasjonsnummer",
        "Losby havnevesen 314330897",
        "Velkommen",
    );
    world.beside().click("Klienter").see("Legg til klient");
    world
}

fn show(world: &mut World) {
    // The panel hears of the page a moment after the tab has changed.
    world
        .panel()
        .see("Trykk på «Legg til klient»")
        .click("Vis meg hvor")
        .see("Losen har satt en ring rundt");
    world.browser().turn_to_tab();
}

fn rings(world: &mut World) -> Value {
    world.browser().turn_to_tab();
    world.browser().eval(RINGS, &[])
}

/// Where every ring is, what is around it, and what a click in its middle would press.
const RINGS: &str = r"(view) => [...view.document.querySelectorAll('html > [popover=manual]')].map((ring) => {
  const box = ring.getBoundingClientRect();
  const under = view.document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return { pressed: under?.textContent, width: Math.round(box.width), target: Math.round(under?.getBoundingClientRect().width),
    hidden: ring.getAttribute('aria-hidden'), focus: view.document.activeElement === ring };
})";

/// Where everything in the page is.
const LAYOUT: &str = r"(view) => [...view.document.querySelectorAll('body *')].map((node) => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return [node.localName, x, y, width, height].join(' ');
})";

in_both_browsers! {
    fn the_ring_is_around_the_button_and_a_click_goes_through_it(kind) {
        let mut world = ringed(kind);
        world.browser().turn_to_tab();
        let before = world.browser().eval(LAYOUT, &[]);
        show(&mut world);
        let rings = rings(&mut world);
        let [ring] = rings.as_array().expect("a list").as_slice() else { panic!("one ring: {rings}") };
        assert_eq!(ring["pressed"], "Legg til klient");
        assert_eq!(ring["width"], ring["target"]);
        assert_eq!((&ring["hidden"], &ring["focus"]), (&json!("true"), &json!(false)));
        assert_eq!(world.browser().eval(LAYOUT, &[]), before, "nothing has moved");
        world.beside().flawless();
    }

    fn the_ring_goes_when_it_is_taken_away_and_when_the_page_changes(kind) {
        let mut world = ringed(kind);
        show(&mut world);
        world.panel().click("Ta bort ringen").see("Vis meg hvor");
        losen_tests::eventually("the ring to go", || rings(&mut world) == json!([]));
        show(&mut world);
        world.beside().click("Legg til klient").see("& KRR");
        losen_tests::eventually("the ring to go", || rings(&mut world) == json!([]));
        world.panel().see("Vis meg hvor");
    }

    fn the_ring_goes_when_its_field_is_filled_in(kind) {
        let mut world = ringed(kind);
        world.beside().click("Legg til klient").click("Maskinporten & KRR");
        world.panel().see("Fyll ut «Visningsnavn»").click("Vis meg hvor").see("Losen har satt en ring rundt «Visningsnavn»");
        world.beside().fill("Visningsnavn", "Losby varsling");
        // What comes next is another field, and the ring was not asked for there.
        world.panel().see("Fyll ut «Beskrivelse»").see("Vis meg hvor").gone("Losen har satt en ring rundt");
        losen_tests::eventually("the ring to go", || rings(&mut world) == json!([]));
    }

    fn the_ring_stands_in_an_open_dialog(kind) {
        let mut world = ringed(kind);
        world.beside().click("Legg til klient").click("Maskinporten & KRR").fill("Visningsnavn", "Losby varsling")
            .fill("Beskrivelse", "Laget i en nettlesertest").click("Legg til scope").see("Tilgjengelige scopes");
        world.panel().see("Søk fram «krr:global/kontaktinformasjon.read»").click("Vis meg hvor").see("Losen har satt en ring rundt");
        losen_tests::eventually("the ring around a tick", || {
            rings(&mut world)[0]["pressed"].as_str().is_some_and(|text| text.contains("krr:global/kontaktinformasjon.read"))
        });
    }

    fn a_moved_button_is_found_where_it_is_now_and_followed(kind) {
        let mut world = ringed(kind);
        let moved = "(view) => {
            const { document } = view;
            const foot = document.createElement('div');
            document.querySelector('main').append(foot);
            foot.append(document.querySelector('main a.button'));
            return true;
        }";
        world.browser().turn_to_tab();
        world.browser().eval(moved, &[]);
        show(&mut world);
        losen_tests::eventually("the ring around the button", || rings(&mut world)[0]["pressed"] == "Legg til klient");
        world.browser().eval("(view) => { view.document.querySelector('main').prepend(view.document.querySelector('main a.button').parentElement); return true; }", &[]);
        losen_tests::eventually("the ring to follow", || rings(&mut world)[0]["pressed"] == "Legg til klient");
    }
}
