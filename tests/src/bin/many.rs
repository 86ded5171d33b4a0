//! How the list of clients feels with many of them, in Chromium: from a keystroke to the painted result, and the memory.
//! `many 500 5000` prints a line for each.

use std::fs;
use std::path::Path;

use losen_tests::{Kind, World};
use serde_json::{Value, json};

/// Types a letter more and waits until what it brought about has been painted; the milliseconds.
const KEYSTROKE: &str = r"async (view, text) => {
  const field = view.document.getElementById('clients-search');
  const start = view.performance.now();
  field.value = text;
  field.dispatchEvent(new view.Event('input', { bubbles: true }));
  await new Promise((done) => view.requestAnimationFrame(() => {
    const { port1, port2 } = new view.MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  return view.performance.now() - start;
}";

/// What a person takes for at once, in milliseconds.
const AT_ONCE: f64 = 100.0;

fn main() {
    let counts = std::env::args().skip(1);
    let counts = counts.map(|word| word.parse::<usize>().expect("a number of clients"));
    let slow: Vec<usize> = counts.filter(|count| measure(*count) > AT_ONCE).collect();
    assert!(slow.is_empty(), "not at once with so many clients: {slow:?}");
}

/// The milliseconds within which 95 of 100 letters were answered.
fn measure(count: usize) -> f64 {
    let mut world = World::start(Kind::Chromium);
    fill(&world, count);
    world.browser().open_panel();
    world.guide().see("Hva skal du oppnå?").click("Klienter");
    world.guide().see("Hvor").fill("Hvor", "practice");
    let before = memory(world.home());
    world
        .guide()
        .wait(&format!("Virksomheten har {} klienter", count + 1), 120);
    let after = memory(world.home());
    let words = ["losby", "varsling 7", "krr", "finnes ikke", ""];
    let mut times: Vec<f64> = Vec::new();
    for word in words.iter().cycle().take(8 * words.len()) {
        let mut typed = String::new();
        for letter in word.chars() {
            typed.push(letter);
            times.push(keystroke(&mut world, &typed));
        }
        times.push(keystroke(&mut world, ""));
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{count} clients: keystroke to painted result {:.0} ms (median), {:.0} ms (95 %), {:.0} ms (worst of {}); \
         renderer {} MiB before the list, {} MiB with it",
        at(0.5),
        at(0.95),
        at(1.0),
        times.len(),
        before,
        after,
    );
    at(0.95)
}

fn keystroke(world: &mut World, text: &str) -> f64 {
    world
        .browser()
        .eval(KEYSTROKE, &[json!(text)])
        .as_f64()
        .expect("milliseconds")
}

/// Clients as an organisation has them: most in order, some with errors.
fn fill(world: &World, count: usize) {
    let api = world.api();
    let mut token = String::new();
    for at in 0..count {
        if at % 1000 == 0 {
            let said = world.losen(
                &[
                    "token",
                    "--profile",
                    "practice",
                    "--operation",
                    "write",
                    "--print",
                ],
                "",
            );
            token = said.lines().last().expect("a token").to_owned();
        }
        let mut body = json!({
            "client_name": format!("Losby havnevesen varsling {at}"),
            "description": format!("Varsling av båteiere i distrikt {}", at % 97),
            "integration_type": if at % 5 == 0 { "krr" } else { "maskinporten" },
            "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "scopes": ["krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read"],
        });
        if at % 11 == 0 {
            body["description"] = Value::Null;
        }
        ureq::post(format!("{api}/clients"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .send(body.to_string())
            .expect("the practice environment takes a client");
    }
}

/// The memory of the largest renderer of this home's browser, in MiB (Linux).
fn memory(home: &Path) -> u64 {
    let home = home.to_string_lossy().into_owned();
    let of = |entry: fs::DirEntry| -> Option<u64> {
        let words = fs::read_to_string(entry.path().join("cmdline")).ok()?;
        if !(words.contains(&home) && words.contains("--type=renderer")) {
            return None;
        }
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    let processes = fs::read_dir("/proc").expect("Linux");
    processes.flatten().filter_map(of).max().unwrap_or(0) / 1024
}
