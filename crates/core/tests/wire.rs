//! The golden exchanges in `tests/wire`, one a file: what the extension sends and what the helper answers. The same
//! files are sent through real frames in `crates/helper/tests/wire.rs`, and through a browser in `tests/`.
//!
//! `volatile` lists the places (JSON Pointer) of values that differ from run to run.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;

use losen_core::protocol::{Reply, Request};
use serde_json::Value;

fn exchanges() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (
                name,
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn every_reply_survives_being_read_and_written() {
    for (name, exchange) in exchanges() {
        let reply = Reply::from_json(&exchange["reply"]).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(reply.to_json(), exchange["reply"], "{name}");
    }
}

#[test]
fn every_request_that_is_answered_survives_being_read_and_written() {
    for (name, exchange) in exchanges() {
        let sent = &exchange["request"];
        match Request::from_json(sent) {
            Ok(request) => {
                let written = request.to_json();
                for (member, value) in written.as_object().unwrap() {
                    assert_eq!(Some(value), sent.get(member), "{name}: {member}");
                }
                let ignored = name == "unknown-members-are-ignored";
                assert_eq!(ignored, written != *sent, "{name}");
            }
            Err(refusal) => {
                let expected = Reply::from_json(&exchange["reply"]).unwrap();
                assert_eq!(refusal.id, expected.id, "{name}");
                assert_eq!(
                    refusal.result.unwrap_err().code,
                    expected.result.unwrap_err().code,
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn every_volatile_place_is_in_the_reply() {
    for (name, exchange) in exchanges() {
        for place in exchange["volatile"].as_array().unwrap() {
            let place = place.as_str().unwrap();
            assert!(exchange["reply"].pointer(place).is_some(), "{name}: {place}");
        }
    }
}

/// The first column of the table of refusals in docs/PROTOCOL.md.
fn documented_codes() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/PROTOCOL.md");
    let text = std::fs::read_to_string(path).unwrap();
    let table = text.split("## Refusals").nth(1).unwrap();
    table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(code, _)| code.to_owned())
        .collect()
}

#[test]
fn the_document_lists_every_code_and_no_other() {
    assert_eq!(documented_codes(), losen_core::protocol::code::ALL);
}

#[test]
fn every_code_of_the_golden_exchanges_is_documented() {
    let documented = documented_codes();
    for (name, exchange) in exchanges() {
        if let Some(code) = exchange["reply"].pointer("/error/code") {
            assert!(documented.iter().any(|known| known == code), "{name}: {code}");
        }
    }
}

#[test]
fn the_document_lists_every_operation_and_proof_with_its_scope() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/PROTOCOL.md");
    let text = std::fs::read_to_string(path).unwrap();
    for operation in losen_core::grant::Operation::ALL {
        let row = format!("| `{}` | `{}` |", operation.word(), operation.scope());
        assert!(text.contains(&row), "{row}");
    }
    for proof in losen_core::grant::Proof::ALL {
        let word = serde_json::to_value(proof).unwrap();
        let row = format!("| `{}` | `{}` |", word.as_str().unwrap(), proof.scope());
        assert!(text.contains(&row), "{row}");
    }
    for proof in losen_core::login::UserProof::ALL {
        let row = format!("| `{}` | `{}` |", proof.word(), proof.scopes().join(" "));
        assert!(text.contains(&row), "{row}");
        let word = serde_json::to_value(proof).unwrap();
        assert_eq!(word, proof.word());
    }
}

/// What a browser sends holds no scope, no address and no key, whatever proof it names.
#[test]
fn a_login_is_asked_for_by_client_and_proof_alone() {
    let request = Request::from_json(&serde_json::json!({"id": 1, "cmd": "login", "profile": "test",
        "client_id": "ny", "proof": "krr-user-contact", "redirect_uri": "https://evil.example/", "scope": "x"}));
    let written = request.unwrap().to_json();
    let members: Vec<&String> = written.as_object().unwrap().keys().collect();
    assert_eq!(members, ["id", "cmd", "profile", "client_id", "proof"]);
}
