//! `losen install`, `uninstall` and `doctor` in a home of their own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, json, status, stderr, stdout};
use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID};
use serde_json::Value;

fn chromium(home: &Home) -> PathBuf {
    home.path()
        .join("config/chromium/NativeMessagingHosts/no.losen.helper.json")
}

fn firefox(home: &Home) -> PathBuf {
    home.path()
        .join(".mozilla/native-messaging-hosts/no.losen.helper.json")
}

/// What a browser of Chromium's family leaves behind when it is first started.
fn started(home: &Home, browser: &str) {
    let folder = home.path().join("config").join(browser);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("Local State"), "{}").unwrap();
}

fn read(path: &PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_browsers_that_are_named_find_the_helper_and_no_other_does() {
    let home = Home::new();
    let output = home.run(&[
        "install",
        "--user",
        "--browser",
        "chromium",
        "--browser",
        "firefox",
        "--yes",
    ]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let origin = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
    assert_eq!(read(&chromium(&home))["allowed_origins"][0], origin);
    assert_eq!(read(&firefox(&home))["allowed_extensions"][0], FIREFOX_ID);
    assert_eq!(read(&chromium(&home))["path"], env!("CARGO_BIN_EXE_losen"));
    assert!(!home.path().join("config/google-chrome").exists());
    let doctor = home.run(&[
        "doctor",
        "--browser",
        "chromium",
        "--browser",
        "firefox",
        "--format",
        "json",
    ]);
    assert_eq!(status(&doctor), 0, "{}", stdout(&doctor));
    let output = home.run(&["uninstall", "--yes"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(!chromium(&home).parent().unwrap().exists() && !firefox(&home).parent().unwrap().exists());
}

#[test]
fn without_a_name_only_browsers_that_are_there_are_touched() {
    let home = Home::new();
    started(&home, "vivaldi");
    let output = home
        .losen()
        .env("PATH", "/nowhere")
        .args(["install", "--yes"])
        .output()
        .unwrap();
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(
        home.path()
            .join("config/vivaldi/NativeMessagingHosts/no.losen.helper.json")
            .exists()
    );
    assert!(!chromium(&home).exists() && !firefox(&home).exists());
}

#[test]
fn nothing_is_written_without_an_answer() {
    let home = Home::new();
    let output = home.run(&["install", "--browser", "chromium"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("--yes"), "{}", stderr(&output));
    assert!(!chromium(&home).exists());
}

#[test]
fn a_folder_that_is_named_is_used_and_no_other() {
    let home = Home::new();
    let folder = home.path().join("profil med mellomrom/NativeMessagingHosts");
    for browser in ["chromium", "firefox"] {
        let arguments = ["install", "--user", "--browser", browser, "--manifest-dir"];
        let output = home.losen().args(arguments).arg(&folder).output().unwrap();
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        let arguments = ["doctor", "--browser", browser, "--manifest-dir"];
        assert_eq!(
            status(&home.losen().args(arguments).arg(&folder).output().unwrap()),
            0
        );
    }
    assert!(!chromium(&home).exists() && !firefox(&home).exists());
    let arguments = ["uninstall", "--browser", "firefox", "--manifest-dir"];
    assert_eq!(
        status(&home.losen().args(arguments).arg(&folder).output().unwrap()),
        0
    );
    assert!(!folder.exists());
}

#[test]
fn a_foreign_manifest_is_neither_overwritten_nor_removed() {
    let home = Home::new();
    fs::create_dir_all(chromium(&home).parent().unwrap()).unwrap();
    let foreign = r#"{"name":"no.losen.helper","path":"/opt/annet/program"}"#;
    fs::write(chromium(&home), foreign).unwrap();
    for command in ["install", "uninstall"] {
        let output = home.run(&[command, "--browser", "chromium", "--yes"]);
        assert_eq!(status(&output), 1, "{command}");
        assert!(
            stderr(&output).contains("/opt/annet/program"),
            "{}",
            stderr(&output)
        );
        assert_eq!(fs::read_to_string(chromium(&home)).unwrap(), foreign);
    }
}

#[test]
fn an_id_that_no_browser_knows_is_refused_before_anything_is_written() {
    let home = Home::new();
    let output = home.run(&["install", "--browser", "chromium", "--yes", "--extension-id", "*"]);
    assert_eq!(status(&output), 2);
    assert!(!chromium(&home).exists());
}

#[test]
fn the_doctor_names_what_is_missing_and_what_to_do() {
    let home = Home::new();
    let doctor = |format: &str| home.run(&["doctor", "--browser", "chromium", "--format", format]);
    let output = doctor("json");
    assert_eq!(status(&output), 1);
    assert_eq!(
        json(&output)["browsers"][0]["obstacles"][0]["code"],
        "doctor/no-manifest"
    );
    assert!(stdout(&doctor("text")).contains("losen install"));
    home.run(&["install", "--browser", "chromium", "--yes"]);
    fs::create_dir_all(home.profiles()).unwrap();
    fs::write(home.profiles().join("test.toml"), "environment = \"test\"\n").unwrap();
    let output = doctor("json");
    assert_eq!(status(&output), 1);
    assert_eq!(json(&output)["profiles"][0]["problem"]["code"], "profile/invalid");
}
