//! The keys of a client from the command line, against a running practice environment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, PracticeServer, json, status};
use serde_json::{Value, json};

fn put(home: &Home, name: &str, value: &Value) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

fn plan(home: &Home, name: &str) -> PathBuf {
    let body = json!({
        "client_name": name, "description": "Slår opp", "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    put(home, "klient.json", &body)
}

fn client(home: &Home) -> String {
    client_named(home, "Losby havnevesen – oppslag")
}

fn client_named(home: &Home, name: &str) -> String {
    let file = plan(home, name);
    let words = [
        "clients",
        "create",
        "--profile",
        "practice",
        "--format",
        "json",
        file.to_str().unwrap(),
    ];
    json(&home.run(&words))["client"]["client_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn keys(home: &Home, word: &str, more: &[&str]) -> (i32, Value) {
    let mut all = vec![
        "clients",
        "keys",
        word,
        "--profile",
        "practice",
        "--format",
        "json",
    ];
    all.extend(more);
    let output = home.run(&all);
    (status(&output), json(&output))
}

fn kids(home: &Home, id: &str) -> Vec<String> {
    let (_, list) = keys(home, "list", &[id]);
    let kid = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(kid).collect()
}

fn generate(home: &Home, id: &str, name: &str) -> String {
    let file = home.path().join(name);
    let (code, made) = keys(home, "generate", &["--out", file.to_str().unwrap(), id]);
    assert_eq!((code, made["outcome"].as_str()), (0, Some("done")), "{made}");
    made["kid"].as_str().unwrap().to_owned()
}

/// What the practice environment was asked, as (method, path).
fn asked(practice: &PracticeServer) -> Vec<(String, String)> {
    let state = ureq::get(format!("{}/practice/state", practice.base()))
        .call()
        .unwrap();
    let state: Value = serde_json::from_str(&state.into_body().read_to_string().unwrap()).unwrap();
    let text = |entry: &Value, member: &str| entry[member].as_str().unwrap().to_owned();
    state["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (text(e, "method"), text(e, "path")))
        .collect()
}

#[test]
fn a_key_is_made_here_rotated_with_proof_and_removed() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let id = client(&home);
    assert!(kids(&home, &id).is_empty());
    let first = generate(&home, &id, "first.pem");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &fs::metadata(home.path().join("first.pem")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let out = home.path().join("second.pem");
    let (code, rotated) = keys(
        &home,
        "rotate",
        &["--old", &first, "--out", out.to_str().unwrap(), &id],
    );
    assert_eq!(
        (code, rotated["outcome"].as_str()),
        (0, Some("done")),
        "{rotated}"
    );
    let second = rotated["kid"].as_str().unwrap().to_owned();
    assert_eq!(kids(&home, &id), [second.as_str()]);
    let (code, renewed) = keys(&home, "renew", &[&id, &second]);
    assert_eq!((code, renewed["outcome"].as_str()), (0, Some("done")));
    let (code, removed) = keys(&home, "remove", &[&id, &second]);
    assert_eq!((code, removed["keys"].as_array().map(Vec::len)), (0, Some(0)));
    let (code, gone) = keys(&home, "remove", &[&id, &second]);
    assert_eq!((code, gone["outcome"].as_str()), (1, Some("missing")));
}

#[test]
fn a_clock_that_goes_wrong_right_before_the_proof_of_a_key_is_made_up_for() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let id = client(&home);
    let first = generate(&home, &id, "first.pem");
    // The first two tokens of a rotation are for reading and for changing keys; the third is the new key's proof.
    let skew =
        |call: u32| json!({"path": "/token", "call": call, "do": {"kind": "date-skew", "seconds": 60}});
    let faults = json!({"faults": (3..20).map(skew).collect::<Vec<_>>()});
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(faults.to_string())
        .unwrap();
    let before = tokens(&practice);
    let out = home.path().join("second.pem");
    let (code, rotated) = keys(
        &home,
        "rotate",
        &["--old", &first, "--out", out.to_str().unwrap(), &id],
    );
    assert_eq!(
        (code, rotated["outcome"].as_str()),
        (0, Some("done")),
        "{rotated}"
    );
    assert_eq!(kids(&home, &id), [rotated["kid"].as_str().unwrap()]);
    assert!(tokens(&practice) - before >= 4, "the proof was asked for twice");
}

fn tokens(practice: &PracticeServer) -> usize {
    asked(practice)
        .iter()
        .filter(|(_, path)| path == "/token")
        .count()
}

#[test]
fn a_server_that_knows_only_whole_sets_loses_nobodys_key() {
    let home = Home::new();
    let single = |method: &str, path: &str| json!({"method": method, "path": path, "do": {"kind": "status", "status": 404}});
    let faults = json!({"faults": [single("POST", "/api/v2/")]});
    let file = put(&home, "faults.json", &faults);
    let _practice = home.practice(&["--faults", file.to_str().unwrap()]);
    let id = client(&home);
    let mut made: Vec<String> = (0..5)
        .map(|at| generate(&home, &id, &format!("{at}.pem")))
        .collect();
    made.sort();
    let mut there = kids(&home, &id);
    there.sort();
    assert_eq!(there, made);
    let sixth = home.path().join("6.pem");
    let (code, full) = keys(&home, "generate", &["--out", sixth.to_str().unwrap(), &id]);
    assert_eq!((code, full["outcome"].as_str()), (1, Some("full")));
}

#[test]
fn a_lost_answer_about_a_key_is_settled_by_reading_the_keys() {
    let home = Home::new();
    let drop = |method: &str, path: &str| json!({"method": method, "path": path, "call": 1, "do": {"kind": "drop-after"}});
    let faults = json!({"faults": [drop("POST", "/api/v2/clients")]});
    let file = put(&home, "faults.json", &faults);
    let _practice = home.practice(&["--faults", file.to_str().unwrap()]);
    let id = client(&home);
    let out = home.path().join("key.pem");
    let (code, made) = keys(&home, "generate", &["--out", out.to_str().unwrap(), &id]);
    assert_eq!((code, made["outcome"].as_str()), (0, Some("found")), "{made}");
    assert_eq!(kids(&home, &id).len(), 1);
}

#[test]
fn the_private_half_of_a_key_that_may_still_come_is_kept() {
    let home = Home::new();
    let faults =
        json!({"faults": [{"method": "POST", "path": "/api/v2/clients", "do": {"kind": "drop-before"}}]});
    let file = put(&home, "faults.json", &faults);
    let _practice = home.practice(&["--faults", file.to_str().unwrap()]);
    let id = client(&home);
    let out = home.path().join("key.pem");
    let (code, made) = keys(&home, "generate", &["--out", out.to_str().unwrap(), &id]);
    assert_eq!((code, made["outcome"].as_str()), (1, Some("unknown")), "{made}");
    assert!(out.is_file());
}

#[test]
fn a_public_key_from_elsewhere_is_added_and_no_keys_are_not_said_of_a_client_that_is_not_there() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (mine, other) = (client(&home), client_named(&home, "Annen"));
    generate(&home, &other, "annen.pem");
    let (_, keys_of_other) = keys(&home, "list", &[&other]);
    let mut public = json!({});
    for member in ["kty", "kid", "use", "alg", "n", "e"] {
        public[member] = keys_of_other[0][member].clone();
    }
    let file = put(&home, "annen.jwk", &public);
    let (code, added) = keys(&home, "add", &[&mine, file.to_str().unwrap()]);
    assert_eq!((code, added["outcome"].as_str()), (0, Some("done")), "{added}");
    assert_eq!((&added["kid"], kids(&home, &mine).len()), (&public["kid"], 1));
    let (code, again) = keys(&home, "add", &[&mine, file.to_str().unwrap()]);
    assert_eq!((code, again["outcome"].as_str()), (1, Some("known")));
    for word in ["list", "renew", "remove"] {
        let kid = public["kid"].as_str().unwrap();
        let more = if word == "list" {
            &["finnes-ikke"][..]
        } else {
            &["finnes-ikke", kid]
        };
        let (code, refused) = keys(&home, word, more);
        assert_eq!(
            (code, refused["outcome"].as_str()),
            (1, Some("refused")),
            "{word}: {refused}"
        );
        assert!(refused["causes"][0]["code"].is_string(), "{word}: {refused}");
    }
}

#[test]
fn a_private_key_passes_nowhere() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let id = client(&home);
    generate(&home, &id, "own.pem");
    let file = home.path().join("own.pem");
    let before = asked(&practice).len();
    let (code, refused) = keys(&home, "add", &[&id, file.to_str().unwrap()]);
    assert_eq!(
        (code, refused["findings"][0]["rule"].as_str()),
        (1, Some("key/private"))
    );
    assert_eq!(asked(&practice).len(), before);
}
