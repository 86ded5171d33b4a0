//! Asking for a passphrase in the helper's own window. The window is a script that speaks pinentry's protocol.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;

use common::{Home, PracticeServer};
use losen_core::protocol::code;
use serde_json::{Value, json};

/// The practice profile with its passphrase left out, so that somebody has to be asked. Returns the passphrase.
fn asking_profile(home: &Home, _running: &PracticeServer) -> String {
    let path = home.profiles().join("practice.toml");
    let mut profile: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    let file = profile.remove("passphrase_file").unwrap();
    profile.insert("passphrase".into(), "prompt".into());
    fs::write(home.profiles().join("spor.toml"), profile.to_string()).unwrap();
    fs::read_to_string(file.as_str().unwrap()).unwrap()
}

fn ask(home: &Home, path: &str, display: bool, requests: usize) -> Vec<Value> {
    let mut command = home.losen();
    command.arg("host").env("PATH", path);
    if display {
        command.env("DISPLAY", ":99");
    }
    let mut host = common::Host::start(&mut command);
    let request = json!({"id": 1, "cmd": "token", "profile": "spor", "operation": "write"});
    (0..requests).map(|_| host.ask(&request)).collect()
}

#[test]
fn a_passphrase_is_asked_for_once_and_kept_while_the_helper_runs() {
    let home = Home::new();
    let server = home.practice(&[]);
    let passphrase = asking_profile(&home, &server);
    let path = home.window(&format!("echo 'D {passphrase}'; echo OK"));
    for reply in ask(&home, &path, true, 3) {
        assert_eq!(reply["ok"]["operation"], "write", "{reply}");
    }
    assert_eq!(home.asked(), 1);
    let log = fs::read_to_string(home.path().join("asked")).unwrap();
    assert!(log.contains("spor"), "the window names the profile: {log}");
}

#[test]
fn a_wrong_passphrase_is_never_tried_again_by_itself() {
    let home = Home::new();
    let server = home.practice(&[]);
    asking_profile(&home, &server);
    let path = home.window("echo 'D feil'; echo OK");
    let replies = ask(&home, &path, true, 1);
    assert_eq!(replies[0]["error"]["code"], code::WRONG_PASSPHRASE);
    assert_eq!(home.asked(), 1);
}

#[test]
fn a_window_that_cannot_be_shown_gives_way_to_the_next() {
    let home = Home::new();
    let server = home.practice(&[]);
    let passphrase = asking_profile(&home, &server);
    home.window(&format!("echo 'D {passphrase}'; echo OK"));
    let installed = home.path().join("bin/pinentry-gnome3");
    fs::rename(installed, home.path().join("bin/pinentry-qt")).unwrap();
    let path = home.program(
        "pinentry-gnome3",
        "echo 'No $DBUS_SESSION_BUS_ADDRESS found' >&2; exit 1",
    );
    let answers = ask(&home, &path, true, 1);
    assert_eq!(answers[0]["error"], Value::Null, "{}", answers[0]);
}

#[test]
fn a_dismissed_window_is_a_no() {
    let home = Home::new();
    let server = home.practice(&[]);
    asking_profile(&home, &server);
    let path = home.window("echo 'ERR 83886179 Operation cancelled <Pinentry>'");
    assert_eq!(ask(&home, &path, true, 1)[0]["error"]["code"], code::CANCELLED);
}

#[test]
fn without_a_display_nobody_is_asked() {
    let home = Home::new();
    let server = home.practice(&[]);
    let passphrase = asking_profile(&home, &server);
    let path = home.window(&format!("echo 'D {passphrase}'; echo OK"));
    assert_eq!(ask(&home, &path, false, 1)[0]["error"]["code"], code::NO_PROMPT);
    assert_eq!(home.asked(), 0);
}

#[test]
fn a_status_request_asks_nobody() {
    let home = Home::new();
    let server = home.practice(&[]);
    asking_profile(&home, &server);
    let path = home.window("echo OK");
    let mut command = home.losen();
    let mut host = common::Host::start(command.arg("host").env("PATH", path).env("DISPLAY", ":99"));
    let status = host.ask(&json!({"id": 1, "cmd": "status"}));
    assert!(
        status["ok"]["profiles"]
            .as_array()
            .unwrap()
            .iter()
            .all(|profile| profile.get("problem").is_none())
    );
    assert_eq!(home.asked(), 0);
}

/// A profile for production. Nothing in these tests gets as far as sending anything.
fn production(home: &Home) -> Value {
    let openssl = openssl::Openssl::new(&home.path().join("ca"), "Buypass Class 3 CA G2 ST Business");
    let pair = openssl.issue(openssl::Wish::default());
    let key = openssl.pkcs12(&pair, "prod.p12", "passord", &[]);
    fs::create_dir_all(home.profiles()).unwrap();
    let profile = format!(
        "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\n",
        key.display()
    );
    fs::write(home.profiles().join("produksjon.toml"), profile).unwrap();
    json!({"id": 1, "cmd": "token", "profile": "produksjon", "operation": "write"})
}

fn ask_as_the_extension(home: &Home, request: &Value) -> Value {
    // The window gives the same answer to every question: it opens the key and confirms nothing.
    let path = home.window("echo 'D passord'; echo OK");
    let origin = format!("chrome-extension://{}/", losen_core::protocol::CHROMIUM_ID.trim());
    let mut command = home.losen();
    common::Host::start(command.arg(origin).env("PATH", path).env("DISPLAY", ":99")).ask(request)
}

#[test]
fn production_is_not_changed_unless_the_user_confirms_it_in_the_helpers_own_window() {
    let home = Home::new();
    let request = production(&home);
    assert_eq!(
        ask_as_the_extension(&home, &request)["error"]["code"],
        code::CANCELLED
    );
    assert_eq!(home.asked(), 2, "the passphrase and the confirmation");
    let log = fs::read_to_string(home.path().join("asked")).unwrap();
    for word in [
        "PRODUKSJON",
        "Losby havnevesen",
        "314330897",
        "admin",
        "idporten:dcr.write",
    ] {
        assert!(log.contains(word), "{word}: {log}");
    }
}

#[test]
fn a_policy_can_forbid_to_change_production_and_then_nobody_is_asked_about_it() {
    let home = Home::new();
    let request = production(&home);
    fs::write(
        home.path().join("config/losen/policy.toml"),
        "production_writes = false\n",
    )
    .unwrap();
    assert_eq!(
        ask_as_the_extension(&home, &request)["error"]["code"],
        code::POLICY
    );
    assert_eq!(home.asked(), 1, "the passphrase alone");
}
