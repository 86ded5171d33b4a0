//! Plans: from the goal to the message that is sent, kept when the popup closes, without a fault that axe can find, and
//! with the keyboard alone.

use losen_core::journeys;
use losen_tests::{Browser, Guide, Setup, World, eventually, in_both_browsers};
use serde_json::json;

/// Presses what has focus, as Enter does, after going there with as many presses of Tab as it takes. Only what the Tab key
/// reaches is found.
const BY_KEYBOARD: &str = r"(view, wanted) => {
  const { document } = view;
  const name = (node) => (node.getAttribute('aria-label') ?? node.innerText ?? '').replace(/\s+/g, ' ').trim();
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true }));
  const found = stops.find((node) => name(node) === wanted);
  if (!found) throw new Error(`the Tab key does not reach «${wanted}»: ${stops.map(name).join(' | ')}`);
  found.focus({ focusVisible: true });
  if (document.activeElement !== found) throw new Error(`«${wanted}» takes no focus`);
  if (view.getComputedStyle(found).outlineStyle === 'none' && view.getComputedStyle(found).boxShadow === 'none') {
    throw new Error(`one does not see that «${wanted}» has focus`);
  }
  found.click();
}";

/// What sticks out of a window of 320 pixels, which is 1280 at 400 per cent.
const WIDER: &str = r"(view) => {
  const main = view.document.getElementById('app');
  main.style.inlineSize = '320px';
  const wide = [...main.querySelectorAll('*')].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.right > main.getBoundingClientRect().left + 321 && !node.closest('pre, svg') && !node.matches('.ds-sr-only');
  });
  main.style.inlineSize = '';
  return wide.map((node) => node.className || node.localName);
}";

fn press(browser: &mut dyn Browser, name: &str) {
    Guide(browser).see(name);
    browser.eval(BY_KEYBOARD, &[json!(name)]);
}

in_both_browsers! {
    fn a_plan_waits_where_it_was_when_the_popup_has_been_closed(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_popup();
        world.guide().click("Planer").see("Velkommen om bord").flawless();
        world.guide().click("Lag en ny plan").see("Ta vare på det du har").flawless();
        world.guide().click("Få tilgang, så jeg kan begynne").see("0 av 7 oppgaver er gjort").flawless();
        world.guide().click("Rettighet i Altinn").see("Klar melding til hovedadministratoren").flawless();
        world.guide().click("Jeg har sendt meldingen").see("Jeg har sendt den igjen");
        eventually("the plan is kept", || world.browser().storage().to_string().contains("waiting"));
        world.browser().close_popup();
        world.browser().open_popup();
        world.guide().see("Jeg har sendt den igjen").click("Til oppgavene").see("venter på noen");
    }

    fn every_journey_can_be_walked_with_the_keyboard_alone(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        // The side panel's page, whose layout follows its own width and not the window's.
        world.browser().open_tab("panel.html");
        for journey in journeys::all() {
            press(world.browser(), "Planer");
            if !world.guide().page().contains("Lag en ny plan") {
                press(world.browser(), "Alle planer");
            }
            press(world.browser(), "Lag en ny plan");
            press(world.browser(), journey.goal.nb);
            press(world.browser(), "Begynn");
            for _ in journey.steps_in(losen_core::model::Environment::Test) {
                assert_eq!(world.browser().eval(WIDER, &[]), json!([]), "{}", journey.id);
                press(world.browser(), "Dette er gjort");
            }
            world.guide().see("Alt er gjort").flawless();
        }
    }

    fn a_key_pair_is_made_and_its_public_half_comes_after_the_file(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_tab("tab.html");
        world.guide().click("Planer").click("Verktøybenk").see("Det du vil sjekke").flawless();
        world.guide().fill("Det du vil sjekke", "https://losby.example.no/#ferdig").see("Losen leser dette som redirect URI-er").flawless();
        world.guide().click("Lag et nøkkelpar").wait("Lagre den private nøkkelen først", 60).flawless();
        assert!(!world.guide().page().contains("Kopier den offentlige nøkkelen"));
        world.guide().click("Lagre den private nøkkelen").see("Den private nøkkelen er lagret").see("\"kty\":\"RSA\"").flawless();
        assert!(!world.browser().storage().to_string().contains("PRIVATE KEY"));
    }
}
