//! Every step of every journey that is done on a page of the portal: the page is recognised beside the imitation, also when
//! what the step is about has another name or stands somewhere else; and an unknown window or page is said to be one. The
//! steps come from the journeys themselves, so a new one is tried as well.

use std::collections::BTreeSet;

use losen_core::companion::{Labels, Page};
use losen_core::journeys;
use losen_core::text::{Language, text};
use losen_tests::{Kind, World, in_both_browsers};
use serde_json::{Value, json};

/// Labels that steps quote and that are not on a page as it is when one comes to it: they stand in a dialog or on a tab
/// that is opened first, on production's login, on the page of someone without a right, or nowhere in the imitation.
/// Dialogs and tabs are walked in `companion.rs` and `companion_ticks.rs`.
const NOT_AT_FIRST_SIGHT: [&str; 7] = [
    "add_key",
    "confirm_delete",
    "delegation_source",
    "expires",
    "key_field",
    "log_in",
    "request_access",
];

/// Goes to a page of the imitation without a reload, and changes it before the companion has looked at it: it looks a
/// moment after a change. Says whether what was to be changed is there.
const VISIT: &str = r"(view, path, how, names) => {
  const { document, history } = view;
  const main = document.querySelector('main');
  const fold = (text) => (text ?? '').replace(/\s+/g, ' ').trim().replace(/[\s*]+$/, '').toLowerCase();
  const wanted = names.map(fold);
  const within = (root) => [...root.querySelectorAll('button, a, label, summary, legend, dt, [role=tab]')]
    .find((node) => wanted.includes(fold(node.innerText)) && node.checkVisibility());
  // The page itself, and the menu above it.
  const find = () => within(main) ?? within(document);
  const change = () => {
    const found = find();
    if (how === 'rename' && found) found.textContent = 'Et helt nytt navn';
    if (how === 'move' && found) main.append(found.closest('.field, .choice, section') ?? found);
    if (how === 'window') {
      const dialog = document.createElement('dialog');
      dialog.innerHTML = '<h2>Nyheter</h2><button>Lukk</button>';
      document.body.append(dialog);
      dialog.showModal();
    }
    return Boolean(found);
  };
  const there = main.querySelector('#nowhere') === null;
  if (there) throw new Error('the page before was not left');
  return new Promise((resolve, reject) => {
    const timer = view.setTimeout(() => reject(new Error(`${path}: ${document.body.innerText}`)), 20000);
    const observer = new view.MutationObserver(() => {
      if (main.querySelector('#nowhere')) return;
      observer.disconnect();
      view.clearTimeout(timer);
      resolve(change());
    });
    observer.observe(main, { childList: true });
    history.pushState({}, '', path);
    view.dispatchEvent(new view.PopStateEvent('popstate'));
  });
}";

/// Makes nothing of the page that is there, so that what is recognised afterwards is the next one.
const NOWHERE: &str = r"(view) => {
  for (const dialog of view.document.querySelectorAll('dialog')) dialog.remove();
  view.document.querySelector('main').innerHTML = '<h1 id=nowhere>Innstillinger</h1>';
  return true;
}";

/// The pages on which steps are done, each with the labels that steps look for there.
fn pages() -> Vec<(Page, &'static str, BTreeSet<&'static str>)> {
    let mut pages: Vec<(Page, &str, BTreeSet<&str>)> = Vec::new();
    for step in journeys::all().iter().flat_map(|journey| journey.steps) {
        let Some(page) = step.at.and_then(journeys::page) else {
            continue;
        };
        let (Some(is), Some(path), Some(label)) = (page.is, page.path, step.label) else {
            continue;
        };
        match pages.iter_mut().find(|(known, ..)| *known == is) {
            Some((_, _, labels)) => {
                labels.insert(label);
            }
            None => pages.push((is, path, BTreeSet::from([label]))),
        }
    }
    pages
}

/// A panel with a plan, and the imitation beside it, where a client and a scope are already.
fn practising(kind: Kind) -> World {
    let mut world = World::start(kind);
    world.panel().plan_krr("Losby varsling");
    world.open_portal("edition=2026");
    world
}

fn log_in_and_make_what_is_looked_at(world: &mut World) {
    world.log_in(
        "Med organisasjonsnummer",
        "Losby havnevesen 314330897",
        "Velkommen",
    );
    let mut portal = world.beside();
    portal
        .click("Klienter")
        .click("Legg til klient")
        .click("Maskinporten & KRR");
    portal
        .fill("Visningsnavn", "Losby varsling")
        .fill("Beskrivelse", "Test");
    portal.click("Lagre endringer").see("Klient ble opprettet");
    world.browser().eval(
        "(view) => { view.document.querySelector('nav a[href$=\"/scopes\"]').click(); return true; }",
        &[],
    );
    world
        .beside()
        .click("Legg til scope")
        .fill("Subscope", "havn.read")
        .fill("Beskrivelse av scopet", "Havn");
    world.beside().click("Opprett").see("Scope ble opprettet");
}

/// Where a page is in the imitation; for one client and one scope, the address of the first of them.
fn path_to(world: &mut World, page: Page, path: &str) -> String {
    let list = match page {
        Page::Client => "/portal/clients",
        Page::Scope => "/portal/scopes",
        _ => return format!("/portal{path}"),
    };
    visit(world, list, "", &[]);
    let first = "(view) => view.document.querySelector('main table a').getAttribute('href')";
    let found = world.browser().eval(first, &[]);
    world.browser().eval(NOWHERE, &[]);
    found.as_str().expect("a link").to_owned()
}

fn visit(world: &mut World, path: &str, how: &str, names: &[&str]) -> bool {
    world.browser().turn_to_tab();
    world.browser().eval(NOWHERE, &[]);
    world.panel().see("Losen kjenner ikke igjen denne siden");
    world.browser().turn_to_tab();
    let found = world
        .browser()
        .eval(VISIT, &[json!(path), json!(how), json!(names)]);
    found == Value::Bool(true)
}

/// Walks one page in every way, and says which of its labels were there to be changed.
fn try_out(
    world: &mut World,
    page: Page,
    path: &str,
    labels: &BTreeSet<&'static str>,
) -> BTreeSet<&'static str> {
    let recognised = format!("Siden er gjenkjent: {}", text(Language::Nb, page.key()));
    let path = path_to(world, page, path);
    visit(world, &path, "", &[]);
    world.panel().see(&recognised);
    let mut there = BTreeSet::new();
    for label in labels {
        let shipped = Labels::shipped();
        let names = shipped.all(label);
        for how in ["rename", "move"] {
            if visit(world, &path, how, &names) {
                there.insert(*label);
                world.panel().see(&recognised);
            }
        }
    }
    visit(world, &path, "window", &[]);
    world
        .panel()
        .see("Losen kjenner ikke igjen vinduet som er åpent")
        .gone("Vis meg hvor");
    world.browser().turn_to_tab();
    world.browser().eval(NOWHERE, &[]);
    world
        .panel()
        .see("Losen kjenner ikke igjen denne siden")
        .gone("Vis meg hvor");
    there
}

in_both_browsers! {
    fn every_page_that_a_step_is_done_on_is_recognised_also_when_it_has_changed(kind) {
        let mut world = practising(kind);
        let mut seen = BTreeSet::new();
        let mut all = BTreeSet::new();
        let (before, after): (Vec<_>, Vec<_>) = pages().into_iter().partition(|(page, ..)| *page == Page::Login);
        for (page, path, labels) in &before {
            seen.extend(try_out(&mut world, *page, path, labels));
            all.extend(labels.iter().copied());
        }
        let portal = world.portal();
        world.open_portal_at(&portal, "edition=2026");
        log_in_and_make_what_is_looked_at(&mut world);
        for (page, path, labels) in &after {
            seen.extend(try_out(&mut world, *page, path, labels));
            all.extend(labels.iter().copied());
        }
        assert!(before.len() == 1 && after.len() >= 8, "the journeys name the pages");
        let missed: Vec<&str> = all.difference(&seen).copied().collect();
        assert_eq!(missed, NOT_AT_FIRST_SIGHT);
    }
}
