//! Whoever answers in Maskinporten's place, or nobody: each is told apart by every command, and nothing of a foreign page comes
//! along.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;

use common::{Home, status, stderr, stdout};
use serde_json::json;

/// What a page of a stranger may hold, and nobody should see.
const STRANGERS: &str = "kari.nordmann@losby.example";

/// All that is said when no token for a list of clients could be had.
fn told(home: &Home) -> String {
    let output = home.run(&["clients", "list", "--profile", "practice"]);
    assert_ne!(status(&output), 0);
    format!("{}{}", stdout(&output), stderr(&output))
}

#[test]
fn who_answers_in_maskinportens_place_is_named() {
    for (answer, code) in [
        (json!({"status": 503}), "token/unavailable"),
        (
            json!({"status": 503, "body": "{\"error\":\"server_error\"}"}),
            "token/unavailable",
        ),
        (json!({"status": 407, "body": STRANGERS}), "network/proxy-login"),
        (
            json!({"status": 200, "headers": {"content-type": "text/html"}, "body": format!("<html>Gjestenett {STRANGERS}")}),
            "network/captive-portal",
        ),
        (
            json!({"status": 403, "headers": {"content-type": "text/html"}, "body": format!("<html>Zscaler {STRANGERS}")}),
            "network/proxy-page",
        ),
        (
            json!({"status": 403, "headers": {"content-type": "text/html"}, "body": format!("<html>{STRANGERS}")}),
            "network/html",
        ),
    ] {
        let home = Home::new();
        let mut effect = answer.clone();
        effect["kind"] = json!("answer");
        let path = home.path().join("faults.json");
        fs::write(
            &path,
            json!({"faults": [{"path": "/token", "do": effect}]}).to_string(),
        )
        .unwrap();
        let _server = home.practice(&["--faults", path.to_str().unwrap()]);
        let all = told(&home);
        assert!(all.contains(code), "{code}: {all}");
        assert!(!all.contains(STRANGERS), "{all}");
    }
}

#[test]
fn a_port_that_refuses_is_named() {
    let home = Home::new();
    let server = home.practice(&[]);
    let file = home.profiles().join("practice.toml");
    let profile = fs::read_to_string(&file).unwrap();
    let moved = profile.replace(server.base().trim_start_matches("http://"), "127.0.0.1:1");
    fs::write(file, moved).unwrap();
    let all = told(&home);
    assert!(all.contains("network/refused"), "{all}");
}
