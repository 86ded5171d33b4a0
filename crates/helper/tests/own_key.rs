//! `losen setup --own-key` against a running practice environment: the key that is made, registered and used, and what
//! is left when something goes wrong on the way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use common::{Home, PracticeServer, status, stderr, stdout};
use losen_core::protocol::code;
use serde_json::{Value, json};

/// With letters that Unicode writes in two ways.
const PASSPHRASE: &str = "Blåbærsyltetøy på skiva";

/// A home whose profile `jobb` uses the practice certificate, and the environment that it belongs to.
fn setting(faults: &Value) -> (Home, PracticeServer) {
    let home = Home::new();
    let file = home.path().join("faults.json");
    fs::write(&file, json!({ "faults": faults }).to_string()).unwrap();
    let server = home.practice(&["--faults", file.to_str().unwrap()]);
    fs::copy(home.profiles().join("practice.toml"), jobb(&home)).unwrap();
    (home, server)
}

fn jobb(home: &Home) -> PathBuf {
    home.profiles().join("jobb.toml")
}

fn own_key(home: &Home) -> Output {
    home.run_with_descriptor(&["setup", "--own-key", "--name", "jobb"], PASSPHRASE)
}

fn profile(home: &Home) -> toml::Table {
    fs::read_to_string(jobb(home)).unwrap().parse().unwrap()
}

/// The key files that are there.
fn keys(home: &Home) -> Vec<PathBuf> {
    let folder = fs::read_dir(home.path().join("config/losen/keys"));
    folder
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect()
}

/// Whether the certificate still opens the door.
fn certificate_works(home: &Home) -> bool {
    let output = home.run(&["token", "--profile", "practice", "--operation", "read"]);
    if status(&output) != 0 {
        assert!(
            stderr(&output).contains(code::TOKEN_REJECTED),
            "{}",
            stderr(&output)
        );
    }
    status(&output) == 0
}

/// The kids on the admin client, read with the key of a profile.
fn registered(home: &Home, server: &PracticeServer) -> Vec<String> {
    let output = home.run_with_descriptor(
        &["token", "--profile", "jobb", "--operation", "read", "--print"],
        PASSPHRASE,
    );
    let text = stdout(&output);
    let token = text.lines().last().unwrap();
    let api = server.addresses["api"].as_str().unwrap();
    let client = profile(home)["client_id"].as_str().unwrap().to_owned();
    let body = ureq::get(format!("{api}/clients/{client}/jwks"))
        .header("authorization", format!("Bearer {token}"))
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    let set: Value = serde_json::from_str(&body).unwrap();
    let keys = set["keys"].as_array().unwrap();
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_key_is_registered_with_the_certificate_and_used_from_then_on() {
    let (home, server) = setting(&json!([]));
    let output = own_key(&home);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let profile = profile(&home);
    let kid = profile["kid"].as_str().unwrap().to_owned();
    assert_eq!(registered(&home, &server), std::slice::from_ref(&kid));
    assert_eq!(profile["key"].as_str().unwrap(), keys(&home)[0].to_str().unwrap());
    assert_eq!(profile["passphrase"].as_str(), Some("prompt"));
    // A client with a registered key must use its kid; the certificate alone is refused from now on.
    assert!(!certificate_works(&home));
    for operation in ["read", "write", "keys"] {
        let token = home.run_with_descriptor(
            &["token", "--profile", "jobb", "--operation", operation],
            PASSPHRASE,
        );
        assert_eq!(status(&token), 0, "{operation}: {}", stderr(&token));
    }
    let said = stdout(&output);
    assert!(said.contains(&kid) && !said.contains(PASSPHRASE), "{said}");
}

#[test]
fn a_key_that_is_there_is_kept_when_the_next_one_comes() {
    let (home, server) = setting(&json!([]));
    assert_eq!(status(&own_key(&home)), 0);
    let first = profile(&home)["kid"].as_str().unwrap().to_owned();
    // The old key, whose passphrase is asked for first, registers the new one.
    let twice = format!("{PASSPHRASE}\n{PASSPHRASE}");
    let output = home.run_with_descriptor(&["setup", "--own-key", "--name", "jobb"], &twice);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let second = profile(&home)["kid"].as_str().unwrap().to_owned();
    assert_eq!(registered(&home, &server), [first, second]);
    assert_eq!(keys(&home).len(), 2);
}

/// Runs with a fault, and checks that the profile is as it was.
fn fails(faults: &Value) -> (Home, PracticeServer, String) {
    let (home, server) = setting(faults);
    let before = fs::read_to_string(jobb(&home)).unwrap();
    let output = own_key(&home);
    assert_eq!(status(&output), 1, "{}{}", stdout(&output), stderr(&output));
    assert_eq!(fs::read_to_string(jobb(&home)).unwrap(), before);
    let said = stdout(&output);
    (home, server, said)
}

#[test]
fn a_refused_registration_leaves_nothing_behind() {
    let (home, _server, said) = fails(&json!([
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "status", "status": 403}},
    ]));
    assert!(said.contains("ble ikke registrert"), "{said}");
    assert!(keys(&home).is_empty() && certificate_works(&home));
}

#[test]
fn a_key_that_does_not_open_the_door_is_taken_off_again() {
    // The third token is the new key's first.
    let (home, _server, said) = fails(&json!([
        {"path": "/token", "call": 3, "do": {"kind": "status", "status": 503}},
    ]));
    assert!(said.contains("tatt den bort igjen"), "{said}");
    assert!(keys(&home).is_empty() && certificate_works(&home));
}

#[test]
fn a_key_that_cannot_be_taken_off_is_kept_and_named() {
    let (home, _server, said) = fails(&json!([
        {"path": "/token", "call": 3, "do": {"kind": "status", "status": 503}},
        {"method": "DELETE", "path": "/api/v1/clients", "do": {"kind": "drop-before"}},
    ]));
    let left = &keys(&home)[0];
    let kid = left.file_stem().unwrap().to_str().unwrap();
    assert!(said.contains("usikkert") && said.contains(kid), "{said}");
    assert!(!certificate_works(&home));
    // What it says to write in the profile works.
    let text = fs::read_to_string(jobb(&home)).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    for (name, value) in [
        ("kid", kid),
        ("key", left.to_str().unwrap()),
        ("passphrase", "prompt"),
    ] {
        table.insert(name.into(), value.into());
    }
    table.remove("passphrase_file");
    fs::write(jobb(&home), table.to_string()).unwrap();
    let token = home.run_with_descriptor(&["token", "--profile", "jobb", "--operation", "read"], PASSPHRASE);
    assert_eq!(status(&token), 0, "{}", stderr(&token));
}

#[test]
fn a_lost_answer_is_settled_by_looking() {
    let (home, server) = setting(&json!([
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "drop-after"}},
    ]));
    let output = own_key(&home);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    assert_eq!(registered(&home, &server).len(), 1);
    let (home, _server, said) = fails(&json!([
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "drop-before"}},
    ]));
    // It was never there. But who knows: what a server has accepted may show only after a while, and then there is no
    // other way in than this key.
    assert!(said.contains("usikkert"), "{said}");
    assert!(keys(&home).len() == 1 && certificate_works(&home));
}

/// What the environment was asked for, as `POST /path`.
fn asked_for(server: &PracticeServer) -> Vec<String> {
    let body = ureq::get(format!("{}/practice/state", server.base()))
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    let state: Value = serde_json::from_str(&body).unwrap();
    let log = state["log"].as_array().unwrap();
    let line = |entry: &Value| {
        format!(
            "{} {}",
            entry["method"].as_str().unwrap(),
            entry["path"].as_str().unwrap()
        )
    };
    log.iter().map(line).collect()
}

#[test]
fn only_the_new_key_is_sent_so_that_one_that_a_colleague_adds_meanwhile_stays() {
    let (home, server) = setting(&json!([]));
    assert_eq!(status(&own_key(&home)), 0);
    let client = profile(&home)["client_id"].as_str().unwrap().to_owned();
    let posts: Vec<String> = asked_for(&server)
        .into_iter()
        .filter(|line| line.starts_with("POST /api/") || line.starts_with("PUT /api/"))
        .collect();
    assert_eq!(posts, [format!("POST /api/v2/clients/{client}/key")]);
}

#[test]
fn a_server_that_takes_only_whole_sets_gets_the_others_as_well() {
    let (home, server) = setting(&json!([
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "status", "status": 404}},
    ]));
    assert_eq!(status(&own_key(&home)), 0);
    let first = profile(&home)["kid"].as_str().unwrap().to_owned();
    let twice = format!("{PASSPHRASE}\n{PASSPHRASE}");
    let output = home.run_with_descriptor(&["setup", "--own-key", "--name", "jobb"], &twice);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let second = profile(&home)["kid"].as_str().unwrap().to_owned();
    assert_eq!(registered(&home, &server), [first, second]);
}

/// Maskinporten's refusal of a key that it does not know yet, to this call.
fn unknown_key(call: u32) -> Value {
    let body = json!({
        "error": "invalid_client",
        "error_description": "Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client",
    });
    json!({"path": "/token", "call": call, "do": {
        "kind": "answer", "status": 401, "headers": {"content-type": "application/json"}, "body": body.to_string(),
    }})
}

#[test]
fn a_key_that_maskinporten_does_not_know_yet_is_tried_again() {
    let (home, server) = setting(&json!([unknown_key(3), unknown_key(4)]));
    let output = own_key(&home);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let kid = profile(&home)["kid"].as_str().unwrap().to_owned();
    assert_eq!(registered(&home, &server), [kid]);
}

#[test]
fn a_key_that_does_not_come_into_use_is_taken_off_while_the_token_that_put_it_there_still_works() {
    let mut faults: Vec<Value> = (3..40).map(unknown_key).collect();
    faults.push(json!({"path": "/token", "do": {"kind": "token-lifetime", "seconds": 25}}));
    let (home, server) = setting(&json!(faults));
    let before = fs::read_to_string(jobb(&home)).unwrap();
    let output = own_key(&home);
    assert_eq!(status(&output), 1);
    assert!(
        stdout(&output).contains("tatt den bort igjen"),
        "{}",
        stdout(&output)
    );
    assert_eq!(fs::read_to_string(jobb(&home)).unwrap(), before);
    let grants = asked_for(&server)
        .iter()
        .filter(|line| *line == "POST /token")
        .count();
    assert!(
        (4..=6).contains(&grants),
        "it was tried for as long as it could be taken off: {grants}"
    );
    assert!(keys(&home).is_empty());
}

#[test]
fn the_profile_remembers_whose_the_key_is() {
    let (home, _server) = setting(&json!([]));
    assert_eq!(status(&own_key(&home)), 0);
    let profile = profile(&home);
    assert_eq!(profile["orgno"].as_str().unwrap().len(), 9);
    assert!(!profile["organisation"].as_str().unwrap().is_empty());
    assert!(!profile.contains_key("certificate"));
}

#[test]
fn without_any_key_on_the_client_the_certificate_opens_the_door_as_before() {
    let (home, _server) = setting(&json!([]));
    assert_eq!(status(&own_key(&home)), 0);
    assert!(!certificate_works(&home));
    let text = |member: &str| profile(&home)[member].as_str().unwrap().to_owned();
    let (client, kid) = (text("client_id"), text("kid"));
    let words = ["clients", "keys", "remove", "--profile", "jobb", &client, &kid];
    let output = home.run_with_descriptor(&words, PASSPHRASE);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    assert!(certificate_works(&home));
}

#[test]
fn a_short_passphrase_is_refused_before_anything_is_made() {
    let (home, _server) = setting(&json!([]));
    let output = home.run_with_descriptor(&["setup", "--own-key", "--name", "jobb"], "kort");
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("12"), "{}", stderr(&output));
    assert!(keys(&home).is_empty() && certificate_works(&home));
}
