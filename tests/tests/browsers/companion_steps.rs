//! Every step of every journey that is done on a page of the portal: the page is recognised beside the imitation, also when
//! what the step is about has another name or stands somewhere else; and an unknown window or page is said to be one. The
//! steps come from the journeys themselves, so a new one is tried as well.

use std::collections::BTreeSet;

use losen_core::companion::{Labels, Page};
use losen_core::journeys;
use losen_core::text::{Language, text};
use losen_tests::{World, eventually, in_both_browsers};
use serde_json::{Value, json};

/// Goes to a page of the imitation without a reload, opens the tab or dialog that the label stands in, and changes the label,
/// all of it behind a page that is hidden: what the companion sees first is the page as it was changed. Says whether what was
/// to be changed is there.
const VISIT: &str = r"(view, path, how, names, way) => {
  const { document, history } = view;
  const main = document.querySelector('main');
  const fold = (text) => (text ?? '').replace(/\s+/g, ' ').trim().replace(/[\s*]+$/, '').toLowerCase();
  const wanted = names.map(fold);
  const within = (root, nodes) => root && [...root.querySelectorAll(nodes)].find((node) => wanted.includes(fold(node.innerText)));
  const controls = 'button, a, label, summary, legend, dt, [role=tab]';
  const dialog = () => document.querySelector('dialog');
  // The dialog on top, the page itself, and the menu above it; a heading where no control has the name.
  const find = () => within(dialog() ?? main, controls) ?? within(document, controls) ?? within(dialog() ?? main, 'h2, h3');
  const until = (look) => new Promise((resolve, reject) => {
    const timer = view.setTimeout(() => {
      observer.disconnect();
      reject(new Error(`${path}: ${look} in ${document.body.textContent}`));
    }, 20000);
    const attempt = () => {
      const found = look();
      if (!found) return;
      observer.disconnect();
      view.clearTimeout(timer);
      resolve(found);
    };
    const observer = new view.MutationObserver(attempt);
    observer.observe(document, { childList: true, subtree: true });
    attempt();
  });
  const change = () => {
    const found = find();
    if (how === 'rename' && found) found.textContent = 'Et helt nytt navn';
    if (how === 'move' && found) (dialog() ?? main).append(found.closest('.field, .choice, section') ?? found);
    if (how === 'window') {
      const news = document.createElement('dialog');
      news.innerHTML = '<h2>Nyheter</h2><button>Lukk</button>';
      document.body.append(news);
      news.showModal();
    }
    return Boolean(found);
  };
  if (main.querySelector('#nowhere') === null) throw new Error('the page before was not left');
  const walk = async () => {
    await until(() => main.querySelector('#nowhere') === null && main.firstElementChild);
    for (const selector of way) {
      const found = await until(() => document.querySelector(selector.replace('wait for ', '')));
      if (!selector.startsWith('wait for ')) found.click();
    }
    document.body.hidden = false;
    return change();
  };
  document.body.hidden = true;
  history.pushState({}, '', path);
  view.dispatchEvent(new view.PopStateEvent('popstate'));
  return walk();
}";

/// Makes nothing of the page that is there, so that what is recognised afterwards is the next one.
const NOWHERE: &str = r"(view) => {
  if (view.document.querySelector('main #nowhere')) return true;
  for (const dialog of view.document.querySelectorAll('dialog')) dialog.remove();
  view.document.querySelector('main').innerHTML = '<h1 id=nowhere>Innstillinger</h1>';
  return true;
}";

/// What is pressed or waited for on a page before a label is in sight.
fn way_in(label: &str) -> &'static [&'static str] {
    match label {
        "add_key" | "expires" => &["[data-tab-id=keys]", "wait for [data-key-id]"],
        "key_field" => &[
            "[data-tab-id=keys]",
            "wait for [data-key-id]",
            "[role=tabpanel] > button.secondary",
        ],
        "confirm_delete" => &["[role=tabpanel] .danger"],
        "add_on_behalf" => &[
            "[data-tab-id=onbehalfof]",
            "wait for [role=tabpanel] > button.secondary",
        ],
        "add_access" => &["wait for [role=tabpanel] > button.secondary"],
        "orgno" | "add" => &["[role=tabpanel] > button.secondary"],
        "customer_orgno" => &["[data-tab-id=onbehalfof]", "[role=tabpanel] > button.secondary"],
        _ => &[],
    }
}

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

fn log_in(world: &mut World, organisation: &str, arrival: &str) {
    world.log_in("Med organisasjonsnummer", organisation, arrival);
}

/// A login with a key, and a scope.
fn make_what_is_looked_at(world: &mut World) {
    log_in(world, "Losby havnevesen 314330897", "Velkommen");
    let mut portal = world.beside();
    portal
        .click("Klienter")
        .click("Legg til klient")
        .click("ID-porten & API-klient");
    portal
        .fill("Visningsnavn", "Losby varsling")
        .fill("Beskrivelse", "Test")
        .fill("Redirect URI-er: URI", "https://losby.example.no/callback")
        .click("Legg til Redirect URI-er");
    portal.click("Lagre endringer").see("Klient ble opprettet");
    let pem = include_str!("../../../crates/core/tests/rules/key/certificate-lives-a-year/fires/input.txt");
    portal
        .click("Losby varsling")
        .click("Nøkler")
        .click("+ Legg til")
        .fill("JWK eller PEM format", pem)
        .click("Lagre")
        .see("Utløper");
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
    visit(world, list, "", "", &[]);
    let made = r"(view) => [...view.document.querySelectorAll('main a')]
      .find((link) => /Losby varsling|havn\.read/.test(link.textContent)).getAttribute('href')";
    let found = world.browser().eval(made, &[]);
    world.browser().eval(NOWHERE, &[]);
    found.as_str().expect("a link").to_owned()
}

fn visit(world: &mut World, path: &str, how: &str, label: &str, names: &[&str]) -> bool {
    // Once more where the page was still on its way.
    eventually("the page to be left", || {
        world.browser().turn_to_tab();
        world.browser().eval(NOWHERE, &[]);
        world
            .panel()
            .page()
            .contains("Losen kjenner ikke igjen denne siden")
    });
    world.browser().turn_to_tab();
    let asked = [json!(path), json!(how), json!(names), json!(way_in(label))];
    world.browser().eval(VISIT, &asked) == Value::Bool(true)
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
    visit(world, &path, "", "", &[]);
    world.panel().see(&recognised);
    let mut there = BTreeSet::new();
    for label in labels {
        let shipped = Labels::shipped();
        let names = shipped.all(label);
        for how in ["rename", "move"] {
            if visit(world, &path, how, label, &names) {
                there.insert(*label);
                // A question is known by its words alone: with others, Losen must not guess.
                let question = (how, *label) == ("rename", "confirm_delete");
                world.panel().see(if question {
                    "Losen kjenner ikke igjen vinduet som er åpent"
                } else {
                    &recognised
                });
            }
        }
    }
    visit(world, &path, "window", "", &[]);
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

/// The portal as it is asked for, on a page that has been left.
fn open(world: &mut World, query: &str) {
    let portal = world.portal();
    world.open_portal_at(&portal, query);
}

in_both_browsers! {
    fn every_page_that_a_step_is_done_on_is_recognised_also_when_it_has_changed(kind) {
        let mut world = World::start(kind);
        world.panel().plan_krr("Losby varsling");
        let (before, after): (Vec<_>, Vec<_>) = pages().into_iter().partition(|(page, ..)| *page == Page::Login);
        assert!(before.len() == 1 && after.len() >= 8, "the journeys name the pages");
        let mut seen = BTreeSet::new();
        // The login of test, that of production, and what somebody without a right gets to see.
        for host in ["selvbetjening.test.samarbeid.digdir.no", "selvbetjening.samarbeid.digdir.no"] {
            open(&mut world, &format!("edition=2026&host={host}"));
            for (page, path, labels) in &before {
                seen.extend(try_out(&mut world, *page, path, labels));
            }
        }
        open(&mut world, "edition=2026&host=selvbetjening.test.samarbeid.digdir.no");
        log_in(&mut world, "EKSEMPEL AS 311718371", "Be om tilgang");
        seen.extend(try_out(&mut world, Page::RequestAccess, "/request-access", &BTreeSet::from(["request_access"])));
        world.browser().turn_to_tab();
        world.browser().eval("(view) => { view.localStorage.clear(); return true; }", &[]);
        open(&mut world, "edition=2026");
        make_what_is_looked_at(&mut world);
        for (page, path, labels) in &after {
            seen.extend(try_out(&mut world, *page, path, labels));
        }
        let all: BTreeSet<&str> = before.iter().chain(&after).flat_map(|(_, _, labels)| labels.iter().copied()).collect();
        let missed: Vec<&str> = all.difference(&seen).copied().collect();
        assert_eq!(missed, Vec::<&str>::new());
    }

    fn every_page_is_recognised_in_english_and_in_the_edition_before_as_well(kind) {
        let mut world = World::start(kind);
        world.panel().plan_krr("Losby varsling");
        open(&mut world, "edition=2026");
        make_what_is_looked_at(&mut world);
        open(&mut world, "edition=2025&language=en");
        let mut seen = BTreeSet::new();
        let after: Vec<_> = pages().into_iter().filter(|(page, ..)| *page != Page::Login).collect();
        for (page, path, labels) in &after {
            seen.extend(try_out(&mut world, *page, path, labels));
        }
        let all: BTreeSet<&str> = after.iter().flat_map(|(_, _, labels)| labels.iter().copied()).collect();
        let missed: Vec<&str> = all.difference(&seen).copied().collect();
        // Nobody has written down what these are called in English.
        let shipped = Labels::shipped();
        let nameless: Vec<&str> = all.into_iter().filter(|label| shipped.name(label).is_some_and(|name| name.en.is_empty())).collect();
        assert_eq!(missed, nameless);
    }
}
