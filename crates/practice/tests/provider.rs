//! The side of an API provider: own scopes, and who may use them. And a supplier's customers.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use losen_core::grant::Operation::{Keys, Read, Scopes, ScopesRead, Write};
use losen_practice::HttpReply;
use serde_json::{Value, json};
use support::forger::{Forged, Forger};
use support::{World, fixture, request};

const SCOPES: &str = "/api/v1/scopes";
const CONSUMER: &str = "/api/v1/scopes/access/311718371?scope=losby%3Abarnehage%2Fplass.read";

fn scope() -> Value {
    json!({"prefix": "losby", "subscope": "barnehage/plass.read", "description": "Barnehageplasser",
        "allowed_integration_types": ["maskinporten"]})
}

/// A world in which the organisation has a scope, `losby:barnehage/plass.read`.
fn provider() -> World {
    let mut world = World::with(Forger);
    assert_eq!(world.api(Scopes, "POST", SCOPES, Some(&scope())).status, 201);
    world
}

fn named(method: &str, world: &mut World, body: Option<&Value>) -> HttpReply {
    world.api(
        Scopes,
        method,
        "/api/v1/scopes?scope=losby%3Abarnehage%2Fplass.read",
        body,
    )
}

#[test]
fn a_new_scope_is_listed_and_gets_its_name_from_its_parts() {
    let mut world = provider();
    let own = world.api(ScopesRead, "GET", SCOPES, None).body_json();
    assert_eq!(
        (&own[0]["name"], &own[0]["owner_orgno"]),
        (&json!("losby:barnehage/plass.read"), &json!(support::ORGNO))
    );
    let one = world.api(
        ScopesRead,
        "GET",
        "/api/v1/scopes/scope?scope=losby:barnehage/plass.read",
        None,
    );
    assert_eq!(one.body_json(), own[0]);
    let public = world
        .send(&request("GET", "/api/v1/scopes/all?prefix=losby", None, None))
        .body_json();
    assert_eq!(public[0], own[0]);
}

#[test]
fn only_ones_own_prefix_and_whole_scopes_are_taken() {
    let mut world = World::new();
    for (member, value, status) in [
        ("prefix", json!("krr"), 403),
        ("prefix", Value::Null, 400),
        ("subscope", json!("a b"), 400),
        ("subscope", json!(""), 400),
        ("description", Value::Null, 400),
        ("visibility", json!("INTERAL"), 400),
        ("token_type", json!("SELF-CONTAINED"), 400),
        ("allowed_integration_types", json!(["api_client"]), 400),
        ("at_max_age", json!(-1), 400),
    ] {
        let mut body = scope();
        body[member] = value.clone();
        assert_eq!(
            world.api(Scopes, "POST", SCOPES, Some(&body)).status,
            status,
            "{member} {value}"
        );
    }
    assert_eq!(world.api(ScopesRead, "POST", SCOPES, Some(&scope())).status, 403);
}

#[test]
fn a_scope_is_replaced_but_never_renamed() {
    let mut world = provider();
    let mut body = scope();
    body["at_max_age"] = json!(60);
    let replaced = named("PUT", &mut world, Some(&body));
    assert_eq!(
        (replaced.status, &replaced.body_json()["at_max_age"]),
        (200, &json!(60))
    );
    body["subscope"] = json!("other");
    assert_eq!(named("PUT", &mut world, Some(&body)).status, 400);
    let other = world.api(
        Scopes,
        "PUT",
        "/api/v1/scopes?scope=krr:user/spraak.write",
        Some(&scope()),
    );
    assert_eq!(other.status, 403);
    assert_eq!(
        world
            .api(Scopes, "PUT", "/api/v1/scopes?scope=losby:no", Some(&scope()))
            .status,
        404
    );
    assert_eq!(world.api(Scopes, "DELETE", SCOPES, None).status, 400);
}

#[test]
fn a_deactivated_scope_comes_back_by_put_and_not_by_post() {
    let mut world = provider();
    let gone = named("DELETE", &mut world, None);
    assert_eq!((gone.status, &gone.body_json()["active"]), (200, &json!(false)));
    assert_eq!(world.api(ScopesRead, "GET", SCOPES, None).status, 400);
    assert_eq!(
        world
            .api(ScopesRead, "GET", "/api/v1/scopes?inactive=true", None)
            .status,
        200
    );
    assert_eq!(world.api(Scopes, "POST", SCOPES, Some(&scope())).status, 409);
    let mut body = scope();
    body["active"] = json!(true);
    assert_eq!(named("PUT", &mut world, Some(&body)).status, 200);
    assert_eq!(world.api(ScopesRead, "GET", SCOPES, None).status, 200);
}

#[test]
fn access_is_granted_listed_and_removed() {
    let mut world = provider();
    let list = "/api/v1/scopes/access?scope=losby:barnehage/plass.read";
    assert_eq!(world.api(ScopesRead, "GET", list, None).status, 400);
    let granted = world.api(Scopes, "PUT", CONSUMER, None);
    assert_eq!(
        (granted.status, &granted.body_json()["state"]),
        (200, &json!("APPROVED"))
    );
    assert_eq!(world.api(Scopes, "PUT", CONSUMER, None).status, 200);
    let listed = world.api(ScopesRead, "GET", list, None).body_json();
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["consumer_orgno"]),
        (1, &json!("311718371"))
    );
    let removed = world.api(Scopes, "DELETE", CONSUMER, None);
    assert_eq!(
        (removed.status, &removed.body_json()["state"]),
        (200, &json!("DENIED"))
    );
    assert_eq!(world.api(Scopes, "DELETE", CONSUMER, None).status, 404);
    assert_eq!(world.api(ScopesRead, "GET", list, None).status, 400);
    assert_eq!(
        world
            .api(ScopesRead, "GET", &format!("{list}&inactive=true"), None)
            .status,
        200
    );
}

#[test]
fn an_organisation_number_that_is_none_grants_nothing() {
    let mut world = provider();
    for orgno in ["123456789", "..", "311718371%20", "0192:311718371", "æ"] {
        let path = format!("/api/v1/scopes/access/{orgno}?scope=losby:barnehage/plass.read");
        assert_eq!(world.api(Scopes, "PUT", &path, None).status, 400, "{orgno}");
        assert_eq!(world.api(Scopes, "DELETE", &path, None).status, 400, "{orgno}");
    }
    let foreign = "/api/v1/scopes/access/311718371?scope=krr:user/spraak.write";
    assert_eq!(world.api(Scopes, "PUT", foreign, None).status, 403);
    assert_eq!(world.practice.clients().len(), 1);
}

#[test]
fn access_to_a_deactivated_scope_can_be_removed_but_not_granted() {
    let mut world = provider();
    world.api(Scopes, "PUT", CONSUMER, None);
    named("DELETE", &mut world, None);
    assert_eq!(world.api(Scopes, "DELETE", CONSUMER, None).status, 200);
    assert_eq!(world.api(Scopes, "PUT", CONSUMER, None).status, 409);
}

#[test]
fn the_owner_may_use_its_own_scope() {
    let mut world = provider();
    let mut body = fixture("maskinporten-krr");
    body["scopes"] = json!(["losby:barnehage/plass.read"]);
    let id = world.create(&body)["client_id"].as_str().unwrap().to_owned();
    let keys = json!({"keys": [support::forger::jwk("one")]});
    world.api(Keys, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys));
    let grant = Forged::with_key(&id, "one", "losby:barnehage/plass.read", "1");
    assert_eq!(world.send(&grant.request()).status, 200);
    named("DELETE", &mut world, None);
    let grant = Forged::with_key(&id, "one", "losby:barnehage/plass.read", "2");
    assert!(world.send(&grant.request()).body.contains("MP-200"));
}

#[test]
fn the_small_lists_are_there() {
    let mut world = World::new();
    let own = world.api(ScopesRead, "GET", "/api/v1/prefix", None).body_json();
    assert_eq!(
        (own.as_array().unwrap().len(), &own[0]["prefix"]),
        (1, &json!("losby"))
    );
    let open = |world: &mut World, path: &str| world.send(&request("GET", path, None, None));
    assert!(
        open(&mut world, "/api/v1/prefix/all")
            .body_json()
            .as_array()
            .unwrap()
            .len()
            > 5
    );
    let source = open(&mut world, "/api/v1/delegationsources").body_json();
    assert_eq!(source[0]["issuer"], "https://tt02.altinn.no/");
    let name = open(&mut world, "/api/v1/organizations/991825827").body_json();
    assert_eq!(
        name,
        json!({"orgnr": "991825827", "name": "DIGITALISERINGSDIREKTORATET"})
    );
    assert_eq!(open(&mut world, "/api/v1/organizations/310000000").status, 404);
}

#[test]
fn a_suppliers_customers_are_kept_on_the_client() {
    let mut world = World::new();
    let client = world.create(&fixture("api_klient-krr-user"));
    let path = format!(
        "/api/v1/clients/{}/onbehalfof",
        client["client_id"].as_str().unwrap()
    );
    assert_eq!(world.api(Read, "GET", &path, None).body_json(), json!([]));
    let body = json!({"onbehalfof": "on-behalf-of", "name": "Lørenskog", "orgno": "991825827", "description": "Kunde"});
    let made = world.api(Keys, "POST", &path, Some(&body));
    assert_eq!(
        (made.status, &made.body_json()["organization_name"]),
        (201, &json!("DIGITALISERINGSDIREKTORATET"))
    );
    assert_eq!(world.api(Keys, "POST", &path, Some(&body)).status, 409);
    let one = format!("{path}/on-behalf-of");
    assert_eq!(world.api(Keys, "GET", &one, None).body_json(), made.body_json());
    let mut other = body.clone();
    other["name"] = json!("Lørenskog kommune");
    assert_eq!(
        world.api(Write, "PUT", &one, Some(&other)).body_json()["name"],
        "Lørenskog kommune"
    );
    other["onbehalfof"] = json!("another");
    assert_eq!(world.api(Write, "PUT", &one, Some(&other)).status, 400);
    for (member, value) in [("orgno", "1"), ("name", " "), ("onbehalfof", "a/b")] {
        let mut wrong = body.clone();
        wrong[member] = json!(value);
        assert_eq!(
            world.api(Keys, "POST", &path, Some(&wrong)).status,
            400,
            "{member}"
        );
    }
    assert_eq!(world.api(Read, "DELETE", &one, None).status, 403);
    assert_eq!(world.api(Keys, "DELETE", &one, None).status, 204);
    assert_eq!(world.api(Keys, "DELETE", &one, None).status, 404);
}
