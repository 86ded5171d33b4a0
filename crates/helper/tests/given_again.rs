//! A command that came to nothing leaves nothing behind and can be given again; one that stopped on its way goes on; and
//! what an earlier command did is an answer to that one only.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, PracticeServer, json, status, stdout};
use serde_json::{Value, json};

fn put(home: &Home, name: &str, value: &Value) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

fn machine() -> Value {
    json!({
        "client_name": "Oppslag", "description": "Slår opp", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    })
}

fn login() -> Value {
    json!({
        "client_name": "Innlogging", "description": "Logger inn", "integration_type": "idporten",
        "application_type": "web", "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code"], "scopes": ["openid", "profile"],
        "redirect_uris": ["https://losby.example.no/callback"],
        "post_logout_redirect_uris": ["https://losby.example.no/ut"],
    })
}

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["clients"];
    all.extend(more);
    all.extend(["--profile", "practice", "--format", "json"]);
    all
}

fn create(home: &Home, body: &Value, more: &[&str]) -> (i32, Value) {
    let file = put(home, "klient.json", body);
    let mut all = words(&["create"]);
    all.extend(more);
    all.push(file.to_str().unwrap());
    let output = home.run(&all);
    (status(&output), json(&output))
}

fn set_faults(practice: &PracticeServer, faults: &Value) {
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(json!({ "faults": faults }).to_string())
        .unwrap();
}

fn kids(home: &Home, id: &str) -> Vec<String> {
    let list = json(&home.run(&words(&["keys", "list", id])));
    let kid = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(kid).collect()
}

fn refused_once() -> Value {
    json!([{"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": 400}}])
}

/// The key is refused, and so is the deactivation that would undo the client.
fn half_done() -> Value {
    json!([
        {"method": "POST", "path": "/api/v2/clients", "do": {"kind": "status", "status": 400}},
        {"method": "DELETE", "path": "/api/v1/clients", "do": {"kind": "status", "status": 400}},
    ])
}

fn outcome(said: &(i32, Value)) -> (i32, &str) {
    (said.0, said.1["outcome"].as_str().unwrap_or_default())
}

#[test]
fn a_create_that_was_refused_leaves_neither_key_nor_secret_behind_and_can_be_given_again() {
    for (body, option, name) in [
        (machine(), "--new-key", "ny.pem"),
        (login(), "--secret-file", "hemmelig"),
    ] {
        let home = Home::new();
        let practice = home.practice(&[]);
        let file = home.path().join(name);
        let given = [option, file.to_str().unwrap()];
        set_faults(&practice, &refused_once());
        let said = create(&home, &body, &given);
        assert_eq!(outcome(&said), (1, "refused"), "{said:?}");
        assert!(!file.exists(), "{name} was left behind");
        set_faults(&practice, &json!([]));
        let said = create(&home, &body, &given);
        assert_eq!(outcome(&said), (0, "created"), "{said:?}");
        let kept = fs::read(&file).unwrap();
        // Now there is one of that name, and the file of the first stays as it is.
        let other = home.path().join("annen");
        let said = create(&home, &body, &[option, other.to_str().unwrap()]);
        assert_eq!(outcome(&said), (1, "twin"), "{said:?}");
        assert!(!other.exists());
        assert_eq!(fs::read(&file).unwrap(), kept);
    }
}

#[test]
fn a_key_that_could_not_be_added_leaves_no_file_behind() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (_, made) = create(&home, &machine(), &[]);
    let id = made["client"]["client_id"].as_str().unwrap();
    set_faults(&practice, &half_done());
    let file = home.path().join("ny.pem");
    let output = home.run(&words(&["keys", "generate", "--out", file.to_str().unwrap(), id]));
    assert_eq!(
        (status(&output), json(&output)["outcome"].as_str()),
        (1, Some("refused"))
    );
    assert!(!file.exists());
}

#[test]
fn a_create_that_stopped_half_way_goes_on_with_the_key_that_it_made() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let file = home.path().join("ny.pem");
    let given = [
        "--new-key",
        file.to_str().unwrap(),
        "--prove",
        "--unfinished",
        "finish",
    ];
    set_faults(&practice, &half_done());
    let said = create(&home, &machine(), &given);
    assert_eq!(outcome(&said), (1, "without-key"), "{said:?}");
    assert!(file.is_file(), "the key may still be wanted");
    set_faults(&practice, &json!([]));
    let said = create(&home, &machine(), &given);
    assert_eq!(outcome(&said), (0, "found"), "{said:?}");
    assert_eq!(said.1["proof"]["outcome"], "works", "{said:?}");
    let id = said.1["client"]["client_id"].as_str().unwrap();
    assert_eq!(kids(&home, id), [said.1["kid"].as_str().unwrap()]);
}

#[test]
fn no_key_is_made_in_vain_and_none_is_proven_that_the_client_does_not_have() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (first, second) = (home.path().join("en.pem"), home.path().join("to.pem"));
    set_faults(&practice, &half_done());
    let said = create(&home, &machine(), &["--new-key", first.to_str().unwrap()]);
    assert_eq!(outcome(&said), (1, "without-key"), "{said:?}");
    set_faults(&practice, &json!([]));
    let given = [
        "--new-key",
        second.to_str().unwrap(),
        "--prove",
        "--unfinished",
        "finish",
    ];
    let said = create(&home, &machine(), &given);
    assert_eq!(outcome(&said), (0, "found"), "{said:?}");
    assert_eq!(said.1["proof"]["outcome"], "key-elsewhere", "{said:?}");
    assert!(first.is_file() && !second.exists());
}

#[test]
fn an_earlier_create_answers_for_its_own_wish_and_no_other() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let file = home.path().join("ny.pem");
    set_faults(&practice, &half_done());
    let said = create(&home, &machine(), &["--new-key", file.to_str().unwrap()]);
    assert_eq!(outcome(&said), (1, "without-key"), "{said:?}");
    set_faults(&practice, &json!([]));
    for (member, value) in [
        ("description", json!("Noe annet")),
        ("scopes", json!(["krr:global/digitalpost.read"])),
    ] {
        let mut other = machine();
        other[member] = value;
        let said = create(&home, &other, &["--unfinished", "finish"]);
        assert_eq!(outcome(&said), (1, "twin"), "{member}: {said:?}");
    }
    let said = create(&home, &machine(), &["--unfinished", "undo"]);
    assert_eq!(outcome(&said), (1, "undone"), "{said:?}");
}

#[test]
fn a_secret_that_went_with_a_lost_answer_is_said_to_be_lost() {
    let home = Home::new();
    let fault = json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}},
    ]});
    let faults = put(&home, "faults.json", &fault);
    let _practice = home.practice(&["--faults", faults.to_str().unwrap()]);
    let file = home.path().join("hemmelig");
    let said = create(&home, &login(), &["--secret-file", file.to_str().unwrap()]);
    assert_eq!(outcome(&said), (0, "found"), "{said:?}");
    assert_eq!(said.1["secret"], "lost");
    assert!(!file.exists(), "an empty file would look like a secret");
    let mut other = login();
    other["client_name"] = "Annen".into();
    let plan = put(&home, "annen.json", &other);
    let words = ["clients", "create", "--profile", "practice", "--secret-file"];
    let output = home.run(&[&words[..], &[file.to_str().unwrap(), plan.to_str().unwrap()]].concat());
    assert!(
        stdout(&output).contains("losen clients secret"),
        "{}",
        stdout(&output)
    );
}

/// Makes a key pair elsewhere; the public half.
fn elsewhere(home: &Home) -> PathBuf {
    let private = home.path().join("annensteds.pem");
    let public = home.path().join("annensteds.pub");
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new("openssl")
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success());
    };
    run(&[
        "genpkey",
        "-algorithm",
        "RSA",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
        "-out",
        private.to_str().unwrap(),
    ]);
    run(&[
        "pkey",
        "-in",
        private.to_str().unwrap(),
        "-pubout",
        "-out",
        public.to_str().unwrap(),
    ]);
    public
}

fn client_with_key(home: &Home) -> (String, String) {
    let file = home.path().join("gammel.pem");
    let (_, made) = create(home, &machine(), &["--new-key", file.to_str().unwrap()]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["client"]["client_id"]), text(&made["kid"]))
}

fn rotate(home: &Home, more: &[&str]) -> (i32, Value) {
    let mut all = words(&["keys", "rotate"]);
    all.extend(more);
    let output = home.run(&all);
    (status(&output), json(&output))
}

#[test]
fn a_key_from_elsewhere_overlaps_with_the_old_one_until_it_is_in_use() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (id, old) = client_with_key(&home);
    let public = elsewhere(&home);
    let given = ["--old", &old, "--key", public.to_str().unwrap(), &id];
    // Nothing can use a key that is not there yet, whatever is said.
    let said = rotate(&home, &[&["--in-use"], &given[..]].concat());
    assert_eq!(outcome(&said), (1, "both-in"), "{said:?}");
    assert_eq!(said.1["proven"], false);
    assert_eq!(kids(&home, &id).len(), 2, "new in, old still there");
    let said = rotate(&home, &given);
    assert_eq!(outcome(&said), (0, "both-in"), "the first half, again: {said:?}");
    assert_eq!(kids(&home, &id).len(), 2);
    let said = rotate(&home, &[&["--in-use"], &given[..]].concat());
    assert_eq!(outcome(&said), (0, "done"), "{said:?}");
    assert_eq!(kids(&home, &id), [said.1["kid"].as_str().unwrap()]);
    assert_ne!(kids(&home, &id), [old]);
}

#[test]
fn a_new_key_that_is_refused_leaves_the_old_one_and_the_same_command_goes_on() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, old) = client_with_key(&home);
    let file = home.path().join("ny.pem");
    let given = ["--old", &old, "--out", file.to_str().unwrap(), &id];
    // One token to read and one to change keys; the third is the proof.
    let third = json!({"path": "/token", "call": 3, "do": {"kind": "status", "status": 403}});
    set_faults(&practice, &json!([third]));
    let said = rotate(&home, &given);
    assert_eq!(outcome(&said), (1, "both-in"), "{said:?}");
    assert_eq!(said.1["proven"], false);
    assert!(!said.1["causes"].as_array().unwrap().is_empty(), "{said:?}");
    assert_eq!(kids(&home, &id).len(), 2);
    let key = fs::read(&file).unwrap();
    set_faults(&practice, &json!([]));
    let said = rotate(&home, &given);
    assert_eq!(outcome(&said), (0, "done"), "{said:?}");
    assert_eq!(
        fs::read(&file).unwrap(),
        key,
        "the key that is in is the one that was made first"
    );
    assert_eq!(kids(&home, &id).len(), 1);
}

#[test]
fn a_client_without_a_name_is_deactivated_by_its_id_and_not_by_silence() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let token = host.ask(&json!({"id": 1, "cmd": "token", "profile": "practice", "operation": "write"}));
    let mut nameless = machine();
    nameless["client_name"] = " ".into();
    let made = host.ask(
        &json!({"id": 2, "cmd": "send", "profile": "practice", "post": "client",
        "token": token["ok"]["access_token"], "body": nameless}),
    );
    let body: Value = serde_json::from_str(made["ok"]["reply"]["body"].as_str().unwrap()).unwrap();
    let id = body["client_id"].as_str().unwrap();
    let deactivate = |more: &[&str]| {
        let mut all = words(&["deactivate"]);
        all.extend(more);
        let output = home.run(&all);
        (status(&output), json(&output))
    };
    for said in [
        deactivate(&[id]),
        deactivate(&["--confirm-name", "", id]),
        deactivate(&["--confirm-name", " ", id]),
    ] {
        assert_eq!(outcome(&said), (1, "wrong-name"), "{said:?}");
    }
    assert_eq!(
        outcome(&deactivate(&["--confirm-name", id, id])),
        (0, "deactivated")
    );
}

#[test]
fn a_client_that_is_not_there_is_refused_in_json_when_json_is_asked_for() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let output = home.run(&words(&["show", "finnes-ikke"]));
    assert_eq!(status(&output), 1);
    assert_eq!(json(&output)["outcome"], "refused");
}
