//! `send`: what makes something new goes through the helper, which sends it once, to the profile's own API, with a token
//! of its own giving, and tells what it does not know.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::BTreeMap;

use common::{Home, Host, PracticeServer, json};
use losen_core::protocol::code;
use serde_json::{Value, json};

fn client(name: &str) -> Value {
    json!({
        "client_name": name, "description": "Slår opp", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    })
}

fn token(host: &mut Host, operation: &str) -> String {
    let reply = host.ask(&json!({"id": 1, "cmd": "token", "profile": "practice", "operation": operation}));
    reply["ok"]["access_token"].as_str().unwrap().to_owned()
}

fn send(host: &mut Host, token: &str, post: &Value) -> Value {
    let mut message = json!({"id": 2, "cmd": "send", "profile": "practice", "token": token});
    message
        .as_object_mut()
        .unwrap()
        .extend(post.as_object().unwrap().clone());
    host.ask(&message)
}

fn create(name: &str) -> Value {
    json!({"post": "client", "body": client(name)})
}

/// What reached the self-service API and was no question.
fn posted(practice: &PracticeServer) -> Vec<(String, Value)> {
    let state = ureq::get(format!("{}/practice/state", practice.base()))
        .call()
        .unwrap();
    let state: Value = serde_json::from_str(&state.into_body().read_to_string().unwrap()).unwrap();
    let log = state["log"].as_array().unwrap().clone();
    log.into_iter()
        .filter(|entry| entry["method"] != "GET" && entry["path"] != "/token")
        .map(|entry| (entry["path"].as_str().unwrap().to_owned(), entry["body"].clone()))
        .collect()
}

fn faults(home: &Home, kind: &str) -> PracticeServer {
    let file = home.path().join("faults.json");
    let fault = json!({"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": kind}});
    std::fs::write(&file, json!({ "faults": [fault] }).to_string()).unwrap();
    home.practice(&["--faults", file.to_str().unwrap()])
}

fn profile_file(home: &Home) -> std::path::PathBuf {
    home.profiles().join("practice.toml")
}

fn refusal(reply: &Value) -> &str {
    reply["error"]["code"].as_str().unwrap_or_default()
}

#[test]
fn one_token_sends_a_client_and_its_key_and_the_reply_holds_the_headers_that_matter() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let token = token(&mut host, "write");
    let reply = send(&mut host, &token, &create("Oppslag"));
    let answer = &reply["ok"];
    assert_eq!(
        (answer["type"].as_str(), answer["reply"]["status"].as_u64()),
        (Some("sent"), Some(201))
    );
    for header in answer["reply"]["headers"].as_array().unwrap() {
        let known = ["content-type", "date", "retry-after", "www-authenticate"];
        assert!(known.contains(&header[0].as_str().unwrap()), "{header}");
    }
    let body: Value = serde_json::from_str(answer["reply"]["body"].as_str().unwrap()).unwrap();
    let id = body["client_id"].as_str().unwrap();

    let made = host.ask(&json!({"id": 3, "cmd": "make-key", "profile": "practice"}));
    let key = json!({"post": "key", "client_id": id, "body": made["ok"]["public"]});
    assert_eq!(send(&mut host, &token, &key)["ok"]["reply"]["status"], 200);
    let secret = json!({"post": "secret", "client_id": id});
    // Refused by the API, since the client has none: an answer like any other.
    assert!(send(&mut host, &token, &secret)["ok"]["reply"]["status"].is_u64());
    let paths: Vec<String> = posted(&practice).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "/api/v1/clients".to_owned(),
            format!("/api/v2/clients/{id}/key"),
            format!("/api/v1/clients/{id}/secret")
        ]
    );
    let (_, _, log) = host.close();
    assert!(!log.contains(&token), "the token is in the log");
}

#[test]
fn only_a_token_that_this_helper_gave_for_that_kind_of_call_sends_anything() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let (read, keys, scopes) = (
        token(&mut host, "read"),
        token(&mut host, "keys"),
        token(&mut host, "scopes"),
    );
    let write = token(&mut host, "write");
    let scope = json!({"post": "scope", "body": {"prefix": "losby", "subscope": "a"}});
    for (token, post) in [
        (read.as_str(), create("Les")),
        (&keys, create("Nøkkel")),
        (&scopes, create("Scope")),
        (&write, scope),
        ("", create("Ingen")),
        ("t\r\nHost: evil.example", create("Linjer")),
    ] {
        let reply = send(&mut host, token, &post);
        assert_eq!(refusal(&reply), code::SEND_UNKNOWN_TOKEN, "{reply}");
        assert!(!reply.to_string().contains(&write));
    }
    // Somebody else's helper, or this one started again.
    let mut other = home.host(&["host"]);
    assert_eq!(
        refusal(&send(&mut other, &write, &create("Annen"))),
        code::SEND_UNKNOWN_TOKEN
    );
    for body in [json!("text"), json!([]), Value::Null] {
        let reply = send(&mut host, &write, &json!({"post": "client", "body": body}));
        assert_eq!(refusal(&reply), code::BAD_ARGUMENT, "{reply}");
    }
    assert_eq!(posted(&practice), []);
}

#[test]
fn a_profile_that_points_elsewhere_since_gets_nothing() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let token = token(&mut host, "write");
    let file = profile_file(&home);
    let text = std::fs::read_to_string(&file).unwrap();
    let port = practice.base().rsplit(':').next().unwrap().to_owned();
    std::fs::write(&file, text.replace(&format!(":{port}/api/v1"), ":9/api/v1")).unwrap();
    let reply = send(&mut host, &token, &create("Flyttet"));
    assert_eq!(refusal(&reply), code::SEND_UNKNOWN_TOKEN, "{reply}");
}

#[test]
fn what_is_not_known_and_what_was_not_sent_are_told_apart() {
    let home = Home::new();
    let practice = faults(&home, "drop-after");
    let mut host = home.host(&["host"]);
    let write = token(&mut host, "write");
    let reply = send(&mut host, &write, &create("Tapt svar"));
    assert_eq!(reply["ok"], json!({"type": "sent", "reply": null}));
    assert_eq!(posted(&practice).len(), 1, "sent once");
    // It takes its profile along when it ends.
    let file = profile_file(&home);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(practice.stop().success());
    std::fs::write(&file, text).unwrap();
    let reply = send(&mut host, &write, &create("Ingen der"));
    assert_eq!(reply["ok"], json!({"type": "not-sent", "obstacle": "refused"}));
}

/// The panel's way to the API: the client is made, the connection is dropped, and nothing but the list can tell.
#[test]
fn a_thousand_lost_answers_make_no_client_twice_and_lose_none() {
    let home = Home::new();
    let _practice = faults(&home, "drop-after");
    let mut host = home.host(&["host"]);
    for round in 0..20 {
        let write = token(&mut host, "write");
        for at in 0..50 {
            let reply = send(&mut host, &write, &create(&format!("Klient {round}-{at}")));
            assert_eq!(reply["ok"], json!({"type": "sent", "reply": null}), "{reply}");
        }
    }
    let list = json(&home.run(&["clients", "list", "--profile", "practice", "--format", "json"]));
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for client in list.as_array().unwrap() {
        *names.entry(client["client_name"].to_string()).or_default() += 1;
    }
    assert_eq!(names.len(), 1_001, "a thousand and the admin client");
    assert!(names.values().all(|count| *count == 1), "{names:?}");
}
