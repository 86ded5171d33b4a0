//! Maskinporten refused a grant. Its code and its words decide; the status does not, since the same refusal has been
//! seen with 400 and with 403.
//!
//! Source: <https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking>, and the answers of real servers.

use super::answer::Answer;
use super::catalogue::{self as known, Entry};
use super::{Cause, evidence, network};

/// What each of Maskinporten's codes says.
const CODES: &[(u16, &Entry)] = &[
    (11, known::TOKEN_MALFORMED_GRANT),
    (12, known::TOKEN_GRANT_REUSED),
    (100, known::TOKEN_UNKNOWN_CLIENT),
    (110, known::TOKEN_WRONG_AUDIENCE),
    (120, known::TOKEN_INVALID_CERTIFICATE),
    (121, known::TOKEN_EXPIRED_KEY),
    (122, known::TOKEN_WRONG_ORGANISATION),
    (123, known::TOKEN_MALFORMED_X5C),
    (124, known::TOKEN_BAD_SIGNATURE),
    (130, known::TOKEN_GRANT_EXPIRED),
    (200, known::TOKEN_SCOPE_NOT_ON_CLIENT),
    (201, known::TOKEN_SCOPE_WRONG_TYPE),
    (250, known::TOKEN_NOT_GRANTED),
    (251, known::TOKEN_NOT_DELEGATED),
    (301, known::TOKEN_DETAILS_TYPE),
    (302, known::TOKEN_DETAILS_FIELDS),
    (303, known::TOKEN_DETAILS_VALUES),
];

/// Words that say more than the code they may come with, or that come without any. In this order: the general
/// "client authentication failed" stands before the reason in old wordings, so it is looked for last.
const WORDS: &[(&str, &Entry)] = &[
    ("invalid_altinn_customer_configuration", known::TOKEN_SYSTEM_USER),
    (
        "combination consumer_org in claim and delegation scope",
        known::TOKEN_OWN_CONSUMER,
    ),
    ("require an end user authentication", known::TOKEN_NEEDS_USER),
    ("requires an end user authentication", known::TOKEN_NEEDS_USER),
    ("unknown key identifier", known::TOKEN_UNKNOWN_KEY),
    ("issue time is after now", known::TOKEN_CLOCK),
    ("grant is used before", known::TOKEN_GRANT_REUSED),
    ("jwt is expired", known::TOKEN_GRANT_EXPIRED),
    ("expired jwt", known::TOKEN_GRANT_EXPIRED),
    ("expired key", known::TOKEN_EXPIRED_KEY),
    ("invalid jwt claim aud", known::TOKEN_WRONG_AUDIENCE),
    ("invalid jwt header x5c", known::TOKEN_MALFORMED_X5C),
    (
        "does not match certificate orgno",
        known::TOKEN_WRONG_ORGANISATION,
    ),
    (
        "invalid organization number for client",
        known::TOKEN_WRONG_ORGANISATION,
    ),
    (
        "signed with an invalid certificate",
        known::TOKEN_INVALID_CERTIFICATE,
    ),
    ("invalid jwt signature", known::TOKEN_BAD_SIGNATURE),
    ("has not been granted access to", known::TOKEN_NOT_GRANTED),
    ("has not delegated access to", known::TOKEN_NOT_DELEGATED),
    (
        "scopes not allowed for maskinporten",
        known::TOKEN_SCOPE_WRONG_TYPE,
    ),
    ("invalid scopes for client", known::TOKEN_SCOPE_NOT_ON_CLIENT),
    ("client not found", known::TOKEN_UNKNOWN_CLIENT),
    ("invalid parameter value", known::TOKEN_MALFORMED_GRANT),
    ("client authentication failed", known::TOKEN_UNKNOWN_CLIENT),
];

/// The cause that Maskinporten's own words name.
pub(super) fn named(answer: &Answer) -> Option<&'static Entry> {
    let code = answer.code();
    // These two codes are general; the words beside them may say more.
    let specific = code.filter(|code| !matches!(code, 100 | 11 | 303));
    let by = |code: Option<u16>| {
        let code = code?;
        CODES
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, entry)| *entry)
    };
    let words = || {
        WORDS
            .iter()
            .find(|(words, _)| answer.says(words))
            .map(|(_, entry)| *entry)
    };
    by(specific).or_else(|| match specific {
        // A code that is not known must not be explained by words that it shares with others.
        Some(_) => None,
        None => words().or_else(|| by(code)),
    })
}

/// Whether this is the form in which Maskinporten refuses: an OAuth error that the API never answers.
pub(super) fn is_refusal(answer: &Answer) -> bool {
    answer.code().is_some()
        || answer.error.as_deref().is_some_and(|error| {
            matches!(
                error,
                "invalid_grant"
                    | "invalid_scope"
                    | "unsupported_grant_type"
                    | "unauthorized_client"
                    | "invalid_client"
            )
        })
}

pub(super) fn causes(status: Option<u16>, body: &str) -> Vec<Cause> {
    let answer = Answer::of_text(body);
    let seen = seen(status, &answer);
    if let Some(entry) = named(&answer) {
        return vec![entry.certain().because_all(seen)];
    }
    if answer.is_page {
        return network::page(status.unwrap_or_default(), &answer, None)
            .into_iter()
            .map(|cause| cause.because_all(seen.clone()))
            .collect();
    }
    let entry = match status {
        Some(500..) => known::TOKEN_UNAVAILABLE.likely(),
        _ => known::TOKEN_REJECTED.possible(),
    };
    vec![entry.because_all(seen)]
}

pub(super) fn seen(status: Option<u16>, answer: &Answer) -> Vec<crate::text::Message> {
    let mut seen = Vec::new();
    if let Some(status) = status {
        seen.push(evidence::status(status));
    }
    if let Some(description) = &answer.description {
        seen.extend(evidence::quoted("diagnosis.evidence.answer", description));
    }
    if let Some(id) = &answer.correlation_id {
        seen.extend(evidence::quoted("diagnosis.evidence.correlation_id", id));
    }
    seen
}
