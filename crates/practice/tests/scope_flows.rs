//! A scope that is changed or deactivated, against the practice environment: what others do while a person confirms, and
//! what a change must not lose.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use std::path::Path;

use losen_core::flow::provider::{
    Deactivated, Ends, Revoke, Saved, apply, compare, create, deactivate, scope, update,
};
use losen_core::grant::Operation;
use losen_core::model::{Environment, Scope, ScopeBody};
use losen_core::provider::{Action, Defaults, read};
use serde_json::{Value, json};
use support::World;

fn name() -> Scope {
    Scope::parse("losby:runde/tur").unwrap()
}

/// A world in which the organisation has the scope.
fn provider() -> World {
    let mut world = World::new();
    let body = json!({"prefix": "losby", "subscope": "runde/tur", "description": "Turer",
        "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"});
    let made = world.run(create(ScopeBody::from_json(body).unwrap(), Environment::Practice));
    assert!(matches!(made, Saved::Done(_)));
    world
}

#[test]
fn a_scope_that_is_changed_while_a_person_confirms_is_not_overwritten() {
    let mut world = provider();
    let seen = world.run(scope(name())).unwrap();
    let mut mine = seen.clone();
    mine.set("description", "Min");
    let mut theirs = seen.clone();
    theirs.set("long_description", "Deres");
    let before = seen.clone();
    world.meanwhile("READY", move |world| {
        // In the same second, so that the time of the last change says nothing.
        let saved = world.run(update(name(), theirs, before, Environment::Practice));
        assert!(matches!(saved, Saved::Done(_)));
    });
    let saved = world.run(update(name(), mine.clone(), seen.clone(), Environment::Practice));
    assert!(matches!(saved, Saved::Changed(now) if now.text("long_description") == Some("Deres")));
    assert_eq!(world.sent("PUT", "/api/v1/scopes"), 1, "theirs alone");
    // Neither does a body that says nothing of when it was read.
    let by_hand = ScopeBody::from_json(json!({"description": "Min"}))
        .unwrap()
        .over(&seen);
    let saved = world.run(update(name(), by_hand, seen, Environment::Practice));
    assert!(matches!(saved, Saved::Changed(_)));
}

#[test]
fn somebody_who_is_granted_access_while_a_person_confirms_stops_the_deactivation() {
    let mut world = provider();
    world.meanwhile("READY", |world| {
        let defaults = Defaults {
            scope: Some(name()),
            action: Action::Grant,
        };
        let bulk = world
            .run(compare(read("orgnr\n991825827\n", &defaults).unwrap()))
            .unwrap();
        assert!(world.run(apply(bulk, Ends::default())).is_whole());
    });
    let end = world.run(deactivate(name(), Revoke::Nobody, Ends::default()));
    assert!(
        matches!(&end, Deactivated::InUse(who) if who.len() == 1),
        "{end:?}"
    );
    assert!(world.run(scope(name())).unwrap().is_active());
}

/// As the server has it, a change that is made by somebody who knows nothing of most members loses none of them.
#[test]
fn every_scope_of_the_fixtures_survives_a_change() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/bodies/scopes");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let body: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for body in body.as_array().cloned().unwrap_or_else(|| vec![body]) {
            let mut world = World::new();
            // What is right for a scope of production is not for one of another environment.
            let environment = match body["delegation_source"].as_str() {
                Some("https://www.altinn.no/") => Environment::Prod,
                _ => Environment::Practice,
            };
            let mut body = ScopeBody::from_json(body).unwrap();
            for (member, value) in [
                ("prefix", "losby"),
                ("subscope", "runde/tur"),
                ("owner_orgno", support::ORGNO),
            ] {
                if body.get(member).is_some() {
                    body.set(member, value);
                }
            }
            body.remove("name");
            let made = world.api(Operation::Scopes, "POST", "/api/v1/scopes", Some(&body.request()));
            assert_eq!(made.status, 201, "{}: {}", path.display(), made.body);
            let named = Scope::parse("losby:runde/tur").unwrap();
            let seen = world.run(scope(named.clone())).unwrap();
            let mut wanted = seen.clone();
            wanted.set("description", "Noe annet");
            world.now = world.now.plus(60);
            let saved = world.run(update(named.clone(), wanted, seen.clone(), environment));
            assert!(matches!(saved, Saved::Done(_)), "{}: {saved:?}", path.display());
            let now = world.run(scope(named)).unwrap();
            for (member, value) in seen.body() {
                if !["description", "last_updated"].contains(&member.as_str()) {
                    assert_eq!(now.get(member), Some(value), "{}: {member}", path.display());
                }
            }
            tried += 1;
        }
    }
    assert!(tried > 5);
}

/// What is seen after a change of the scope whose answer is lost on the way there or back.
fn lost_change(fault: &str, wanted: &ScopeBody, seen: &ScopeBody, world: &mut World) -> Saved {
    let faults = json!({"faults": [{"method": "PUT", "call": 1, "do": {"kind": fault}}]});
    *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
    world.run(update(
        name(),
        wanted.clone(),
        seen.clone(),
        Environment::Practice,
    ))
}

#[test]
fn a_member_that_was_to_go_is_not_said_to_be_gone_while_it_is_there() {
    for (fault, done) in [("drop-before", false), ("drop-after", true)] {
        let mut world = provider();
        let mut long = world.run(scope(name())).unwrap();
        long.set("long_description", "Lang");
        let seen = world.run(scope(name())).unwrap();
        let saved = world.run(update(name(), long, seen, Environment::Practice));
        assert!(matches!(saved, Saved::Done(_)), "{saved:?}");
        let seen = world.run(scope(name())).unwrap();
        let mut short = seen.clone();
        short.remove("long_description");
        let saved = lost_change(fault, &short, &seen, &mut world);
        match saved {
            Saved::Confirmed(_) => assert!(done, "{fault}"),
            Saved::NotDone => assert!(!done, "{fault}"),
            other => panic!("{fault}: {other:?}"),
        }
        let there = world.run(scope(name())).unwrap();
        assert_eq!(there.get("long_description").is_none(), done, "{fault}");
    }
}

#[test]
fn a_scope_that_is_neither_the_old_nor_the_new_is_not_said_to_be_unchanged() {
    let mut world = provider();
    let seen = world.run(scope(name())).unwrap();
    let (mut ours, mut theirs) = (seen.clone(), seen.clone());
    ours.set("description", "Vår");
    theirs.set("description", "Deres");
    world.meanwhile("PUT", move |world| {
        let path = format!("/api/v1/scopes?scope={}", name());
        let put = world.api(Operation::Scopes, "PUT", &path, Some(&theirs.request()));
        assert_eq!(put.status, 200, "{}", put.body);
        let faults = json!({"faults": [{"method": "PUT", "do": {"kind": "drop-before"}}]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
    });
    let saved = world.run(update(name(), ours, seen, Environment::Practice));
    let Saved::Overtaken(there) = saved else {
        panic!("{saved:?}")
    };
    assert_eq!(there.text("description"), Some("Deres"));
}

#[test]
fn what_the_server_made_of_a_scope_is_told_when_it_is_something_else() {
    let mut world = provider();
    let seen = world.run(scope(name())).unwrap();
    let kept: &'static str = Box::leak(serde_json::to_string(&seen).unwrap().into_boxed_str());
    let mut reworded = seen.clone();
    reworded.set("description", "Ny");
    world.reworded = Some(("PUT", 200, kept));
    let saved = world.run(update(name(), reworded, seen, Environment::Practice));
    assert!(matches!(saved, Saved::Otherwise(_)), "{saved:?}");
    let now = world.run(scope(name())).unwrap();
    let mut longer = now.clone();
    longer.set("long_description", "Lang");
    let saved = world.run(update(name(), longer, now, Environment::Practice));
    assert!(matches!(saved, Saved::Done(_)), "{saved:?}");
    let now = world.run(scope(name())).unwrap();
    let mut without = now.clone();
    without.remove("long_description");
    let kept: &'static str = Box::leak(serde_json::to_string(&now).unwrap().into_boxed_str());
    world.reworded = Some(("PUT", 200, kept));
    let saved = world.run(update(name(), without, now, Environment::Practice));
    assert!(
        matches!(saved, Saved::Otherwise(_)),
        "what was to go stayed: {saved:?}"
    );
}

#[test]
fn a_list_in_another_order_is_neither_a_change_of_somebody_else_nor_another_scope() {
    let mut world = provider();
    let with = |scope: &ScopeBody, types: [&str; 2]| {
        let mut scope = scope.clone();
        scope.set("allowed_integration_types", json!(types));
        scope
    };
    let there = world.run(scope(name())).unwrap();
    let both = with(&there, ["maskinporten", "krr"]);
    world.run(update(name(), both, there, Environment::Practice));
    let now = world.run(scope(name())).unwrap();
    let seen = with(&now, ["krr", "maskinporten"]);
    let mut wanted = seen.clone();
    wanted.set("description", "Ny");
    let made = with(&wanted, ["maskinporten", "krr"]).to_json().to_string();
    world.reworded = Some(("PUT", 200, Box::leak(made.into_boxed_str())));
    let saved = world.run(update(name(), wanted, seen.clone(), Environment::Practice));
    assert!(matches!(saved, Saved::Done(_)), "{saved:?}");
    let same = world.run(update(name(), now, seen, Environment::Practice));
    assert!(matches!(same, Saved::Same(_)), "{same:?}");
}
