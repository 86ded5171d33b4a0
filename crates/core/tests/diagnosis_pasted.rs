//! Paste to diagnose: what people copy is recognised, and its secrets are gone at once.

use losen_core::Timestamp;
use losen_core::diagnosis::{Evidence, Pasted, PastedKind, read_pasted};
use losen_core::model::Environment;

/// `{"iss":"https://test.maskinporten.no/","scope":"idporten:dcr.read","exp":1763762120,"client_id":"admin"}`
const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im0ifQ.eyJpc3MiOiJodHRwczovL3Rlc3QubWFza2lucG9ydGVuLm5vLyIsInNjb3BlIjoiaWRwb3J0ZW46ZGNyLnJlYWQiLCJleHAiOjE3NjM3NjIxMjAsImNsaWVudF9pZCI6ImFkbWluIn0.c2lnbmF0dXJl";

fn now(seconds: i64) -> Evidence {
    Evidence {
        now: Some(Timestamp(seconds)),
        ..Evidence::default()
    }
}

fn codes(pasted: &Pasted, known: &Evidence) -> Vec<&'static str> {
    pasted.causes(known).iter().map(|cause| cause.code).collect()
}

fn explain(text: &str) -> (PastedKind, Vec<&'static str>) {
    let pasted = read_pasted(text);
    assert!(!pasted.masked.contains("eyJ"), "{}", pasted.masked);
    let codes = codes(&pasted, &now(1_763_762_020));
    (pasted.kind, codes)
}

#[test]
fn a_verbose_curl_tells_the_missing_scope() {
    let text = format!(
        "$ curl -v -X POST https://api.test.samarbeid.digdir.no/api/v1/clients -H 'Authorization: Bearer {TOKEN}' -d '{{}}'\n\
         * Connected to api.test.samarbeid.digdir.no\n\
         > POST /api/v1/clients HTTP/2\n> Host: api.test.samarbeid.digdir.no\n> authorization: Bearer {TOKEN}\n>\n\
         < HTTP/2 401\n< www-authenticate: Bearer error=\"invalid_token\"\n< date: Fri, 21 Nov 2025 21:53:41 GMT\n<\n\
         {{\"status\":401,\"correlation_id\":\"0123456789abcdef0123456789abcdef\",\"error\":\"Unauthorized\"}}\n"
    );
    assert_eq!(
        explain(&text),
        (PastedKind::Curl, vec!["unauthorized/scope-missing"])
    );
}

#[test]
fn a_curl_command_with_its_answer_is_enough() {
    let text = format!(
        "curl https://api.samarbeid.digdir.no/api/v1/clients -H \"Authorization: Bearer {TOKEN}\" -i\nHTTP/1.1 401 Unauthorized\n\n"
    );
    assert_eq!(
        explain(&text),
        (PastedKind::Curl, vec!["unauthorized/wrong-environment"])
    );
}

#[test]
fn a_log_of_a_token_request_tells_what_the_grant_shows() {
    let text = format!(
        "POST /token HTTP/1.1\nHost: test.maskinporten.no\nContent-Type: application/x-www-form-urlencoded\n\n\
         grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={TOKEN}\n\n\
         HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n\
         {{\"error\":\"invalid_grant\",\"error_description\":\"MP-110: Invalid JWT claim aud\"}}"
    );
    let (kind, codes) = explain(&text);
    assert_eq!(
        (kind, codes.first().copied()),
        (PastedKind::HttpLog, Some("token/wrong-audience"))
    );
}

#[test]
fn bodies_and_bare_messages_are_recognised() {
    for (text, kind, code) in [
        (
            r#"{"error":"invalid_scope","error_description":"MP-200: Token request contains invalid scopes for client"}"#,
            PastedKind::ErrorBody,
            "token/scope-not-on-client",
        ),
        (
            r#"{"status":409,"error":"Ressursen er ikke i riktig tilstand"}"#,
            PastedKind::ErrorBody,
            "api/conflict",
        ),
        (
            "PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.",
            PastedKind::ErrorText,
            "api/terms-not-signed",
        ),
        (
            "Jeg får 401 unauthorized når jeg prøver å poste en endring via API'et.",
            PastedKind::ErrorText,
            "unauthorized/token-expired",
        ),
        ("Native host has exited.", PastedKind::ErrorText, "host/exited"),
        (
            "curl: (6) Could not resolve host: api.samarbeid.digdir.no",
            PastedKind::ErrorText,
            "network/name-not-found",
        ),
        ("God morgen, verden", PastedKind::Unknown, "unknown/unrecognised"),
        ("", PastedKind::Unknown, "unknown/unrecognised"),
    ] {
        let (found, codes) = explain(text);
        assert_eq!((found, codes.first().copied()), (kind, Some(code)), "{text}");
    }
}

#[test]
fn a_token_alone_is_opened_and_judged_by_the_clock() {
    let pasted = read_pasted(TOKEN);
    assert_eq!(pasted.kind, PastedKind::Token);
    assert!(
        pasted
            .token
            .as_ref()
            .is_some_and(|token| token.claims["client_id"] == "admin")
    );
    assert_eq!(codes(&pasted, &now(1_763_762_020)), ["token/nothing-wrong"]);
    assert_eq!(
        codes(&pasted, &now(1_763_800_000)),
        ["unauthorized/token-expired"]
    );
    let prod = Evidence {
        environment: Some(Environment::Prod),
        ..now(1_763_762_020)
    };
    assert_eq!(codes(&pasted, &prod), ["unauthorized/wrong-environment"]);
}

#[test]
fn a_private_key_is_covered_and_the_user_is_told() {
    let text = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
    let pasted = read_pasted(text);
    assert_eq!(pasted.kind, PastedKind::PrivateKey);
    assert_eq!(codes(&pasted, &Evidence::default()), ["paste/private-key"]);
    assert!(!format!("{pasted:?}").contains("MIIE"));
}
