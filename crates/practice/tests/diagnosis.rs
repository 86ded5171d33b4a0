//! What Maskinporten refuses here, the core explains: the words of the one are known to the other.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use losen_core::diagnosis::{Evidence, Symptom, diagnose};
use losen_core::grant::Operation::{Keys, Read};
use losen_practice::HttpReply;
use serde_json::json;
use support::forger::{Forged, Forger, certificate, jwk};
use support::{NOW, ORGNO, World, fixture};

const WRITE: &str = "idporten:dcr.write";

/// The first cause of a refusal by Maskinporten.
fn cause(reply: &HttpReply, grant: &Forged) -> &'static str {
    let symptom = Symptom::Token {
        status: Some(reply.status),
        body: reply.body.clone(),
        grant_header: Some(grant.header.clone()),
        grant_claims: Some(grant.claims.clone()),
    };
    diagnose(&symptom, &Evidence::default())[0].code
}

#[test]
fn every_wrong_grant_has_its_own_cause() {
    type Spoil = fn(&mut Forged);
    let cases: [(&str, Spoil); 12] = [
        ("token/unknown-client", |grant| {
            grant.claims["iss"] = json!("nobody")
        }),
        ("token/wrong-audience", |grant| {
            grant.claims["aud"] = json!("http://127.0.0.1:4711")
        }),
        ("token/grant-expired", |grant| grant.claims["exp"] = json!(NOW.0)),
        ("token/grant-expired", |grant| {
            grant.claims["iat"] = json!(NOW.0 - 60)
        }),
        ("token/clock", |grant| grant.claims["iat"] = json!(NOW.0 + 60)),
        ("token/lifetime-too-long", |grant| {
            grant.claims["exp"] = json!(NOW.0 + 3600)
        }),
        ("token/malformed-x5c", |grant| grant.header["x5c"] = json!("MIIF")),
        ("token/invalid-certificate", |grant| {
            grant.header["x5c"] = certificate(ORGNO, (-9, -1), true)
        }),
        ("token/wrong-organisation", |grant| {
            grant.header["x5c"] = certificate("991825827", (-1, 1), true)
        }),
        ("token/bad-signature", |grant| grant.key = "another".into()),
        ("token/unknown-key", |grant| {
            grant.header = json!({"alg": "RS256", "kid": "none"})
        }),
        ("token/scope-not-on-client", |grant| {
            grant.claims["scope"] = json!("krr:global/digitalpost.read")
        }),
    ];
    for (code, spoil) in cases {
        let mut grant = Forged::admin(WRITE, "once");
        spoil(&mut grant);
        let reply = World::with(Forger).send(&grant.request());
        assert_eq!(cause(&reply, &grant), code, "{}", reply.body);
    }
}

#[test]
fn a_grant_that_is_used_again_is_named() {
    let mut world = World::with(Forger);
    let grant = Forged::admin(WRITE, "once");
    world.send(&grant.request());
    assert_eq!(cause(&world.send(&grant.request()), &grant), "token/grant-reused");
}

#[test]
fn what_the_client_may_not_have_is_named() {
    let mut world = World::with(Forger);
    let not_granted = "folkeregister:deling/offentligmedhjemmel";
    let mut body = fixture("maskinporten-krr");
    body["scopes"] = json!([not_granted, "nav:aareg/v1/arbeidsforhold"]);
    let id = world.create(&body)["client_id"].as_str().unwrap().to_owned();
    let keys = json!({"keys": [jwk("one")]});
    world.api(Keys, "POST", &format!("/api/v1/clients/{id}/jwks"), Some(&keys));
    for (scope, consumer, code) in [
        (not_granted, None, "token/not-granted"),
        (not_granted, Some("991825827"), "token/not-delegated"),
        (not_granted, Some(ORGNO), "token/own-organisation-as-consumer"),
        ("nav:aareg/v1/arbeidsforhold", None, "token/needs-end-user"),
    ] {
        let mut grant = Forged::with_key(&id, "one", scope, code);
        if let Some(consumer) = consumer {
            grant.claims["consumer_org"] = json!(consumer);
        }
        assert_eq!(cause(&world.send(&grant.request()), &grant), code);
    }
    world.now = NOW.plus(366 * 86_400);
    let mut late = Forged::with_key(&id, "one", not_granted, "late");
    late.claims["iat"] = json!(world.now.0);
    late.claims["exp"] = json!(world.now.0 + 60);
    assert_eq!(cause(&world.send(&late.request()), &late), "token/expired-key");
}

#[test]
fn the_core_reads_every_kind_of_answer() {
    use losen_core::api::{Answer, ApiReply, Call, KeyAnswer, KeyCall};
    use losen_core::model::{ClientId, Plan};
    let mut world = World::new();
    let plan = Plan::from_json(fixture("krr")).unwrap();
    let mut ask = |call: &Call| {
        let request = call.request();
        let operation = request.operation.unwrap_or(Read);
        let mut sent = support::request(&request.method, &request.address("/api/v1"), None, None);
        sent.query.clone_from(&request.query);
        if let Some((kind, body)) = request.content() {
            sent.headers.push(("content-type".into(), kind.into()));
            sent.body = body;
        }
        sent.headers.push((
            "authorization".into(),
            format!("Bearer {}", world.token(operation)),
        ));
        let reply = world.send(&sent);
        call.read(&ApiReply {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
        })
        .unwrap()
    };
    let Answer::Client(made) = ask(&Call::CreateClient(plan.clone())) else {
        panic!("no client")
    };
    let id = ClientId::parse(made.text("client_id").unwrap()).unwrap();
    assert_eq!(ask(&Call::GetClient(id.clone())), Answer::Client(made.clone()));
    assert_eq!(
        ask(&Call::Keys(id.clone(), KeyCall::All)),
        Answer::Keys(KeyAnswer::NotFound)
    );
    assert!(matches!(
        ask(&Call::Keys(id.clone(), KeyCall::ReplaceAll(vec![jwk("a")]))),
        Answer::Keys(KeyAnswer::Done)
    ));
    assert!(
        matches!(ask(&Call::Keys(id.clone(), KeyCall::Add(jwk("b")))), Answer::Keys(KeyAnswer::One(Some(key))) if key["kid"] == "b")
    );
    assert!(
        matches!(ask(&Call::Keys(id.clone(), KeyCall::All)), Answer::Keys(KeyAnswer::All(keys)) if keys.len() == 2)
    );
    assert!(matches!(ask(&Call::ListClients { inactive: false }), Answer::Clients(list) if list.len() == 2));
    assert!(matches!(ask(&Call::AllScopes), Answer::Scopes(list) if list.len() > 60));
    assert!(matches!(ask(&Call::GrantedScopes), Answer::Scopes(list) if !list.is_empty()));
    assert!(matches!(
        ask(&Call::UpdateClient(id.clone(), plan)),
        Answer::Client(_)
    ));
    assert_eq!(ask(&Call::DeactivateClient(id)), Answer::Done);
}
