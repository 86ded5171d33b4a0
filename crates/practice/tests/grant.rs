//! Maskinporten's token endpoint: a good grant works once, and each way to be wrong has its own answer.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use losen_core::grant::Operation::{Keys, Write};
use serde_json::{Value, json};
use support::forger::{Forged, Forger, certificate, jwk, token_request};
use support::{NOW, World, fixture, request};

const WRITE: &str = "idporten:dcr.write";

fn world() -> World {
    World::with(Forger)
}

/// The refusal of a grant after `spoil` has had its way with it.
fn refusal(spoil: impl FnOnce(&mut Forged)) -> Value {
    let mut grant = Forged::admin(WRITE, "once");
    spoil(&mut grant);
    let reply = world().send(&grant.request());
    assert_ne!(reply.status, 200);
    reply.body_json()
}

#[track_caller]
fn assert_refused(body: &Value, error: &str, words: &str) {
    let description = body["error_description"].as_str().unwrap();
    assert_eq!(body["error"], error, "{description}");
    assert!(description.contains(words), "{description}");
    assert!(description.contains("(correlation id: "), "{description}");
}

/// A client with one key, ready to ask for tokens.
fn keyed_client(world: &mut World, body: &Value) -> String {
    let id = world.create(body)["client_id"].as_str().unwrap().to_owned();
    let keys = json!({"keys": [jwk("one")]});
    assert_eq!(
        world
            .api(Keys, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys))
            .status,
        201
    );
    id
}

#[test]
fn a_good_grant_buys_a_token_that_the_api_takes() {
    let mut world = world();
    let reply = world.send(&Forged::admin(WRITE, "once").request());
    let body = reply.body_json();
    assert_eq!(
        (reply.status, &body["expires_in"], &body["scope"]),
        (200, &json!(119), &json!(WRITE))
    );
    let token = body["access_token"].as_str().unwrap().to_owned();
    let made = world.send(&request(
        "POST",
        "/api/v1/clients",
        Some(&token),
        Some(&fixture("krr")),
    ));
    assert_eq!(made.status, 201);
    let claims = world.notary.read(&token).unwrap().claims;
    assert_eq!(claims["consumer"]["ID"], "0192:314330897");
    assert_eq!(claims["client_amr"], "virksomhetssertifikat");
}

#[test]
fn a_grant_works_once_with_or_without_an_id() {
    let mut world = world();
    let mut grant = Forged::admin(WRITE, "once");
    assert_eq!(world.send(&grant.request()).status, 200);
    assert_refused(
        &world.send(&grant.request()).body_json(),
        "invalid_grant",
        "MP-012",
    );
    // Another grant with the same id.
    grant.claims["iat"] = json!(NOW.0 - 1);
    assert_refused(
        &world.send(&grant.request()).body_json(),
        "invalid_grant",
        "MP-012",
    );
    grant.claims.as_object_mut().unwrap().remove("jti");
    assert_eq!(world.send(&grant.request()).status, 200);
    assert_refused(
        &world.send(&grant.request()).body_json(),
        "invalid_grant",
        "MP-012",
    );
}

#[test]
fn a_wrong_audience_is_mp_110_also_when_only_the_slash_is_missing() {
    for audience in [
        json!("http://127.0.0.1:4711"),
        json!("https://test.maskinporten.no/"),
        json!([]),
        Value::Null,
    ] {
        assert_refused(
            &refusal(|grant| grant.claims["aud"] = audience),
            "invalid_grant",
            "MP-110",
        );
    }
}

#[test]
fn an_unknown_client_is_mp_100() {
    assert_refused(
        &refusal(|grant| grant.claims["iss"] = json!("nobody")),
        "invalid_grant",
        "MP-100",
    );
}

#[test]
fn times_that_do_not_fit_have_their_own_words() {
    let times = |iat: i64, exp: i64| {
        refusal(move |grant| {
            grant.claims["iat"] = json!(NOW.0 + iat);
            grant.claims["exp"] = json!(NOW.0 + exp);
        })
    };
    assert_refused(&times(-100, 0), "invalid_grant", "MP-130");
    assert_refused(&times(11, 100), "invalid_grant", "Issue time is after now");
    assert_refused(&times(-11, 100), "invalid_grant", "MP-130");
    assert_refused(&times(0, 121), "invalid_request", "MP-011");
    for offset in [-10, 10] {
        let mut grant = Forged::admin(WRITE, "once");
        grant.claims["iat"] = json!(NOW.0 + offset);
        grant.claims["exp"] = json!(NOW.0 + offset + 120);
        assert_eq!(world().send(&grant.request()).status, 200, "{offset}");
    }
}

#[test]
fn certificates_that_do_not_fit_have_their_own_codes() {
    let x5c = |value: Value| refusal(move |grant| grant.header["x5c"] = value);
    let own = certificate(support::ORGNO, (-1, 30), true);
    assert_refused(&x5c(own[0].clone()), "invalid_grant", "MP-123");
    assert_refused(&x5c(json!([])), "invalid_grant", "MP-123");
    assert_refused(&x5c(json!(["AAAA"])), "invalid_grant", "MP-120");
    assert_refused(
        &x5c(certificate(support::ORGNO, (-30, -1), true)),
        "invalid_grant",
        "MP-120",
    );
    assert_refused(
        &x5c(certificate(support::ORGNO, (1, 30), true)),
        "invalid_grant",
        "MP-120",
    );
    assert_refused(
        &x5c(certificate(support::ORGNO, (-1, 30), false)),
        "invalid_grant",
        "MP-120",
    );
    assert_refused(
        &x5c(certificate("991825827", (-1, 30), true)),
        "invalid_grant",
        "MP-122",
    );
    assert_refused(
        &refusal(|grant| grant.key = "another".into()),
        "invalid_grant",
        "MP-124",
    );
}

#[test]
fn exactly_one_of_certificate_and_key_id_is_expected() {
    assert_refused(
        &refusal(|grant| grant.header["kid"] = json!("one")),
        "invalid_request",
        "MP-011",
    );
    assert_refused(
        &refusal(|grant| grant.header = json!({"alg": "RS256"})),
        "invalid_request",
        "MP-011",
    );
    assert_refused(
        &refusal(|grant| grant.header["alg"] = json!("ES256")),
        "invalid_request",
        "MP-011",
    );
}

#[test]
fn a_registered_key_must_be_used_by_its_id_and_for_a_year() {
    let mut world = world();
    let scope = "krr:global/kontaktinformasjon.read";
    let id = keyed_client(&mut world, &fixture("maskinporten-krr"));
    let ask = |world: &mut World, grant: &Forged| world.send(&grant.request());
    assert_eq!(
        ask(&mut world, &Forged::with_key(&id, "one", scope, "1")).status,
        200
    );
    let unknown = ask(&mut world, &Forged::with_key(&id, "two", scope, "2"));
    assert_refused(
        &unknown.body_json(),
        "invalid_grant",
        "Unknown key identifier (kid) for client",
    );
    let mut foreign = Forged::with_key(&id, "one", scope, "3");
    foreign.key = "stolen".into();
    assert_refused(&ask(&mut world, &foreign).body_json(), "invalid_grant", "MP-124");
    let mut certified = Forged::admin(scope, "4");
    certified.claims["iss"] = json!(id);
    assert_refused(
        &ask(&mut world, &certified).body_json(),
        "invalid_grant",
        "pre-registered jwk",
    );
    world.now = NOW.plus(365 * 86_400);
    let mut late = Forged::with_key(&id, "one", scope, "5");
    late.claims["iat"] = json!(world.now.0);
    late.claims["exp"] = json!(world.now.0 + 100);
    assert_refused(&ask(&mut world, &late).body_json(), "invalid_grant", "MP-121");
}

#[test]
fn scopes_are_checked_against_the_client_the_type_and_what_was_granted() {
    let mut world = world();
    let mut body = fixture("maskinporten-krr");
    let not_granted = "folkeregister:deling/offentligmedhjemmel";
    body["scopes"] = json!([
        "krr:global/kontaktinformasjon.read",
        not_granted,
        "nav:aareg/v1/arbeidsforhold"
    ]);
    let id = keyed_client(&mut world, &body);
    let mut ask = |scope: &str, consumer: Option<&str>, jti: &str| {
        let mut grant = Forged::with_key(&id, "one", scope, jti);
        if let Some(consumer) = consumer {
            grant.claims["consumer_org"] = json!(consumer);
        }
        world.send(&grant.request()).body_json()
    };
    assert_refused(
        &ask("krr:global/digitalpost.read", None, "1"),
        "invalid_scope",
        "MP-200",
    );
    assert_refused(&ask("", None, "2"), "invalid_scope", "MP-200");
    let words = format!("MP-250: Consumer has not been granted access to the scope {not_granted}");
    assert_refused(&ask(not_granted, None, "3"), "invalid_scope", &words);
    let needs_user = ask("nav:aareg/v1/arbeidsforhold", None, "4");
    assert_refused(&needs_user, "invalid_scope", "require an end user authentication");
    assert_refused(&ask(not_granted, Some("991825827"), "5"), "forbidden", "MP-251");
    assert_refused(
        &ask(not_granted, Some(support::ORGNO), "6"),
        "invalid_request",
        "consumer_org",
    );
}

#[test]
fn a_client_for_logins_cannot_ask_as_a_machine() {
    let mut world = world();
    let id = keyed_client(&mut world, &fixture("api_klient-krr-user"));
    let reply = world.send(&Forged::with_key(&id, "one", "krr:user/kontaktinformasjon.read", "1").request());
    assert_refused(&reply.body_json(), "invalid_grant", "MP-100");
}

#[test]
fn a_scope_for_logins_is_not_for_machines() {
    let mut world = world();
    let mut body = fixture("api_klient-krr-user");
    // The registry takes this combination, as Digdir's does; it shows when a token is asked for.
    body["grant_types"] = json!([losen_core::grant::GRANT_TYPE]);
    let id = keyed_client(&mut world, &body);
    let reply = world.send(&Forged::with_key(&id, "one", "krr:user/kontaktinformasjon.read", "1").request());
    assert_refused(&reply.body_json(), "invalid_scope", "MP-201");
}

#[test]
fn a_deactivated_client_gets_no_token() {
    let mut world = world();
    let id = keyed_client(&mut world, &fixture("maskinporten-krr"));
    world.api(Write, "DELETE", &format!("/api/v1/clients/{id}"), None);
    let reply =
        world.send(&Forged::with_key(&id, "one", "krr:global/kontaktinformasjon.read", "1").request());
    assert_refused(&reply.body_json(), "invalid_grant", "MP-100");
}

#[test]
fn the_client_decides_how_long_its_tokens_live() {
    let mut world = world();
    let mut body = fixture("maskinporten-krr");
    body["access_token_lifetime"] = json!(45);
    let id = keyed_client(&mut world, &body);
    let reply =
        world.send(&Forged::with_key(&id, "one", "krr:global/kontaktinformasjon.read", "1").request());
    assert_eq!(reply.body_json()["expires_in"], 44);
}

#[test]
fn something_else_than_a_grant_is_refused_without_a_fuss() {
    let mut world = world();
    let jwt = losen_core::grant::GRANT_TYPE;
    for (form, error) in [
        (
            vec![("grant_type", "client_credentials")],
            "unsupported_grant_type",
        ),
        (vec![], "unsupported_grant_type"),
        (vec![("grant_type", jwt)], "invalid_request"),
        (
            vec![("grant_type", jwt), ("assertion", "a.b.c")],
            "invalid_request",
        ),
        (
            vec![("grant_type", jwt), ("assertion", "\u{e6}")],
            "invalid_request",
        ),
    ] {
        assert_eq!(
            world.send(&token_request("/token", &form)).body_json()["error"],
            error,
            "{form:?}"
        );
    }
}

#[test]
fn the_metadata_names_the_issuer_with_its_slash() {
    let mut world = world();
    let metadata = world
        .send(&request(
            "GET",
            "/.well-known/oauth-authorization-server",
            None,
            None,
        ))
        .body_json();
    let endpoints = world.practice.endpoints();
    assert_eq!(metadata["issuer"], endpoints.audience.as_str());
    assert_eq!(metadata["token_endpoint"], endpoints.token.as_str());
    assert_eq!(
        world.send(&request("GET", "/jwk", None, None)).body_json()["keys"][0]["kid"],
        "practice"
    );
}
