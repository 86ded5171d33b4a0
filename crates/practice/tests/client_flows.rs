//! What is done with a client that is there, against the practice environment: answers that get lost on the way, that are
//! empty, and that refuse.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use losen_core::clients::merged;
use losen_core::flow::clients::{
    Deactivated, Rotated, Updated, brings_secret, deactivate, new_secret, update,
};
use losen_core::model::{ClientId, Plan};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use support::World;

const NAME: &str = "Losby havnevesen - innlogging";

/// A world with a client that has a secret.
fn world() -> (World, ClientId, Plan) {
    let mut world = World::new();
    let client = world.create(&json!({
        "client_name": NAME, "description": "Innlogging", "integration_type": "idporten", "application_type": "web",
        "token_endpoint_auth_method": "client_secret_post", "grant_types": ["authorization_code"],
        "redirect_uris": ["https://losby.no/inn"], "scopes": ["openid", "profile"],
    }));
    let id = ClientId::parse(client["client_id"].as_str().unwrap()).unwrap();
    let seen = there(&mut world, &id);
    (world, id, seen)
}

fn there(world: &mut World, id: &ClientId) -> Plan {
    let reply = world.api(
        losen_core::grant::Operation::Read,
        "GET",
        &format!("/api/v1/clients/{id}"),
        None,
    );
    Plan::from_json(reply.body_json()).unwrap()
}

fn fault(world: &mut World, method: &str, effect: &Value) {
    let faults = json!({"faults": [{"method": method, "path": "/api/v1/clients/", "do": effect}]});
    *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
}

/// Changes the description, with what stands in the way.
fn change(world: &mut World, id: &ClientId, seen: &Plan) -> Updated {
    let wanted = merged(seen, json!({"description": "Ny"}).as_object().unwrap());
    world.run(update(id.clone(), seen.clone(), &wanted))
}

#[test]
fn a_change_whose_answer_is_lost_is_settled_by_reading_the_client() {
    for (effect, found) in [("drop-after", true), ("drop-before", false)] {
        let (mut world, id, seen) = world();
        fault(&mut world, "PUT", &json!({"kind": effect}));
        let end = change(&mut world, &id, &seen);
        match end {
            Updated::Done { found_by_looking, .. } => assert!(found && found_by_looking, "{effect}"),
            // Not to see it is no proof that it will not be done.
            Updated::Unknown(_) => assert!(!found, "{effect}"),
            other => panic!("{effect}: {other:?}"),
        }
        let description = if found { "Ny" } else { "Innlogging" };
        assert_eq!(
            there(&mut world, &id).text("description"),
            Some(description),
            "{effect}"
        );
        assert_eq!(world.sent("PUT", "/api/v1/clients/"), 1, "{effect}");
    }
}

#[test]
fn a_change_whose_answer_is_lost_and_that_cannot_be_read_is_unknown() {
    let (mut world, id, seen) = world();
    world.meanwhile("PUT", |world| {
        let faults = json!({"faults": [{"path": "/api/v1/clients/", "do": {"kind": "drop-after"}}]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
    });
    assert!(matches!(change(&mut world, &id, &seen), Updated::Unknown(_)));
}

#[test]
fn a_change_that_is_answered_with_nothing_or_half_is_done_and_read() {
    for (status, body) in [
        (200, ""),
        (204, ""),
        (200, "null"),
        (200, "{}"),
        (200, "{\"client_id\": \""),
    ] {
        let (mut world, id, seen) = world();
        world.reworded = Some(("PUT", status, body));
        let end = change(&mut world, &id, &seen);
        let Updated::Done {
            client, otherwise, ..
        } = end
        else {
            panic!("{status}: {end:?}");
        };
        assert_eq!(client.text("description"), Some("Ny"), "{status}");
        assert!(otherwise.is_empty(), "{status}");
    }
}

/// A server that does not take a member away says so, in what it shows.
#[test]
fn a_member_that_was_to_go_and_stayed_is_shown() {
    let (mut world, id, seen) = world();
    let kept: &'static str = Box::leak(seen.to_json().to_string().into_boxed_str());
    let mut wanted = seen.clone();
    wanted.remove("description");
    for (body, stayed) in [(kept, &["description"][..]), ("", &[])] {
        world.reworded = Some(("PUT", 200, body));
        let now = there(&mut world, &id);
        wanted.set("client_name", if stayed.is_empty() { "Ny" } else { NAME });
        let Updated::Done { otherwise, .. } = world.run(update(id.clone(), now, &wanted)) else {
            panic!("not done")
        };
        let members: Vec<&str> = otherwise.iter().map(|one| one.member.as_str()).collect();
        assert_eq!(members, stayed);
    }
}

#[test]
fn whatever_the_api_refuses_leaves_the_client_as_it_was_and_is_sent_once() {
    for status in [400, 401, 403, 404, 409, 428, 429] {
        let (mut world, id, seen) = world();
        fault(&mut world, "PUT", &json!({"kind": "status", "status": status}));
        let Updated::Refused(refused) = change(&mut world, &id, &seen) else {
            panic!("{status}");
        };
        assert_eq!(refused.status(), Some(status));
        fault(&mut world, "DELETE", &json!({"kind": "status", "status": status}));
        let end = world.run(deactivate(id.clone(), Some(NAME.into())));
        assert!(
            matches!(&end, Deactivated::Refused(refused) if refused.status() == Some(status)),
            "{end:?}"
        );
        fault(&mut world, "POST", &json!({"kind": "status", "status": status}));
        assert!(
            matches!(world.run(new_secret(id.clone())), Rotated::Refused(_)),
            "{status}"
        );
        assert_eq!(there(&mut world, &id), seen, "{status}");
        for method in ["PUT", "DELETE"] {
            assert_eq!(world.sent(method, "/api/v1/clients/"), 1, "{method} {status}");
        }
    }
}

#[test]
fn somebody_who_changes_the_client_while_a_person_confirms_is_not_overwritten() {
    let (mut world, id, seen) = world();
    let (theirs, path) = (
        merged(&seen, json!({"scopes": ["openid"]}).as_object().unwrap()),
        format!("/api/v1/clients/{id}"),
    );
    world.meanwhile("READY", move |world| {
        let operation = losen_core::grant::Operation::Write;
        assert_eq!(
            world.api(operation, "PUT", &path, Some(&theirs.to_json())).status,
            200
        );
    });
    let end = change(&mut world, &id, &seen);
    assert!(
        matches!(&end, Updated::Meanwhile { theirs, .. } if theirs[0].member == "scopes"),
        "{end:?}"
    );
    assert_eq!(world.sent("PUT", "/api/v1/clients/"), 1, "theirs alone");
}

#[test]
fn a_deactivation_whose_answer_is_lost_is_settled_by_reading_the_client() {
    for (effect, done) in [("drop-after", true), ("drop-before", false)] {
        let (mut world, id, _) = world();
        fault(&mut world, "DELETE", &json!({"kind": effect}));
        let end = world.run(deactivate(id.clone(), Some(NAME.into())));
        match end {
            Deactivated::Done { found_by_looking } => assert!(done && found_by_looking),
            Deactivated::Unknown(_) => assert!(!done),
            other => panic!("{effect}: {other:?}"),
        }
        assert_eq!(there(&mut world, &id).flag("active"), Some(!done), "{effect}");
    }
}

#[test]
fn a_secret_whose_answer_is_lost_may_be_there_and_is_not_asked_for_again() {
    for effect in ["drop-after", "truncate"] {
        let (mut world, id, _) = world();
        fault(&mut world, "POST", &json!({"kind": effect}));
        let path = format!("/api/v1/clients/{id}/secret");
        assert!(
            matches!(world.run(new_secret(id)), Rotated::Unknown(_)),
            "{effect}"
        );
        assert_eq!(world.sent("POST", &path), 1, "{effect}");
    }
}

/// The client as it is when it has a key in place of its secret, and as it is wanted with a secret again.
fn without_secret(world: &mut World, id: &ClientId, seen: &Plan) -> (Plan, Plan) {
    let other = json!({"token_endpoint_auth_method": "private_key_jwt"});
    let by_key = merged(seen, other.as_object().unwrap());
    let end = world.run(update(id.clone(), seen.clone(), &by_key));
    assert!(matches!(end, Updated::Done { secret: None, .. }), "{end:?}");
    let back = json!({"token_endpoint_auth_method": "client_secret_post"});
    let now = there(world, id);
    let wanted = merged(&now, back.as_object().unwrap());
    (now, wanted)
}

#[test]
fn a_secret_that_comes_with_a_change_is_taken_out_of_the_client() {
    let (mut world, id, seen) = world();
    let (now, wanted) = without_secret(&mut world, &id, &seen);
    assert!(brings_secret(&now, &wanted) && !brings_secret(&seen, &wanted));
    let end = world.run(update(id, now, &wanted));
    assert!(!end.may_have_lost(true));
    let Updated::Done {
        client,
        secret: Some(secret),
        otherwise,
        ..
    } = end
    else {
        panic!("{end:?}")
    };
    assert!(secret.expose_secret().len() > 10 && otherwise.is_empty());
    assert_eq!(client.get("client_secret"), None);
}

#[test]
fn a_secret_that_went_with_a_lost_answer_is_known_to_be_lost() {
    for (effect, lost) in [
        (json!({"kind": "drop-after"}), true),
        (json!({"kind": "status", "status": 403}), false),
    ] {
        let (mut world, id, seen) = world();
        let (now, wanted) = without_secret(&mut world, &id, &seen);
        fault(&mut world, "PUT", &effect);
        let end = world.run(update(id, now, &wanted));
        assert_eq!(end.may_have_lost(true), lost, "{end:?}");
        assert!(!end.may_have_lost(false), "a change that was to bring none");
    }
}
