//! The proof that users can log in with a new client, through the native host, against a running practice environment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/login.rs"]
mod logins;

use std::fs;
use std::path::PathBuf;

use common::{Home, Host, PracticeServer, status};
use logins::{REDIRECT, client, log_in};
use losen_core::login::{Landing, landing};
use serde_json::{Value, json};

fn begin(host: &mut Host, id: &str) -> Value {
    host.ask(&json!({"id": 1, "cmd": "login", "profile": "practice", "client_id": id, "proof": "krr-user-contact"}))
}

fn finish(host: &mut Host, id: &str, ended: &str, more: &Value) -> Value {
    let Landing::Code(landed) = landing(ended, &[REDIRECT]) else {
        panic!("{ended}")
    };
    let mut request = json!({"id": 2, "cmd": "prove-login", "profile": "practice", "client_id": id,
        "code": landed.code, "state": landed.state, "issuer": landed.issuer});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    host.ask(&request)
}

/// From the beginning to the end.
fn prove(host: &mut Host, id: &str, more: &Value) -> Value {
    let begun = begin(host, id);
    let address = begun["ok"]["address"]
        .as_str()
        .unwrap_or_else(|| panic!("{begun}"));
    let ended = log_in(address);
    finish(host, id, &ended, more)
}

fn faults(practice: &PracticeServer, faults: &Value) {
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(json!({ "faults": faults }).to_string())
        .unwrap();
}

/// What the practice environment was asked, as "METHOD path".
fn asked(practice: &PracticeServer) -> Vec<String> {
    let state = ureq::get(format!("{}/practice/state", practice.base()))
        .call()
        .unwrap();
    let state: Value = serde_json::from_str(&state.into_body().read_to_string().unwrap()).unwrap();
    let line = |entry: &Value| {
        format!(
            "{} {}",
            entry["method"].as_str().unwrap(),
            entry["path"].as_str().unwrap()
        )
    };
    state["log"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn a_client_without_keys_is_proven_by_the_certificate_and_the_person_is_masked() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    let mut host = home.host(&["host"]);
    let reply = prove(&mut host, &id, &json!({}));
    let proof = &reply["ok"];
    assert_eq!(
        (&proof["type"], &proof["authenticated"]),
        (&json!("login-proof"), &json!("certificate"))
    );
    assert_eq!(proof["person"]["number"], "209146*****");
    assert_eq!(proof["lookup"], Value::Null);
    let text = reply.to_string();
    assert!(!text.contains("20914695016") && !text.contains("eyJ"), "{text}");
    let path = format!("GET /api/v1/clients/{id}");
    let asked = asked(&practice);
    // Client and keys are read once, the code is exchanged once, one person is looked at.
    for (line, times) in [
        (path.as_str(), 1),
        (&format!("{path}/jwks"), 1),
        ("POST /idporten/token", 1),
        ("GET /rest/v1/person", 1),
    ] {
        assert_eq!(
            asked.iter().filter(|one| *one == line).count(),
            times,
            "{line}: {asked:?}"
        );
    }
    // What was remembered is gone.
    let logins = home.path().join("state/losen/logins");
    assert_eq!(fs::read_dir(logins).unwrap().count(), 0);
}

#[test]
fn a_login_survives_a_helper_that_was_ended_with_its_popup() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    let mut host = home.host(&["host"]);
    let address = begin(&mut host, &id)["ok"]["address"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(host.close().0, 0);
    let ended = log_in(&address);
    let mut host = home.host(&["host"]);
    let reply = finish(&mut host, &id, &ended, &json!({}));
    assert_eq!(reply["ok"]["person"]["number"], "209146*****", "{reply}");
    // The same address again is no login any more.
    let again = finish(&mut host, &id, &ended, &json!({}));
    assert_eq!(again["error"]["code"], "proof/login-unknown");
}

#[test]
fn a_secret_is_used_once_and_found_nowhere_afterwards() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    for method in ["client_secret_basic", "client_secret_post"] {
        let (id, secret) = client(&home, method);
        let secret = secret.unwrap();
        let mut host = home.host(&["host"]);
        let without = prove(&mut host, &id, &json!({}));
        assert_eq!(without["error"]["code"], "proof/secret-needed", "{method}");
        let wrong = prove(&mut host, &id, &json!({"client_secret": "feil"}));
        assert_eq!(wrong["error"]["code"], "proof/login-refused", "{method}");
        assert!(
            wrong["error"]["detail"]
                .as_str()
                .unwrap()
                .starts_with("invalid_client")
        );
        let right = prove(&mut host, &id, &json!({ "client_secret": secret }));
        assert_eq!(right["ok"]["authenticated"], "secret", "{right}");
        let (_, _, log) = host.close();
        assert!(!log.contains(&secret));
        let found = std::process::Command::new("grep")
            .args(["-rlF", &secret])
            .arg(home.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(found.stdout).unwrap(), "", "{method}");
    }
}

#[test]
fn a_public_client_is_proven_by_pkce_alone() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (id, _) = client(&home, "none");
    let mut host = home.host(&["host"]);
    let reply = prove(&mut host, &id, &json!({}));
    assert_eq!(reply["ok"]["authenticated"], "public", "{reply}");
}

#[test]
fn a_client_with_keys_needs_one_of_them_and_is_told_where_to_put_it_before_anybody_logs_in() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    for name in ["en.pem", "to.pem"] {
        let out = home.path().join(name);
        let words = [
            "clients",
            "keys",
            "generate",
            "--profile",
            "practice",
            "--out",
            out.to_str().unwrap(),
            &id,
        ];
        assert_eq!(status(&home.run(&words)), 0);
    }
    let mut host = home.host(&["host"]);
    let refused = begin(&mut host, &id);
    assert_eq!(refused["error"]["code"], "proof/key-needed");
    let wanted: PathBuf = home
        .path()
        .join("config/losen/client-keys")
        .join(format!("{id}.pem"));
    assert!(
        refused["error"]["detail"]
            .as_str()
            .unwrap()
            .ends_with(wanted.to_str().unwrap())
    );
    fs::create_dir_all(wanted.parent().unwrap()).unwrap();
    // The second of two: which one it is, its signature tells.
    fs::copy(home.path().join("to.pem"), &wanted).unwrap();
    let reply = prove(&mut host, &id, &json!({}));
    assert_eq!(reply["ok"]["authenticated"], "key", "{reply}");
    // A key of somebody else's is none of the client's.
    let (other, _) = client(&home, "private_key_jwt");
    let words = [
        "clients",
        "keys",
        "generate",
        "--profile",
        "practice",
        "--out",
        wanted.to_str().unwrap(),
        &other,
    ];
    fs::remove_file(&wanted).unwrap();
    assert_eq!(status(&home.run(&words)), 0);
    let reply = prove(&mut host, &id, &json!({}));
    assert_eq!(reply["error"]["code"], "proof/key-needed", "{reply}");
}

#[test]
fn an_answer_to_another_login_is_not_used() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    let (other, _) = client(&home, "private_key_jwt");
    let mut host = home.host(&["host"]);
    let mut ended = || log_in(begin(&mut host, &id)["ok"]["address"].as_str().unwrap());
    let (first, second, third) = (ended(), ended(), ended());
    // For another client, from another issuer, and with a nonce that was not asked for.
    let code = |reply: Value| reply["error"]["code"].as_str().unwrap_or("none").to_owned();
    assert_eq!(
        code(finish(&mut host, &other, &first, &json!({}))),
        "proof/login-mismatch"
    );
    let issuer = json!({"issuer": "https://evil.example"});
    assert_eq!(
        code(finish(&mut host, &id, &second, &issuer)),
        "proof/login-mismatch"
    );
    faults(
        &practice,
        &json!([{"path": "/idporten/token", "do": {"kind": "other-nonce"}}]),
    );
    assert_eq!(
        code(finish(&mut host, &id, &third, &json!({}))),
        "proof/login-mismatch"
    );
    assert!(
        !asked(&practice)
            .iter()
            .any(|line| line.contains("/rest/v1/person"))
    );
}

#[test]
fn a_code_that_took_too_long_is_refused_in_idportens_words() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    faults(
        &practice,
        &json!([{"path": "/idporten/authorize", "do": {"kind": "code-lifetime", "seconds": 0}}]),
    );
    let mut host = home.host(&["host"]);
    let reply = prove(&mut host, &id, &json!({}));
    assert_eq!(reply["error"]["code"], "proof/login-refused");
    assert!(
        reply["error"]["detail"]
            .as_str()
            .unwrap()
            .starts_with("invalid_grant: Invalid or expired code")
    );
}

#[test]
fn what_krr_refuses_is_handed_on_to_be_explained() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    faults(
        &practice,
        &json!([{"path": "/rest/", "do": {"kind": "answer", "status": 403, "headers": {}, "body": "{}"}}]),
    );
    let mut host = home.host(&["host"]);
    let reply = prove(&mut host, &id, &json!({}));
    assert_eq!(reply["ok"]["lookup"]["status"], 403, "{reply}");
    assert_eq!(reply["ok"]["person"], Value::Null);
}

#[test]
fn a_clock_that_is_wrong_is_told_as_that() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    let mut host = home.host(&["host"]);
    let address = begin(&mut host, &id)["ok"]["address"]
        .as_str()
        .unwrap()
        .to_owned();
    let ended = log_in(&address);
    faults(
        &practice,
        &json!([{"path": "/idporten/token", "do": {"kind": "date-skew", "seconds": 60}}]),
    );
    let reply = finish(&mut host, &id, &ended, &json!({}));
    assert_eq!(reply["error"]["code"], "token/clock", "{reply}");
}
