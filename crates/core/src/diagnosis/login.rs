//! ID-porten refused a login, or gave no token for its code.
//!
//! ID-porten answers with OAuth's own words (RFC 6749 §4.1.2.1 and §5.2); no list of its explanations has been found. So
//! the word decides the cause, and the explanation only makes it more exact.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_authorize>,
//! <https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_token>.

use super::answer::Answer;
use super::catalogue::{self as known, Entry};
use super::{Cause, network, token};

/// What each of OAuth's words says here.
const ERRORS: &[(&str, &Entry)] = &[
    ("invalid_client", known::LOGIN_CLIENT),
    ("unauthorized_client", known::LOGIN_REQUEST),
    ("invalid_grant", known::LOGIN_CODE),
    ("invalid_scope", known::LOGIN_SCOPE),
    ("access_denied", known::LOGIN_CANCELLED),
    // OpenID Connect Core §3.1.2.6: nobody was asked, or nobody answered.
    ("login_required", known::LOGIN_CANCELLED),
    ("interaction_required", known::LOGIN_CANCELLED),
    ("consent_required", known::LOGIN_CANCELLED),
    ("unsupported_response_type", known::LOGIN_REQUEST),
    ("unsupported_grant_type", known::LOGIN_REQUEST),
    ("invalid_request", known::LOGIN_REQUEST),
    ("temporarily_unavailable", known::LOGIN_UNAVAILABLE),
    ("server_error", known::LOGIN_UNAVAILABLE),
];

/// Explanations that say more than the word they come with.
const WORDS: &[(&str, &[&str], &Entry)] = &[
    (
        "invalid_grant",
        &["pkce", "code_verifier", "code verifier"],
        known::LOGIN_PKCE,
    ),
    (
        "invalid_grant",
        &["redirect_uri", "redirect uri", "redirect url"],
        known::LOGIN_REDIRECT,
    ),
    (
        "invalid_request",
        &["code_challenge", "code challenge", "pkce"],
        known::LOGIN_PKCE,
    ),
    (
        "invalid_request",
        &["redirect_uri", "redirect uri"],
        known::LOGIN_REDIRECT,
    ),
];

pub(super) fn causes(status: Option<u16>, body: &str) -> Vec<Cause> {
    let answer = Answer::of_text(body);
    let seen = token::seen(status, &answer);
    if answer.is_page {
        return network::page(status.unwrap_or_default(), &answer, None);
    }
    let cause = match named(&answer) {
        Some(entry) => entry.certain(),
        None if status.is_some_and(|status| status >= 500) => known::LOGIN_UNAVAILABLE.likely(),
        None => known::PROOF_LOGIN_REFUSED.possible(),
    };
    vec![cause.because_all(seen)]
}

/// Whether these are words that an OAuth server says of a login and Maskinporten never does. Others than ID-porten say them
/// too.
pub(super) fn speaks(answer: &Answer) -> bool {
    const ONLY_HERE: &[&str] = &[
        "invalid_client",
        "access_denied",
        "login_required",
        "interaction_required",
        "consent_required",
        "unsupported_response_type",
    ];
    // Only Maskinporten has such codes, and a code decides.
    if answer.code().is_some() {
        return false;
    }
    let in_an_address = |word: &&str| answer.says(&format!("error={word}"));
    match answer.error.as_deref() {
        Some(error) => {
            let exact = |(of, words, _): &(&str, &[&str], _)| {
                *of == error && words.iter().any(|words| answer.says(words))
            };
            ONLY_HERE.contains(&error)
                || WORDS.iter().any(exact)
                || error == "invalid_grant" && answer.says("authorization code")
        }
        None => ONLY_HERE.iter().any(in_an_address),
    }
}

fn named(answer: &Answer) -> Option<&'static Entry> {
    // A text that somebody copied has the word somewhere in it.
    let error = ERRORS.iter().find(|(word, _)| match &answer.error {
        Some(error) => error == word,
        None => answer.says(word),
    });
    let (word, general) = error?;
    let exact = WORDS
        .iter()
        .find(|(of, words, _)| of == word && words.iter().any(|words| answer.says(words)));
    Some(exact.map_or(*general, |(_, _, entry)| *entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Certainty;

    fn first(body: &str) -> (&'static str, Certainty) {
        let causes = causes(None, body);
        (causes[0].code, causes[0].certainty)
    }

    #[test]
    fn the_word_decides_and_the_explanation_makes_it_exact() {
        for (body, code) in [
            (r#"{"error":"invalid_client"}"#, "login/client-refused"),
            (
                "invalid_client: Client authentication failed",
                "login/client-refused",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"Invalid authorization code"}"#,
                "login/code-refused",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"PKCE verification failed"}"#,
                "login/pkce",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"Incorrect redirect_uri"}"#,
                "login/redirect-uri",
            ),
            (r#"{"error":"access_denied"}"#, "login/cancelled"),
            (r#"{"error":"server_error"}"#, "login/unavailable"),
        ] {
            assert_eq!(first(body), (code, Certainty::Certain), "{body}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_explained() {
        assert_eq!(
            first(r#"{"error":"noe_nytt","error_description":"…"}"#),
            ("proof/login-refused", Certainty::Possible)
        );
        assert_eq!(causes(Some(503), "")[0].code, "login/unavailable");
    }
}
