//! Good answers that are empty, half, lost or of another status: what was asked for is done, each time, and said to be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use std::path::Path;

use losen_core::clients::{merged, writable};
use losen_core::flow::clients::{Deactivated, Rotated, Updated, deactivate, new_secret, update};
use losen_core::flow::create::{Creation, PATIENCE, Wish, create};
use losen_core::flow::keys::{KeyOp, Keyed, add, read, remove, renew};
use losen_core::flow::provider as scopes;
use losen_core::flow::provider::{Ends, Revoke, Saved};
use losen_core::grant::Operation;
use losen_core::model::{ClientId, Environment, Kid, Plan, Scope, ScopeBody};
use losen_core::provider::{Action, Defaults};
use serde_json::{Value, json};
use support::{World, fixture};

/// What a server may say in place of what the documentation promises.
const ODD: [(u16, &str); 6] = [
    (200, ""),
    (201, ""),
    (204, ""),
    (200, "null"),
    (201, "{}"),
    (200, "{\"kid\": \""),
];

fn client() -> (World, ClientId) {
    let mut world = World::new();
    let client = world.create(&fixture("maskinporten-krr"));
    let id = ClientId::parse(client["client_id"].as_str().unwrap()).unwrap();
    (world, id)
}

fn key(kid: &str) -> Value {
    let modulus = format!("{:A<341}Q", format!("x{kid}"));
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": "AQAB"})
}

fn kids(world: &mut World, id: &ClientId) -> Vec<String> {
    let keys = world.run(read(id.clone())).unwrap();
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_create_whose_answer_names_no_client_is_found_and_sent_once() {
    for (status, body) in ODD {
        let mut world = World::new();
        world.reworded = Some(("POST", status, body));
        let wish = Wish {
            client: Plan::from_json(fixture("maskinporten-krr")).unwrap(),
            key: None,
            alike: false,
            patience: PATIENCE,
        };
        let end = world.run(create(wish));
        assert!(
            matches!(&end, Creation::Created(new) if new.found_by_looking),
            "{status} {body}: {end:?}"
        );
        assert_eq!(world.sent("POST", "/api/v1/clients"), 1);
    }
}

#[test]
fn a_key_is_added_renewed_and_removed_whatever_good_answer_comes() {
    for (status, body) in ODD {
        let (mut world, id) = client();
        let kid = Kid::parse("a").unwrap();
        for (method, op, left) in [
            ("POST", KeyOp::Add, &["a"][..]),
            ("PUT", KeyOp::Renew, &["a"]),
            ("DELETE", KeyOp::Remove, &[]),
        ] {
            world.reworded = Some((method, status, body));
            world.now = world.now.plus(60);
            let end = match op {
                KeyOp::Add => world.run(add(id.clone(), key("a"))),
                KeyOp::Renew => world.run(renew(id.clone(), kid.clone())),
                _ => world.run(remove(id.clone(), kid.clone())),
            };
            assert!(
                matches!(&end, Keyed::Done { kid, found_by_looking: false, .. } if kid == "a"),
                "{status} {body} {op:?}: {end:?}"
            );
            assert_eq!(kids(&mut world, &id), left, "{status} {body} {op:?}");
        }
    }
}

#[test]
fn a_whole_set_is_replaced_whatever_good_answer_comes() {
    for (status, body) in ODD {
        let (mut world, id) = client();
        world.run(add(id.clone(), key("a")));
        world.run(add(id.clone(), key("b")));
        let single =
            json!({"path": format!("/api/v1/clients/{id}/jwks/"), "do": {"kind": "status", "status": 405}});
        *world.practice.faults_mut() = serde_json::from_value(json!({ "faults": [single] })).unwrap();
        world.reworded = Some(("POST", status, body));
        let end = world.run(remove(id.clone(), Kid::parse("a").unwrap()));
        assert!(matches!(&end, Keyed::Done { .. }), "{status} {body}: {end:?}");
        assert_eq!(kids(&mut world, &id), ["b"]);
    }
}

#[test]
fn a_lost_answer_about_a_key_or_a_client_is_told_as_what_it_was() {
    let (mut world, id) = client();
    let drops = json!({"faults": [{"method": "POST", "do": {"kind": "drop-after"}},
        {"method": "PUT", "do": {"kind": "drop-after"}}, {"method": "DELETE", "do": {"kind": "drop-after"}}]});
    *world.practice.faults_mut() = serde_json::from_value(drops).unwrap();
    let told = |end: Keyed, op| (end.word(), end.message(op).key.into_owned());
    let kid = Kid::parse("a").unwrap();
    let (a, b) = (add(id.clone(), key("a")), add(id.clone(), key("b")));
    assert_eq!(
        told(world.run(a), KeyOp::Add),
        ("found", "clients.keys.added_found".into())
    );
    world.run(b);
    world.now = world.now.plus(60);
    let renewed = world.run(renew(id.clone(), kid.clone()));
    assert_eq!(
        told(renewed, KeyOp::Renew),
        ("found", "clients.keys.renewed_found".into())
    );
    let removed = world.run(remove(id.clone(), kid));
    assert_eq!(
        told(removed, KeyOp::Remove),
        ("found", "clients.keys.removed_found".into())
    );
    let name = fixture("maskinporten-krr")["client_name"]
        .as_str()
        .unwrap()
        .to_owned();
    let end = world.run(deactivate(id, Some(name)));
    assert_eq!(
        (end.word(), &*end.message().key),
        ("found", "clients.deactivate.found")
    );
}

#[test]
fn a_key_whose_answer_is_lost_is_looked_for_a_few_times_and_never_said_to_be_refused() {
    for (effect, looks, found) in [
        ("drop-after", 1, true),
        ("drop-after", 3, true),
        ("drop-before", 4, false),
    ] {
        let (mut world, id) = client();
        let set = format!("/api/v1/clients/{id}/jwks");
        let empty = json!({"kind": "answer", "status": 200,
            "headers": {"content-type": "application/json"}, "body": "{\"keys\": []}"});
        // The first is from before the key; those that follow are behind until the last.
        let late = (1..=looks).map(
            |call| json!({"method": "GET", "path": set, "exact": true, "call": call, "do": empty.clone()}),
        );
        let lost = json!({"method": "POST", "path": "/api/v2/", "do": {"kind": effect}});
        let faults: Vec<Value> = late.chain([lost]).collect();
        *world.practice.faults_mut() = serde_json::from_value(json!({ "faults": faults })).unwrap();
        let since = world.now;
        let end = world.run(add(id.clone(), key("a")));
        match &end {
            Keyed::Done {
                found_by_looking: true,
                keys,
                ..
            } => assert!(found && keys.len() == 1, "{end:?}"),
            Keyed::Unknown(_) => assert!(!found, "{end:?}"),
            _ => panic!("{end:?}"),
        }
        let waited = world.now.0 - since.0;
        assert_eq!(waited, [0, 0, 1, 4, 13][looks], "{effect}");
        assert_eq!(world.sent("POST", "/api/v2/"), 1, "sent once");
    }
}

#[test]
fn a_client_is_deactivated_whatever_good_answer_comes_and_a_secret_is_not_made_up() {
    for (status, body) in ODD {
        let (mut world, id) = client();
        let name = fixture("maskinporten-krr")["client_name"]
            .as_str()
            .unwrap()
            .to_owned();
        world.reworded = Some(("DELETE", status, body));
        let end = world.run(deactivate(id, Some(name)));
        assert_eq!(
            end,
            Deactivated::Done {
                found_by_looking: false
            },
            "{status} {body}"
        );
        let mut world = World::new();
        let login = world.create(&json!({"client_name": "Innlogging", "description": "Innlogging",
            "integration_type": "idporten", "application_type": "web",
            "token_endpoint_auth_method": "client_secret_post", "grant_types": ["authorization_code"],
            "redirect_uris": ["https://losby.no/inn"], "scopes": ["openid", "profile"]}));
        let id = ClientId::parse(login["client_id"].as_str().unwrap()).unwrap();
        world.reworded = Some(("POST", status, body));
        let end = world.run(new_secret(id.clone()));
        assert!(matches!(end, Rotated::Unknown(_)), "{status} {body}: {end:?}");
        assert_eq!(world.sent("POST", &format!("/api/v1/clients/{id}/secret")), 1);
    }
}

#[test]
fn a_scope_is_created_changed_shared_and_deactivated_whatever_good_answer_comes() {
    let name = Scope::parse("losby:plass.read").unwrap();
    let body = json!({"prefix": "losby", "subscope": "plass.read", "description": "Plasser",
        "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"});
    let scope = ScopeBody::from_json(body).unwrap();
    let here = Environment::Practice;
    for (status, odd) in ODD {
        let mut world = World::new();
        world.reworded = Some(("POST", status, odd));
        let made = world.run(scopes::create(scope.clone(), here));
        assert!(matches!(made, Saved::Done(_)), "{status} {odd}: {made:?}");
        let seen = world.run(scopes::scope(name.clone())).unwrap();
        let mut wanted = seen.clone();
        wanted.set("description", "Ledige plasser");
        world.reworded = Some(("PUT", status, odd));
        let saved = world.run(scopes::update(name.clone(), wanted, seen, here));
        assert!(matches!(saved, Saved::Done(_)), "{status} {odd}: {saved:?}");
        let now = world.run(scopes::scope(name.clone())).unwrap();
        assert_eq!(now.text("description"), Some("Ledige plasser"));
        for (method, action, left) in [("PUT", Action::Grant, 1), ("DELETE", Action::Revoke, 0)] {
            let defaults = Defaults {
                scope: Some(name.clone()),
                action,
            };
            let sheet = losen_core::provider::read("orgnr\n991825827\n", &defaults).unwrap();
            let bulk = world.run(scopes::compare(sheet)).unwrap();
            world.reworded = Some((method, status, odd));
            let applied = world.run(scopes::apply(bulk, Ends::default()));
            assert!(applied.is_whole(), "{status} {odd} {method}: {applied:?}");
            let held = world.run(scopes::accesses(Some(name.clone()), None)).unwrap();
            assert_eq!(held.len(), left, "{status} {odd} {method}");
        }
        world.reworded = Some(("DELETE", status, odd));
        let gone = world.run(scopes::deactivate(name.clone(), Revoke::Nobody, Ends::default()));
        assert!(
            matches!(gone, scopes::Deactivated::Done(0)),
            "{status} {odd}: {gone:?}"
        );
        assert!(!world.run(scopes::scope(name.clone())).unwrap().is_active());
    }
}

/// As the server has it, a change by somebody who knows nothing of most members loses none of them.
#[test]
fn every_client_of_the_fixtures_survives_a_change() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/bodies");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let body: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut sent = writable(&Plan::from_json(body).unwrap());
        // What only Digdir, or the owner itself, may set.
        for member in ["client_id", "client_orgno", "supplier_orgno", "active"] {
            sent.remove(member);
        }
        let mut world = World::new();
        let made = world.api(Operation::Write, "POST", "/api/v1/clients", Some(&sent.to_json()));
        assert_eq!(made.status, 201, "{}: {}", path.display(), made.body);
        let id = ClientId::parse(made.body_json()["client_id"].as_str().unwrap()).unwrap();
        let seen = world.run(losen_core::flow::clients::read(id.clone())).unwrap();
        let wanted = merged(&seen, json!({"description": "Noe annet"}).as_object().unwrap());
        world.now = world.now.plus(60);
        let end = world.run(update(id.clone(), seen.clone(), &wanted));
        let Updated::Done { otherwise, .. } = end else {
            panic!("{}: {end:?}", path.display())
        };
        assert!(otherwise.is_empty(), "{}: {otherwise:?}", path.display());
        let now = world.run(losen_core::flow::clients::read(id)).unwrap();
        for (member, value) in seen.body() {
            if !["description", "last_updated"].contains(&member.as_str()) {
                assert_eq!(now.get(member), Some(value), "{}: {member}", path.display());
            }
        }
        tried += 1;
    }
    assert!(tried > 5);
}
