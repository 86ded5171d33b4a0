//! 401 of the self-service API: all the ways in which a token, a header or a clock can be wrong.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use losen_practice::FaultEffect;
use serde_json::json;

use crate::attempt::{Attempt, WRITE, of_grant};
use crate::krr;
use crate::support::forger::{Forged, sign};
use crate::support::{NOW, ORGNO, fixture};
use crate::{Case, case};

const OWN: &str = "/api/v1/clients/losen-practice-admin";

fn create() -> Attempt {
    Attempt::call("POST", "/api/v1/clients", Some(&fixture("krr")))
}

fn read_own() -> Attempt {
    Attempt::call("GET", OWN, None)
}

fn fresh(attempt: &mut Attempt) {
    attempt.world.now = attempt.world.now.plus(1);
    attempt.bear_admin(WRITE);
}

/// A token that somebody else has issued.
fn foreign(attempt: &mut Attempt, issuer: &str) {
    let claims = json!({"iss": issuer, "client_id": "losen-practice-admin", "scope": WRITE, "exp": NOW.0 + 60,
        "consumer": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{ORGNO}")}});
    attempt.bear(&sign(&json!({"alg": "RS256", "kid": "x"}), &claims, "x"));
}

/// A gateway that answers 401 where the API means 403.
fn gateway(attempt: &mut Attempt) {
    attempt.fault("/api/", FaultEffect::Restatus { from: 403, to: 401 });
}

/// A token of the admin client with more in its grant.
fn with_claim(attempt: &mut Attempt, claim: &str, value: serde_json::Value) {
    let mut grant = Forged::admin(WRITE, claim);
    grant.claims[claim] = value;
    let token = of_grant(&mut attempt.world, &grant);
    attempt.bear(&token);
}

pub const CASES: &[Case] = &[
    case(
        "unauthorized/token-expired",
        Attempt::read,
        |a| a.world.now = NOW.plus(600),
        fresh,
    ),
    // This machine believes in the token ten minutes longer than the server.
    case(
        "unauthorized/clock",
        Attempt::read,
        |a| {
            a.world.now = NOW.plus(600);
            a.clock = -600;
        },
        |a| {
            a.clock = 0;
            fresh(a);
        },
    ),
    case(
        "unauthorized/wrong-environment",
        Attempt::read,
        |a| foreign(a, "https://test.maskinporten.no/"),
        fresh,
    ),
    case(
        "unauthorized/retired-issuer",
        Attempt::read,
        |a| foreign(a, "https://ver2.maskinporten.no/"),
        fresh,
    ),
    case(
        "unauthorized/not-maskinporten",
        Attempt::read,
        |a| {
            let (token, _) = krr::log_in(&mut a.world);
            a.bear(&token);
        },
        fresh,
    ),
    case(
        "unauthorized/grant-sent",
        Attempt::read,
        |a| {
            let grant = Forged::admin(WRITE, "sent").jws();
            a.bear(&grant);
        },
        fresh,
    ),
    case(
        "unauthorized/id-token-sent",
        Attempt::read,
        |a| {
            let (_, token) = krr::log_in(&mut a.world);
            a.bear(&token);
        },
        fresh,
    ),
    case(
        "unauthorized/no-header",
        Attempt::read,
        |a| a.request().headers.clear(),
        fresh,
    ),
    case(
        "unauthorized/malformed-header",
        Attempt::read,
        |a| {
            let token = a.token();
            a.authorize(&format!("Bearer \"{token}\""));
        },
        fresh,
    ),
    case(
        "unauthorized/basic",
        Attempt::read,
        |a| {
            let credentials = BASE64_STANDARD.encode("losen-practice-admin:en-hemmelighet-som-er-lang");
            a.authorize(&format!("Basic {credentials}"));
        },
        fresh,
    ),
    case(
        "unauthorized/scope-missing",
        create,
        |a| {
            gateway(a);
            a.bear_admin("idporten:dcr.read");
        },
        fresh,
    ),
    case(
        "unauthorized/scope-mistaken",
        create,
        |a| {
            gateway(a);
            a.bear_admin("idporten:dcr.modify");
        },
        fresh,
    ),
    case(
        "unauthorized/other-client",
        create,
        |a| {
            gateway(a);
            let id = a.client(&fixture("maskinporten-krr"), "one");
            let grant = Forged::with_key(&id, "one", "krr:global/kontaktinformasjon.read", "other");
            let token = of_grant(&mut a.world, &grant);
            a.bear(&token);
        },
        fresh,
    ),
    case(
        "unauthorized/other-organisation",
        read_own,
        |a| {
            gateway(a);
            a.orgno = "991825827".into();
            a.request().path = "/api/v1/clients/idporten_oidc_client_example".into();
        },
        |a| {
            a.orgno = ORGNO.into();
            a.request().path = OWN.into();
        },
    ),
    case(
        "unauthorized/wrong-audience",
        Attempt::read,
        |a| {
            with_claim(a, "resource", json!("https://api.eksempel.no/"));
        },
        fresh,
    ),
    case(
        "unauthorized/restricted-token",
        Attempt::read,
        |a| {
            // Some APIs take a system user's token; whoever administers clients is no system user.
            let detail = json!([{"type": "urn:altinn:systemuser",
            "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{ORGNO}")}}]);
            with_claim(a, "authorization_details", detail);
            a.answer(401, &[("www-authenticate", "Bearer error=\"invalid_token\"")], "");
        },
        |a| {
            a.clear();
            fresh(a);
        },
    ),
    case(
        "unauthorized/authentication-method",
        Attempt::read,
        |a| {
            a.fault("/api/", FaultEffect::OnlyCertificates);
            let token = a.world.token(losen_core::grant::Operation::Write);
            a.bear(&token);
        },
        fresh,
    ),
    case(
        "unauthorized/admin-client-withdrawn",
        Attempt::read,
        |a| {
            a.answer(401, &[("www-authenticate", "Bearer error=\"invalid_token\"")], "");
        },
        Attempt::clear,
    ),
    case(
        "unauthorized/bad-signature",
        Attempt::read,
        |a| {
            let token = a.token();
            let (signed, _) = token.rsplit_once('.').unwrap();
            a.bear(&format!("{signed}.bm9ib2R5LWhhcy1zaWduZWQtdGhpcw"));
        },
        fresh,
    ),
];
