//! What the companion never does, and what a page on the web gets when it tries to talk to Losen: nothing.

use losen_tests::{Browser, World, in_both_browsers};
use serde_json::{Value, json};

const COMPANION: &str = include_str!("../../../extension/companion.js");

/// Ways of pressing, typing, sending, storing and running code. The source must not even name them.
const NEVER: [&str; 26] = [
    ".click",
    ".submit",
    ".requestSubmit",
    "dispatchEvent",
    ".focus(",
    ".blur(",
    "execCommand",
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "cookie",
    "caches",
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "sendBeacon",
    "eval(",
    "Function(",
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "import(",
    "navigator",
    "sendMessage",
    "window.postMessage",
];

#[test]
fn the_companions_source_names_no_way_to_press_type_send_or_store() {
    let code: String = COMPANION
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let found: Vec<_> = NEVER.iter().filter(|word| code.contains(**word)).collect();
    assert_eq!(found, Vec::<&&str>::new());
    // Nothing of the page's is written to: the only assignments to properties are the companion's own.
    let assigned = code.split_whitespace().collect::<Vec<_>>().join(" ");
    for property in [
        ".value =",
        ".checked =",
        ".textContent =",
        ".href =",
        ".disabled =",
    ] {
        assert!(!assigned.contains(property), "{property}");
    }
}

/// Runs the companion in the page's own world, with a port that the test holds, behind traps on everything that it
/// must never touch. What the page itself does meanwhile is nothing: it stands still.
const TRAPPED: &str = r"async (view, source) => {
  const touched = [];
  const trap = (object, name, how) => {
    const real = Object.getOwnPropertyDescriptor(object, name);
    if (!real) return;
    const fell = () => touched.push(`${how}: ${name}`);
    const wrap = (inner) => inner && function (...rest) { fell(); return inner.apply(this, rest); };
    Object.defineProperty(object, name, real.value
      ? { ...real, value: wrap(real.value) }
      : { ...real, get: how === 'set' ? real.get : wrap(real.get), set: wrap(real.set) });
  };
  const { HTMLElement, HTMLFormElement, EventTarget, Storage, Document, HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement } = view;
  for (const name of ['click', 'focus', 'blur']) trap(HTMLElement.prototype, name, 'call');
  for (const name of ['submit', 'requestSubmit']) trap(HTMLFormElement.prototype, name, 'call');
  trap(EventTarget.prototype, 'dispatchEvent', 'call');
  for (const name of ['getItem', 'setItem', 'removeItem', 'key', 'clear']) trap(Storage.prototype, name, 'call');
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) trap(view, name, 'get');
  trap(Document.prototype, 'cookie', 'get');
  for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'open', 'postMessage']) trap(view, name, 'call');
  trap(view.Navigator.prototype, 'sendBeacon', 'call');
  trap(view.Navigator.prototype, 'clipboard', 'get');
  for (const type of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement]) trap(type.prototype, 'value', 'set');
  trap(HTMLInputElement.prototype, 'checked', 'set');
  trap(view.Element.prototype, 'innerHTML', 'set');

  const sent = [];
  let hear, connect, cut;
  const port = {
    name: 'losen-companion', sender: { id: 'losen' }, postMessage: (message) => sent.push(JSON.parse(JSON.stringify(message))),
    onMessage: { addListener: (listener) => (hear = listener) }, onDisconnect: { addListener: (listener) => (cut = listener) },
  };
  const api = { runtime: { id: 'losen', onConnect: { addListener: (listener) => (connect = listener) } } };
  new view.Function('globalThis', source)(Object.create(view, { browser: { value: api } }));
  connect({ ...port, name: 'another', onMessage: { addListener: () => touched.push('listened to another line') } });
  connect({ ...port, sender: { id: 'another' }, onMessage: { addListener: () => touched.push('listened to another extension') } });
  connect(port);
  hear({ kind: 'watch', names: ['JWK eller PEM format', 'Lagre', 'Nøkler', 'Visningsnavn', 'Klient ID'], phrases: ['Klient ble opprettet'] });
  hear({ kind: 'point', names: ['Lagre'] });
  hear({ kind: 'point', names: [] });
  await new Promise((resolve) => view.setTimeout(resolve, 400));
  cut();
  return { touched, sent };
}";

/// The portal's client page with the key dialog open and a private key in it: what must not be read is in sight.
fn with_secrets(world: &mut World) {
    world.panel().plan_krr("Losby varsling");
    world.open_portal("edition=2026");
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
        .fill("Beskrivelse", "Test")
        .click("Lagre endringer");
    portal
        .see("Klient ble opprettet")
        .click("Losby varsling")
        .see("Klient ID")
        .click("Nøkler")
        .click("+ Legg til");
    portal.fill("JWK eller PEM format", "-----BEGIN PRIVATE KEY-----kanarifugl");
}

fn tokens(browser: &mut dyn Browser) -> Vec<String> {
    let kept = browser.eval(
        "(view) => [view.localStorage.accessToken, view.localStorage.refreshToken]",
        &[],
    );
    let kept = kept.as_array().expect("a list").iter();
    kept.map(|one| one.as_str().expect("the portal keeps its tokens").to_owned())
        .collect()
}

in_both_browsers! {
    fn the_companion_touches_nothing_and_sends_no_secret(kind) {
        let mut world = World::start(kind);
        with_secrets(&mut world);
        let browser = world.browser();
        let tokens = tokens(browser);
        let seen = browser.eval(TRAPPED, &[json!(COMPANION)]);
        assert_eq!(seen["touched"], json!([]));
        let sent = seen["sent"].to_string();
        assert!(sent.contains("Losby varsling") && sent.contains("JWK eller PEM format"), "{sent}");
        for secret in tokens.iter().map(String::as_str).chain(["kanarifugl", "PRIVATE KEY"]) {
            assert!(!sent.contains(secret), "{sent}");
        }
    }

    fn a_page_that_tries_to_talk_to_losen_or_to_read_it_gets_nothing(kind) {
        let mut world = World::start(kind);
        world.panel().plan_krr("Losby varsling");
        world.open_portal("edition=2026");
        world.panel().see("Siden er gjenkjent: innlogging");
        let before = world.panel().page();
        let url = world.browser().eval("(view) => (view.browser ?? view.chrome).runtime.getURL('')", &[]);
        world.browser().turn_to_tab();
        let got = world.browser().eval(HOSTILE, &[url]);
        assert_eq!(got, json!([]), "a page got something");
        // What it said has reached nobody.
        assert_eq!(world.panel().page(), before);
    }
}

/// Everything that a page could try, and whatever came of it.
const HOSTILE: &str = r"async (view, base) => {
  const got = [];
  const id = base.replace(/^.*:\/\//, '').replace(/\/$/, '');
  for (const name of ['chrome', 'browser']) {
    const runtime = view[name]?.runtime;
    for (const call of ['sendMessage', 'connect']) {
      if (runtime?.[call]) {
        try { const answer = await runtime[call](id, { kind: 'facts' }); if (answer && call === 'sendMessage') got.push(call); } catch {}
      }
    }
  }
  for (const kind of ['watch', 'point', 'facts', 'losen-companion']) view.postMessage({ kind, names: ['Logg inn'], facts: { path: '/hostile' } }, '*');
  view.dispatchEvent(new view.CustomEvent('losen-companion', { detail: { kind: 'point' } }));
  for (const file of ['panel.html', 'companion.js', 'manifest.json', 'pkg/app_bg.wasm', 'labels.json']) {
    try { await view.fetch(base + file); got.push(`read ${file}`); } catch {}
  }
  const framed = await new Promise((resolve) => {
    const frame = view.document.createElement('iframe');
    frame.src = base + 'panel.html';
    frame.onload = () => { try { resolve(Boolean(frame.contentDocument?.querySelector('#app'))); } catch { resolve(false); } };
    frame.onerror = () => resolve(false);
    view.document.body.append(frame);
    view.setTimeout(() => resolve(false), 1500);
  });
  if (framed) got.push('framed the panel');
  if (view.document.querySelector('html > [popover]')) got.push('a ring that nobody asked for');
  return got;
}";

in_both_browsers! {
    /// So that the trap cannot be a trap that never closes.
    fn the_traps_close(kind) {
        let mut world = World::start(kind);
        world.open_portal("edition=2026");
        let naughty = format!(
            "{COMPANION}\n;localStorage.getItem('accessToken'); document.querySelector('main button').focus();"
        );
        let seen: Value = world.browser().eval(TRAPPED, &[json!(naughty)]);
        let touched = seen["touched"].as_array().map_or(0, Vec::len);
        assert!(touched >= 2, "{seen}");
    }
}
