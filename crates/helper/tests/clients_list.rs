//! `losen clients list`: searched, sorted, with what the rules say and what ends when.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;

use common::{Home, PracticeServer, json, status, stdout};
use serde_json::{Value, json};

/// Three clients whose orders all differ: as the API has them, by name, by change, by creation, by type, by what ends first.
fn listed() -> Value {
    json!([
        {"client_id": "a", "client_name": "Åpent", "description": "Åpne data", "integration_type": "krr",
            "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"], "active": true,
            "scopes": ["krr:global/kontaktinformasjon.read"],
            "created": "2024-02-01T00:00:00Z", "last_updated": "2026-02-01T00:00:00Z"},
        {"client_id": "b", "client_name": "arkiv", "description": "Journal", "integration_type": "idporten",
            "token_endpoint_auth_method": "private_key_jwt", "scopes": ["openid"], "active": true,
            "created": "2024-03-01T00:00:00Z", "last_updated": "2026-01-01T00:00:00Z"},
        {"client_id": "c", "client_name": "Ærlig", "description": "Innlogging", "integration_type": "ansattporten",
            "token_endpoint_auth_method": "client_secret_post", "scopes": ["openid"], "active": true,
            "created": "2024-01-01T00:00:00Z", "last_updated": "2026-03-01T00:00:00Z"},
    ])
}

/// A practice environment that lists just those, and knows when their keys were posted.
fn world(home: &Home) -> PracticeServer {
    let answer = |path: &str, body: Value| {
        json!({"method": "GET", "path": path, "exact": true, "do": {"kind": "answer", "status": 200,
            "headers": {"content-type": "application/json"}, "body": body.to_string()}})
    };
    let keys = |posted: &str| json!({"keys": [{"kid": "k", "kty": "RSA", "last_updated": posted}]});
    let faults = json!({"faults": [
        answer("/api/v1/clients", listed()),
        answer("/api/v1/clients/a/jwks", keys("2020-02-01T00:00:00Z")),
        answer("/api/v1/clients/b/jwks", keys("2026-08-01T00:00:00Z")),
    ]});
    let file = home.path().join("faults.json");
    fs::write(&file, faults.to_string()).unwrap();
    home.practice(&["--faults", file.to_str().unwrap()])
}

fn list(home: &Home, more: &[&str]) -> Vec<Value> {
    let mut words = vec!["clients", "list", "--profile", "practice", "--format", "json"];
    words.extend(more);
    json(&home.run(&words)).as_array().unwrap().clone()
}

fn ids(home: &Home, more: &[&str]) -> String {
    let list = list(home, more);
    list.iter()
        .map(|client| client["client_id"].as_str().unwrap())
        .collect()
}

fn text(home: &Home, more: &[&str]) -> String {
    let mut words = vec!["clients", "list", "--profile", "practice"];
    words.extend(more);
    stdout(&home.run(&words))
}

#[test]
fn each_order_is_its_own() {
    let home = Home::new();
    let _practice = world(&home);
    for (more, order) in [
        (&[][..], "abc"),
        (&["--sort", "name"], "bca"),
        (&["--sort", "changed"], "cab"),
        (&["--sort", "created"], "bac"),
        (&["--sort", "type"], "cba"),
        (&["--sort", "ends", "--keys"], "acb"),
    ] {
        assert_eq!(ids(&home, more), order, "{more:?}");
    }
    let unknown = ["clients", "list", "--profile", "practice", "--sort", "colour"];
    assert_eq!(status(&home.run(&unknown)), 2);
}

#[test]
fn every_word_of_a_search_must_be_somewhere() {
    let home = Home::new();
    let _practice = world(&home);
    for (search, found) in [
        ("ÅPNE", "a"),
        ("openid", "bc"),
        ("openid journal", "b"),
        ("ansattporten", "c"),
        ("krr openid", ""),
    ] {
        assert_eq!(ids(&home, &["--search", search]), found, "{search}");
    }
}

#[test]
fn a_list_says_how_each_client_is_and_what_of_it_ends_when() {
    let home = Home::new();
    let practice = world(&home);
    let all = list(&home, &["--keys"]);
    let own: Vec<&Value> = all.iter().map(|client| &client["losen"]).collect();
    assert!(own.iter().all(|own| own["environment"] == "practice"));
    assert_eq!(own[0]["health"]["worst"], "hint", "{}", own[0]);
    assert_eq!(own[1]["health"]["worst"], "error", "{}", own[1]);
    assert_eq!(
        own[0]["keys"],
        json!({"state": "known", "count": 1, "first_ends": "2021-01-31T00:00:00Z"})
    );
    assert_eq!(own[1]["keys"]["first_ends"], "2027-08-01T00:00:00Z");
    assert_eq!(own[2]["keys"]["state"], "not-used");
    assert_eq!(own[2]["secret"]["ends_at_the_latest"], "2027-02-24T00:00:00Z");
    // What the API said is there as it was.
    let mut as_listed = Value::from(all);
    for client in as_listed.as_array_mut().unwrap() {
        client.as_object_mut().unwrap().remove("losen");
    }
    assert_eq!(as_listed, listed());
    assert_eq!(practice.written(), 0);
}

#[test]
fn people_are_told_the_same_in_words() {
    let home = Home::new();
    let _practice = world(&home);
    let said = text(&home, &["--keys", "--search", "åpne"]);
    for line in [
        "Klienter i practice, med profilen «practice»:",
        "Åpent",
        "  a  krr  krr:global/kontaktinformasjon.read",
        "  Endret 2026-02-01",
        "  Nøkler: 1. Den første utløper 2021-01-31.",
        "  Utløpt · Ingen feil eller advarsler",
        "Antall klienter: 1",
    ] {
        assert!(said.lines().any(|other| other == line), "{line}\n{said}");
    }
    assert!(text(&home, &["--search", "journal"]).contains("  Feil: "));
}

#[test]
fn keys_are_read_only_when_asked_and_else_said_to_be_unknown() {
    let home = Home::new();
    // Whoever reads keys here fails.
    let refused = |path: &str| json!({"path": path, "do": {"kind": "status", "status": 503}});
    let file = home.path().join("faults.json");
    let answer = json!({"method": "GET", "path": "/api/v1/clients", "exact": true, "do": {"kind": "answer",
        "status": 200, "headers": {"content-type": "application/json"}, "body": listed().to_string()}});
    let faults = json!({"faults": [answer, refused("/api/v1/clients/")]});
    fs::write(&file, faults.to_string()).unwrap();
    let _practice = home.practice(&["--faults", file.to_str().unwrap()]);
    assert_eq!(list(&home, &[])[0]["losen"]["keys"], json!({"state": "unread"}));
    let said = text(&home, &[]);
    assert!(
        said.contains("  Nøkler: ikke hentet\n") && said.contains("Nøklene til 2 av dem er ikke hentet."),
        "{said}"
    );
    let words = [
        "clients",
        "list",
        "--profile",
        "practice",
        "--format",
        "json",
        "--keys",
    ];
    let failed = home.run(&words);
    assert_eq!(
        (status(&failed), json(&failed)["outcome"].as_str()),
        (1, Some("refused"))
    );
}

#[test]
fn keys_that_are_not_shown_are_said_of_their_client_and_the_others_are_listed() {
    let home = Home::new();
    let practice = world(&home);
    let shown = ureq::get(format!("{}/practice/faults", practice.base())).call();
    let mut faults: Value =
        serde_json::from_str(&shown.unwrap().into_body().read_to_string().unwrap()).unwrap();
    faults["faults"][1]["do"] = json!({"kind": "status", "status": 403});
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(faults.to_string())
        .unwrap();
    let words = ["clients", "list", "--profile", "practice", "--keys"];
    let said = home.run(&words);
    assert_eq!(status(&said), 1, "not all that was asked for is there");
    let told = stdout(&said);
    for line in [
        "  Nøkler: Digdir viser dem ikke",
        "  Nøkler: 1. Den første utløper 2027-08-01.",
        "Antall klienter: 3",
        "Antall klienter der Digdir ikke viste nøklene: 1. Årsaken står ved hver av dem.",
    ] {
        assert!(told.lines().any(|other| other == line), "{line}\n{told}");
    }
    let output = home.run(&[&words[..], &["--format", "json", "--sort", "ends"]].concat());
    let list = json(&output);
    let of = |id: &str| {
        let mut clients = list.as_array().unwrap().iter();
        clients.find(|client| client["client_id"] == id).unwrap()["losen"]["keys"].clone()
    };
    assert_eq!((status(&output), list.as_array().unwrap().len()), (1, 3));
    assert_eq!(
        (&of("a")["state"], &of("b")["state"]),
        (&json!("unreadable"), &json!("known"))
    );
    assert!(of("a")["causes"][0]["code"].is_string(), "{list}");
}

#[test]
fn deactivated_clients_are_listed_only_on_request() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let file = home.path().join("klient.json");
    let mut body = listed()[0].clone();
    for reply in ["client_id", "active", "created", "last_updated"] {
        body.as_object_mut().unwrap().remove(reply);
    }
    fs::write(&file, body.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let create = [
        "clients",
        "create",
        "--profile",
        "practice",
        "--format",
        "json",
        file,
    ];
    let made = json(&home.run(&create));
    let id = made["client"]["client_id"].as_str().unwrap();
    let found = |more: &[&str]| list(&home, more).iter().any(|client| client["client_id"] == id);
    assert!(found(&[]));
    let deactivate = [
        "clients",
        "deactivate",
        "--profile",
        "practice",
        "--confirm-name",
        "Åpent",
        id,
    ];
    assert_eq!(status(&home.run(&deactivate)), 0);
    assert!(!found(&[]) && found(&["--inactive"]));
    assert!(text(&home, &["--inactive"]).contains("Åpent (Deaktivert)\n"));
}

#[test]
fn a_client_as_it_was_listed_is_a_change_without_what_losen_said_of_it() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let there = list(&home, &[]);
    let (client, file) = (&there[0], home.path().join("listed.json"));
    fs::write(&file, client.to_string()).unwrap();
    let id = client["client_id"].as_str().unwrap();
    let file = file.to_str().unwrap();
    let words = [
        "clients",
        "update",
        "--profile",
        "practice",
        "--format",
        "json",
        id,
        file,
    ];
    let done = home.run(&words);
    assert_eq!(
        (status(&done), json(&done)["outcome"].as_str()),
        (0, Some("nothing"))
    );
    assert_eq!(practice.written(), 0);
}
