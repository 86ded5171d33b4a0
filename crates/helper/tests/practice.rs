//! `losen practice`: a real listener, real certificates, real grants, and nothing left behind.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;

use common::{Home, PracticeServer, json, signal, status, stderr, stdout};
use serde_json::{Value, json};

/// One request over a connection of its own: status line, headers and body as they came. Empty when it was dropped.
fn raw(server: &PracticeServer, request: &str) -> String {
    let mut stream = TcpStream::connect(server.base().trim_start_matches("http://")).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    // A connection that is dropped on purpose may be reset.
    let _reset = stream.read_to_string(&mut answer);
    answer
}

fn get(server: &PracticeServer, path: &str, further: &str) -> String {
    let host = server.base().trim_start_matches("http://").to_owned();
    raw(
        server,
        &format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{further}\r\n"),
    )
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path))
        } else {
            files.push(path.display().to_string())
        }
    }
    files
}

#[test]
fn the_first_line_names_every_address_and_the_profile() {
    let home = Home::new();
    let server = home.practice(&[]);
    let base = server.base();
    let expected = json!({
        "api": format!("{base}/api/v1"),
        "token": format!("{base}/token"),
        "issuer": format!("{base}/"),
        "krr": format!("{base}/rest"),
        "portal": format!("{base}/portal"),
        "profile": "practice",
    });
    assert_eq!(server.addresses, expected);
    assert!(base.starts_with("http://127.0.0.1:"));
}

#[test]
fn nothing_is_left_when_it_ends() {
    for name in ["TERM", "INT"] {
        let home = Home::new();
        let mut child = home
            .losen()
            .arg("practice")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(files_below(home.path()).len(), 3, "key, passphrase and profile");
        signal(&child, name);
        assert!(child.wait().unwrap().success(), "{name}");
        assert_eq!(files_below(home.path()), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_key_is_in_a_folder_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let _server = home.practice(&[]);
    let entry = fs::read_dir(home.path().join("state/losen"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_second_one_takes_the_profile_over_and_the_first_leaves_it_alone() {
    let home = Home::new();
    let first = home.practice(&[]);
    let second = home.practice(&[]);
    first.stop();
    let profile = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
    assert!(profile.contains(&second.base()));
}

#[test]
fn each_class_of_operations_gets_a_token_with_its_one_scope() {
    let home = Home::new();
    let _server = home.practice(&[]);
    for (operation, scope) in [
        ("read", "idporten:dcr.read"),
        ("write", "idporten:dcr.write"),
        ("keys", "idporten:dcr.modify"),
        ("scopes-read", "idporten:scopes.read"),
        ("scopes", "idporten:scopes.write"),
    ] {
        let output = home.run(&[
            "token",
            "--profile",
            "practice",
            "--operation",
            operation,
            "--format",
            "json",
        ]);
        assert_eq!(
            (status(&output), json(&output)["scope"].as_str()),
            (0, Some(scope))
        );
    }
}

#[test]
fn a_token_is_shown_only_when_asked_for_and_then_alone_on_the_last_line() {
    let home = Home::new();
    let _server = home.practice(&[]);
    for command in ["token", "grant"] {
        let arguments = [command, "--profile", "practice", "--operation", "read"];
        let hidden = home.run(&arguments);
        assert!(!stdout(&hidden).contains("eyJ") && !stderr(&hidden).contains("eyJ"));
        let shown = home.losen().args(arguments).arg("--print").output().unwrap();
        let text = stdout(&shown);
        let last = text.lines().last().unwrap();
        assert!(last.starts_with("eyJ") && last.split('.').count() == 3);
        assert_eq!(text.matches("eyJ").count(), last.matches("eyJ").count());
    }
}

#[test]
fn reading_is_cached_and_writing_is_not() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let mut token = |operation: &str| {
        let reply =
            host.ask(&json!({"id": 1, "cmd": "token", "profile": "practice", "operation": operation}));
        reply["ok"]["access_token"].as_str().unwrap().to_owned()
    };
    assert_eq!(token("read"), token("read"));
    assert_ne!(token("write"), token("write"));
    assert_ne!(token("read"), token("scopes-read"));
}

#[test]
fn a_running_helper_notices_that_its_profile_has_another_key() {
    let home = Home::new();
    let first = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let request = json!({"id": 1, "cmd": "token", "profile": "practice", "operation": "read"});
    let before = host.ask(&request);
    first.stop();
    let _second = home.practice(&[]);
    let after = host.ask(&request);
    assert!(after["ok"]["access_token"].is_string(), "{after}");
    assert_ne!(before["ok"]["access_token"], after["ok"]["access_token"]);
}

#[test]
fn a_token_that_is_about_to_end_is_not_handed_out_again() {
    let home = Home::new();
    let faults = json!({"faults": [{"path": "/token", "do": {"kind": "token-lifetime", "seconds": 5}}]});
    let path = home.path().join("feil.json");
    fs::write(&path, faults.to_string()).unwrap();
    let _server = home.practice(&["--faults", path.to_str().unwrap()]);
    let mut host = home.host(&["host"]);
    let request = json!({"id": 1, "cmd": "token", "profile": "practice", "operation": "read"});
    let first = host.ask(&request);
    assert_ne!(
        first["ok"]["access_token"],
        host.ask(&request)["ok"]["access_token"]
    );
}

#[test]
fn every_token_stands_in_a_record_that_shows_any_change() {
    let home = Home::new();
    let _server = home.practice(&[]);
    for operation in ["read", "write"] {
        home.run(&["token", "--profile", "practice", "--operation", operation]);
    }
    let shown = json(&home.run(&["audit", "show", "--format", "json"]));
    let scopes: Vec<&str> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["scope"].as_str().unwrap())
        .collect();
    assert_eq!(scopes, ["idporten:dcr.read", "idporten:dcr.write"]);
    assert_eq!(shown[1]["orgno"], "314330897");
    assert_eq!(status(&home.run(&["audit", "verify"])), 0);
    let path = home.path().join("state/losen/audit.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("dcr.write", "dcr.read")).unwrap();
    let output = home.run(&["audit", "verify"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("Linje 2"), "{}", stderr(&output));
}

#[test]
fn no_token_that_can_change_something_is_given_without_a_record() {
    let home = Home::new();
    let _server = home.practice(&[]);
    fs::create_dir_all(home.path().join("state/losen/audit.jsonl")).unwrap();
    let token = |operation| home.run(&["token", "--profile", "practice", "--operation", operation]);
    assert_eq!(status(&token("read")), 0);
    let output = token("write");
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("policy/refused"), "{}", stderr(&output));
}

#[test]
fn a_grant_works_once() {
    let home = Home::new();
    let server = home.practice(&[]);
    let grant = stdout(&home.run(&["grant", "--profile", "practice", "--operation", "read", "--print"]));
    let assertion = grant.lines().last().unwrap();
    let body =
        format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
    let host = server.base().trim_start_matches("http://").to_owned();
    let request = format!(
        "POST /token HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{body}",
        body.len()
    );
    assert!(raw(&server, &request).starts_with("HTTP/1.1 200"));
    let second = raw(&server, &request);
    assert!(
        second.starts_with("HTTP/1.1 400") && second.contains("MP-012"),
        "{second}"
    );
}

#[test]
fn an_expired_certificate_can_be_practised_with() {
    for (certificate, code) in [
        ("expired", "certificate/expired"),
        ("not-yet-valid", "certificate/not-yet-valid"),
    ] {
        let home = Home::new();
        let _server = home.practice(&["--certificate", certificate]);
        let output = home.run(&["token", "--profile", "practice", "--operation", "read"]);
        assert_eq!(status(&output), 1);
        assert!(stderr(&output).contains(code), "{}", stderr(&output));
    }
}

#[test]
fn what_maskinporten_says_reaches_the_user() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let profile = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
    let stranger = profile.replace("losen-practice-admin", "en-annen-klient");
    assert_ne!(stranger, profile);
    fs::write(home.profiles().join("fremmed.toml"), stranger).unwrap();
    let output = home.run(&["token", "--profile", "fremmed", "--operation", "read"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("token/rejected"), "{}", stderr(&output));
}

#[test]
fn a_token_server_that_is_not_there_is_called_so() {
    let home = Home::new();
    let server = home.practice(&[]);
    let profile = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
    let free = "127.0.0.1:1";
    let moved = profile.replace(server.base().trim_start_matches("http://"), free);
    fs::write(home.profiles().join("flyttet.toml"), moved).unwrap();
    let output = home.run(&["token", "--profile", "flyttet", "--operation", "read"]);
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("token/unreachable"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn extensions_and_local_pages_may_call_it_and_other_pages_may_not() {
    let server = Home::new().practice(&[]);
    for origin in [
        "chrome-extension://abc",
        "moz-extension://4711",
        "http://127.0.0.1:8080",
    ] {
        let answer = get(
            &server,
            "/.well-known/oauth-authorization-server",
            &format!("origin: {origin}\r\n"),
        );
        assert!(
            answer.contains(&format!("access-control-allow-origin: {origin}")),
            "{answer}"
        );
        let host = server.base().trim_start_matches("http://").to_owned();
        let preflight = raw(
            &server,
            &format!(
                "OPTIONS /api/v1/clients HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\norigin: {origin}\r\n\r\n"
            ),
        );
        assert!(
            preflight.starts_with("HTTP/1.1 204") && preflight.contains("authorization"),
            "{preflight}"
        );
    }
    let answer = get(
        &server,
        "/.well-known/oauth-authorization-server",
        "origin: https://eksempel.no\r\n",
    );
    assert!(!answer.contains("access-control-allow-origin"));
}

#[test]
fn a_name_that_points_to_this_machine_is_not_answered() {
    let server = Home::new().practice(&[]);
    let answer = raw(
        &server,
        "GET /jwk HTTP/1.1\r\nhost: eksempel.no\r\nconnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
}

#[test]
fn a_dropped_connection_gets_no_answer_at_all() {
    let home = Home::new();
    let faults = json!({"faults": [{"path": "/jwk", "do": {"kind": "drop-after"}}]});
    let path = home.path().join("feil.json");
    fs::write(&path, faults.to_string()).unwrap();
    let server = home.practice(&["--faults", path.to_str().unwrap()]);
    assert_eq!(get(&server, "/jwk", ""), "");
}

#[test]
fn it_listens_on_this_machine_only() {
    let home = Home::new();
    let output = home.run(&["practice", "--listen", "0.0.0.0:0"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (2, ""));
    assert!(files_below(home.path()).is_empty());
}

#[test]
fn a_file_of_faults_that_cannot_be_read_is_named() {
    let home = Home::new();
    let path = home.path().join("feil.json");
    fs::write(&path, "{\"faults\":[{\"do\":{\"kind\":\"explode\"}}]}").unwrap();
    let output = home.run(&["practice", "--faults", path.to_str().unwrap()]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("feil.json"), "{}", stderr(&output));
}

#[test]
fn its_tokens_are_signed_with_the_key_it_publishes() {
    let home = Home::new();
    let server = home.practice(&[]);
    let output = stdout(&home.run(&["token", "--profile", "practice", "--operation", "read", "--print"]));
    let token = output.lines().last().unwrap();
    let answer = get(&server, "/jwk", "");
    let jwks: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let key = &jwks["keys"][0];
    losen_helper::signer::provider::install();
    let decoding = jsonwebtoken::DecodingKey::from_rsa_components(
        key["n"].as_str().unwrap(),
        key["e"].as_str().unwrap(),
    );
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.validate_aud = false;
    let token = jsonwebtoken::decode::<Value>(token, &decoding.unwrap(), &validation).unwrap();
    assert_eq!(token.claims["consumer"]["ID"], "0192:314330897");
    assert_eq!(token.claims["client_amr"], "virksomhetssertifikat");
}
