//! KRR and the small ID-porten: `/personer` for a machine, `/person` for the one who logged in.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use losen_core::grant::Operation::{Keys, Read};
use losen_practice::{FIRST_PERSON, HttpReply};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use support::forger::{Forged, Forger, jwk, sign, token_request};
use support::{BASE, NOW, World, fixture, request};

const REDIRECT: &str = "https://minside.eksempel.no/oauth2/callback";
const VERIFIER: &str = "en-verifier-som-er-lang-nok-til-aa-bli-godtatt-0123456789";

/// A token of a machine client with these scopes.
fn machine(world: &mut World, scope: &str) -> String {
    let id = world.create(&fixture("maskinporten-krr"))["client_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let keys = json!({"keys": [jwk("one")]});
    world.api(Keys, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys));
    let reply = world.send(&Forged::with_key(&id, "one", scope, &id).request());
    reply.body_json()["access_token"].as_str().unwrap().to_owned()
}

fn look_up(world: &mut World, token: &str, people: &Value) -> HttpReply {
    let body = json!({"personidentifikatorer": people});
    world.send(&request("POST", "/rest/v2/personer", Some(token), Some(&body)))
}

/// A client for logins that proves itself with that method, and its secret if it has one.
fn login_client(world: &mut World, method: &str) -> (String, Option<String>) {
    let mut body = fixture("api_klient-krr-user");
    body["token_endpoint_auth_method"] = json!(method);
    body["scopes"]
        .as_array_mut()
        .unwrap()
        .push(json!("krr:user/spraak.write"));
    let made = world.create(&body);
    let id = made["client_id"].as_str().unwrap().to_owned();
    (id, made["client_secret"].as_str().map(str::to_owned))
}

fn authorize(world: &mut World, client_id: &str, changes: &[(&str, Option<&str>)]) -> HttpReply {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut query: Vec<(&str, &str)> = vec![
        ("client_id", client_id),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        (
            "scope",
            "openid profile krr:user/kontaktinformasjon.read krr:user/spraak.write",
        ),
        ("state", "a&b"),
        ("nonce", "n"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        query.retain(|(key, _)| key != name);
        query.extend(value.map(|value| (*name, value)));
    }
    let mut ask = request("GET", "/idporten/authorize", None, None);
    ask.query = query
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    world.send(&ask)
}

/// A member of the query that the browser is sent back with.
fn returned(reply: &HttpReply, name: &str) -> Option<String> {
    let (_, query) = reply.header("location")?.split_once('?')?;
    let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

fn code(world: &mut World, client_id: &str) -> String {
    let reply = authorize(world, client_id, &[]);
    assert_eq!(
        (reply.status, returned(&reply, "state").as_deref()),
        (302, Some("a&b"))
    );
    returned(&reply, "code").unwrap()
}

fn form<'a>(code: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    form.extend(more);
    form
}

/// A token of the logged-in person.
fn user(world: &mut World) -> String {
    let (id, secret) = login_client(world, "client_secret_post");
    let code = code(world, &id);
    let credentials = [
        ("client_id", id.as_str()),
        ("client_secret", secret.as_deref().unwrap()),
    ];
    let reply = world.send(&token_request("/idporten/token", &form(&code, &credentials)));
    reply.body_json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_machine_sees_what_its_scope_gives_and_nothing_more() {
    let mut world = World::with(Forger);
    let contact = machine(&mut world, "krr:global/kontaktinformasjon.read");
    let mailbox = machine(&mut world, "krr:global/digitalpost.read");
    let people = json!([FIRST_PERSON, "23878420160", "17855510049", "12345678901"]);
    let seen = look_up(&mut world, &contact, &people).body_json();
    let first = &seen["personer"][0];
    assert!(first["kontaktinformasjon"].is_object() && first.get("digital_post").is_none());
    let statuses: Vec<_> = (0..4)
        .map(|at| seen["personer"][at]["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["AKTIV", "AKTIV", "SLETTET", "IKKE_REGISTRERT"]);
    assert_eq!(seen["personer"][1]["reservasjon"], "JA");
    let seen = look_up(&mut world, &mailbox, &people).body_json();
    let first = &seen["personer"][0];
    assert!(first["digital_post"].is_object() && first.get("kontaktinformasjon").is_none());
}

#[test]
fn one_to_a_thousand_people_at_a_time() {
    let mut world = World::with(Forger);
    let token = machine(&mut world, "krr:global/kontaktinformasjon.read");
    for (count, status) in [(0, 400), (1, 200), (1000, 200), (1001, 400)] {
        let people = json!(vec![FIRST_PERSON; count]);
        assert_eq!(look_up(&mut world, &token, &people).status, status, "{count}");
    }
    for people in [json!(["1"]), json!([20914695016_i64]), json!("20914695016")] {
        assert_eq!(look_up(&mut world, &token, &people).status, 400, "{people}");
    }
}

#[test]
fn only_the_right_kind_of_token_opens_each_door() {
    let mut world = World::with(Forger);
    let (machine, user) = (
        machine(&mut world, "krr:global/kontaktinformasjon.read"),
        user(&mut world),
    );
    let admin = world.token(Read);
    let people = json!([FIRST_PERSON]);
    assert_eq!(look_up(&mut world, &user, &people).status, 401);
    assert_eq!(look_up(&mut world, &admin, &people).status, 403);
    for (token, status) in [(&user, 200), (&machine, 401), (&admin, 401)] {
        assert_eq!(
            world
                .send(&request("GET", "/rest/v1/person", Some(token), None))
                .status,
            status
        );
    }
    assert_eq!(
        world
            .send(&request("GET", "/api/v1/clients", Some(&user), None))
            .status,
        401
    );
    assert_eq!(
        world
            .send(&request("GET", "/api/v1/clients", Some(&machine), None))
            .status,
        403
    );
}

#[test]
fn the_person_who_logged_in_sees_and_changes_themselves() {
    let mut world = World::with(Forger);
    let token = user(&mut world);
    let person = world
        .send(&request("GET", "/rest/v1/person", Some(&token), None))
        .body_json();
    assert_eq!(
        (&person["personidentifikator"], &person["spraak"]),
        (&json!(FIRST_PERSON), &json!("nb"))
    );
    let patch = |language: &str| {
        request(
            "PATCH",
            "/rest/v1/person",
            Some(&token),
            Some(&json!({"spraak": language})),
        )
    };
    assert_eq!(world.send(&patch("de")).status, 400);
    assert_eq!(world.send(&patch("nn")).body_json()["spraak"], "nn");
}

#[test]
fn a_code_works_once_for_its_client_with_its_verifier_and_for_two_minutes() {
    let mut world = World::with(Forger);
    let (id, _) = login_client(&mut world, "none");
    let ask = |world: &mut World, code: &str, verifier: &str| {
        let mut form = form(code, &[("client_id", &id)]);
        form.retain(|(name, _)| *name != "code_verifier");
        form.push(("code_verifier", verifier));
        world.send(&token_request("/idporten/token", &form)).status
    };
    let first = code(&mut world, &id);
    assert_eq!(ask(&mut world, &first, VERIFIER), 200);
    assert_eq!(ask(&mut world, &first, VERIFIER), 400);
    let second = code(&mut world, &id);
    assert_eq!(ask(&mut world, &second, &VERIFIER.replace("en-", "to-")), 400);
    let third = code(&mut world, &id);
    world.now = NOW.plus(120);
    assert_eq!(ask(&mut world, &third, VERIFIER), 400);
}

#[test]
fn each_client_proves_itself_by_its_own_method_only() {
    let mut world = World::with(Forger);
    let status = |world: &mut World, id: &str, basic: Option<&str>, more: &[(&str, &str)]| {
        let code = code(world, id);
        let mut ask = token_request("/idporten/token", &form(&code, more));
        if let Some(secret) = basic {
            let credentials = BASE64_STANDARD.encode(format!("{id}:{secret}"));
            ask.headers
                .push(("authorization".into(), format!("Basic {credentials}")));
        }
        world.send(&ask).status
    };
    let (id, secret) = login_client(&mut world, "client_secret_basic");
    let secret = secret.unwrap();
    assert_eq!(status(&mut world, &id, Some(&secret), &[]), 200);
    assert_eq!(status(&mut world, &id, Some("wrong"), &[]), 401);
    assert_eq!(
        status(
            &mut world,
            &id,
            None,
            &[("client_id", &id), ("client_secret", &secret)]
        ),
        401
    );
    assert_eq!(status(&mut world, &id, None, &[("client_id", &id)]), 401);

    let (id, _) = login_client(&mut world, "private_key_jwt");
    let keys = json!({"keys": [jwk("one")]});
    world.api(Keys, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys));
    let claims =
        json!({"iss": id, "sub": id, "aud": format!("{BASE}/idporten"), "iat": NOW.0, "exp": NOW.0 + 60});
    let assertion = |kid: &str| sign(&json!({"alg": "RS256", "kid": kid}), &claims, "one");
    let kind = (
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    );
    assert_eq!(
        status(
            &mut world,
            &id,
            None,
            &[kind, ("client_assertion", &assertion("two"))]
        ),
        401
    );
    assert_eq!(
        status(
            &mut world,
            &id,
            None,
            &[kind, ("client_assertion", &assertion("one"))]
        ),
        200
    );
    // The same assertion again.
    assert_eq!(
        status(
            &mut world,
            &id,
            None,
            &[kind, ("client_assertion", &assertion("one"))]
        ),
        401
    );
}

#[test]
fn nobody_is_ever_sent_to_an_address_that_is_not_registered() {
    let mut world = World::with(Forger);
    let (id, _) = login_client(&mut world, "none");
    for uri in [
        "https://evil.example/",
        "https://minside.eksempel.no/oauth2/callback/",
        "",
    ] {
        let reply = authorize(&mut world, &id, &[("redirect_uri", Some(uri))]);
        assert_eq!((reply.status, reply.header("location")), (400, None), "{uri}");
    }
    assert_eq!(authorize(&mut world, "nobody", &[]).status, 400);
    assert_eq!(authorize(&mut world, "losen-practice-admin", &[]).status, 400);
}

#[test]
fn a_wrong_login_request_is_told_to_the_client() {
    let mut world = World::with(Forger);
    let (id, _) = login_client(&mut world, "none");
    for (changes, error) in [
        ([("response_type", Some("token"))], "unsupported_response_type"),
        ([("code_challenge", None)], "invalid_request"),
        ([("code_challenge_method", Some("plain"))], "invalid_request"),
        (
            [("scope", Some("openid krr:user/digitalpost.read"))],
            "invalid_scope",
        ),
        ([("scope", None)], "invalid_scope"),
    ] {
        let reply = authorize(&mut world, &id, &changes);
        assert_eq!(returned(&reply, "error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(returned(&reply, "code"), None);
    }
}

#[test]
fn the_id_token_carries_the_nonce_and_the_session_that_logout_needs() {
    let mut world = World::with(Forger);
    let (id, _) = login_client(&mut world, "none");
    let code = code(&mut world, &id);
    let body = world
        .send(&token_request(
            "/idporten/token",
            &form(&code, &[("client_id", &id)]),
        ))
        .body_json();
    let claims = world
        .notary
        .read(body["id_token"].as_str().unwrap())
        .unwrap()
        .claims;
    assert_eq!(
        (&claims["nonce"], &claims["aud"], &claims["pid"]),
        (&json!("n"), &json!(id), &json!(FIRST_PERSON))
    );
    assert!(claims["sid"].is_string());
}
