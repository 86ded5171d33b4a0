//! The link that Losen makes for a trial login, at the practice environment's ID-porten.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

mod support;

use losen_core::login::{self, Landing};
use losen_core::model::{ClientId, Environment};
use serde_json::json;
use support::{World, request};

const REDIRECT: &str = "https://losby.example.no/callback";

/// Where the link ends for a client with these scopes, asking for those.
fn follow(registered: &[&str], asked: &[&str]) -> Landing {
    let mut world = World::new();
    let client = world.create(&json!({
        "client_name": "Losby", "integration_type": "api_klient", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code"],
        "scopes": registered, "redirect_uris": [REDIRECT],
    }));
    let client_id = ClientId::parse(client["client_id"].as_str().unwrap()).unwrap();
    let endpoints = world.practice.endpoints();
    let link = login::address(
        Environment::Practice,
        Some(&endpoints),
        &client_id,
        REDIRECT,
        asked,
    )
    .unwrap();
    let path = link.strip_prefix(support::BASE).unwrap();
    let reply = world.send(&request("GET", path, None, None));
    assert_eq!(reply.status, 302, "{}", reply.body);
    login::landing(reply.header("location").unwrap(), &[REDIRECT])
}

#[test]
fn a_good_client_lands_with_a_code() {
    let scopes = ["openid", "profile", "krr:user/kontaktinformasjon.read"];
    assert_eq!(follow(&scopes, &scopes), Landing::Code);
}

#[test]
fn a_scope_that_the_client_lacks_lands_with_an_error() {
    let landing = follow(&["openid", "profile"], &["openid", "krr:user/digitalpost.read"]);
    assert!(
        matches!(&landing, Landing::Refused { error, .. } if error == "invalid_scope"),
        "{landing:?}"
    );
}
