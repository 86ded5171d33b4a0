//! `losen setup`: the answers, the key that is tried, and the profile that is written.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use common::{Home, status, stderr, stdout};
use openssl::{Openssl, Wish};

const PASSPHRASE: &str = "hemmelig4711";

/// A home with a key file of the test environment, and a window that answers with a passphrase.
fn setting(passphrase: &str) -> (Home, PathBuf) {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 Test4 CA G2 ST Business");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "virksomhet.p12", PASSPHRASE, &[]);
    home.window(&format!("echo 'D {passphrase}'; echo OK"));
    (home, key)
}

fn setup(home: &Home, arguments: &[&str], answers: &str) -> Output {
    let path = format!("{}:/usr/bin:/bin", home.path().join("bin").display());
    let mut child = home
        .losen()
        .arg("setup")
        .args(arguments)
        .env("PATH", path)
        .env("DISPLAY", ":99")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A refusal may come before the answers are read.
    let _unread = child.stdin.take().unwrap().write_all(answers.as_bytes());
    child.wait_with_output().unwrap()
}

fn profile(home: &Home, name: &str) -> PathBuf {
    home.profiles().join(format!("{name}.toml"))
}

fn all<'a>(environment: &'a str, key: &'a Path) -> Vec<&'a str> {
    let key = key.to_str().unwrap();
    vec![
        "--name",
        "jobb",
        "--environment",
        environment,
        "--client-id",
        "admin",
        "--key",
        key,
    ]
}

#[test]
fn what_is_not_given_is_asked_for_and_a_wrong_answer_asked_for_again() {
    let (home, key) = setting(PASSPHRASE);
    let answers = format!(
        "\npractice\ntest\næ\njobb\n..\nadmin\nfinnes-ikke.p12\n{}\n",
        key.display()
    );
    let output = setup(&home, &[], &answers);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        stdout(&output).contains("Losby havnevesen"),
        "{}",
        stdout(&output)
    );
    let text = fs::read_to_string(profile(&home, "jobb")).unwrap();
    assert!(
        text.contains("environment = \"test\"") && text.contains("client_id = \"admin\""),
        "{text}"
    );
    assert!(!text.contains(PASSPHRASE) && !stdout(&output).contains(PASSPHRASE));
    let status_of_profile = home.run(&["doctor", "--browser", "chromium", "--format", "json"]);
    let problem = &common::json(&status_of_profile)["profiles"][0]["problem"];
    assert!(problem.is_null(), "{problem}");
}

#[test]
fn nothing_is_written_when_the_key_does_not_fit() {
    for (passphrase, environment, word) in [
        ("feil", "test", "key/wrong-passphrase"),
        (PASSPHRASE, "prod", "certificate/wrong-environment"),
    ] {
        let (home, key) = setting(passphrase);
        let output = setup(&home, &all(environment, &key), "");
        assert_eq!(status(&output), 1);
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
        assert!(!profile(&home, "jobb").exists());
    }
}

#[test]
fn a_profile_is_replaced_only_when_that_is_asked_for() {
    let (home, key) = setting(PASSPHRASE);
    assert_eq!(status(&setup(&home, &all("test", &key), "")), 0);
    assert_eq!(status(&setup(&home, &all("test", &key), "")), 1);
    let mut arguments = all("test", &key);
    arguments.push("--replace");
    assert_eq!(status(&setup(&home, &arguments, "")), 0);
}

#[test]
fn without_an_answer_it_ends_and_names_what_is_missing() {
    let (home, _) = setting(PASSPHRASE);
    let output = setup(&home, &["--environment", "test"], "");
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("--name"), "{}", stderr(&output));
    let output = setup(&home, &["--environment", "test", "--name", "../x"], "");
    assert_eq!(status(&output), 2);
}

/// What can be seen of it here: the backends of Windows and macOS are built on those systems only.
#[test]
fn a_key_in_the_systems_store_is_refused_in_words_where_there_is_no_such_store() {
    let (home, _) = setting(PASSPHRASE);
    let store = format!("os-store:{}", "ab".repeat(20));
    let output = setup(&home, &all("test", Path::new(&store)), "");
    assert_eq!(status(&output), 1);
    let said = stderr(&output);
    assert!(
        said.contains("key/not-found") && said.contains("Windows and macOS"),
        "{said}"
    );
    assert!(!profile(&home, "jobb").exists());
    // A profile from another machine says the same, and to the extension as well.
    fs::create_dir_all(home.profiles()).unwrap();
    let text = format!("environment = \"test\"\nclient_id = \"admin\"\nkey = \"{store}\"\n");
    fs::write(profile(&home, "jobb"), text).unwrap();
    let grant = home.run(&["grant", "--profile", "jobb", "--operation", "read"]);
    assert!(
        status(&grant) == 1 && stderr(&grant).contains("key/not-found"),
        "{}",
        stderr(&grant)
    );
    let status = home
        .host(&["host"])
        .ask(&serde_json::json!({"id": 1, "cmd": "status"}));
    assert_eq!(
        status["ok"]["profiles"][0]["problem"]["code"], "key/not-found",
        "{status}"
    );
}

#[test]
fn a_fingerprint_that_is_none_is_refused_before_anything_is_asked() {
    let (home, _) = setting(PASSPHRASE);
    let output = setup(&home, &all("test", Path::new("os-store:Losby havnevesen")), "");
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("SHA-256"), "{}", stderr(&output));
}

/// A change in production is confirmed by the organisation, so it is asked for when no certificate says it.
#[test]
fn in_production_a_key_without_a_certificate_is_asked_whose_it_is() {
    for (environment, answers, whose) in [
        ("prod", "12\n314 330 897\n\nLosby havnevesen\n", true),
        ("test", "", false),
    ] {
        let (home, _) = setting(PASSPHRASE);
        let openssl = Openssl::new(&home.path().join("own"), "Utsteder");
        let pair = openssl.issue(Wish::default());
        let output = setup(
            &home,
            &[&all(environment, &pair.key)[..], &["--kid", "k"]].concat(),
            answers,
        );
        assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
        let text = fs::read_to_string(profile(&home, "jobb")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let said = |member: &str| table.get(member).and_then(toml::Value::as_str);
        let expected = whose.then_some(("Losby havnevesen", "314330897"));
        assert_eq!(said("organisation").zip(said("orgno")), expected, "{environment}");
    }
}
