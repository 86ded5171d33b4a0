//! `losen doctor` walks the chain of a profile and says where it breaks: each link is broken in turn, for real.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use common::{Home, PracticeServer, json, status, stdout};
use serde_json::{Value, json};

const LINKS: [&str; 9] = [
    "profile",
    "key",
    "certificate",
    "network",
    "tls",
    "clock",
    "maskinporten",
    "scopes",
    "api",
];

/// What shall go wrong from now on.
fn fault(server: &PracticeServer, path: &str, effect: &Value) {
    faults(server, &json!([{"path": path, "do": effect}]));
}

fn faults(server: &PracticeServer, list: &Value) {
    let body = json!({ "faults": list }).to_string();
    let host = server.base().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).unwrap();
    write!(
        stream,
        "PUT /practice/faults HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}

/// Runs the doctor where there is no browser, so that only the chain is told of.
fn doctor(home: &Home, arguments: &[&str]) -> std::process::Output {
    home.losen()
        .env("PATH", "/nowhere")
        .arg("doctor")
        .args(arguments)
        .output()
        .unwrap()
}

/// Walks the chain: the exit status, and the JSON of the chain.
fn walk(home: &Home, profile: &str) -> (i32, Value) {
    let output = doctor(home, &["--profile", profile, "--format", "json"]);
    (status(&output), json(&output)["chains"][0].clone())
}

/// Demands that the chain breaks at a link with a cause, that it holds before, and that nothing is said of what follows.
fn assert_breaks(home: &Home, profile: &str, link: &str, cause: &str) {
    let (status, chain) = walk(home, profile);
    assert_eq!(status, 1);
    let broken = LINKS.iter().position(|name| *name == link).unwrap();
    for (at, name) in LINKS.iter().enumerate() {
        let step = &chain["links"][at];
        assert_eq!(step["link"], *name);
        let state = match at.cmp(&broken) {
            std::cmp::Ordering::Less => "ok",
            std::cmp::Ordering::Equal => "broken",
            std::cmp::Ordering::Greater => "not-reached",
        };
        assert_eq!(step["state"], state, "{name} of {chain:#}");
    }
    assert_eq!(chain["links"][broken]["causes"][0]["code"], cause, "{chain:#}");
    let text = stdout(&doctor(home, &["--profile", profile]));
    assert!(text.contains("✗") && text.contains(cause), "{text}");
}

#[test]
fn a_chain_that_holds_is_fine_from_end_to_end() {
    let home = Home::new();
    let server = home.practice(&[]);
    let (code, chain) = walk(&home, "practice");
    assert_eq!(code, 0, "{chain:#}");
    let states: Vec<&str> = chain["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["ok"; 9]);
    let text = stdout(&doctor(&home, &[]));
    assert!(
        text.contains("Sertifikat: i orden") && !text.contains('✗'),
        "{text}"
    );
    drop(server);
}

#[test]
fn a_profile_that_is_not_there_or_cannot_be_read() {
    let home = Home::new();
    assert_breaks(&home, "finnes-ikke", "profile", "profile/unknown");
    fs::create_dir_all(home.profiles()).unwrap();
    fs::write(home.profiles().join("feil.toml"), "environment = \"test\"\n").unwrap();
    assert_breaks(&home, "feil", "profile", "profile/invalid");
}

#[test]
fn a_key_that_is_gone() {
    let home = Home::new();
    common::profile(&home, &home.path().join("borte.p12"), "passord");
    assert_breaks(&home, "p", "key", "key/unreadable");
}

#[test]
fn a_certificate_that_has_expired_or_does_not_hold_yet() {
    for (which, cause) in [
        ("expired", "certificate/expired"),
        ("not-yet-valid", "certificate/not-yet-valid"),
    ] {
        let home = Home::new();
        let _server = home.practice(&["--certificate", which]);
        assert_breaks(&home, "practice", "certificate", cause);
    }
}

#[test]
fn nobody_at_the_other_end() {
    let home = Home::new();
    let server = home.practice(&[]);
    // The profile goes when the practice environment ends, so a copy stays.
    let text = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
    let port = server.base().rsplit(':').next().unwrap().to_owned();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port().to_string()
    };
    fs::write(home.profiles().join("stengt.toml"), text.replace(&port, &closed)).unwrap();
    assert_breaks(&home, "stengt", "network", "network/refused");
}

#[test]
fn somebody_else_at_the_other_end() {
    for (effect, cause) in [
        (
            json!({"kind": "answer", "status": 407, "headers": {"proxy-authenticate": "Negotiate"}}),
            "network/proxy-login",
        ),
        (
            json!({"kind": "answer", "status": 200, "headers": {"content-type": "text/html"},
                "body": "<html><title>Gjestenett</title></html>"}),
            "network/captive-portal",
        ),
        (
            json!({"kind": "status", "status": 502, "html": true}),
            "network/html",
        ),
    ] {
        let home = Home::new();
        let server = home.practice(&[]);
        fault(&server, "/", &effect);
        assert_breaks(&home, "practice", "network", cause);
    }
}

#[test]
fn a_clock_that_is_wrong_either_way() {
    for seconds in [-60, 60] {
        let home = Home::new();
        let server = home.practice(&[]);
        fault(&server, "/", &json!({"kind": "date-skew", "seconds": seconds}));
        assert_breaks(&home, "practice", "clock", "token/clock");
    }
}

#[test]
fn maskinporten_that_does_not_know_the_client() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let path = home.profiles().join("practice.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        home.profiles().join("annen.toml"),
        text.replace("losen-practice-admin", "en-annen"),
    )
    .unwrap();
    assert_breaks(&home, "annen", "maskinporten", "token/unknown-client");
}

#[test]
fn a_client_that_may_read_and_not_write() {
    let home = Home::new();
    let server = home.practice(&[]);
    let body = json!({"error": "invalid_scope", "error_description": "MP-200: Token request contains invalid scopes for client"});
    // The tokens for reading come first: the list of clients, then the scopes of others.
    let refusal = json!({"kind": "answer", "status": 400, "body": body.to_string()});
    // The chain is walked twice, once for each form of the answer.
    faults(
        &server,
        &json!([{"path": "/token", "call": 3, "do": refusal}, {"path": "/token", "call": 6, "do": refusal}]),
    );
    assert_breaks(&home, "practice", "scopes", "token/scope-not-on-client");
}

#[test]
fn a_client_that_may_not_list_what_others_have_granted() {
    let home = Home::new();
    let server = home.practice(&[]);
    let body = json!({"error": "invalid_scope", "error_description": "MP-200: Token request contains invalid scopes for client"});
    let refusal = json!({"kind": "answer", "status": 400, "body": body.to_string()});
    faults(&server, &json!([{"path": "/token", "call": 2, "do": refusal}]));
    let (code, chain) = walk(&home, "practice");
    assert_eq!(code, 0, "{chain:#}");
    let said = chain["links"][7]["seen"].to_string();
    assert!(
        said.contains("Klienten har ikke «idporten:scopes.read»"),
        "{said}"
    );
}

#[test]
fn maskinporten_that_falls_silent_says_nothing_of_the_scopes() {
    for (effect, cause) in [
        (json!({"kind": "status", "status": 503}), "token/unavailable"),
        (json!({"kind": "drop-before"}), "token/unreachable"),
    ] {
        let home = Home::new();
        let server = home.practice(&[]);
        // The second token is the one for listing, and the chain is walked twice.
        faults(
            &server,
            &json!([{"path": "/token", "call": 2, "do": effect}, {"path": "/token", "call": 4, "do": effect}]),
        );
        assert_breaks(&home, "practice", "scopes", cause);
    }
}

#[test]
fn a_scope_that_the_client_does_not_have() {
    let home = Home::new();
    let server = home.practice(&[]);
    let body = json!({"error": "invalid_scope", "error_description": "MP-200: Token request contains invalid scopes for client"});
    fault(
        &server,
        "/token",
        &json!({"kind": "answer", "status": 400, "headers": {"content-type": "application/json"}, "body": body.to_string()}),
    );
    assert_breaks(&home, "practice", "scopes", "token/scope-not-on-client");
}

#[test]
fn an_api_that_refuses_or_breaks_off() {
    for (effect, cause) in [
        (json!({"kind": "status", "status": 428}), "api/terms-not-signed"),
        (json!({"kind": "status", "status": 503}), "api/unavailable"),
        (json!({"kind": "only-certificates"}), ""),
        (json!({"kind": "drop-before"}), "network/not-sent"),
    ] {
        let home = Home::new();
        let server = home.practice(&[]);
        fault(&server, "/api/", &effect);
        if cause.is_empty() {
            // The profile's certificate is just what is asked for.
            assert_eq!(walk(&home, "practice").0, 0);
        } else {
            assert_breaks(&home, "practice", "api", cause);
        }
    }
}

#[test]
fn nobody_is_asked_for_a_passphrase_unless_the_profile_is_named() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let path = home.profiles().join("practice.toml");
    let text = fs::read_to_string(&path).unwrap();
    let asks: String = text
        .lines()
        .filter(|line| !line.starts_with("passphrase"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&path, asks).unwrap();
    let output = doctor(&home, &["--format", "json"]);
    assert_eq!(status(&output), 0, "{}", stdout(&output));
    let links = &json(&output)["chains"][0]["links"];
    for (at, state) in [
        "ok",
        "not-reached",
        "not-reached",
        "ok",
        "ok",
        "ok",
        "not-reached",
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(links[at]["state"], *state, "{links:#}");
    }
    assert!(
        links[1]["seen"][0]
            .as_str()
            .unwrap()
            .contains("--profile practice")
    );
    assert_breaks(&home, "practice", "key", "key/no-prompt");
}
