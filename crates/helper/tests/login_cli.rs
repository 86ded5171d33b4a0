//! `losen clients prove`, against a running practice environment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/login.rs"]
mod logins;

use std::fs;

use common::{Home, json, status};
use logins::{client, log_in};
use serde_json::{Value, json};

/// Runs `losen clients prove`, logs in at the address that it shows, and pastes where that ended.
fn prove_on_the_command_line(home: &Home, id: &str, more: &[&str]) -> (i32, String) {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::process::Stdio;
    let mut child = home
        .losen()
        .args(["clients", "prove", "--profile", "practice"])
        .args(more)
        .arg(id)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("http") {
        line.clear();
        if said.read_line(&mut line).unwrap() == 0 {
            break;
        }
    }
    if line.starts_with("http") {
        let ended = log_in(line.trim());
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{ended}").unwrap();
    }
    let mut told = String::new();
    child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    (child.wait().unwrap().code().unwrap(), told)
}

#[test]
fn the_command_line_proves_with_a_key_from_anywhere() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (id, _) = client(&home, "private_key_jwt");
    let key = home.path().join("nøkkel.pem");
    let key = key.to_str().unwrap();
    let words = [
        "clients",
        "keys",
        "generate",
        "--profile",
        "practice",
        "--out",
        key,
        &id,
    ];
    assert_eq!(status(&home.run(&words)), 0);
    let (code, told) = prove_on_the_command_line(&home, &id, &["--format", "json", "--key", key]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (code, &told["outcome"], &told["authenticated"]),
        (0, &json!("proved"), &json!("key"))
    );
    assert_eq!(told["person"]["number"], "209146*****");
    let (code, told) = prove_on_the_command_line(&home, &id, &["--key", key]);
    assert!(
        code == 0 && told.contains("Innloggingen virker") && told.contains("209146*****"),
        "{told}"
    );
}

#[test]
fn the_command_line_proves_a_machine_by_a_lookup() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let body = json!({
        "client_name": "Losby havnevesen – oppslag", "description": "Slår opp", "integration_type": "maskinporten",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    let file = home.path().join("klient.json");
    fs::write(&file, body.to_string()).unwrap();
    let words = [
        "clients",
        "create",
        "--profile",
        "practice",
        "--format",
        "json",
        file.to_str().unwrap(),
    ];
    let made = json(&home.run(&words));
    let id = made["client"]["client_id"].as_str().unwrap();
    let words = [
        "clients",
        "prove",
        "--profile",
        "practice",
        "--format",
        "json",
        id,
    ];
    let proved = home.run(&words);
    assert_eq!(
        (status(&proved), &json(&proved)["outcome"]),
        (0, &json!("proved"))
    );
}
