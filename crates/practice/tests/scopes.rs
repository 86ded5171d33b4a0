//! The lists of scopes and of accesses.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use losen_core::grant::Operation::{Read, Scopes, ScopesRead};
use serde_json::Value;
use support::{World, request};

fn public(query: &str) -> Vec<Value> {
    let reply = World::new().send(&request("GET", &format!("/api/v1/scopes/all{query}"), None, None));
    assert_eq!(reply.status, 200, "{query}");
    reply.body_json().as_array().unwrap().clone()
}

fn names(list: &[Value]) -> Vec<&str> {
    list.iter().map(|scope| scope["name"].as_str().unwrap()).collect()
}

#[test]
fn everybody_may_see_the_public_scopes() {
    let list = public("");
    let names = names(&list);
    assert!(names.contains(&"krr:user/kontaktinformasjon.read") && names.contains(&"altinn:serviceowner"));
    assert!(
        !names.contains(&"idporten:dcr.write"),
        "private scopes are not public"
    );
}

#[test]
fn the_list_can_be_narrowed() {
    assert!(
        names(&public("?prefix=krr"))
            .iter()
            .all(|name| name.starts_with("krr:"))
    );
    let machine = public("?integration_type=MASKINPORTEN&prefix=krr");
    assert!(names(&machine).iter().all(|name| name.starts_with("krr:global/")));
    assert!(names(&public("?accessible_for_all=true")).contains(&"openid"));
    assert!(
        public("?delegated_sources=true")
            .iter()
            .all(|scope| scope["delegation_source"] != "")
    );
}

#[test]
fn what_was_granted_is_listed_with_its_state() {
    let mut world = World::new();
    for operation in [ScopesRead, Scopes] {
        let list = world
            .api(operation, "GET", "/api/v1/scopes/access/all", None)
            .body_json();
        let state = |scope: &str| {
            list.as_array()
                .unwrap()
                .iter()
                .find(|access| access["scope"] == scope)
                .map(|it| it["state"].clone())
        };
        assert_eq!(
            state("krr:global/kontaktinformasjon.read"),
            Some("APPROVED".into())
        );
        assert_eq!(
            state("folkeregister:deling/offentligmedhjemmel"),
            Some("REQUESTED".into())
        );
        assert_eq!(
            state("krr:user/kontaktinformasjon.read"),
            None,
            "open to all, so not in the list"
        );
    }
    assert_eq!(
        world.api(Read, "GET", "/api/v1/scopes/access/all", None).status,
        403
    );
}

#[test]
fn the_provider_s_list_holds_what_was_given_and_not_what_was_received() {
    let mut world = World::new();
    let path = "/api/v1/scopes/access?scope=krr%3Aglobal%2Fdigitalpost.read";
    assert_eq!(world.api(ScopesRead, "GET", path, None).status, 400);
}

#[test]
fn an_empty_list_is_an_error_that_says_so() {
    let mut world = World::new();
    for path in ["/api/v1/scopes", "/api/v1/scopes/access?scope=nav:test/scope"] {
        let reply = world.api(ScopesRead, "GET", path, None);
        assert_eq!(reply.status, 400, "{path}");
        assert!(
            reply.body_json()["error_description"]
                .as_str()
                .unwrap()
                .contains("does not have any"),
            "{path}"
        );
    }
}
