//! What the user has asked of the browser is heeded: less motion, and the user's own few colours.

use losen_tests::{Colours, Look, WITH_HELPER, World, eventually, in_both_browsers};
use serde_json::{Value, json};

const FORCED: Look = Look::new(360, Colours::Forced);

/// What moves on the page now, and what would as soon as something changed.
const MOTION: &str = r"(view) => {
  const running = view.document.getAnimations().map((one) => one.animationName ?? one.transitionProperty);
  const lasting = (style) => style.transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0.01);
  const latent = [...view.document.querySelectorAll('*')].filter((node) => lasting(view.getComputedStyle(node)));
  return [...running, ...latent.map((node) => `${node.localName} ${node.className}`)];
}";

/// The controls whose bounds cannot be seen, and the chosen ones that look like the others.
const INDISTINCT: &str = r#"(view) => {
  const { document } = view;
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const name = (node) => `${node.localName} ${(node.innerText || node.id).trim().slice(0, 40)}`;
  const bounded = (node) => {
    const style = view.getComputedStyle(node);
    const line = ["Top", "Right", "Bottom", "Left"].some((side) =>
      style[`border${side}Style`] !== "none" && Number.parseFloat(style[`border${side}Width`]) > 0);
    return line || style.textDecorationLine === "underline" || style.appearance === "auto";
  };
  const controls = [...document.querySelectorAll("button, a[href], input, select, textarea")].filter(seen);
  const found = controls.filter((node) => !bounded(node)).map((node) => `${name(node)} has no bounds`);
  const line = (node) => view.getComputedStyle(node).borderBlockEndColor;
  const [here] = document.querySelectorAll(".losen-room[aria-current=page]");
  const [other] = document.querySelectorAll(".losen-room:not([aria-current=page])");
  if (here && other && line(here) === line(other)) found.push("the room one is in looks like the others");
  const fill = (node) => node && view.getComputedStyle(node).backgroundColor;
  const first = [...document.querySelectorAll("button[data-variant=primary]:not([aria-disabled=true])")].find(seen);
  const second = [...document.querySelectorAll("button[data-variant=secondary]:not([aria-disabled=true])")].find(seen);
  if (first && second && fill(first) === fill(second)) found.push("the button to press looks like the others");
  return found;
}"#;

fn in_a_tab(world: &mut World) {
    world.browser().open_tab("panel.html");
}

/// What is wrong with what is shown now, to whoever sees it in a few colours of their own.
#[track_caller]
fn told_apart(world: &mut World, words: &str) {
    world.guide().see(words);
    world.browser().look(FORCED);
    let forced = world.browser().eval(
        "(view) => view.matchMedia('(forced-colors: active)').matches",
        &[],
    );
    assert_eq!(forced, true, "the browser draws in the user's colours");
    assert_eq!(world.browser().eval(INDISTINCT, &[]), json!([]), "{words}");
    let round = world.guide().round();
    assert_eq!(round, Vec::<String>::new(), "{words}");
}

fn moving(world: &mut World) -> Vec<String> {
    let found = world.browser().eval(MOTION, &[]);
    let names = found.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

in_both_browsers! {
    fn whoever_wants_less_motion_gets_none(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "delay", "ms": 15000}},
        ]}));
        in_a_tab(&mut world);
        world.browser().look(Look::PANEL);
        world.guide().plan_krr("Losby").click("Opprett klienten").see("Sender én gang");
        assert!(moving(&mut world).contains(&"losen-wave".to_owned()), "there are waves to be stilled");
        world.browser().look(Look::PANEL.still());
        eventually("nothing moves", || moving(&mut world).is_empty());
        world.guide().wait("Klienten er opprettet", 60);
        assert_eq!(moving(&mut world), Vec::<String>::new());
    }

    fn in_the_users_own_colours_everything_can_be_told_apart(kind) {
        let mut world = World::start(kind);
        in_a_tab(&mut world);
        told_apart(&mut world, "Hva skal du oppnå?");
        world.guide().click("Neste");
        told_apart(&mut world, "Velg hva løsningen din skal gjøre.");
        world.guide().choose_krr();
        told_apart(&mut world, "Hvor skal klienten ligge?");
        world.guide().choose_place(WITH_HELPER).see("Hva slags klient?")
            .click("Maskinporten, med de scopene du velger").click("Neste");
        told_apart(&mut world, "Hva skal klienten hete?");
        world.guide().fill("Visningsnavn", "Losby").fill("Beskrivelse", "Varsling").click("Neste");
        told_apart(&mut world, "Hva skal klienten få gjøre?");
        world.guide().click("Planer");
        told_apart(&mut world, "oppgaver er gjort");
        world.guide().click("Klienter");
        told_apart(&mut world, "Klienter");
        world.browser().look(Look::PANEL);
    }
}
