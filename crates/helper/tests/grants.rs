//! What is sent to Maskinporten, when and where: one grant, once, by a clock that may be wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Home, PracticeServer, json, status, stderr};
use losen_core::protocol::code;
use serde_json::{Value, json as value};

fn skewed(seconds: i64) -> (Home, PracticeServer) {
    let home = Home::new();
    let file = home.path().join("faults.json");
    let faults = value!({"faults": [{"path": "/token", "do": {"kind": "date-skew", "seconds": seconds}}]});
    fs::write(&file, faults.to_string()).unwrap();
    let server = home.practice(&["--faults", file.to_str().unwrap()]);
    (home, server)
}

fn token(home: &Home) -> Output {
    home.run(&[
        "token",
        "--profile",
        "practice",
        "--operation",
        "read",
        "--format",
        "json",
    ])
}

/// The grants that were written down, each with its jti.
fn recorded(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.path().join("state/losen/audit.jsonl")).unwrap();
    text.lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["jti"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn a_clock_that_is_wrong_by_minutes_is_corrected_once_and_the_user_told() {
    for (seconds, word) in [
        (295, "etter"),
        (60, "etter"),
        (13, "etter"),
        (-13, "foran"),
        (-60, "foran"),
        (-295, "foran"),
    ] {
        let (home, _server) = skewed(seconds);
        let output = token(&home);
        assert_eq!(status(&output), 0, "{seconds}: {}", stderr(&output));
        let said = stderr(&output);
        assert!(
            said.contains(word) && said.contains("Still klokka"),
            "{seconds}: {said}"
        );
        let jtis = recorded(&home);
        assert_eq!(jtis.len(), 2, "{seconds}: two grants, and no third");
        assert_ne!(jtis[0], jtis[1], "the second grant is a new one");
    }
}

#[test]
fn a_clock_that_is_a_little_off_needs_no_word_and_no_second_grant() {
    for seconds in [-3, 0, 3] {
        let (home, _server) = skewed(seconds);
        let output = token(&home);
        assert_eq!(status(&output), 0, "{seconds}: {}", stderr(&output));
        assert!(!stderr(&output).contains("Still klokka"), "{seconds}");
        assert_eq!(recorded(&home).len(), 1, "{seconds}");
    }
}

#[test]
fn a_clock_that_is_hopeless_is_the_users_to_mend() {
    for seconds in [310, -310, 90_000, -90_000] {
        let (home, _server) = skewed(seconds);
        let output = token(&home);
        assert_eq!(status(&output), 1, "{seconds}");
        assert!(
            stderr(&output).contains(code::CLOCK),
            "{seconds}: {}",
            stderr(&output)
        );
        assert_eq!(recorded(&home).len(), 1, "{seconds}: nothing is tried again");
    }
}

#[test]
fn a_clock_that_is_set_right_meanwhile_is_no_news() {
    let home = Home::new();
    let file = home.path().join("faults.json");
    // The refused grant and the one after it.
    let skew =
        |call: u32| value!({"path": "/token", "call": call, "do": {"kind": "date-skew", "seconds": 60}});
    fs::write(&file, value!({"faults": [skew(1), skew(2)]}).to_string()).unwrap();
    let _server = home.practice(&["--faults", file.to_str().unwrap()]);
    let mut host = home.host(&["host"]);
    for (operation, grants) in [("read", 2), ("write", 4), ("scopes-read", 5)] {
        let request = value!({"id": 1, "cmd": "token", "profile": "practice", "operation": operation});
        let reply = host.ask(&request);
        assert!(reply["ok"].is_object(), "{reply}");
        assert_eq!(recorded(&home).len(), grants, "{operation}");
    }
    let (_, _, said) = host.close();
    assert_eq!(said.matches("Still klokka").count(), 1, "{said}");
}

#[test]
fn a_correction_is_remembered_while_the_helper_runs() {
    let (home, _server) = skewed(60);
    let mut host = home.host(&["host"]);
    for (operation, grants) in [("read", 2), ("write", 3), ("scopes-read", 4)] {
        let request = value!({"id": 1, "cmd": "token", "profile": "practice", "operation": operation});
        let reply = host.ask(&request);
        assert!(reply["ok"].is_object(), "{reply}");
        assert_eq!(recorded(&home).len(), grants, "{operation}");
    }
}

#[test]
fn what_a_token_is_good_for_is_counted_by_this_machines_clock() {
    let (home, _server) = skewed(200);
    let output = token(&home);
    let expires = json(&output)["expires_at"].as_str().unwrap().to_owned();
    let expires: jiff::Timestamp = expires.parse().unwrap();
    let left = expires.as_second() - jiff::Timestamp::now().as_second();
    assert!((1..=130).contains(&left), "{left}");
}

#[test]
fn no_two_grants_of_any_kind_share_a_jti() {
    let home = Home::new();
    let _server = home.practice(&[]);
    for operation in ["read", "write", "keys", "scopes-read", "scopes"] {
        for command in ["grant", "token"] {
            let output = home.run(&[command, "--profile", "practice", "--operation", operation]);
            assert_eq!(status(&output), 0, "{}", stderr(&output));
        }
    }
    let mut jtis = recorded(&home);
    assert_eq!(jtis.len(), 10);
    jtis.sort();
    jtis.dedup();
    assert_eq!(jtis.len(), 10);
}

/// A server that gives every request the same answer and counts the connections.
fn server(answer: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                    break;
                }
                if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
                    length = number.trim().parse().unwrap();
                }
            }
            stream.by_ref().take(length).read_to_end(&mut Vec::new()).unwrap();
            let _lost = stream.get_mut().write_all(answer.as_bytes());
        }
    });
    (address, count)
}

#[test]
fn a_redirect_is_not_followed_and_the_grant_goes_nowhere_else() {
    for status_line in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let (elsewhere, strangers) = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".into());
        let answer = format!(
            "HTTP/1.1 {status_line}\r\nlocation: {elsewhere}/token\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let (own, visits) = server(answer);
        let home = Home::new();
        let practice = home.practice(&[]);
        let path = home.profiles().join("practice.toml");
        let text = fs::read_to_string(&path).unwrap();
        let moved = text.replace(&format!("{}/token", practice.base()), &format!("{own}/token"));
        assert_ne!(text, moved);
        fs::write(home.profiles().join("p.toml"), moved).unwrap();
        let output = home.run(&["token", "--profile", "p", "--operation", "read"]);
        assert_eq!(status(&output), 1);
        assert!(
            stderr(&output).contains(code::TOKEN_NONSENSE),
            "{status_line}: {}",
            stderr(&output)
        );
        assert_eq!(visits.load(Ordering::SeqCst), 1, "{status_line}");
        assert_eq!(strangers.load(Ordering::SeqCst), 0, "{status_line}");
    }
}

#[test]
fn a_proxy_from_the_environment_gets_nothing_of_practice() {
    let (proxy, visits) = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".into());
    let home = Home::new();
    let _server = home.practice(&[]);
    let mut command = home.losen();
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ] {
        command.env(name, &proxy);
    }
    let output = command
        .args(["token", "--profile", "practice", "--operation", "read"])
        .output()
        .unwrap();
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}
