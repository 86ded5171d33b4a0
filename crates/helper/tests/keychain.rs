//! Passphrases in a real Secret Service: GNOME's keyring, on a bus of its own in the test's home.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

mod common;
#[path = "common/keyring.rs"]
mod keyring;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Home, PracticeServer, status, stderr, stdout};
use keyring::Keyring;
use losen_core::protocol::code;
use openssl::{Openssl, Wish};
use serde_json::{Value, json};

/// With letters that Unicode writes in two ways, and one that a shell would take for its own.
const PASSPHRASE: &str = "Blåbær & tyttebær €1";

/// A profile `jobb` whose key file opens with the passphrase. Grants need no server.
fn with_key_file(home: &Home) {
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 Test4 CA G2 ST Business");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "virksomhet.p12", PASSPHRASE, &[]);
    let arguments = [
        "setup",
        "--name",
        "jobb",
        "--environment",
        "test",
        "--client-id",
        "admin",
        "--key",
        key.to_str().unwrap(),
    ];
    let output = home.run_with_descriptor(&arguments, PASSPHRASE);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

fn keep(home: &Home, passphrase: &str) -> Output {
    home.run_with_descriptor(&["setup", "--keychain", "--name", "jobb"], passphrase)
}

/// A grant without anybody there who could be asked.
fn grant(home: &Home) -> Output {
    home.run(&["grant", "--profile", "jobb", "--operation", "read"])
}

fn profile(home: &Home) -> String {
    fs::read_to_string(home.profiles().join("jobb.toml")).unwrap()
}

#[test]
fn a_passphrase_that_is_kept_opens_the_key_from_then_on() {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    with_key_file(&home);
    assert_eq!(status(&grant(&home)), 1, "nobody is there to be asked");
    let kept = keep(&home, PASSPHRASE);
    assert_eq!(status(&kept), 0, "{}", stderr(&kept));
    assert_eq!(keyring.names(), ["jobb"]);
    assert!(profile(&home).contains("passphrase = \"keychain\""));
    let output = grant(&home);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let said = [
        stdout(&kept),
        stderr(&kept),
        profile(&home),
        stdout(&output),
        stderr(&output),
    ]
    .concat();
    assert!(!said.contains(PASSPHRASE), "{said}");
}

#[test]
fn a_wrong_passphrase_is_not_kept() {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    with_key_file(&home);
    let output = keep(&home, "feil");
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("key/wrong-passphrase"),
        "{}",
        stderr(&output)
    );
    assert!(keyring.names().is_empty() && profile(&home).contains("passphrase = \"prompt\""));
}

#[test]
fn a_profile_that_is_written_anew_takes_its_passphrase_out_of_the_keychain() {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    with_key_file(&home);
    assert_eq!(status(&keep(&home, PASSPHRASE)), 0);
    let key = home.path().join("ca/virksomhet.p12");
    let arguments = [
        "setup",
        "--replace",
        "--name",
        "jobb",
        "--environment",
        "test",
        "--client-id",
        "admin",
        "--key",
        key.to_str().unwrap(),
    ];
    let output = home.run_with_descriptor(&arguments, PASSPHRASE);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(keyring.names().is_empty() && profile(&home).contains("passphrase = \"prompt\""));
}

#[test]
fn a_keychain_that_is_locked_or_gone_keeps_nothing_and_the_user_is_asked() {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    with_key_file(&home);
    assert_eq!(status(&keep(&home, PASSPHRASE)), 0);
    keyring.lock();
    // Nobody can unlock it here, and nobody can be asked.
    let output = grant(&home);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains(code::NO_PROMPT), "{}", stderr(&output));
    let arguments = ["grant", "--profile", "jobb", "--operation", "read"];
    assert_eq!(status(&home.run_with_descriptor(&arguments, PASSPHRASE)), 0);
    let before = profile(&home);
    assert_eq!(status(&keep(&home, PASSPHRASE)), 1);
    drop(keyring);
    let output = home.run_with_descriptor(&arguments, PASSPHRASE);
    assert_eq!(status(&output), 0);
    assert!(stderr(&output).contains("keychain"), "{}", stderr(&output));
    let output = keep(&home, PASSPHRASE);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("keychain"), "{}", stderr(&output));
    assert_eq!(profile(&home), before);
}

#[test]
fn without_the_program_that_reaches_the_keychain_its_package_is_named() {
    let home = Home::new();
    with_key_file(&home);
    home.set("PATH", Path::new("/nowhere"));
    let output = home
        .losen()
        .args(["setup", "--keychain", "--name", "jobb", "--passphrase-fd", "0"])
        .stdin(File::open(given(&home)).unwrap())
        .output()
        .unwrap();
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("libsecret-tools"), "{}", stderr(&output));
}

/// The passphrase in a file, to be read as standard input.
fn given(home: &Home) -> PathBuf {
    let path = home.path().join("given");
    fs::write(&path, format!("{PASSPHRASE}\n")).unwrap();
    path
}

/// A home whose profile `jobb` uses the practice certificate, with its passphrase in the keychain.
fn in_practice(home: &Home, faults: &Value) -> PracticeServer {
    let file = home.path().join("faults.json");
    fs::write(&file, json!({ "faults": faults }).to_string()).unwrap();
    let server = home.practice(&["--faults", file.to_str().unwrap()]);
    let text = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    let passphrase = fs::read_to_string(table["passphrase_file"].as_str().unwrap()).unwrap();
    table.remove("passphrase_file");
    table.insert("passphrase".into(), "prompt".into());
    fs::write(home.profiles().join("jobb.toml"), table.to_string()).unwrap();
    let output = keep(home, &passphrase);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    server
}

fn own_key(home: &Home) -> Output {
    home.run(&["setup", "--own-key", "--keychain", "--name", "jobb"])
}

fn token(home: &Home) -> i32 {
    status(&home.run(&["token", "--profile", "jobb", "--operation", "read"]))
}

fn keys(home: &Home) -> usize {
    fs::read_dir(home.path().join("config/losen/keys")).map_or(0, Iterator::count)
}

#[test]
fn a_key_of_ones_own_has_a_passphrase_that_only_the_keychain_knows() {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    let _server = in_practice(&home, &json!([]));
    let output = own_key(&home);
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let table: toml::Table = profile(&home).parse().unwrap();
    let kid = table["kid"].as_str().unwrap();
    // The certificate's passphrase is read by nobody any more.
    assert_eq!(keyring.names(), [format!("jobb/{kid}")]);
    assert_eq!(table["passphrase"].as_str(), Some("keychain"));
    assert_eq!(token(&home), 0);
    // The next key, registered with this one.
    assert_eq!(status(&own_key(&home)), 0);
    assert_eq!((keyring.names().len(), token(&home)), (1, 0));
    assert!(!keyring.names()[0].contains(kid));
}

/// Runs with a fault; the profile, and the key that it has, are as they were.
fn fails(faults: &Value) -> (Home, usize, String) {
    let home = Home::new();
    let keyring = Keyring::start(&home);
    let server = in_practice(&home, faults);
    let before = profile(&home);
    let output = own_key(&home);
    assert_eq!(status(&output), 1, "{}{}", stdout(&output), stderr(&output));
    assert_eq!(profile(&home), before);
    let names = keyring.names();
    assert!(names.contains(&"jobb".to_owned()), "{names:?}");
    let works = token(&home) == 0;
    drop((keyring, server));
    assert_eq!(
        works,
        names.len() == 1,
        "the certificate works unless the new key may be registered"
    );
    (home, names.len(), stdout(&output))
}

#[test]
fn a_registration_that_fails_leaves_the_old_passphrase_and_nothing_of_the_new_key() {
    for faults in [
        json!([{"method": "POST", "path": "/api/v2/clients", "do": {"kind": "status", "status": 403}}]),
        // The third token is the new key's first.
        json!([{"path": "/token", "call": 3, "do": {"kind": "status", "status": 503}}]),
    ] {
        let (home, names, _) = fails(&faults);
        assert_eq!((names, keys(&home)), (1, 0));
    }
}

#[test]
fn a_key_that_may_be_registered_keeps_its_passphrase_and_is_named() {
    let (home, names, said) = fails(&json!([
        {"path": "/token", "call": 3, "do": {"kind": "status", "status": 503}},
        {"method": "DELETE", "path": "/api/v1/clients", "do": {"kind": "drop-before"}},
    ]));
    assert_eq!((names, keys(&home)), (2, 1));
    assert!(said.contains("passphrase = \"keychain\""), "{said}");
}

#[test]
fn without_a_keychain_nothing_is_made_and_nothing_registered() {
    let home = Home::new();
    let server = home.practice(&[]);
    fs::copy(
        home.profiles().join("practice.toml"),
        home.profiles().join("jobb.toml"),
    )
    .unwrap();
    let output = own_key(&home);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("keychain"), "{}", stderr(&output));
    assert_eq!((keys(&home), token(&home)), (0, 0));
    drop(server);
}
