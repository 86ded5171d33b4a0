//! Client plus key, one operation: over every answer that can be lost and every moment at which whoever drives it can be
//! killed, against the practice environment.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use losen_core::flow::clients::deactivate;
use losen_core::flow::create::{Creation, PATIENCE, Wish, create, settle};
use losen_core::flow::keys::{Keyed, add};
use losen_core::model::{ClientId, Plan};
use serde_json::{Value, json};
use support::{World, request};

const NAME: &str = "Losby havnevesen – klient med nøkkel";
const MODULUS: &str = "wuXuNvrI0_UUJAHrWIEOLx79QmYzCXBYH4K2x7_IdB6SY-5qu7VI-_1T-2ZS4UhfuyBAYcuGz7lGKeKWPUY369ryng7OipJY_FJzF8s0y9-XhJoPh-IJJHQDANw-xajjbPhGzBBlLl0hfaiEjG3FoonY8p1ustgeUBGBJi8ip-rIl0OkEysNkBp0f1B9R_ryeV71TQ5jrnz4834XvekyGIDb7PZ-u6OH5TzqPZKiU6q_P4BXMTxrSj_BMPTyRYlfRkDgWZ_XBMo5RT2DHdfET67mFjEUOCLOAl1Sd6WwyHdK2mYl-wrtd5l3c0kKLWcbxKtO8V95-zcFqONIqvF0gQ";

fn wish() -> Wish {
    let client = json!({
        "client_name": NAME, "description": "Slår opp", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    let key =
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "losen-1", "n": MODULUS, "e": "AQAB"});
    Wish {
        client: Plan::from_json(client).unwrap(),
        key: Some(key),
        alike: false,
        patience: PATIENCE,
    }
}

fn fault(world: &mut World, method: &str, path: &str, effect: Value) {
    let fault =
        json!({"method": method, "path": path, "exact": path.ends_with("/clients"), "call": 1, "do": effect});
    *world.practice.faults_mut() = serde_json::from_value(json!({"faults": [fault]})).unwrap();
}

/// The clients of that name: whether each is active, and how many keys it has.
fn there(world: &mut World) -> Vec<(bool, usize)> {
    let state = world
        .send(&request("GET", "/practice/state", None, None))
        .body_json();
    let clients = state["clients"].as_array().unwrap();
    let named = clients.iter().filter(|client| client["client_name"] == NAME);
    let seen = |client: &Value| {
        let keys = client["jwks"]["keys"].as_array().unwrap().len();
        (client["active"] == true, keys)
    };
    named.map(seen).collect()
}

#[test]
fn client_and_key_cost_one_write_token_and_three_calls() {
    let mut world = World::new();
    let end = world.run(create(wish()));
    assert!(
        matches!(&end, Creation::Created(new) if new.kid.as_deref() == Some("losen-1")),
        "{end:?}"
    );
    assert_eq!(there(&mut world), [(true, 1)]);
    assert_eq!(world.practice.log().len(), 3, "the list, the client, the key");
    // Known before the key left: which client it is.
    assert_eq!(world.recorded.len(), 2);
    assert!(world.recorded[1].client_id.is_some());
}

#[test]
fn a_key_that_is_refused_undoes_the_client() {
    let mut world = World::new();
    fault(
        &mut world,
        "POST",
        "/api/v2/",
        json!({"kind": "status", "status": 400}),
    );
    let end = world.run(create(wish()));
    assert!(
        matches!(&end, Creation::Undone { refused: Some(_), .. }),
        "{end:?}"
    );
    assert_eq!(there(&mut world), [(false, 0)]);
}

#[test]
fn a_lost_answer_to_client_or_key_is_settled_by_looking() {
    for path in ["/api/v1/clients", "/api/v2/"] {
        let mut world = World::new();
        fault(&mut world, "POST", path, json!({"kind": "drop-after"}));
        let end = world.run(create(wish()));
        assert!(matches!(&end, Creation::Created(_)), "{path}: {end:?}");
        assert_eq!(there(&mut world), [(true, 1)], "{path}");
        assert_eq!(world.sent("POST", "/api/v1/clients"), 1, "{path}");
    }
}

/// Killed after each ask in turn, and settled from what had been kept by then: what the user is told is what is there,
/// and either choice leads to where it says.
#[test]
fn wherever_it_is_killed_the_next_start_tells_what_is_there_and_finishes_or_undoes_it() {
    let (mut unfinished, mut finished, mut nothing) = (0, 0, 0);
    for asks in 1..12 {
        for finish in [true, false] {
            let mut world = World::new();
            let ended = world.run_for(create(wish()), asks).is_some();
            let Some(intent) = world.recorded.last().cloned() else {
                assert_eq!(there(&mut world), [], "nothing leaves without a record");
                continue;
            };
            match world.run(settle(intent.clone(), PATIENCE)) {
                Creation::Created(new) => {
                    assert_eq!(
                        (there(&mut world), new.kid.as_deref()),
                        (vec![(true, 1)], Some("losen-1"))
                    );
                    finished += 1;
                }
                Creation::NotThere(_) => {
                    assert_eq!(there(&mut world), []);
                    nothing += 1;
                }
                Creation::Unfinished { id, .. } => {
                    assert!(!ended);
                    assert_eq!(there(&mut world), [(true, 0)]);
                    settle_by_choice(&mut world, id, intent.key.unwrap(), finish);
                    unfinished += 1;
                }
                other => panic!("{asks}: {other:?}"),
            }
            assert!(world.sent("POST", "/api/v1/clients") <= 1, "{asks}: sent once");
        }
    }
    assert!(
        unfinished >= 4 && finished >= 2 && nothing >= 2,
        "{unfinished} {finished} {nothing}"
    );
}

fn settle_by_choice(world: &mut World, id: ClientId, key: Value, finish: bool) {
    if finish {
        let end = world.run(add(id, key));
        assert!(matches!(end, Keyed::Done { .. }), "{end:?}");
        assert_eq!(there(world), [(true, 1)]);
    } else {
        world.run(deactivate(id, Some(NAME.to_owned())));
        assert_eq!(there(world), [(false, 0)]);
    }
}

#[test]
fn a_client_that_was_undone_before_the_crash_is_not_offered_again() {
    let mut world = World::new();
    fault(
        &mut world,
        "POST",
        "/api/v2/",
        json!({"kind": "status", "status": 400}),
    );
    let end = world.run(create(wish()));
    assert!(matches!(end, Creation::Undone { .. }));
    let intent = world.recorded.last().cloned().unwrap();
    let settled = world.run(settle(intent, PATIENCE));
    assert!(
        matches!(settled, Creation::Undone { refused: None, .. }),
        "{settled:?}"
    );
}

/// The list may not be read, so that nobody knows what was there before: whatever fits is shown, and a person says which.
#[test]
fn a_create_whose_list_may_not_be_read_goes_on_and_a_lost_one_is_for_a_person_to_settle() {
    let forbidden = json!({"method": "GET", "path": "/api/v1/clients", "exact": true, "call": 1,
        "do": {"kind": "status", "status": 403}});
    let lost =
        json!({"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}});
    let mut world = World::new();
    *world.practice.faults_mut() = serde_json::from_value(json!({"faults": [forbidden]})).unwrap();
    assert!(matches!(world.run(create(wish())), Creation::Created(_)));
    assert_eq!(there(&mut world), [(true, 1)]);
    let mut world = World::new();
    *world.practice.faults_mut() = serde_json::from_value(json!({"faults": [forbidden, lost]})).unwrap();
    let end = world.run(create(wish()));
    assert!(
        matches!(&end, Creation::Several(ids) if ids.len() == 1),
        "{end:?}"
    );
    assert_eq!(
        there(&mut world),
        [(true, 0)],
        "without its key, for nobody knows that it is the one"
    );
    assert_eq!(world.sent("POST", "/api/v1/clients"), 1);
}

#[test]
fn a_lost_create_whose_list_may_not_be_read_at_all_is_unknown() {
    let mut world = World::new();
    let forbidden = json!({"method": "GET", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": 403}});
    let lost =
        json!({"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}});
    *world.practice.faults_mut() = serde_json::from_value(json!({"faults": [forbidden, lost]})).unwrap();
    assert!(matches!(world.run(create(wish())), Creation::Unknown(_)));
    assert_eq!(world.sent("POST", "/api/v1/clients"), 1);
}

#[test]
fn a_client_that_can_neither_get_its_key_nor_be_undone_remains_and_is_said_to() {
    for (key, undo, kept) in [
        (
            json!({"kind": "status", "status": 400}),
            json!({"kind": "status", "status": 500}),
            (true, 0),
        ),
        (
            json!({"kind": "status", "status": 400}),
            json!({"kind": "drop-before"}),
            (true, 0),
        ),
        (
            json!({"kind": "status", "status": 400}),
            json!({"kind": "drop-after"}),
            (false, 0),
        ),
    ] {
        let mut world = World::new();
        let faults = json!({"faults": [
            {"method": "POST", "path": "/api/v2/", "do": key},
            {"method": "DELETE", "path": "/api/v1/clients/", "do": undo},
        ]});
        *world.practice.faults_mut() = serde_json::from_value(faults).unwrap();
        let end = world.run(create(wish()));
        match &end {
            Creation::Unfinished { refused: Some(_), .. } => assert!(kept.0, "{undo}"),
            Creation::Undone { .. } => assert!(!kept.0, "{undo}"),
            other => panic!("{undo}: {other:?}"),
        }
        assert_eq!(there(&mut world), [kept], "{undo}");
    }
}
