//! What must never be said: that a good answer was refused, and that somebody else's API has Digdir's rules.

use losen_core::Timestamp;
use losen_core::diagnosis::{Cause, Certainty, Evidence, Symptom, diagnose, read_pasted};
use proptest::prelude::*;
use serde_json::{Value, json};

/// `{"iss":"https://test.maskinporten.no/","scope":"idporten:dcr.read","exp":1763762120,"client_id":"admin"}`
const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im0ifQ.eyJpc3MiOiJodHRwczovL3Rlc3QubWFza2lucG9ydGVuLm5vLyIsInNjb3BlIjoiaWRwb3J0ZW46ZGNyLnJlYWQiLCJleHAiOjE3NjM3NjIxMjAsImNsaWVudF9pZCI6ImFkbWluIn0.c2lnbmF0dXJl";

/// Words that mean a refusal elsewhere, and here are somebody's description.
const WORDS: &[&str] = &[
    "MP-100",
    "MP-250",
    "Feil 401",
    "status 403",
    "client not found",
    "jwt is expired",
    "access_denied",
    "bruksvilkår",
    "Invalid CORS request",
    "insufficient_scope",
    "Connection refused",
    "Bearer",
    "æøå",
    "[",
    "{",
    "\"",
];

const DIGDIRS: &[&str] = &[
    "https://api.test.samarbeid.digdir.no/api/v1/clients",
    "https://api.samarbeid.digdir.no/api/v1/scopes/all",
    "https://test.maskinporten.no/token",
    "https://idporten.no/token",
    "https://test.kontaktregisteret.no/rest/v2/personer",
    "/clients",
];

const FOREIGN: &[&str] = &[
    "https://api.example.no/clients",
    "https://login.example.com/token",
    "https://api.maskinporten.no.example.com/api/v1/clients",
    "https://evilidporten.no/token",
    "https://kommune.example.no/person",
];

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..5).prop_map(|words| words.join(" "))
}

/// A body as services answer it: members with any texts in them, none of which complains.
fn good_body() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "client_id",
        "client_name",
        "description",
        "scope",
        "access_token",
        "expires_in",
        "keys",
    ]);
    let object = prop::collection::vec(
        (name.prop_map(str::to_owned), words().prop_map(Value::from)),
        0..4,
    )
    .prop_map(|members| members.into_iter().collect::<Value>())
    .boxed();
    prop_oneof![
        object.clone(),
        prop::collection::vec(object, 0..3).prop_map(Value::from)
    ]
}

fn here() -> Evidence {
    Evidence {
        now: Some(Timestamp(1_763_800_000)),
        admin_client: Some("another".into()),
        ..Evidence::default()
    }
}

/// Whether this says, and is certain of it, that something was refused.
fn refuses(cause: &Cause) -> bool {
    let areas = [
        "token/",
        "unauthorized/",
        "forbidden/",
        "login/",
        "krr/",
        "network/",
        "api/",
        "address/wrong-path",
    ];
    let is_no_refusal = matches!(
        cause.code,
        "api/nothing-wrong" | "token/nothing-wrong" | "token/grant-alone"
    );
    cause.certainty == Certainty::Certain
        && !is_no_refusal
        && areas.iter().any(|area| cause.code.starts_with(area))
}

fn log(address: &str, status: u16, body: &str) -> String {
    format!(
        "POST {address} HTTP/1.1\nAuthorization: Bearer {TOKEN}\n\n{{}}\n\nHTTP/1.1 {status} X\nContent-Type: application/json\n\n{body}\n"
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_good_answer_is_never_called_a_refusal_with_certainty(
        body in good_body(), status in 200..206_u16,
        address in prop::sample::select([DIGDIRS, FOREIGN].concat()),
    ) {
        let text = log(address, status, &body.to_string());
        for text in [&text, &body.to_string(), &format!("{text}\n{text}")] {
            let causes = read_pasted(text).causes(&here());
            prop_assert!(!causes.iter().any(refuses), "{text}\n{causes:?}");
        }
        let given = json!({ "request": format!("POST {address}"), "status": status, "body": body, "token": TOKEN });
        if let Some((symptom, known)) = Symptom::from_json(&given) {
            let causes = diagnose(&symptom, &known);
            prop_assert!(!causes.iter().any(refuses), "{given}\n{causes:?}");
        }
    }

    #[test]
    fn of_an_api_that_is_not_digdirs_only_what_holds_anywhere_is_said(
        said in words(), error in prop::sample::select(vec!["invalid_client", "invalid_grant", "invalid_token", "x"]),
        status in 400..505_u16, address in prop::sample::select(FOREIGN),
    ) {
        let body = json!({ "error": error, "error_description": said }).to_string();
        let causes = read_pasted(&log(address, status, &body)).causes(&here());
        let anywhere = [
            "address/not-digdirs", "network/proxy-login", "unauthorized/token-expired", "unauthorized/clock",
            "unauthorized/malformed-header", "unauthorized/no-header",
        ];
        prop_assert!(causes.iter().all(|cause| anywhere.contains(&cause.code)), "{causes:?}");
    }
}
