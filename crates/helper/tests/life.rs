//! The life of a client from the command line, against a running practice environment: change, keys, secret,
//! deactivation.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, json, status, stdout};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen – oppslag";

fn put(home: &Home, name: &str, value: &Value) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

fn client(home: &Home, changes: &Value) -> String {
    let mut body = json!({
        "client_name": NAME, "description": "Slår opp kontaktinformasjon", "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    for (member, value) in changes.as_object().unwrap() {
        body[member] = value.clone();
    }
    let file = put(home, "klient.json", &body);
    let secret = home.path().join("first-secret");
    let mut words = vec!["clients", "create", "--profile", "practice", "--format", "json"];
    if body["token_endpoint_auth_method"] == "client_secret_post" {
        words.extend(["--secret-file", secret.to_str().unwrap()]);
    }
    words.push(file.to_str().unwrap());
    json(&home.run(&words))["client"]["client_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// `losen clients WORDS --profile practice --format json MORE`: exit status and JSON.
fn clients(home: &Home, words: &[&str], more: &[&str]) -> (i32, Value) {
    let mut all = vec!["clients"];
    all.extend(words);
    all.extend(["--profile", "practice", "--format", "json"]);
    all.extend(more);
    let output = home.run(&all);
    (status(&output), json(&output))
}

fn show(home: &Home, id: &str) -> Value {
    json(&home.run(&["clients", "show", "--profile", "practice", id]))
}

#[test]
fn a_change_shows_its_difference_and_keeps_everything_else() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let id = client(&home, &json!({}));
    let before = show(&home, &id);
    let file = put(&home, "change.json", &json!({"description": "Noe annet"}));
    let (code, dry) = clients(&home, &["update"], &["--dry-run", &id, file.to_str().unwrap()]);
    assert_eq!((code, dry["outcome"].as_str()), (0, Some("dry-run")));
    assert_eq!(dry["differences"][0]["member"], "description");
    assert_eq!(dry["request"]["body"].get("last_updated"), None);
    assert_eq!(show(&home, &id), before);

    let (code, done) = clients(&home, &["update"], &[&id, file.to_str().unwrap()]);
    assert_eq!((code, done["outcome"].as_str()), (0, Some("changed")), "{done}");
    let mut after = show(&home, &id);
    assert_eq!(after["description"], "Noe annet");
    after["description"] = before["description"].clone();
    after["last_updated"] = before["last_updated"].clone();
    assert_eq!(after, before);
    let (code, again) = clients(&home, &["update"], &[&id, file.to_str().unwrap()]);
    assert_eq!((code, again["outcome"].as_str()), (0, Some("nothing")));
}

#[test]
fn a_change_of_an_older_state_and_of_the_type_is_refused() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let id = client(&home, &json!({}));
    let mut seen = show(&home, &id);
    let other = put(&home, "other.json", &json!({"description": "Andres endring"}));
    assert_eq!(clients(&home, &["update"], &[&id, other.to_str().unwrap()]).0, 0);
    seen["description"] = json!("Min endring");
    let mine = put(&home, "mine.json", &seen);
    let (code, result) = clients(&home, &["update"], &[&id, mine.to_str().unwrap()]);
    assert_eq!((code, result["outcome"].as_str()), (1, Some("changed-meanwhile")));
    assert_eq!(show(&home, &id)["description"], "Andres endring");
    let kind = put(&home, "kind.json", &json!({"integration_type": "maskinporten"}));
    let (code, result) = clients(&home, &["update"], &[&id, kind.to_str().unwrap()]);
    assert_eq!((code, result["outcome"].as_str()), (1, Some("type-is-final")));
    let wrong = put(
        &home,
        "wrong.json",
        &json!({"scopes": ["krr:user/kontaktinformasjon.read"]}),
    );
    let (code, result) = clients(&home, &["update"], &[&id, wrong.to_str().unwrap()]);
    assert_eq!((code, result["outcome"].as_str()), (1, Some("errors")));
}

#[test]
fn a_client_is_deactivated_only_when_its_name_is_typed() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let id = client(&home, &json!({}));
    let (code, dry) = clients(&home, &["deactivate"], &["--dry-run", &id]);
    assert_eq!(code, 0);
    assert!(
        dry["breaks"][0]
            .as_str()
            .unwrap()
            .contains("krr:global/kontaktinformasjon.read"),
        "{dry}"
    );
    for name in ["", "losby havnevesen"] {
        let (code, result) = clients(&home, &["deactivate"], &["--confirm-name", name, &id]);
        assert_eq!((code, result["outcome"].as_str()), (1, Some("wrong-name")));
    }
    // A change is no way around that.
    let asleep = put(&home, "asleep.json", &json!({"active": false}));
    let (code, result) = clients(&home, &["update"], &[&id, asleep.to_str().unwrap()]);
    assert_eq!((code, result["outcome"].as_str()), (1, Some("errors")));
    assert_eq!(result["findings"][0]["rule"], "client/deactivates");
    assert_eq!(show(&home, &id)["active"], true);
    let (code, result) = clients(&home, &["deactivate"], &["--confirm-name", NAME, &id]);
    assert_eq!((code, result["outcome"].as_str()), (0, Some("deactivated")));
    assert_eq!(show(&home, &id)["active"], false);
    let (code, result) = clients(&home, &["deactivate"], &["--confirm-name", NAME, &id]);
    assert_eq!((code, result["outcome"].as_str()), (0, Some("already")));
    let awake = put(&home, "awake.json", &json!({"active": true}));
    let (code, result) = clients(&home, &["update"], &[&id, awake.to_str().unwrap()]);
    assert_eq!((code, result["outcome"].as_str()), (0, Some("changed")));
    assert_eq!(show(&home, &id)["active"], true);
}

#[test]
fn a_new_secret_goes_into_its_file_and_nowhere_else() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let login = json!({"integration_type": "idporten", "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code"], "scopes": ["openid", "profile"],
        "redirect_uris": ["https://losby.example.no/cb"], "post_logout_redirect_uris": ["https://losby.example.no/"]});
    let id = client(&home, &login);
    let file = home.path().join("secret");
    let output = home.run(&[
        "clients",
        "secret",
        "--profile",
        "practice",
        "--format",
        "json",
        "--secret-file",
        file.to_str().unwrap(),
        &id,
    ]);
    assert_eq!(
        (status(&output), json(&output)["outcome"].as_str()),
        (0, Some("new-secret"))
    );
    let secret = fs::read_to_string(&file).unwrap();
    assert!(secret.trim().len() > 10 && !stdout(&output).contains(secret.trim()));
    assert_ne!(
        secret,
        fs::read_to_string(home.path().join("first-secret")).unwrap()
    );
    let machine = client(&home, &json!({"client_name": "Maskin"}));
    let other = home.path().join("other");
    let (code, result) = clients(
        &home,
        &["secret"],
        &["--secret-file", other.to_str().unwrap(), &machine],
    );
    assert_eq!((code, result["outcome"].as_str()), (1, Some("no-secret")));
    assert!(!other.exists());
}

/// The change that brings a login client a secret in place of its key.
fn to_secret(home: &Home) -> (String, PathBuf) {
    let login = json!({"integration_type": "idporten", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code"], "scopes": ["openid", "profile"],
        "redirect_uris": ["https://losby.example.no/cb"], "post_logout_redirect_uris": ["https://losby.example.no/"]});
    let id = client(home, &login);
    let change = json!({"token_endpoint_auth_method": "client_secret_post"});
    (id, put(home, "change.json", &change))
}

#[test]
fn a_secret_that_comes_with_a_change_goes_into_its_file_and_nowhere_else() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, change) = to_secret(&home);
    let (file, before) = (home.path().join("secret"), practice.written());
    let (file, change) = (file.to_str().unwrap(), change.to_str().unwrap());
    let update = ["clients", "update", "--profile", "practice", "--format", "json"];
    let without = home.run(&[&update[..], &[&id, change]].concat());
    assert_eq!(status(&without), 2, "{}", stdout(&without));
    let dry = home.run(&[&update[..], &["--dry-run", "--secret-file", file, &id, change]].concat());
    assert_eq!(json(&dry)["outcome"], "dry-run");
    assert_eq!(practice.written(), before, "nothing was sent");
    let output = home.run(&[&update[..], &["--secret-file", file, &id, change]].concat());
    assert_eq!(json(&output)["outcome"], "changed", "{}", stdout(&output));
    let secret = fs::read_to_string(file).unwrap();
    assert!(secret.trim().len() > 10 && !stdout(&output).contains(secret.trim()));
}

#[test]
fn a_secret_that_went_with_the_lost_answer_to_a_change_is_said_to_be_lost() {
    let home = Home::new();
    let fault =
        json!({"faults": [{"method": "PUT", "path": "/api/v1/clients", "do": {"kind": "drop-after"}}]});
    let faults = put(&home, "faults.json", &fault);
    let _practice = home.practice(&["--faults", faults.to_str().unwrap()]);
    let (id, change) = to_secret(&home);
    let file = home.path().join("secret");
    let more = [
        "--secret-file",
        file.to_str().unwrap(),
        &id,
        change.to_str().unwrap(),
    ];
    let (code, said) = clients(&home, &["update"], &more);
    assert_eq!((code, said["outcome"].as_str()), (0, Some("found")), "{said}");
    assert_eq!(said["secret"], "lost");
    assert!(!file.exists(), "an empty file would look like a secret");
}

#[test]
fn a_dry_run_checks_what_the_real_command_checks_and_writes_nothing() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let id = client(&home, &json!({}));
    let key = home.path().join("key.pem");
    let (_, made) = clients(
        &home,
        &["keys", "generate"],
        &["--out", key.to_str().unwrap(), &id],
    );
    let kid = made["kid"].as_str().unwrap();
    let (before, files) = (practice.written(), fs::read_dir(home.path()).unwrap().count());
    let new = home.path().join("new.pem");
    let (new, taken) = (new.to_str().unwrap(), key.to_str().unwrap());
    let change = put(&home, "change.json", &json!({"description": "Noe annet"}));
    let plan = home.path().join("klient.json");
    let (change, plan) = (change.to_str().unwrap(), plan.to_str().unwrap());
    for (words, more, code, outcome) in [
        (&["keys", "renew"][..], &[id.as_str(), kid][..], 0, "dry-run"),
        (&["keys", "renew"], &[&id, "other"], 1, "missing"),
        (&["keys", "remove"], &[&id, kid], 0, "dry-run"),
        (&["keys", "remove"], &[&id, "other"], 1, "missing"),
        (
            &["keys", "rotate"],
            &["--old", kid, "--out", new, &id],
            0,
            "dry-run",
        ),
        (
            &["keys", "rotate"],
            &["--old", "other", "--out", new, &id],
            1,
            "missing",
        ),
        (&["keys", "generate"], &["--out", new, &id], 0, "dry-run"),
        (&["deactivate"], &["--confirm-name", NAME, &id], 0, "dry-run"),
        (
            &["deactivate"],
            &["--confirm-name", "Annet", &id],
            1,
            "wrong-name",
        ),
        (&["update"], &[&id, change], 0, "dry-run"),
        (&["create"], &[plan], 1, "twin"),
        (&["create"], &["--alike", "--new-key", new, plan], 0, "dry-run"),
    ] {
        let all: Vec<&str> = [&["--dry-run"], more].concat();
        let (status, said) = clients(&home, words, &all);
        assert_eq!(
            (status, said["outcome"].as_str()),
            (code, Some(outcome)),
            "{words:?} {more:?}: {said}"
        );
        let sent = said["request"]["url"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://127.0.0.1"));
        assert_eq!(sent, outcome == "dry-run", "{words:?}: {said}");
    }
    let generate = [
        "clients",
        "keys",
        "generate",
        "--profile",
        "practice",
        "--dry-run",
        "--out",
        taken,
        &id,
    ];
    assert_eq!(status(&home.run(&generate)), 2, "the file is there already");
    assert_eq!(practice.written(), before);
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        files + 1,
        "change.json and nothing else"
    );
}

#[test]
fn words_that_are_no_ids_never_become_a_call() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    for id in ["..", "a/b", "a?b"] {
        let output = home.run(&[
            "clients",
            "deactivate",
            "--profile",
            "practice",
            "--confirm-name",
            "x",
            id,
        ]);
        assert_eq!(status(&output), 2, "{id}");
    }
    let output = home.run(&["clients", "keys", "remove", "--profile", "practice", "abc", ".."]);
    assert_eq!(status(&output), 2);
}
