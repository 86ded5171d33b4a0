//! `--dry-run` where a key, a secret or an access comes or goes: it says what would be sent, and sends nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, PracticeServer, json, status, stderr, stdout};
use serde_json::{Value, json};

const SCOPE: &str = "losby:plass.read";

fn put(home: &Home, name: &str, text: &str) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn run(home: &Home, words: &[&str]) -> (i32, Value) {
    let mut all = words.to_vec();
    all.extend(["--profile", "practice", "--format", "json"]);
    let output = home.run(&all);
    (status(&output), json(&output))
}

fn machine(home: &Home, name: &str) -> String {
    let body = json!({
        "client_name": name, "description": "Slår opp kontaktinformasjon", "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    created(home, &body, &[])
}

fn created(home: &Home, body: &Value, more: &[&str]) -> String {
    let file = put(home, "klient.json", &body.to_string());
    let words = [&["clients", "create"], more, &[file.to_str().unwrap()]].concat();
    let (code, made) = run(home, &words);
    assert_eq!(code, 0, "{made}");
    made["client"]["client_id"].as_str().unwrap().to_owned()
}

/// A key of the client's, made here, and a file with the public half alone.
fn key(home: &Home, id: &str, name: &str) -> (String, PathBuf) {
    let private = home.path().join(format!("{name}.pem"));
    let (code, made) = run(
        home,
        &[
            "clients",
            "keys",
            "generate",
            "--out",
            private.to_str().unwrap(),
            id,
        ],
    );
    assert_eq!(code, 0, "{made}");
    let mut public = json!({});
    for member in ["kty", "kid", "use", "alg", "n", "e"] {
        public[member] = made["keys"][0][member].clone();
    }
    let kid = made["kid"].as_str().unwrap().to_owned();
    (kid, put(home, &format!("{name}.jwk"), &public.to_string()))
}

/// The request of a dry run, after which nothing more is written than was before.
fn would_send(home: &Home, practice: &PracticeServer, words: &[&str]) -> Value {
    let before = practice.written();
    assert_ne!(before, 0, "the log tells of writes");
    let (code, said) = run(home, &[words, &["--dry-run"]].concat());
    assert_eq!((code, said["outcome"].as_str()), (0, Some("dry-run")), "{said}");
    assert_eq!(practice.written(), before, "{words:?}");
    said["request"].clone()
}

#[test]
fn a_key_that_would_be_added_is_shown() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (mine, other) = (machine(&home, "Min"), machine(&home, "Annen"));
    let (kid, file) = key(&home, &other, "annen");
    let request = would_send(
        &home,
        &practice,
        &["clients", "keys", "add", &mine, file.to_str().unwrap()],
    );
    let url = request["url"].as_str().unwrap();
    assert!(request["method"] == "POST" && url.contains(&mine), "{request}");
    assert!(request["body"].to_string().contains(&kid), "{request}");
}

#[test]
fn a_key_from_elsewhere_that_would_come_in_by_a_rotation_is_shown() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (mine, other) = (machine(&home, "Min"), machine(&home, "Annen"));
    let (old, _) = key(&home, &mine, "min");
    let (new, file) = key(&home, &other, "annen");
    let file = file.to_str().unwrap();
    for in_use in [&[][..], &["--in-use"]] {
        let words = [
            &["clients", "keys", "rotate", "--old", &old, "--key", file][..],
            in_use,
            &[&mine],
        ]
        .concat();
        let request = would_send(&home, &practice, &words);
        assert_eq!(request["method"], "POST");
        assert!(request["body"].to_string().contains(&new), "{request}");
    }
}

#[test]
fn a_key_that_takes_the_lock_with_it_is_told_of_before_it_goes() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let id = machine(&home, "Låst");
    let (kid, file) = key(&home, &id, "lock");
    let mut lock: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let remove = |dry: bool| {
        let mut words = vec![
            "clients",
            "keys",
            "remove",
            "--profile",
            "practice",
            "--format",
            "json",
            &id,
        ];
        words.extend(dry.then_some("--dry-run"));
        words.push(&kid);
        let output = home.run(&words);
        let told = stderr(&output).contains("låser klienten til et sertifikat");
        (status(&output), json(&output)["unlocks"].clone(), told)
    };
    assert_eq!(remove(true), (0, json!(false), false));
    // From now on, the first two reads say that the key is a lock.
    lock["x5c"] = json!(["MII="]);
    let path = format!("/api/v1/clients/{id}/jwks");
    let body = json!({"keys": [lock]}).to_string();
    let says = |call: u32| {
        json!({"method": "GET", "path": path, "exact": true, "call": call, "do": {"kind": "answer", "status": 200,
            "headers": {"content-type": "application/json"}, "body": body}})
    };
    let faults = json!({"faults": [says(1), says(2)]});
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(faults.to_string())
        .unwrap();
    let before = practice.written();
    assert_eq!(remove(true), (0, json!(true), true));
    assert_eq!(practice.written(), before);
    assert_eq!(remove(false), (0, json!(true), true));
}

#[test]
fn a_secret_that_would_be_made_is_neither_made_nor_written() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let body = json!({"client_name": "Innlogging", "description": "Logger inn", "integration_type": "idporten",
        "application_type": "web", "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code"], "scopes": ["openid", "profile"],
        "redirect_uris": ["https://losby.example.no/cb"], "post_logout_redirect_uris": ["https://losby.example.no/"]});
    let first = home.path().join("first");
    let id = created(&home, &body, &["--secret-file", first.to_str().unwrap()]);
    let file = home.path().join("second");
    let words = ["clients", "secret", "--secret-file", file.to_str().unwrap(), &id];
    let request = would_send(&home, &practice, &words);
    let url = request["url"].as_str().unwrap();
    assert!(
        request["method"] == "POST" && url.ends_with(&format!("/clients/{id}/secret")),
        "{request}"
    );
    assert!(!file.exists());
}

fn provider(home: &Home) {
    let scope = json!({"prefix": "losby", "subscope": "plass.read", "description": "Barnehageplasser",
        "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"});
    let file = put(home, "scope.json", &scope.to_string());
    assert_eq!(run(home, &["scopes", "create", file.to_str().unwrap()]).0, 0);
    assert_eq!(run(home, &["access", "grant", SCOPE, "991825827"]).0, 0);
}

fn who(home: &Home) -> Vec<String> {
    let (_, list) = run(home, &["access", "list", "--scope", SCOPE]);
    let orgno = |access: &Value| access["consumer_orgno"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(orgno).collect()
}

#[test]
fn an_access_that_would_be_taken_away_is_named_and_stays() {
    let home = Home::new();
    let practice = home.practice(&[]);
    provider(&home);
    let before = practice.written();
    let (code, dry) = run(&home, &["access", "revoke", "--dry-run", SCOPE, "991825827"]);
    assert_eq!((code, dry["outcome"].as_str()), (0, Some("dry-run")), "{dry}");
    let line = &dry["lines"][0];
    assert_eq!(
        (&line["action"], &line["orgno"], &line["outcome"]),
        (&json!("revoke"), &json!("991825827"), &json!("change"))
    );
    assert_eq!(practice.written(), before);
    assert_eq!(who(&home), ["991825827"]);
}

#[test]
fn a_sound_list_of_accesses_is_weighed_line_by_line_and_not_applied() {
    let home = Home::new();
    let practice = home.practice(&[]);
    provider(&home);
    let file = put(
        &home,
        "liste.csv",
        "Org.nr;Handling\n991825827;gi\n889640782;gi\n974761076;fjern\n",
    );
    let file = file.to_str().unwrap();
    let before = practice.written();
    let (code, dry) = run(&home, &["access", "apply", "--dry-run", "--scope", SCOPE, file]);
    assert_eq!((code, dry["outcome"].as_str()), (0, Some("dry-run")), "{dry}");
    let outcomes: Vec<&str> = dry["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["already", "change", "already"]);
    let words = [
        "access",
        "apply",
        "--profile",
        "practice",
        "--dry-run",
        "--scope",
        SCOPE,
        file,
    ];
    let said = stdout(&home.run(&words));
    assert!(said.contains("889640782"), "{said}");
    assert_eq!(practice.written(), before);
    assert_eq!(who(&home), ["991825827"]);
}
