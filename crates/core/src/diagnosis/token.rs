//! Maskinporten refused a grant. Its code and its words decide; the status does not, since the same refusal has been
//! seen with 400 and with 403.
//!
//! Source: <https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking>, and the answers of real servers.

use super::answer::Answer;
use super::catalogue::{self as known, Entry};
use super::grant::{self, Grant};
use super::{Cause, Certainty, Evidence, evidence, login, network};
use crate::text::Message;

/// What each of Maskinporten's codes says.
pub(super) const CODES: &[(u16, &Entry)] = &[
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
pub(super) const WORDS: &[(&str, &Entry)] = &[
    ("invalid_altinn_customer_configuration", known::TOKEN_SYSTEM_USER),
    (
        "combination consumer_org in claim and delegation scope",
        known::TOKEN_OWN_CONSUMER,
    ),
    ("require an end user authentication", known::TOKEN_NEEDS_USER),
    ("requires an end user authentication", known::TOKEN_NEEDS_USER),
    ("no key identifier (kid) provided", known::TOKEN_KEY_REQUIRED),
    ("requires pre-registered jwk", known::TOKEN_KEY_REQUIRED),
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
        "integration types only allowed for user login",
        known::TOKEN_SCOPE_WRONG_TYPE,
    ),
    (
        "failed to extract certificate from jwt",
        known::TOKEN_MALFORMED_X5C,
    ),
    ("unknown authorization details type", known::TOKEN_DETAILS_TYPE),
    (
        "unknown fields in the authorization details",
        known::TOKEN_DETAILS_FIELDS,
    ),
    (
        "invalid authorization details values",
        known::TOKEN_DETAILS_VALUES,
    ),
    (
        "scopes not allowed for maskinporten",
        known::TOKEN_SCOPE_WRONG_TYPE,
    ),
    ("invalid scopes for client", known::TOKEN_SCOPE_NOT_ON_CLIENT),
    ("client not found", known::TOKEN_UNKNOWN_CLIENT),
    ("invalid parameter value", known::TOKEN_MALFORMED_GRANT),
    (GENERAL, known::TOKEN_UNKNOWN_CLIENT),
];

/// What Maskinporten says before every reason for which it does not accept an assertion. It is the reason itself only when
/// nothing follows.
const GENERAL: &str = "client authentication failed";

/// Whether a reason stands behind the general words, one that is not known here.
fn gives_another_reason(answer: &Answer) -> bool {
    let said = answer.description.as_deref().unwrap_or_default().to_lowercase();
    let Some((_, rest)) = said.split_once(GENERAL) else {
        return false;
    };
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
    let is_number = ["(", "correlation", "trace", "mp-", "mp "]
        .iter()
        .any(|start| rest.starts_with(start));
    !rest.is_empty() && !is_number
}

/// The cause that Maskinporten's own words name.
pub(super) fn named(answer: &Answer) -> Option<&'static Entry> {
    if login::speaks(answer) {
        return None;
    }
    let code = answer.code();
    // These codes are general; the words beside them may say more.
    let specific = code.filter(|code| !matches!(code, 11 | 100 | 303));
    let by = |code: u16| {
        CODES
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, entry)| *entry)
    };
    if let Some(code) = specific {
        // A code that is not known must not be explained by words that it shares with others.
        return by(code);
    }
    let words = WORDS
        .iter()
        .find(|(words, _)| answer.says(words))
        .filter(|(words, _)| *words != GENERAL || !gives_another_reason(answer))
        .map(|(_, entry)| *entry);
    words.or_else(|| code.and_then(by))
}

/// Whether this is the form in which Maskinporten refuses: a code of its own, or an OAuth error that the API never
/// answers.
pub(super) fn is_refusal(answer: &Answer) -> bool {
    // `invalid_client` is ID-porten's; Maskinporten says `invalid_grant` of a client that it does not know.
    const ERRORS: [&str; 5] = [
        "invalid_grant",
        "invalid_scope",
        "unsupported_grant_type",
        "unauthorized_client",
        "invalid_altinn_customer_configuration",
    ];
    answer.code().is_some()
        || answer
            .error
            .as_deref()
            .is_some_and(|error| ERRORS.contains(&error))
}

pub(super) fn causes(status: Option<u16>, body: &str, grant: &Grant<'_>, known: &Evidence) -> Vec<Cause> {
    let answer = Answer::of_text(body);
    let seen = seen(status, &answer);
    let faults = grant::faults(grant, known);
    let mut causes: Vec<Cause> = match named(&answer) {
        Some(entry) => vec![entry.certain()],
        None if answer.is_page => {
            perhaps_unavailable(status, network::page(status.unwrap_or_default(), &answer, None))
        }
        None if status.is_some_and(|status| status >= 500) => vec![known::TOKEN_UNAVAILABLE.likely()],
        None => Vec::new(),
    };
    // Of several codes none decides.
    let several = answer.codes();
    if several.len() > 1 {
        let entries = several
            .iter()
            .filter_map(|code| CODES.iter().find(|(known, _)| known == code));
        causes = entries.map(|(_, entry)| entry.likely()).collect();
    }
    if causes.len() == 1 && could_be_anybodys(status, &answer, grant, known) {
        causes[0].certainty = Certainty::Likely;
    }
    for cause in &mut causes {
        cause.evidence.splice(0..0, seen.clone());
    }
    // MP-011 says only that something cannot be read; what the grant shows is then the reason.
    if answer.code() == Some(11) && !faults.is_empty() {
        causes.clear();
        causes.extend(
            faults
                .iter()
                .map(|(entry, _)| entry.certain().because_all(seen.clone())),
        );
    }
    // A fault that the grant shows is a fault, also when Maskinporten stopped at another one first.
    for (entry, shown) in faults {
        match causes.iter_mut().find(|cause| cause.code == entry.code) {
            Some(cause) => cause.evidence.extend(shown),
            None => causes.push(entry.likely().because_all(shown)),
        }
    }
    if causes.is_empty()
        || (named(&answer).is_none() && !answer.is_page && status.is_none_or(|status| status < 500))
    {
        causes.push(known::TOKEN_REJECTED.possible().because_all(seen));
    }
    causes
}

/// A page that nobody has signed, with a gateway's status, may just as well be that of Digdir's own gateway.
pub(super) fn perhaps_unavailable(status: Option<u16>, page: Vec<Cause>) -> Vec<Cause> {
    let gateway = status.is_some_and(|status| (502..=504).contains(&status));
    let is_unsigned = page
        .first()
        .is_some_and(|cause| cause.code == known::NETWORK_HTML.code);
    if !(gateway && is_unsigned) {
        return page;
    }
    let mut causes = vec![known::TOKEN_UNAVAILABLE.likely()];
    causes.extend(page.into_iter().map(|cause| Cause {
        certainty: Certainty::Possible,
        ..cause
    }));
    causes
}

/// Words such as "jwt is expired" are many programs' words: without a code, the form of Maskinporten's answer or its
/// address beside them they decide nothing.
fn could_be_anybodys(status: Option<u16>, answer: &Answer, grant: &Grant<'_>, known: &Evidence) -> bool {
    const ANYBODYS: &[&str] = &[
        "jwt is expired",
        "expired jwt",
        "expired key",
        "client not found",
        "invalid jwt signature",
        "invalid parameter value",
        GENERAL,
    ];
    let seen_at_maskinporten = status.is_some() || known.address.is_some() || grant.claims.is_some();
    let in_its_form = answer.code().is_some() || answer.error.is_some() || answer.says("invalid assertion");
    let named_by = WORDS.iter().find(|(words, _)| answer.says(words));
    !seen_at_maskinporten && !in_its_form && named_by.is_some_and(|(words, _)| ANYBODYS.contains(words))
}

/// What every cause of an answer may show.
pub(super) fn seen(status: Option<u16>, answer: &Answer) -> Vec<Message> {
    let mut seen = Vec::new();
    // 0 stands for a status that nobody knows.
    seen.extend(status.filter(|status| *status != 0).map(evidence::status));
    if let Some(description) = &answer.description {
        seen.extend(evidence::quoted("diagnosis.evidence.answer", description));
    }
    if let Some(id) = &answer.correlation_id {
        seen.extend(evidence::quoted("diagnosis.evidence.correlation_id", id));
    }
    seen
}
