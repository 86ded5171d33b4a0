//! Client plus key from the command line, against a running practice environment: one outcome, few calls, and nothing lost
//! when the process is killed between the two.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Home, PracticeServer, json, signal, status, stderr};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen – oppslag";

fn put(home: &Home, name: &str, value: &Value) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

fn plan(home: &Home) -> PathBuf {
    let body = json!({
        "client_name": NAME, "description": "Slår opp", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    put(home, "klient.json", &body)
}

fn words<'a>(more: &[&'a str], file: &'a Path) -> Vec<&'a str> {
    let mut all = vec!["clients", "create", "--profile", "practice", "--format", "json"];
    all.extend(more);
    all.push(file.to_str().unwrap());
    all
}

fn create(home: &Home, more: &[&str]) -> (i32, Value) {
    let file = plan(home);
    let output = home.run(&words(more, &file));
    (status(&output), json(&output))
}

fn state(practice: &PracticeServer) -> Value {
    let state = ureq::get(format!("{}/practice/state", practice.base()))
        .call()
        .unwrap();
    serde_json::from_str(&state.into_body().read_to_string().unwrap()).unwrap()
}

/// The clients of that name: whether each is active, and how many keys it has.
fn there(practice: &PracticeServer) -> Vec<(bool, usize)> {
    let state = state(practice);
    let clients = state["clients"].as_array().unwrap();
    let named = clients.iter().filter(|client| client["client_name"] == NAME);
    let seen = |client: &Value| {
        let keys = client["jwks"]["keys"].as_array().unwrap().len();
        (client["active"] == true, keys)
    };
    named.map(seen).collect()
}

/// What reached the practice environment, as (method, path).
fn asked(practice: &PracticeServer) -> Vec<(String, String)> {
    let text = |entry: &Value, member: &str| entry[member].as_str().unwrap().to_owned();
    let state = state(practice);
    let log = state["log"].as_array().unwrap();
    let asked = log
        .iter()
        .map(|entry| (text(entry, "method"), text(entry, "path")));
    asked.filter(|(_, path)| !path.starts_with("/practice")).collect()
}

#[test]
fn client_key_and_proof_cost_one_write_token_and_four_calls() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let out = home.path().join("ny.pem");
    let (code, made) = create(&home, &["--new-key", out.to_str().unwrap(), "--prove"]);
    assert_eq!((code, made["outcome"].as_str()), (0, Some("created")), "{made}");
    assert_eq!(made["proof"]["outcome"], "works", "{made}");
    assert_eq!(there(&practice), [(true, 1)]);
    let calls = asked(&practice);
    let api = calls
        .iter()
        .filter(|(_, path)| !path.starts_with("/token"))
        .count();
    assert_eq!(api, 4, "the list, the client, the key, the lookup: {calls:?}");
    let record = fs::read_to_string(home.path().join("state/losen/audit.jsonl")).unwrap();
    let tokens: Vec<Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let writes = tokens.iter().filter(|token| token["writes"] == true).count();
    assert_eq!(
        (tokens.len(), writes),
        (3, 1),
        "to read, to write, to prove: {tokens:?}"
    );
}

#[test]
fn a_client_that_cannot_have_its_key_is_undone() {
    let home = Home::new();
    let faults = json!({"faults": [
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "status", "status": 400}},
    ]});
    let file = put(&home, "faults.json", &faults);
    let _practice = home.practice(&["--faults", file.to_str().unwrap()]);
    let key = put(&home, "public.json", &public_jwk());
    let plan = plan(&home);
    let output = home.run(&[
        "clients",
        "create",
        "--profile",
        "practice",
        "--format",
        "json",
        "--key",
        key.to_str().unwrap(),
        plan.to_str().unwrap(),
    ]);
    let made = json(&output);
    assert_eq!(
        (status(&output), made["outcome"].as_str()),
        (1, Some("undone")),
        "{made}"
    );
    assert!(!made["causes"].as_array().unwrap().is_empty());
    let list = json(&home.run(&["clients", "list", "--profile", "practice", "--format", "json"]));
    assert_eq!(list.as_array().unwrap().len(), 1, "only the admin client: {list}");
}

#[test]
fn what_a_killed_process_left_behind_is_told_and_finished_or_undone() {
    for (choice, outcome, left) in [("finish", "found", (true, 1)), ("undo", "undone", (false, 0))] {
        let home = Home::new();
        // The client is made, and its answer comes late.
        let faults = json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "delay", "ms": 30_000}},
        ]});
        let faults = put(&home, "faults.json", &faults);
        let practice = home.practice(&["--faults", faults.to_str().unwrap()]);
        let key = put(&home, "public.json", &public_jwk());
        let key = key.to_str().unwrap();
        killed(&home, &practice, &["--key", key]);

        let list = home.run(&["clients", "list", "--profile", "practice"]);
        assert!(
            stderr(&list).contains(NAME),
            "the next command tells of it: {}",
            stderr(&list)
        );
        let (code, told) = create(&home, &["--key", key]);
        assert_eq!(
            (code, told["outcome"].as_str()),
            (1, Some("without-key")),
            "{told}"
        );
        assert_eq!(there(&practice), [(true, 0)]);
        let (_, dry) = create(&home, &["--key", key, "--dry-run"]);
        assert_eq!(dry["outcome"], "without-key", "{dry}");
        let (_, settled) = create(&home, &["--key", key, "--unfinished", choice]);
        assert_eq!(settled["outcome"], outcome, "{settled}");
        assert_eq!(there(&practice), [left], "{choice}");
        let list = home.run(&["clients", "list", "--profile", "practice"]);
        assert!(!stderr(&list).contains(NAME), "{}", stderr(&list));
    }
}

/// Creates, and is killed when the client is there and its answer is not.
fn killed(home: &Home, practice: &PracticeServer, more: &[&str]) {
    let file = plan(home);
    let mut command = home.losen();
    command
        .args(words(more, &file))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    while there(practice).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(20), "the client never came");
        std::thread::sleep(Duration::from_millis(20));
    }
    signal(&child, "KILL");
    child.wait().unwrap();
}

#[test]
fn a_client_that_is_listed_late_after_a_crash_is_waited_for_and_not_made_twice() {
    let home = Home::new();
    let faults = json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "delay", "ms": 30_000}},
        {"method": "GET", "path": "/api/v1/clients", "exact": true, "do": {"kind": "list-lag", "seconds": 3}},
    ]});
    let faults = put(&home, "faults.json", &faults);
    let practice = home.practice(&["--faults", faults.to_str().unwrap()]);
    killed(&home, &practice, &[]);
    let (code, told) = create(&home, &[]);
    assert_eq!((code, told["outcome"].as_str()), (0, Some("found")), "{told}");
    assert_eq!(there(&practice), [(true, 0)]);
}

#[test]
fn a_client_that_a_crash_left_no_trace_of_is_created_only_when_the_command_is_given_again() {
    let home = Home::new();
    let faults = json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "drop-before"}},
        {"method": "GET", "path": "/api/v1/clients", "exact": true, "call": 2, "do": {"kind": "status", "status": 503}},
    ]});
    let faults = put(&home, "faults.json", &faults);
    let practice = home.practice(&["--faults", faults.to_str().unwrap()]);
    let key = home.path().join("ny.pem");
    let given = ["--patience", "1", "--new-key", key.to_str().unwrap()];
    for (code, outcome, left) in [
        (1, "unknown", &[][..]),
        (1, "not-found", &[]),
        // With the key that the first attempt left.
        (0, "created", &[(true, 1)]),
    ] {
        let (ended, told) = create(&home, &given);
        assert_eq!((ended, told["outcome"].as_str()), (code, Some(outcome)), "{told}");
        assert_eq!(there(&practice), left, "{outcome}");
    }
    let another = home.run(&words(&[&["--alike"], &given[..]].concat(), &plan(&home)));
    assert_eq!(status(&another), 2, "no two clients get one key");
    assert_eq!(there(&practice), [(true, 1)]);
}

fn public_jwk() -> Value {
    let key = losen_helper::signer::new_key::generate().unwrap();
    let report = losen_core::keys::check_text(&key.public, None);
    report.fixed.unwrap()["keys"][0].clone()
}
