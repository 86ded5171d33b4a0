//! Maskinporten refuses a grant.

use losen_practice::FaultEffect;
use serde_json::{Value, json};

use crate::Case;
use crate::attempt::{Attempt, Deed, WRITE};
use crate::support::forger::{Forged, certificate, jwk};
use crate::support::{NOW, ORGNO, fixture};

const NOT_GRANTED: &str = "folkeregister:deling/offentligmedhjemmel";
const NEEDS_USER: &str = "nav:aareg/v1/arbeidsforhold";
const KRR: &str = "krr:global/kontaktinformasjon.read";
const CUSTOMER: &str = "991825827";

fn remade(attempt: &mut Attempt) {
    *attempt.grant() = Forged::admin(WRITE, "");
}

fn details(attempt: &mut Attempt, detail: &Value) {
    attempt.grant().claims["authorization_details"] = json!([detail]);
}

fn system_user(orgno: &str) -> Value {
    json!({"type": "urn:altinn:systemuser",
        "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{orgno}")}})
}

fn right_details(attempt: &mut Attempt) {
    details(attempt, &system_user(ORGNO));
}

/// A machine client of one's own with a key, and a scope that it has.
fn own_client() -> Attempt {
    let mut attempt = Attempt::exchange();
    let mut body = fixture("maskinporten-krr");
    body["scopes"] = json!([KRR, NOT_GRANTED, NEEDS_USER]);
    let id = attempt.client(&body, "one");
    *attempt.grant() = Forged::with_key(&id, "one", KRR, "");
    attempt
}

fn asks(attempt: &mut Attempt, scope: &str) {
    attempt.grant().claims["scope"] = json!(scope);
}

fn header(attempt: &mut Attempt, member: &str, value: Value) {
    attempt.grant().header[member] = value;
}

fn claim(attempt: &mut Attempt, member: &str, value: Value) {
    attempt.grant().claims[member] = value;
}

macro_rules! exchange {
    ($code:literal, $breaks:expr, $mends:expr) => {
        Case {
            code: $code,
            start: Attempt::exchange,
            breaks: $breaks,
            mends: $mends,
        }
    };
}

macro_rules! own {
    ($code:literal, $breaks:expr, $mends:expr) => {
        Case {
            code: $code,
            start: own_client,
            breaks: $breaks,
            mends: $mends,
        }
    };
}

pub const CASES: &[Case] = &[
    exchange!(
        "token/unknown-client",
        |a| claim(a, "iss", json!("nobody")),
        remade
    ),
    exchange!(
        "token/wrong-audience",
        |a| claim(a, "aud", json!("http://127.0.0.1:4711")),
        remade
    ),
    exchange!(
        "token/invalid-certificate",
        |a| header(a, "x5c", certificate(ORGNO, (-9, -1), true)),
        remade
    ),
    exchange!(
        "token/wrong-organisation",
        |a| header(a, "x5c", certificate(CUSTOMER, (-1, 1), true)),
        remade
    ),
    exchange!("token/malformed-x5c", |a| header(a, "x5c", json!("MIIF")), remade),
    exchange!(
        "token/bad-signature",
        |a| a.grant().key = "another".into(),
        remade
    ),
    exchange!("token/malformed-grant", |a| garble(a, true), |a| garble(a, false)),
    exchange!("token/grant-reused", |a| reuse(a, true), |a| reuse(a, false)),
    exchange!("token/grant-expired", |a| a.clock = -60, |a| a.clock = 0),
    exchange!("token/clock", |a| a.clock = 60, |a| a.clock = 0),
    exchange!("token/lifetime-too-long", |a| live(a, 3600), |a| live(a, 100)),
    exchange!(
        "token/no-certificate-or-key",
        |a| a.grant().header = json!({"alg": "RS256"}),
        remade
    ),
    exchange!(
        "token/certificate-and-key",
        |a| header(a, "kid", json!("one")),
        remade
    ),
    exchange!("token/algorithm", |a| header(a, "alg", json!("PS256")), remade),
    exchange!(
        "token/unknown-key",
        |a| a.grant().header = json!({"alg": "RS256", "kid": "none"}),
        remade
    ),
    exchange!("token/scope-not-on-client", |a| asks(a, KRR), |a| asks(a, WRITE)),
    exchange!(
        "token/authorization-type",
        |a| details(a, &json!({"type": "urn:altinn:unknown"})),
        right_details
    ),
    exchange!(
        "token/authorization-fields",
        |a| details(a, &json!({"type": "urn:altinn:systemuser", "system_user": ORGNO})),
        right_details
    ),
    exchange!(
        "token/authorization-values",
        |a| details(a, &system_user("12")),
        right_details
    ),
    exchange!(
        "token/system-user-not-approved",
        |a| details(a, &system_user(CUSTOMER)),
        right_details
    ),
    exchange!(
        "token/rejected",
        |a| a.answer(
            400,
            &[],
            r#"{"error":"invalid_grant","error_description":"MP-999: Noe nytt"}"#
        ),
        Attempt::clear
    ),
    exchange!(
        "token/unavailable",
        |a| a.fault(
            "/token",
            FaultEffect::Status {
                status: 503,
                html: false
            }
        ),
        Attempt::clear
    ),
    own!(
        "token/expired-key",
        |a| a.world.now = NOW.plus(366 * 86_400),
        |a| {
            let id = a.grant().claims["iss"].as_str().unwrap().to_owned();
            let path = format!("/api/v1/clients/{id}/jwks");
            let keys = json!({"keys": [jwk("two")]});
            a.world
                .api(losen_core::grant::Operation::Keys, "POST", &path, Some(&keys));
            *a.grant() = Forged::with_key(&id, "two", KRR, "");
        }
    ),
    own!(
        "token/key-required",
        |a| {
            a.grant().header = Forged::admin(KRR, "").header;
            a.grant().key = "enterprise".into();
        },
        |a| {
            a.grant().header = json!({"alg": "RS256", "kid": "one"});
            a.grant().key = "one".into();
        }
    ),
    own!(
        "token/scope-wrong-type",
        |a| {
            let mut login = fixture("api_klient-krr-user");
            login["grant_types"] = json!(["urn:ietf:params:oauth:grant-type:jwt-bearer"]);
            let id = a.client(&login, "login");
            *a.grant() = Forged::with_key(&id, "login", "krr:user/kontaktinformasjon.read", "");
        },
        |a| {
            let id = a.client(&fixture("maskinporten-krr"), "machine");
            *a.grant() = Forged::with_key(&id, "machine", KRR, "");
        }
    ),
    own!("token/not-granted", |a| asks(a, NOT_GRANTED), |a| {
        let now = a.world.now;
        a.world.practice.grant(now, NOT_GRANTED, ORGNO);
    }),
    own!(
        "token/not-delegated",
        |a| claim(a, "consumer_org", json!(CUSTOMER)),
        |a| {
            a.world.practice.delegate(KRR, CUSTOMER, ORGNO);
        }
    ),
    own!(
        "token/own-organisation-as-consumer",
        |a| claim(a, "consumer_org", json!(ORGNO)),
        |a| {
            a.grant()
                .claims
                .as_object_mut()
                .unwrap()
                .shift_remove("consumer_org");
        }
    ),
    own!("token/needs-end-user", |a| asks(a, NEEDS_USER), |a| asks(a, KRR)),
];

fn garble(attempt: &mut Attempt, how: bool) {
    if let Deed::Exchange { garbled, .. } = &mut attempt.deed {
        *garbled = how;
    }
}

fn reuse(attempt: &mut Attempt, how: bool) {
    if let Deed::Exchange { again, .. } = &mut attempt.deed {
        *again = how;
    }
}

fn live(attempt: &mut Attempt, seconds: i64) {
    if let Deed::Exchange { life, .. } = &mut attempt.deed {
        *life = seconds;
    }
}
