//! Everything that can go wrong on demand.

mod support;

use losen_core::grant::Operation::{Read, Write};
use losen_practice::{Fate, Faults};
use serde_json::{Value, json};
use support::forger::{Forged, Forger, jwk};
use support::{World, fixture, request};

/// A world in which these faults are set, over the same door that tests outside use.
fn with(faults: &Value) -> World {
    let mut world = World::with(Forger);
    let reply = world.send(&request(
        "PUT",
        "/practice/faults",
        None,
        Some(&json!({ "faults": faults })),
    ));
    assert_eq!(reply.status, 204, "{}", reply.body);
    world
}

fn list(world: &mut World) -> losen_practice::HttpReply {
    world.api(Read, "GET", "/api/v1/clients", None)
}

#[test]
fn every_status_has_the_body_of_the_api() {
    for status in [400, 401, 403, 404, 409, 428, 429, 500, 502, 503] {
        let mut world = with(&json!([{"path": "/api/", "do": {"kind": "status", "status": status}}]));
        let reply = list(&mut world);
        assert_eq!(reply.status, status);
        if status == 401 {
            assert!(reply.header("www-authenticate").is_some() && reply.body.is_empty());
        } else {
            assert_eq!(reply.body_json()["status"], status);
        }
    }
}

#[test]
fn unsigned_terms_are_told_in_digdirs_words() {
    let mut world = with(&json!([{"path": "/api/", "do": {"kind": "status", "status": 428}}]));
    let words = "PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene. Ta kontakt med \
                 servicedesk@digdir.no";
    assert!(list(&mut world).body.contains(words));
}

#[test]
fn a_gateway_answers_a_page() {
    let mut world = with(&json!([{"path": "/api/", "do": {"kind": "status", "status": 502, "html": true}}]));
    let reply = list(&mut world);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (502, Some("text/html"))
    );
    assert!(reply.body.starts_with("<html>"));
}

#[test]
fn a_refused_request_is_not_performed() {
    let mut world =
        with(&json!([{"method": "POST", "path": "/api/", "do": {"kind": "status", "status": 500}}]));
    world.api(Write, "POST", "/api/v1/clients", Some(&fixture("krr")));
    assert_eq!(world.practice.clients().len(), 1);
}

#[test]
fn a_connection_drops_before_or_after_the_work_is_done() {
    for (kind, clients) in [("drop-before", 1), ("drop-after", 2)] {
        let mut world = with(&json!([{"method": "POST", "path": "/api/v1/clients", "do": {"kind": kind}}]));
        let reply = world.api(Write, "POST", "/api/v1/clients", Some(&fixture("krr")));
        assert_eq!(
            (reply.fate, world.practice.clients().len()),
            (Fate::DropConnection, clients),
            "{kind}"
        );
    }
}

#[test]
fn only_the_call_that_was_named_is_struck() {
    let fault = json!([{"method": "GET", "path": "/api/v1/clients", "exact": true, "call": 2,
        "do": {"kind": "status", "status": 503}}]);
    let mut world = with(&fault);
    world.api(Read, "GET", "/api/v1/clients/losen-practice-admin", None);
    let statuses: Vec<u16> = (0..3).map(|_| list(&mut world).status).collect();
    assert_eq!(statuses, [200, 503, 200]);
}

#[test]
fn an_answer_can_be_late_cut_short_or_called_something_else() {
    let mut world = with(&json!([{"path": "/api/", "do": {"kind": "delay", "ms": 250}},
        {"path": "/api/", "do": {"kind": "truncate"}},
        {"path": "/api/", "do": {"kind": "content-type", "value": "text/plain"}}]));
    let reply = list(&mut world);
    assert_eq!(
        (reply.fate, reply.header("content-type")),
        (Fate::Delay(250), Some("text/plain"))
    );
    assert!(reply.body.starts_with('[') && serde_json::from_str::<Value>(&reply.body).is_err());
}

#[test]
fn a_clock_that_is_ahead_shows_in_the_date_and_refuses_good_grants() {
    let mut world = with(&json!([{"path": "/", "do": {"kind": "date-skew", "seconds": 60}}]));
    let reply = world.send(&Forged::admin("idporten:dcr.read", "1").request());
    assert_eq!(
        (reply.status, reply.header("date")),
        (400, Some("Sat, 21 Nov 2026 22:27:40 GMT"))
    );
}

#[test]
fn tokens_can_be_made_to_live_shorter() {
    let mut world = with(&json!([{"path": "/token", "do": {"kind": "token-lifetime", "seconds": 5}}]));
    let reply = world.send(&Forged::admin("idporten:dcr.read", "1").request());
    assert_eq!(reply.body_json()["expires_in"], 4);
}

#[test]
fn a_new_client_can_be_missing_from_the_list_for_a_while() {
    let mut world = with(&json!([{"path": "/api/v1/clients", "do": {"kind": "list-lag", "seconds": 120}}]));
    world.create(&fixture("krr"));
    assert_eq!(list(&mut world).body_json().as_array().map(Vec::len), Some(1));
    world.now = world.now.plus(120);
    assert_eq!(list(&mut world).body_json().as_array().map(Vec::len), Some(2));
}

#[test]
fn maskinporten_can_learn_late_of_a_new_client() {
    let mut world = with(&json!([{"path": "/token", "do": {"kind": "client-lag", "seconds": 300}}]));
    let id = world.create(&fixture("krr"))["client_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let ask = |world: &mut World, jti| {
        let mut grant = Forged::admin("krr:global/kontaktinformasjon.read", jti);
        grant.claims["iss"] = json!(id);
        grant.claims["iat"] = json!(world.now.0);
        grant.claims["exp"] = json!(world.now.0 + 100);
        world.send(&grant.request())
    };
    let early = ask(&mut world, "1");
    assert!(
        early.status == 400 && early.body.contains("Client not found"),
        "{}",
        early.body
    );
    world.now = world.now.plus(300);
    let late = ask(&mut world, "2");
    assert_eq!(late.status, 200, "{}", late.body);
}

#[test]
fn maskinporten_can_learn_late_of_a_new_key() {
    let mut world = with(&json!([{"path": "/token", "do": {"kind": "key-lag", "seconds": 300}}]));
    let id = world.create(&fixture("krr"))["client_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let keys = json!({ "keys": [jwk("ny")] });
    let posted = world.api(Write, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys));
    assert_eq!(posted.status, 201, "{}", posted.body);
    let ask = |world: &mut World, jti| {
        let mut grant = Forged::with_key(&id, "ny", "krr:global/kontaktinformasjon.read", jti);
        grant.claims["iat"] = json!(world.now.0);
        grant.claims["exp"] = json!(world.now.0 + 100);
        world.send(&grant.request())
    };
    let early = ask(&mut world, "1");
    assert!(early.body.contains("Unknown key identifier"), "{}", early.body);
    world.now = world.now.plus(300);
    let late = ask(&mut world, "2");
    assert_eq!(late.status, 200, "{}", late.body);
}

#[test]
fn a_fault_that_cannot_be_read_is_refused_and_changes_nothing() {
    let mut world = with(&json!([{"path": "/api/", "do": {"kind": "status", "status": 500}}]));
    for body in [
        json!({"fault": []}),
        json!({"faults": [{"path": "/", "do": {"kind": "explode"}}]}),
        json!({"faults": [{"path": "/", "when": 1, "do": {"kind": "truncate"}}]}),
        json!({"faults": [{"path": "/", "do": {"kind": "delay"}}]}),
    ] {
        assert_eq!(
            world
                .send(&request("PUT", "/practice/faults", None, Some(&body)))
                .status,
            400,
            "{body}"
        );
    }
    assert_eq!(list(&mut world).status, 500);
    *world.practice.faults_mut() = Faults::default();
    assert_eq!(list(&mut world).status, 200);
}

#[test]
fn the_state_shows_what_came_in_and_survives_being_kept() {
    let mut world = World::new();
    world.create(&fixture("krr"));
    let kept = serde_json::to_string(&world.practice).unwrap();
    assert!(kept.len() < 10_000, "a page keeps it: {} bytes", kept.len());
    world.practice = serde_json::from_str(&kept).unwrap();
    let state = world
        .send(&request("GET", "/practice/state", None, None))
        .body_json();
    assert_eq!(state["clients"][1]["client_name"], fixture("krr")["client_name"]);
    assert_eq!(
        (&state["log"][0]["body"], &state["log"][0]["status"]),
        (&fixture("krr"), &json!(201))
    );
}

#[test]
fn the_state_holds_no_token() {
    let mut world = World::new();
    let token = world.token(Read);
    world.send(&request("GET", "/api/v1/clients", Some(&token), None));
    let kept = serde_json::to_string(&world.practice).unwrap();
    let shown = world.send(&request("GET", "/practice/state", None, None)).body;
    assert!(!kept.contains(&token) && !shown.contains(&token));
}
