//! KRR refuses.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use losen_core::grant::Operation;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::attempt::{Attempt, of_grant};
use crate::support::forger::{Forged, token_request};
use crate::support::{World, fixture, request};
use crate::{Case, case};

const VERIFIER: &str = "en-verifier-som-er-lang-nok-til-aa-bli-godtatt-0123456789";
const REDIRECT: &str = "https://minside.eksempel.no/oauth2/callback";
const CONTACT: &str = "krr:global/kontaktinformasjon.read";
const OTHER: &str = "altinn:broker.read";

/// Somebody logs in with a client for KRR; the access token and the ID token.
pub fn log_in(world: &mut World) -> (String, String) {
    let mut body = fixture("api_klient-krr-user");
    body["token_endpoint_auth_method"] = json!("client_secret_post");
    let made = world.create(&body);
    let text = |member: &str| made[member].as_str().unwrap().to_owned();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &text("client_id"))
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile krr:user/kontaktinformasjon.read")
        .append_pair("nonce", "n")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    let reply = world.send(&request(
        "GET",
        &format!("/idporten/authorize?{query}"),
        None,
        None,
    ));
    let (_, landed) = reply.header("location").unwrap().split_once('?').unwrap();
    let code = form_urlencoded::parse(landed.as_bytes())
        .find(|(name, _)| name == "code")
        .unwrap()
        .1;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_ref()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", &text("client_id")),
        ("client_secret", &text("client_secret")),
    ];
    let tokens = world.send(&token_request("/idporten/token", &form)).body_json();
    let token = |member: &str| tokens[member].as_str().unwrap().to_owned();
    (token("access_token"), token("id_token"))
}

/// A token of a machine client with that scope.
fn machine(attempt: &mut Attempt, scope: &str) {
    let mut body = fixture("maskinporten-krr");
    body["scopes"] = json!([scope]);
    let now = attempt.world.now;
    attempt.world.practice.grant(now, scope, crate::support::ORGNO);
    let id = attempt.client(&body, &scope.replace([':', '/'], "-"));
    let grant = Forged::with_key(&id, &scope.replace([':', '/'], "-"), scope, scope);
    let token = of_grant(&mut attempt.world, &grant);
    attempt.bear(&token);
}

fn user(attempt: &mut Attempt) {
    let (token, _) = log_in(&mut attempt.world);
    attempt.bear(&token);
}

fn look_up() -> Attempt {
    let people = json!({"personidentifikatorer": [losen_practice::FIRST_PERSON]});
    let mut attempt = Attempt::call("POST", "/rest/v2/personer", Some(&people));
    machine(&mut attempt, CONTACT);
    attempt
}

fn look_up_self() -> Attempt {
    let mut attempt = Attempt::call("GET", "/rest/v1/person", None);
    user(&mut attempt);
    attempt
}

pub const CASES: &[Case] = &[
    case(
        "krr/needs-user-token",
        look_up_self,
        |a| {
            let token = a.world.token(Operation::Read);
            a.bear(&token);
        },
        user,
    ),
    case("krr/needs-machine-token", look_up, user, |a| {
        machine(a, "krr:global/digitalpost.read")
    }),
    case(
        "krr/scope-missing",
        look_up,
        |a| machine(a, OTHER),
        |a| machine(a, "krr:global/digitalpost.read"),
    ),
    case(
        "krr/refused",
        look_up,
        |a| a.answer(403, &[], "{\"status\":403}"),
        Attempt::clear,
    ),
];
