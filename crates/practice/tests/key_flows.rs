//! What is done with keys, against the practice environment: rotations that stop on their way, servers that know only whole
//! sets, and somebody else at the same time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use losen_core::diagnosis::Symptom;
use losen_core::flow::keys::{KeyOp, Keyed, Proven, Stop, add, of_many, read, remove, renew, rotate};
use losen_core::grant::Operation;
use losen_core::model::{ClientId, Kid};
use losen_core::protocol::Fault;
use serde_json::{Value, json};
use support::{World, fixture};

fn kid(kid: &str) -> Kid {
    Kid::parse(kid).unwrap()
}

/// Public keys with moduli of their own; they differ, and nobody signs with them.
fn key(kid: &str) -> Value {
    let modulus = format!(
        "{:A<341}Q",
        format!("x{}", kid.replace(|c: char| !c.is_ascii_alphanumeric(), "x"))
    );
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": "AQAB"})
}

/// A world with a client that has these keys.
fn world(keys: &[&str]) -> (World, ClientId) {
    let mut world = World::new();
    let client = world.create(&fixture("maskinporten-krr"));
    let id = ClientId::parse(client["client_id"].as_str().unwrap()).unwrap();
    for kid in keys {
        let end = world.run(add(id.clone(), key(kid)));
        assert!(matches!(end, Keyed::Done { .. }), "{end:?}");
    }
    (world, id)
}

fn kids(world: &mut World, id: &ClientId) -> Vec<String> {
    let keys = world.run(read(id.clone())).unwrap();
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

/// A server that does not know the address of a single key.
fn no_single_keys(world: &mut World, id: &ClientId) {
    let path = format!("/api/v1/clients/{id}/jwks/");
    let faults = json!({"faults": [
        {"method": "PUT", "path": path, "do": {"kind": "status", "status": 405}},
        {"method": "DELETE", "path": path, "do": {"kind": "status", "status": 405}},
    ]});
    *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
}

fn not_known(_: usize) -> Symptom {
    let detail = "Invalid assertion. Unknown key identifier (kid) for client";
    Symptom::Helper(Fault::new("token/rejected", detail))
}

fn rotated(world: &mut World, id: &ClientId) -> Keyed {
    rotated_from(world, id, "gammel")
}

fn rotated_from(world: &mut World, id: &ClientId, old: &str) -> Keyed {
    let proven = Proven::ByToken("krr:global/kontaktinformasjon.read".to_owned());
    world.run(rotate(id.clone(), key("ny"), kid(old), proven))
}

#[test]
fn a_whole_set_is_replaced_with_everybody_elses_keys_in_it() {
    let (mut world, id) = world(&["min", "annens"]);
    no_single_keys(&mut world, &id);
    let before = world.run(read(id.clone())).unwrap();
    world.now = world.now.plus(86_400);
    let Keyed::Done { keys, .. } = world.run(renew(id.clone(), kid("min"))) else {
        panic!("not renewed");
    };
    assert_eq!(kids(&mut world, &id), ["min", "annens"]);
    assert!(
        keys[0]["last_updated"].as_str() > before[0]["last_updated"].as_str(),
        "the year began anew"
    );
    let end = world.run(remove(id.clone(), kid("min")));
    assert!(matches!(end, Keyed::Done { .. }), "{end:?}");
    assert_eq!(kids(&mut world, &id), ["annens"]);
}

#[test]
fn the_last_key_of_a_whole_set_goes_with_the_set() {
    let (mut world, id) = world(&["min"]);
    no_single_keys(&mut world, &id);
    let end = world.run(remove(id.clone(), kid("min")));
    let Keyed::Done { keys, .. } = &end else {
        panic!("{end:?}")
    };
    assert!(keys.is_empty());
    assert_eq!(end.message(KeyOp::Remove).key, "clients.keys.removed_last");
    let posts = format!("/api/v1/clients/{id}/jwks");
    assert_eq!(world.sent("POST", &posts), 0, "an empty set cannot be posted");
}

/// The server knows single keys, and says that this one is not there.
#[test]
fn a_key_that_somebody_else_removed_a_moment_ago_costs_nobody_theirs() {
    for op in [KeyOp::Remove, KeyOp::Renew] {
        let (mut world, id) = world(&["min", "annens"]);
        let before = world.run(read(id.clone())).unwrap();
        let path = format!("/api/v1/clients/{id}/jwks/min");
        let method = if op == KeyOp::Remove { "DELETE" } else { "PUT" };
        world.meanwhile(method, move |world| {
            assert_eq!(world.api(Operation::Keys, "DELETE", &path, None).status, 204);
            if op == KeyOp::Renew {
                // A server that renews only what is there.
                let faults = json!({"faults": [{"method": "PUT", "do": {"kind": "status", "status": 404}}]});
                *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
            }
        });
        let end = match op {
            KeyOp::Remove => world.run(remove(id.clone(), kid("min"))),
            _ => world.run(renew(id.clone(), kid("min"))),
        };
        assert_eq!(end, Keyed::Stopped(Stop::Missing("min".into())));
        assert_eq!(
            world.run(read(id.clone())).unwrap(),
            before[1..],
            "neither lost nor posted anew"
        );
        assert_eq!(world.sent("POST", &format!("/api/v1/clients/{id}/jwks")), 0);
    }
}

/// What a server answers that knows single keys and whose list is behind: the key is gone, and still in it.
fn gone_but_listed(world: &mut World, id: &ClientId) {
    let set = format!("/api/v1/clients/{id}/jwks");
    let list = json!({ "keys": world.run(read(id.clone())).unwrap() }).to_string();
    let gone = format!("{set}/min");
    world.meanwhile("READY", move |world| {
        assert_eq!(world.api(Operation::Keys, "DELETE", &gone, None).status, 204);
        let faults = json!({"faults": [
            {"method": "GET", "path": set, "exact": true, "do": {"kind": "answer", "status": 200,
                "headers": {"content-type": "application/json"}, "body": list}},
            {"method": "PUT", "do": {"kind": "status", "status": 404}},
        ]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
    });
}

#[test]
fn a_key_that_is_gone_and_still_in_the_list_has_no_set_posted_for_it() {
    for (keys, op) in [
        (&["min", "annens"][..], KeyOp::Remove),
        (&["min", "annens"], KeyOp::Renew),
        (&["min"], KeyOp::Remove),
        (&["min"], KeyOp::Renew),
    ] {
        let (mut world, id) = world(keys);
        gone_but_listed(&mut world, &id);
        let end = match op {
            KeyOp::Remove => world.run(remove(id.clone(), kid("min"))),
            _ => world.run(renew(id.clone(), kid("min"))),
        };
        assert!(
            matches!(&end, Keyed::Refused(refused) if refused.status() == Some(404)),
            "{end:?}"
        );
        *world.practice.faults_mut() = serde_json::from_value(json!({"faults": []})).unwrap();
        assert_eq!(kids(&mut world, &id), keys[1..], "{op:?}");
        let set = format!("/api/v1/clients/{id}/jwks");
        assert_eq!(world.sent("POST", &set), 0);
        // Somebody else's, and ours where there was one to send.
        let of_one = format!("{set}/min");
        assert_eq!(world.sent("DELETE", &set), world.sent("DELETE", &of_one));
    }
}

#[test]
fn a_server_that_says_not_found_of_all_single_keys_is_sent_the_set() {
    let (mut world, id) = world(&["min", "annens"]);
    let single =
        json!({"path": format!("/api/v1/clients/{id}/jwks/"), "do": {"kind": "status", "status": 404}});
    *world.practice.faults_mut() = serde_json::from_value(json!({ "faults": [single] })).unwrap();
    let end = world.run(remove(id.clone(), kid("min")));
    assert!(matches!(end, Keyed::Done { .. }), "{end:?}");
    assert_eq!(kids(&mut world, &id), ["annens"]);
}

#[test]
fn a_set_that_cannot_be_found_this_time_is_not_replaced_by_a_smaller_one() {
    let (mut world, id) = world(&["annens"]);
    let set = format!("/api/v1/clients/{id}/jwks");
    let lost = set.clone();
    world.meanwhile("POST", move |world| {
        let faults = json!({"faults": [
            {"method": "POST", "path": "/api/v2/", "do": {"kind": "status", "status": 404}},
            {"method": "GET", "path": lost, "do": {"kind": "status", "status": 404}},
        ]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
    });
    let end = world.run(add(id.clone(), key("min")));
    assert!(matches!(end, Keyed::Refused(_)), "{end:?}");
    assert_eq!(world.sent("POST", &set), 0);
}

#[test]
fn a_client_that_is_not_there_has_not_no_keys() {
    let (mut world, id) = world(&[]);
    assert_eq!(world.run(read(id.clone())).unwrap(), Vec::<Value>::new());
    let unknown = ClientId::parse("finnes-ikke").unwrap();
    let refused = world.run(read(unknown.clone())).unwrap_err();
    assert_eq!(refused.status(), Some(404));
    assert!(matches!(world.run(remove(unknown, kid("a"))), Keyed::Refused(_)));
    assert_eq!(
        world.run(remove(id, kid("a"))),
        Keyed::Stopped(Stop::Missing("a".into()))
    );
}

#[test]
fn the_keys_of_several_clients_take_a_call_each_and_what_is_refused_of_one_is_its_own_matter() {
    let (mut world, id) = world(&["a"]);
    let other = world.create(&fixture("krr"));
    let other = ClientId::parse(other["client_id"].as_str().unwrap()).unwrap();
    let before = world.practice.log().iter().count();
    let many = world.run(of_many(vec![id.clone(), other.clone()]));
    assert!(many.refused.is_empty() && many.stopped.is_none());
    let counts: Vec<usize> = many.read.iter().map(|(_, keys)| keys.len()).collect();
    assert_eq!(counts, [1, 0]);
    assert_eq!(world.practice.log().iter().count(), before + 2);
    // What is said of one is said of it alone; what would be said of all ends it.
    for (status, is_of_one) in [
        (403, true),
        (404, true),
        (500, true),
        (401, false),
        (428, false),
        (503, false),
    ] {
        let path = format!("/api/v1/clients/{other}/");
        let faults = json!({"faults": [{"path": path, "do": {"kind": "status", "status": status}}]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
        let many = world.run(of_many(vec![other.clone(), id.clone()]));
        if status == 404 {
            assert_eq!(many.read.len(), 2, "no keys");
        } else if is_of_one {
            assert_eq!((&many.read[0].0, many.read.len()), (&id, 1), "{status}");
            assert_eq!(
                (&many.refused[0].0, many.refused[0].1.status()),
                (&other, Some(status))
            );
        } else {
            assert!(many.read.is_empty() && many.refused.is_empty(), "{status}");
            assert_eq!(many.stopped.and_then(|refused| refused.status()), Some(status));
        }
    }
}

#[test]
fn a_rotation_waits_until_the_new_key_is_known() {
    let (mut world, id) = world(&["gammel"]);
    let since = world.now;
    world.unproven = (0..3).map(not_known).collect();
    let end = rotated(&mut world, &id);
    assert!(matches!(&end, Keyed::Done { kid, .. } if kid == "ny"), "{end:?}");
    assert_eq!(kids(&mut world, &id), ["ny"]);
    assert_eq!(world.now.0 - since.0, 45);
}

#[test]
fn a_rotation_whose_proof_is_refused_leaves_the_old_key_and_goes_on_later() {
    let (mut world, id) = world(&["gammel"]);
    world.unproven = [Symptom::Helper(Fault::new(
        "token/rejected",
        "MP-101 Client is deactivated",
    ))]
    .into();
    let end = rotated(&mut world, &id);
    assert!(
        matches!(&end, Keyed::BothIn { proven: false, kid, .. } if kid == "ny"),
        "{end:?}"
    );
    assert_eq!(end.word(), "both-in");
    assert_eq!(kids(&mut world, &id), ["gammel", "ny"]);
    let end = rotated(&mut world, &id);
    assert!(matches!(&end, Keyed::Done { kid, .. } if kid == "ny"), "{end:?}");
    assert_eq!(kids(&mut world, &id), ["ny"]);
}

#[test]
fn a_rotation_gives_up_after_ten_minutes_with_both_keys_in() {
    let (mut world, id) = world(&["gammel"]);
    let since = world.now;
    world.unproven = (0..1000).map(not_known).collect();
    let end = rotated(&mut world, &id);
    assert!(matches!(end, Keyed::BothIn { proven: false, .. }), "{end:?}");
    assert_eq!(world.now.0 - since.0, 600);
    assert_eq!(kids(&mut world, &id), ["gammel", "ny"]);
}

#[test]
fn a_rotation_whose_old_key_cannot_be_removed_says_that_the_new_one_works() {
    for (effect, left) in [
        (json!({"kind": "status", "status": 403}), 2),
        (json!({"kind": "drop-before"}), 2),
        (json!({"kind": "drop-after"}), 1),
    ] {
        let (mut world, id) = world(&["gammel"]);
        let faults = json!({"faults": [{"method": "DELETE", "do": effect}]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
        let end = rotated(&mut world, &id);
        match (&end, left) {
            (
                Keyed::BothIn {
                    proven: true, kid, ..
                },
                2,
            ) => assert_eq!(kid, "ny"),
            (
                Keyed::Done {
                    found_by_looking: true,
                    kid,
                    ..
                },
                1,
            ) => assert_eq!(kid, "ny"),
            _ => panic!("{effect}: {end:?}"),
        }
        assert_eq!(kids(&mut world, &id).len(), left, "{effect}");
    }
}

#[test]
fn a_rotation_whose_old_key_somebody_else_has_removed_is_done() {
    let (mut world, id) = world(&["gammel"]);
    let path = format!("/api/v1/clients/{id}/jwks/gammel");
    world.meanwhile("DELETE", move |world| {
        assert_eq!(world.api(Operation::Keys, "DELETE", &path, None).status, 204);
    });
    let end = rotated(&mut world, &id);
    assert!(matches!(&end, Keyed::Done { kid, .. } if kid == "ny"), "{end:?}");
    assert_eq!(kids(&mut world, &id), ["ny"]);
}

#[test]
fn whatever_the_api_refuses_leaves_the_keys_as_they_were() {
    for status in [400, 401, 403, 409, 428, 429] {
        let (mut world, id) = world(&["min", "annens"]);
        let before = world.run(read(id.clone())).unwrap();
        let refuse = |method: &str| json!({"method": method, "do": {"kind": "status", "status": status}});
        let faults = json!({"faults": [refuse("POST"), refuse("PUT"), refuse("DELETE")]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
        for end in [
            world.run(add(id.clone(), key("ny"))),
            world.run(renew(id.clone(), kid("min"))),
            world.run(remove(id.clone(), kid("min"))),
            rotated_from(&mut world, &id, "min"),
        ] {
            assert!(
                matches!(&end, Keyed::Refused(refused) if refused.status() == Some(status)),
                "{end:?}"
            );
        }
        assert_eq!(world.run(read(id)).unwrap(), before, "{status}");
    }
}
