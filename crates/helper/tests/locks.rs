//! A client that a key locks to a certificate (`x5c`): said wherever such a key comes, stands and goes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::path::PathBuf;

use common::{Home, PracticeServer, json, status, stderr, stdout};
use openssl::{Openssl, Wish};
use serde_json::{Value, json};

const GOES: &str = "låser klienten til et sertifikat. Når den går ut, slutter det som bruker sertifikatet å virke, og klienten er ikke lenger bundet til det.";
const COMES: &str = "Med «x5c» låses klienten til dette sertifikatet: den slutter å virke når sertifikatet går ut eller trekkes tilbake.";

/// A client with a key that was made here, and its file.
fn client(home: &Home) -> (String, String, PathBuf) {
    let body = json!({
        "client_name": "Låst", "description": "Slår opp kontaktinformasjon", "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    let (file, key) = (home.path().join("klient.json"), home.path().join("klient.pem"));
    fs::write(&file, body.to_string()).unwrap();
    let (file, pem) = (file.to_str().unwrap(), key.to_str().unwrap());
    let (code, made) = run(home, &["clients", "create", "--new-key", pem, file]);
    assert_eq!(code, 0, "{made}");
    let text = |at: &str| made.pointer(at).unwrap().as_str().unwrap().to_owned();
    (text("/client/client_id"), text("/kid"), key)
}

fn run(home: &Home, words: &[&str]) -> (i32, Value) {
    let output = home.run(&[words, &["--profile", "practice", "--format", "json"]].concat());
    (status(&output), json(&output))
}

/// From now on the server says of the first reads that this key is a lock, as it does of one that was posted with its
/// certificate.
fn lock(practice: &PracticeServer, home: &Home, id: &str, kid: &str, reads: u32) {
    let (_, keys) = run(home, &["clients", "keys", "list", id]);
    let mut keys = keys.as_array().unwrap().clone();
    for key in keys.iter_mut().filter(|key| key["kid"] == kid) {
        key["x5c"] = json!(["MII="]);
    }
    let path = format!("/api/v1/clients/{id}/jwks");
    let body = json!({ "keys": keys }).to_string();
    let says = |call: u32| {
        json!({"method": "GET", "path": path, "exact": true, "call": call, "do": {"kind": "answer", "status": 200,
            "headers": {"content-type": "application/json"}, "body": body}})
    };
    let faults = json!({ "faults": (1..=reads).map(says).collect::<Vec<_>>() });
    ureq::put(format!("{}/practice/faults", practice.base()))
        .send(faults.to_string())
        .unwrap();
}

/// Rotates in words and in JSON: the exit status, whether the lock goes, and what is said on standard error.
fn rotate(home: &Home, id: &str, old: &str, more: &[&str]) -> (i32, Value, String) {
    let common = ["--profile", "practice", "--format", "json", "--old", old];
    let output = home.run(&[&["clients", "keys", "rotate"], &common[..], more, &[id]].concat());
    (status(&output), json(&output), stderr(&output))
}

#[test]
fn a_key_that_locks_its_client_is_listed_as_one() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, kid, _) = client(&home);
    let list = || stdout(&home.run(&["clients", "keys", "list", "--profile", "practice", &id]));
    let said = "  Låst til et sertifikat (x5c): klienten må bruke nettopp det.\n";
    assert!(!list().contains(said));
    lock(&practice, &home, &id, &kid, 1);
    assert!(list().contains(said));
}

#[test]
fn a_rotation_that_takes_the_lock_with_it_says_so_before_anything_is_sent_and_in_its_answer() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, kid, _) = client(&home);
    let new = home.path().join("ny.pem");
    let out = ["--out", new.to_str().unwrap()];
    let dry = [&out[..], &["--dry-run"]].concat();
    let (code, plain, said) = rotate(&home, &id, &kid, &dry);
    assert_eq!((code, &plain["unlocks"]), (0, &json!(false)));
    assert!(!said.contains(GOES), "{said}");
    let before = practice.written();
    // A rotation reads the keys before it adds one, and before it removes one.
    lock(&practice, &home, &id, &kid, 1);
    let (code, told, said) = rotate(&home, &id, &kid, &dry);
    assert_eq!(
        (code, &told["outcome"], &told["unlocks"]),
        (0, &json!("dry-run"), &json!(true))
    );
    assert!(said.contains(&format!("{kid} {GOES}")), "{said}");
    assert_eq!(practice.written(), before);
    lock(&practice, &home, &id, &kid, 1);
    let (code, done, said) = rotate(&home, &id, &kid, &out);
    assert_eq!(
        (code, &done["outcome"], &done["unlocks"]),
        (0, &json!("done"), &json!(true))
    );
    assert!(said.contains(&format!("{kid} {GOES}")), "{said}");
}

#[test]
fn a_key_with_a_certificate_of_its_own_locks_its_client_and_keeps_it_locked() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let (id, kid, _) = client(&home);
    let pair = Openssl::new(&home.path().join("ca"), "Utsteder").issue(Wish::default());
    let checked = home.run(&[
        "key",
        "check",
        "--format",
        "json",
        pair.certificate.to_str().unwrap(),
    ]);
    let mut jwk = json(&checked)["fixed"]["keys"][0].clone();
    let pem = fs::read_to_string(&pair.certificate).unwrap();
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    jwk["x5c"] = json!([lines.collect::<String>()]);
    let file = home.path().join("lås.jwk");
    fs::write(&file, jwk.to_string()).unwrap();
    let file = file.to_str().unwrap();
    lock(&practice, &home, &id, &kid, 1);
    let (code, told, said) = rotate(&home, &id, &kid, &["--key", file, "--dry-run"]);
    assert_eq!((code, &told["unlocks"]), (0, &json!(false)), "{told}");
    assert!(said.contains(COMES) && !said.contains(GOES), "{said}");
    let output = home.run(&[
        "clients",
        "keys",
        "add",
        "--profile",
        "practice",
        "--dry-run",
        &id,
        file,
    ]);
    assert_eq!(status(&output), 0);
    assert!(stderr(&output).contains(COMES));
}
