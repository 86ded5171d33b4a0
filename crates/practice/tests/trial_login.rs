//! A trial login at the practice environment's ID-porten, by the parts of the core that the helper makes it of.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

mod support;

use losen_core::login::{IdPorten, Landed, Landing, Person, Trial, challenge, check_id_token, form, landing};
use losen_core::model::{ClientId, Environment};
use losen_practice::{HttpReply, PageNotary};
use serde_json::{Value, json};
use support::forger::{Forger, certificate, sign, token_request};
use support::{BASE, NOW, ORGNO, World, request};

const REDIRECT: &str = "https://losby.example.no/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const SCOPES: [&str; 3] = ["openid", "profile", "krr:user/kontaktinformasjon.read"];

fn client(world: &mut World, registered: &[&str]) -> ClientId {
    let client = world.create(&json!({
        "client_name": "Losby", "integration_type": "api_klient", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code"],
        "scopes": registered, "redirect_uris": [REDIRECT],
    }));
    ClientId::parse(client["client_id"].as_str().unwrap()).unwrap()
}

fn idporten(world: &World) -> IdPorten {
    IdPorten::of(Environment::Practice, Some(&world.practice.endpoints())).unwrap()
}

/// Where a login for these scopes ends.
fn follow(world: &mut World, client_id: &ClientId, asked: &[&str]) -> Landing {
    let trial = Trial {
        client_id,
        redirect_uri: REDIRECT,
        scopes: asked,
        state: "s",
        nonce: "n",
        challenge: &challenge(VERIFIER),
    };
    let address = trial.address(&idporten(world));
    let path = address.strip_prefix(BASE).unwrap();
    let reply = world.send(&request("GET", path, None, None));
    assert_eq!(reply.status, 302, "{}", reply.body);
    landing(reply.header("location").unwrap(), &[REDIRECT])
}

fn landed(world: &mut World, client_id: &ClientId) -> Landed {
    match follow(world, client_id, &SCOPES) {
        Landing::Code(landed) => landed,
        other => panic!("{other:?}"),
    }
}

/// The code, exchanged with the organisation's certificate and an assertion for that audience.
fn exchange(world: &mut World, client_id: &ClientId, code: &str, audience: &str) -> HttpReply {
    let id = client_id.as_str();
    let claims =
        json!({"iss": id, "sub": id, "aud": audience, "iat": NOW.0, "exp": NOW.0 + 100, "jti": code});
    let header = json!({"alg": "RS256", "x5c": certificate(ORGNO, (-1, 30), true)});
    let assertion = sign(&header, &claims, "enterprise");
    let mut members = form(client_id, REDIRECT, code, VERIFIER);
    members.push((
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".into(),
    ));
    members.push(("client_assertion", assertion));
    let members: Vec<(&str, &str)> = members
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    world.send(&token_request("/idporten/token", &members))
}

#[test]
fn a_client_without_keys_proves_itself_with_the_certificate_and_reads_the_one_who_logged_in() {
    let mut world = World::with(Forger);
    let client_id = client(&mut world, &SCOPES);
    let landed = landed(&mut world, &client_id);
    let at = idporten(&world);
    assert_eq!(
        (landed.state.as_str(), landed.issuer.as_deref()),
        ("s", Some(at.issuer.as_str()))
    );
    let reply = exchange(&mut world, &client_id, &landed.code, &at.issuer);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let tokens = reply.body_json();
    let claims = |member: &str| {
        let token = tokens[member].as_str().unwrap();
        world.notary.read(token).unwrap().claims
    };
    assert_eq!(
        check_id_token(&claims("id_token"), &at.issuer, &client_id, "n", NOW),
        Ok(())
    );
    assert_eq!(claims("access_token")["client_amr"], "virksomhetssertifikat");
    let number = claims("id_token")["pid"].as_str().unwrap().to_owned();
    let token = tokens["access_token"].as_str().unwrap();
    let reply = world.send(&request("GET", "/rest/v1/person", Some(token), None));
    let person = Person::read(&reply.body, Some(&number)).unwrap();
    assert_eq!(person.number, "209146*****");
    assert!(person.members.iter().any(|member| member == "kontaktinformasjon"));
}

#[test]
fn an_assertion_is_for_the_issuer_and_not_for_its_token_endpoint() {
    let mut world = World::with(Forger);
    let client_id = client(&mut world, &SCOPES);
    let code = landed(&mut world, &client_id).code;
    let at = idporten(&world);
    for audience in [at.token.as_str(), "https://test.idporten.no"] {
        let reply = exchange(&mut world, &client_id, &code, audience);
        assert_eq!(
            (reply.status, &reply.body_json()["error"]),
            (401, &json!("invalid_client"))
        );
    }
    // Who could not prove who he is has not used the code up.
    assert_eq!(exchange(&mut world, &client_id, &code, &at.issuer).status, 200);
}

#[test]
fn a_scope_that_the_client_lacks_lands_with_an_error() {
    let mut world = World::with(Forger);
    let client_id = client(&mut world, &["openid", "profile"]);
    let landing = follow(&mut world, &client_id, &["openid", "krr:user/digitalpost.read"]);
    assert!(
        matches!(&landing, Landing::Refused { error, .. } if error == "invalid_scope"),
        "{landing:?}"
    );
}

#[test]
fn a_page_without_a_helper_gets_the_same_tokens_and_the_same_refusals() {
    let mut world = World::new();
    let client_id = client(&mut world, &SCOPES);
    let code = landed(&mut world, &client_id).code;
    let mut ask = |verifier: &str| -> Result<Value, String> {
        let members = form(&client_id, REDIRECT, &code, verifier);
        let members = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        world.practice.user_tokens_in_page(NOW, &PageNotary, members)
    };
    let tokens = ask(VERIFIER).unwrap();
    assert!(tokens["access_token"].is_string() && tokens["id_token"].is_string());
    assert_eq!(
        ask(VERIFIER).unwrap_err(),
        "invalid_grant: Invalid or expired code"
    );
}
