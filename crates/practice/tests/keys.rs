//! `/clients/{id}/jwks`: the whole set at once, and keys one by one.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use losen_core::grant::Operation::{Keys, Read, Write};
use serde_json::{Value, json};
use support::forger::jwk;
use support::{NOW, World, fixture};

/// A world with a client, and the path of its keys.
fn start() -> (World, String) {
    let mut world = World::new();
    let id = world.create(&fixture("maskinporten-krr"))["client_id"]
        .as_str()
        .unwrap()
        .to_owned();
    (world, format!("/api/v1/clients/{id}/jwks"))
}

fn set(kids: &[&str]) -> Value {
    json!({"keys": kids.iter().map(|kid| jwk(kid)).collect::<Vec<_>>()})
}

fn kids(body: &Value) -> Vec<&str> {
    body["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["kid"].as_str().unwrap())
        .collect()
}

#[test]
fn a_client_without_keys_answers_404() {
    let (mut world, path) = start();
    assert_eq!(world.api(Read, "GET", &path, None).status, 404);
}

#[test]
fn the_example_of_the_documentation_is_taken_and_lives_a_year() {
    let (mut world, path) = start();
    let posted = world.api(Keys, "POST", &path, Some(&fixture("jwks")));
    assert_eq!(posted.status, 201);
    assert_eq!(posted.body_json()["keys"][0]["exp"], NOW.0 + 365 * 86_400);
    assert_eq!(
        world.api(Write, "GET", &path, None).body_json(),
        posted.body_json()
    );
}

#[test]
fn posting_replaces_the_whole_set() {
    let (mut world, path) = start();
    world.api(Keys, "POST", &path, Some(&set(&["a", "b"])));
    world.api(Keys, "POST", &path, Some(&set(&["c"])));
    assert_eq!(kids(&world.api(Read, "GET", &path, None).body_json()), ["c"]);
}

#[test]
fn posting_a_key_again_renews_it_and_keeps_its_birthday() {
    let (mut world, path) = start();
    let first = world.api(Keys, "POST", &path, Some(&set(&["a"]))).body_json();
    world.now = NOW.plus(86_400);
    let second = world.api(Keys, "POST", &path, Some(&set(&["a"]))).body_json();
    assert_eq!(second["keys"][0]["exp"], NOW.0 + 366 * 86_400);
    assert_eq!(second["keys"][0]["created"], first["keys"][0]["created"]);
}

#[test]
fn keys_that_cannot_be_used_are_refused_with_their_place() {
    let (mut world, path) = start();
    for (member, value, field) in [
        ("use", Value::Null, "use"),
        ("use", json!("enc"), "use"),
        ("kty", json!("EC"), "kty"),
        ("alg", json!("PS256"), "alg"),
        ("kid", json!("a b"), "kid"),
        ("n", json!("AQAB"), "n"),
        ("exp", json!(NOW.0), "exp"),
        ("d", json!("AQAB"), "keys"),
    ] {
        let mut body = set(&["a"]);
        body["keys"][0][member] = value.clone();
        let reply = world.api(Keys, "POST", &path, Some(&body));
        assert_eq!(reply.status, 400, "{member} {value}");
        assert_eq!(
            reply.body_json()["errors"][0]["fieldIdentifier"],
            field,
            "{member} {value}"
        );
    }
    assert_eq!(world.api(Read, "GET", &path, None).status, 404);
}

#[test]
fn a_set_has_one_to_five_keys_with_different_ids() {
    let (mut world, path) = start();
    let (six, twins) = (set(&["a", "b", "c", "d", "e", "f"]), set(&["a", "a"]));
    for body in [
        json!({"keys": []}),
        json!({}),
        json!([jwk("a")]),
        json!({"keys": [1]}),
        six,
        twins,
    ] {
        assert_eq!(world.api(Keys, "POST", &path, Some(&body)).status, 400, "{body}");
    }
    assert_eq!(
        world
            .api(Keys, "POST", &path, Some(&set(&["a", "b", "c", "d", "e"])))
            .status,
        201
    );
}

#[test]
fn one_key_is_added_renewed_and_removed_without_touching_the_others() {
    let (mut world, path) = start();
    world.api(Keys, "POST", &path, Some(&set(&["a"])));
    let one = format!("{path}/b.2");
    assert_eq!(world.api(Keys, "PUT", &one, Some(&jwk("b.2"))).status, 200);
    assert_eq!(world.api(Keys, "PUT", &one, Some(&jwk("other"))).status, 400);
    assert_eq!(
        kids(&world.api(Read, "GET", &path, None).body_json()),
        ["a", "b.2"]
    );
    assert_eq!(world.api(Read, "GET", &one, None).body_json()["kid"], "b.2");
    assert_eq!(world.api(Keys, "DELETE", &one, None).status, 204);
    assert_eq!(world.api(Keys, "DELETE", &one, None).status, 404);
    assert_eq!(world.api(Keys, "DELETE", &path, None).status, 204);
    assert_eq!(world.api(Read, "GET", &path, None).status, 404);
}

#[test]
fn a_sixth_key_is_refused_one_by_one_as_well() {
    let (mut world, path) = start();
    world.api(Keys, "POST", &path, Some(&set(&["a", "b", "c", "d", "e"])));
    assert_eq!(
        world
            .api(Keys, "PUT", &format!("{path}/f"), Some(&jwk("f")))
            .status,
        400
    );
}

#[test]
fn reading_tokens_write_no_keys() {
    let (mut world, path) = start();
    assert_eq!(world.api(Read, "POST", &path, Some(&set(&["a"]))).status, 403);
    assert_eq!(world.api(Write, "POST", &path, Some(&set(&["a"]))).status, 201);
}
