//! The native messaging host as a browser sees it: a process with two pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::process::Stdio;

use common::{Home, Host, frame};
use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID, MAX_REQUEST, code};
use serde_json::{Value, json};

fn hello(id: u64) -> Vec<u8> {
    frame(
        json!({"id": id, "cmd": "hello", "protocol": 1, "extension": "0.1.0"})
            .to_string()
            .as_bytes(),
    )
}

fn code_of(reply: &Value) -> &str {
    reply["error"]["code"].as_str().unwrap_or_default()
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let host = Home::new().host(&["host"]);
    assert_eq!(host.close(), (0, Vec::new(), String::new()));
}

#[test]
fn two_messages_in_one_write_get_two_replies_in_order() {
    let mut host = Home::new().host(&["host"]);
    host.send(&[hello(1), hello(2)].concat());
    assert_eq!(host.receive().unwrap()["id"], 1);
    assert_eq!(host.receive().unwrap()["id"], 2);
    assert_eq!(host.close().0, 0);
}

#[test]
fn a_message_that_comes_in_pieces_is_put_together() {
    let mut host = Home::new().host(&["host"]);
    for byte in hello(7) {
        host.send(&[byte]);
    }
    assert_eq!(host.receive().unwrap()["id"], 7);
    assert_eq!(host.close().0, 0);
}

#[test]
fn empty_and_garbled_messages_are_answered_and_forgotten() {
    let mut host = Home::new().host(&["host"]);
    for message in [
        b"".as_slice(),
        b"{",
        b"\xff\xfe",
        b"null",
        b"\"hei\"",
        b"{\"id\":-1}",
    ] {
        host.send(&frame(message));
        assert_eq!(code_of(&host.receive().unwrap()), code::MALFORMED, "{message:?}");
    }
    host.send(&hello(3));
    assert_eq!(host.receive().unwrap()["id"], 3);
    assert_eq!(host.close().0, 0);
}

#[test]
fn a_message_that_is_cut_short_ends_it_with_status_2_and_no_answer() {
    let whole = hello(1);
    for cut in [1, 3, 4, 5, whole.len() - 1] {
        let mut host = Home::new().host(&["host"]);
        host.send(&whole[..cut]);
        let (status, rest, _) = host.close();
        assert_eq!((status, rest.len()), (2, 0), "{cut}");
    }
}

#[test]
fn an_oversized_message_is_refused_before_it_arrives() {
    let mut host = Home::new().host(&["host"]);
    host.send(&u32::try_from(MAX_REQUEST + 1).unwrap().to_ne_bytes());
    assert_eq!(code_of(&host.receive().unwrap()), code::TOO_LARGE);
    assert_eq!(host.receive(), None);
    assert_eq!(host.close().0, 2);
}

#[test]
fn the_largest_message_is_read() {
    let mut host = Home::new().host(&["host"]);
    let start = r#"{"id":5,"cmd":"status","x":""#;
    let message = format!("{start}{}\"}}", "a".repeat(MAX_REQUEST - start.len() - 2));
    assert_eq!(message.len(), MAX_REQUEST);
    host.send(&frame(message.as_bytes()));
    assert_eq!(host.receive().unwrap()["id"], 5);
    assert_eq!(host.close().0, 0);
}

#[test]
fn a_browser_that_no_longer_reads_is_a_normal_end() {
    let home = Home::new();
    let host = Host::start(home.losen().arg("host").stderr(Stdio::null()));
    let (mut child, mut input) = host.stop_reading();
    std::io::Write::write_all(&mut input, &hello(1)).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn both_browsers_start_it_without_a_command() {
    let own = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
    for arguments in [
        vec![own.as_str()],
        vec![own.as_str(), "--parent-window=4711"],
        vec![
            "/home/kari nordmann/.mozilla/native-messaging-hosts/no.losen.helper.json",
            FIREFOX_ID,
        ],
    ] {
        let mut host = Home::new().host(&arguments);
        host.send(&hello(1));
        assert_eq!(host.receive().unwrap()["ok"]["type"], "hello", "{arguments:?}");
        assert_eq!(host.close().0, 0);
    }
}

#[test]
fn another_extension_is_refused_whatever_it_asks() {
    let stranger = format!("chrome-extension://{}/", "b".repeat(32));
    for arguments in [vec![stranger.as_str()], vec!["/m.json", "other@eksempel.no"]] {
        let mut host = Home::new().host(&arguments);
        for request in [
            json!({"id": 1, "cmd": "hello", "protocol": 1, "extension": "0.1.0"}),
            json!({"id": 2, "cmd": "status"}),
            json!({"id": 3, "cmd": "token", "profile": "practice", "operation": "read"}),
        ] {
            let reply = host.ask(&request);
            assert_eq!((code_of(&reply), &reply["id"]), (code::CALLER, &request["id"]));
        }
        assert_eq!(host.close().0, 0);
    }
}

#[test]
fn an_extension_that_was_added_at_installation_is_let_in() {
    let home = Home::new();
    let id = "abcdefghijklmnopabcdefghijklmnop";
    let folder = home.path().join("hosts");
    let arguments = [
        "install",
        "--browser",
        "chromium",
        "--extension-id",
        id,
        "--manifest-dir",
    ];
    let output = home.losen().args(arguments).arg(&folder).output().unwrap();
    assert!(output.status.success());
    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("no.losen.helper.json")).unwrap()).unwrap();
    let origin = format!("chrome-extension://{id}/");
    assert_eq!(manifest["allowed_origins"][1], origin);
    let mut host = home.host(&[&origin]);
    host.send(&hello(1));
    assert_eq!(host.receive().unwrap()["ok"]["type"], "hello");
}

#[test]
fn production_is_refused_to_a_caller_that_is_not_the_published_extension() {
    let home = Home::new();
    std::fs::create_dir_all(home.profiles()).unwrap();
    let profile = "environment = \"prod\"\nclient_id = \"abc\"\nkey = \"key.p12\"\n";
    std::fs::write(home.profiles().join("produksjon.toml"), profile).unwrap();
    let token = json!({"id": 1, "cmd": "token", "profile": "produksjon", "operation": "read"});
    let reply = home.host(&["host"]).ask(&token);
    assert_eq!(code_of(&reply), code::POLICY);
    let own = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
    // The published extension gets as far as the key, which is not there.
    assert_eq!(code_of(&home.host(&[&own]).ask(&token)), code::KEY_UNREADABLE);
}

#[test]
fn it_dies_of_sigterm_at_once() {
    let mut host = Home::new().host(&["host"]);
    host.send(&hello(1));
    host.receive().unwrap();
    common::signal(host.child(), "TERM");
    assert!(!host.child().wait().unwrap().success());
}
