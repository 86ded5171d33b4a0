//! A client that is read and written back loses nothing, whichever body it has.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use losen_core::clients::{differences, merged, writable};
use losen_core::model::{Plan, ScopeBody};
use losen_core::provider::changes;
use serde_json::{Map, Value, json};

const ONLY_READ: [&str; 6] = [
    "created",
    "last_updated",
    "onbehalfof",
    "client_secret",
    "jwks",
    "jwks_uri",
];

fn bodies() -> Vec<(String, Plan)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let jsons = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let found: Vec<(String, Plan)> = jsons
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let body: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            (name, Plan::from_json(body).unwrap())
        })
        .collect();
    assert!(found.len() > 5);
    found
}

#[test]
fn every_member_that_can_be_written_comes_back_as_it_was() {
    for (name, client) in bodies() {
        let sent = merged(&client, &Map::new());
        for (member, value) in client.body() {
            let unset = value.is_null() || (member.ends_with("_lifetime") && *value == json!(0));
            let expected = (!unset && !ONLY_READ.contains(&member.as_str())).then_some(value);
            assert_eq!(sent.get(member), expected, "{name}: {member}");
        }
        assert_eq!(
            sent.body()
                .keys()
                .filter(|member| client.get(member).is_none())
                .count(),
            0
        );
        assert!(differences(&writable(&client), &sent).is_empty(), "{name}");
    }
}

#[test]
fn a_change_of_one_member_changes_no_other() {
    for (name, client) in bodies() {
        let change = json!({"description": "Noe helt annet"});
        let after = merged(&client, change.as_object().unwrap());
        let changed = differences(&writable(&client), &after);
        let members: Vec<&str> = changed.iter().map(|one| one.member.as_str()).collect();
        assert_eq!(members, ["description"], "{name}");
    }
}

fn scopes() -> Vec<(String, ScopeBody)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies/scopes");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let list = match body {
            Value::Array(list) => list,
            one => vec![one],
        };
        found.extend(
            list.into_iter()
                .map(|body| (name.clone(), ScopeBody::from_json(body).unwrap())),
        );
    }
    assert!(found.len() > 5);
    found
}

#[test]
fn every_member_of_a_scope_that_can_be_written_comes_back_as_it_was() {
    for (name, scope) in scopes() {
        let sent = scope.request();
        for (member, value) in scope.body() {
            let only_read = ["name", "created", "last_updated"].contains(&member.as_str());
            let lifetime = ["at_max_age", "authorization_max_lifetime"].contains(&member.as_str());
            let unset = value.is_null() || (lifetime && *value == json!(0));
            let expected = (!unset && !only_read).then_some(value);
            assert_eq!(sent.get(member), expected, "{name}: {member}");
        }
        assert!(
            sent.as_object()
                .unwrap()
                .keys()
                .all(|member| scope.get(member).is_some()),
            "{name}"
        );
    }
}

#[test]
fn a_change_of_one_member_of_a_scope_changes_no_other() {
    for (name, scope) in scopes() {
        let mut read = scope.clone();
        read.set("description", "Noe helt annet");
        let by_hand = ScopeBody::from_json(json!({"description": "Noe helt annet"})).unwrap();
        for after in [read, by_hand.over(&scope)] {
            let changed = changes(&scope, &after);
            assert_eq!(changed.len(), 1, "{name}");
            assert_eq!(changed[0].member, "description", "{name}");
        }
    }
}
