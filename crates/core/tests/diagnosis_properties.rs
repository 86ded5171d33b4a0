//! What holds for the diagnosis of anything, however odd: it never panics, is never empty, says the surest thing first,
//! and lets no secret out.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use losen_core::diagnosis::{CATALOGUE, Cause, Evidence, Symptom, diagnose, host_code, read_pasted};
use losen_core::text::Language;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Words that mean something to some part, so that random texts get far into it.
const WORDS: &[&str] = &[
    "MP-100",
    "MP-250",
    "MP-",
    "mp-12",
    "error",
    "error_description",
    "invalid_grant",
    "invalid assertion.",
    "Client not found",
    "has not been granted access to the scope",
    "(correlation id: ",
    "trace_id:",
    "Bearer",
    "Basic",
    "Authorization:",
    "{",
    "}",
    "\"",
    "\\\"",
    ":",
    ",",
    "=",
    "<html>",
    "<!doctype html>",
    "Invalid CORS request",
    "bruksvilk",
    "Zscaler",
    "Jwt expired at",
    "insufficient_scope",
    "https://",
    "https://maskinporten.no/token",
    "æøå",
    "\u{202e}",
    "\u{0}",
    "\n",
    "%{orgno}",
    "%",
    "%{",
    "errors",
    "fieldIdentifier",
    "-----BEGIN ",
    "-----END ",
    "eyJ",
];

fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(WORDS).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => "[a-z0-9 ]{0,8}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.join(" "))
}

fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        odd_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((claim_name(), inner), 0..6)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn claim_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "iss",
        "aud",
        "exp",
        "iat",
        "scope",
        "client_id",
        "consumer",
        "ID",
        "supplier",
        "pid",
        "x5c",
        "kid",
        "alg",
        "error",
        "error_description",
        "errors",
        "header",
        "claims",
        "code",
        "detail",
        "method",
        "url",
        "body",
    ])
    .prop_map(str::to_owned)
}

/// Any symptom in the form of `Symptom::from_json`, with anything in any place.
fn odd_symptom() -> impl Strategy<Value = Value> {
    let members = [
        "host",
        "browser",
        "fault",
        "status",
        "headers",
        "body",
        "transport",
        "transport_text",
        "request",
        "token",
        "grant",
        "authorization",
        "environment",
        "now",
        "admin_client",
        "orgno",
        "address",
    ];
    let member = prop_oneof![
        3 => (prop::sample::select(members.to_vec()), odd_value()),
        1 => Just(("environment", json!("test"))),
        1 => Just(("now", json!(1_763_762_020))),
        2 => prop::sample::select(vec![0_u16, 200, 302, 400, 401, 403, 404, 407, 409, 428, 429, 500, 503, 511])
            .prop_map(|status| ("status", json!(status))),
        1 => prop::sample::select(vec!["POST https://api.test.samarbeid.digdir.no/api/v1/clients", "PUT /clients/a", "GET /clients/a/jwks"])
            .prop_map(|request| ("request", json!(request))),
    ];
    prop::collection::vec(member, 0..8).prop_map(|members| {
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    })
}

/// Everything that a user could come to see of the causes.
fn shown(causes: &[Cause]) -> String {
    let all = causes
        .iter()
        .flat_map(|cause| Language::ALL.map(|language| cause.to_json(language)));
    let mut text: String = all.map(|value| value.to_string()).collect();
    text.push_str(&format!("{causes:?}"));
    text
}

fn causes_of(value: &Value) -> Option<Vec<Cause>> {
    let (symptom, known) = Symptom::from_json(value)?;
    Some(diagnose(&symptom, &known))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_explained_without_a_panic_and_the_surest_comes_first(symptom in odd_symptom()) {
        if let Some(causes) = causes_of(&symptom) {
            prop_assert!(!causes.is_empty());
            prop_assert!(causes.windows(2).all(|pair| pair[0].certainty <= pair[1].certainty));
            prop_assert!(causes.iter().all(|cause| CATALOGUE.iter().any(|entry| entry.code == cause.code)));
            prop_assert!(!shown(&causes).is_empty());
        }
    }

    #[test]
    fn any_text_of_a_browser_has_a_code(text in odd_text()) {
        prop_assert!(host_code(Some(&text)).starts_with("host/"));
    }

    #[test]
    fn no_secret_comes_out(
        token in token(), key in prop::collection::vec(any::<u8>(), 48..200), before in odd_text(), after in odd_text(),
        place in 0..10_usize,
    ) {
        let key = BASE64_STANDARD.encode(key);
        // A run of base64 without a capital, a small letter or a digit in 64 characters does not happen by chance.
        prop_assume!(key.bytes().any(|b| b.is_ascii_digit()));
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----");
        let secret_texts = [
            format!("{before} {token} {after}"),
            format!("{before} Authorization: Bearer {token}\n{after}"),
            format!("{before} {{\"access_token\":\"{token}\"}} {after}"),
            format!("{before} {{\"error\":\"x {token}\",\"error_description\":\"{pem}\"}}"),
            format!("{before} {pem} {after}"),
            format!("grant_type=x&assertion={token}&{after}"),
        ];
        for text in secret_texts {
            let symptom = placed(place, &text, &token);
            if let Some(causes) = causes_of(&symptom) {
                let shown = shown(&causes);
                prop_assert!(!shown.contains(token.as_str()), "{shown}");
                prop_assert!(!shown.contains(token.split('.').nth(1).unwrap()), "{shown}");
                prop_assert!(!shown.contains(&key), "{shown}");
            }
        }
    }
}

fn token() -> impl Strategy<Value = String> {
    (claim_name(), odd_text(), prop::collection::vec(any::<u8>(), 256)).prop_map(
        |(name, value, signature)| {
            let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
            let (header, claims) = (
                json!({"alg": "RS256"}),
                json!({ name: value, "iss": "https://maskinporten.no/" }),
            );
            format!(
                "{}.{}.{}",
                part(&header),
                part(&claims),
                BASE64_URL_SAFE_NO_PAD.encode(signature)
            )
        },
    )
}

/// A symptom with the text in one of the places where foreign texts come in, and the token where tokens do.
fn placed(place: usize, text: &str, token: &str) -> Value {
    let api = "POST https://api.test.samarbeid.digdir.no/api/v1/clients";
    match place {
        0 => json!({"browser": text}),
        1 => json!({"fault": {"code": text, "detail": text}}),
        2 => json!({"fault": {"code": "token/rejected", "detail": text}}),
        3 => json!({"request": api, "status": 401, "body": text, "token": token, "authorization": text}),
        4 => json!({"request": api, "status": 403, "body": text, "headers": {"www-authenticate": text}}),
        5 => {
            json!({"request": api, "status": 400, "body": {"errors": [{"fieldIdentifier": text, "errorMessage": text}]}})
        }
        6 => json!({"body": text, "grant": token}),
        7 => json!({"transport": text}),
        8 => json!({"request": format!("GET https://api.samarbeid.digdir.no/api/v1/{text}"), "status": 404}),
        _ => {
            json!({"status": 401, "request": api, "token": {"iss": text, "aud": text, "scope": text, "client_id": text},
            "admin_client": text, "orgno": text})
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_pasted_and_its_secrets_are_gone(token in token(), before in odd_text(), after in odd_text()) {
        let texts = [
            format!("{before}{token}{after}"),
            format!("curl -H 'Authorization: Bearer {token}' https://{before} -d '{after}'\nHTTP/1.1 401\n\n{after}"),
            format!("POST /token HTTP/1.1\nHost: maskinporten.no\n\n{before}&assertion={token}\n\nHTTP/1.1 400\n\n{after}"),
        ];
        for text in texts {
            let pasted = read_pasted(&text);
            let causes = pasted.causes(&Evidence::default());
            prop_assert!(!causes.is_empty());
            let seen = format!("{}{}", pasted.masked, shown(&causes));
            prop_assert!(!seen.contains(token.as_str()), "{seen}");
            prop_assert!(!seen.contains(token.rsplit('.').next().unwrap()), "{seen}");
        }
    }
}
