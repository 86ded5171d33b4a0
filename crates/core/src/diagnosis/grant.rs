//! What a refused grant itself shows, whatever Maskinporten said about it.
//!
//! Source: <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant>.

use serde_json::Value;

use super::catalogue::{self as known, Entry};
use super::claims::Claims;
use super::{Cause, Evidence, evidence, place};
use crate::model::Environment;
use crate::text::Message;

/// What is known of the grant that was refused.
#[derive(Clone, Copy, Default)]
pub(super) struct Grant<'a> {
    pub header: Option<&'a Value>,
    pub claims: Option<&'a Value>,
}

/// A fault in the grant, with what was seen.
pub(super) type Fault = (&'static Entry, Vec<Message>);

/// The longest time between `iat` and `exp`, and how far `iat` may be from Maskinporten's clock. Seconds.
const LONGEST: i64 = 120;
const SKEW: i64 = 10;

/// Every fault that the grant shows, in the order in which Maskinporten would meet them.
pub(super) fn faults(grant: &Grant<'_>, known: &Evidence) -> Vec<Fault> {
    let mut faults = grant.header.map(header_faults).unwrap_or_default();
    if let Some(claims) = grant.claims.map(Claims) {
        let checks = [
            audience(claims, known.environment),
            lifetime(claims),
            clock(claims, known),
            client(claims),
            consumer(claims, known),
            scope(claims),
        ];
        faults.extend(checks.into_iter().flatten());
    }
    faults
}

/// What a grant shows when nobody says what became of it. That it is old says nothing: it lasts for two minutes, and was
/// copied at some time.
pub(super) fn alone(known_here: &Evidence) -> Vec<Cause> {
    let grant = Grant {
        header: known_here.token_header.as_ref(),
        claims: known_here.token_claims.as_ref(),
    };
    let mut causes: Vec<Cause> = faults(&grant, known_here)
        .into_iter()
        .filter(|(entry, _)| entry.code != known::TOKEN_GRANT_EXPIRED.code)
        .map(|(entry, seen)| entry.certain().because_all(seen))
        .collect();
    let seen = ["iss", "aud", "scope"].into_iter().filter_map(|name| {
        let value = grant.claims.map(Claims)?.text(name)?;
        Some(evidence::grant(name, &value))
    });
    causes.push(known::TOKEN_GRANT_ALONE.possible().because_all(seen));
    causes
}

fn header_faults(header: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (certificate, key) = (header.get("x5c"), header.get("kid"));
    match (certificate, key) {
        (None, None) => faults.push((known::TOKEN_NO_IDENTITY, Vec::new())),
        (Some(_), Some(_)) => faults.push((known::TOKEN_TWO_IDENTITIES, Vec::new())),
        _ => {}
    }
    if let Some(certificate) = certificate
        && !is_certificate_list(certificate)
    {
        let seen = Message::new("diagnosis.evidence.x5c_form");
        faults.push((known::TOKEN_MALFORMED_X5C, vec![seen]));
    }
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    if !["RS256", "RS384", "RS512"].contains(&algorithm) {
        faults.push((known::TOKEN_ALGORITHM, vec![evidence::grant("alg", algorithm)]));
    }
    faults
}

/// Standard base64, one certificate a text, nothing around it.
fn is_certificate_list(value: &Value) -> bool {
    let is_base64 = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    value
        .as_array()
        .is_some_and(|list| !list.is_empty() && list.iter().all(|item| item.as_str().is_some_and(is_base64)))
}

fn audience(claims: Claims<'_>, environment: Option<Environment>) -> Option<Fault> {
    let audience = claims.text("aud").unwrap_or_default();
    let right = |of: Environment| of.endpoints().map(|to| to.audience);
    let expected: Vec<String> = match environment {
        Some(Environment::Practice) => return None,
        Some(environment) => right(environment).into_iter().collect(),
        // Of an unknown environment only Maskinporten's own name, wrongly written, can be judged.
        None if !place::is_maskinporten(&audience) => return None,
        None => [Environment::Test, Environment::Prod]
            .into_iter()
            .filter_map(right)
            .collect(),
    };
    (!expected.contains(&audience)).then(|| {
        let seen = vec![
            evidence::grant("aud", &audience),
            evidence::expected(&expected.join(", ")),
        ];
        (known::TOKEN_WRONG_AUDIENCE, seen)
    })
}

fn lifetime(claims: Claims<'_>) -> Option<Fault> {
    let (from, to) = (claims.time("iat")?, claims.time("exp")?);
    let seconds = to.0.saturating_sub(from.0);
    (seconds > LONGEST).then(|| {
        let seen = Message::new("diagnosis.evidence.lifetime").with("seconds", seconds.to_string());
        (known::TOKEN_LIFETIME, vec![seen])
    })
}

fn clock(claims: Claims<'_>, known: &Evidence) -> Option<Fault> {
    let now = known.now?;
    if let Some(from) = claims.time("iat")
        && from > now.plus(SKEW)
    {
        return Some((known::TOKEN_CLOCK, vec![times("iat", from, now)]));
    }
    let to = claims.time("exp")?;
    (to <= now).then(|| (known::TOKEN_GRANT_EXPIRED, vec![times("exp", to, now)]))
}

fn times(claim: &'static str, time: crate::Timestamp, now: crate::Timestamp) -> Message {
    Message::new("diagnosis.evidence.grant_time")
        .with("claim", claim)
        .with("time", evidence::moment(time))
        .with("now", evidence::moment(now))
}

/// A client has an id, not an address. Which client it is, is nobody's fault: every client may ask for its own token.
fn client(claims: Claims<'_>) -> Option<Fault> {
    let issuer = claims.text("iss").unwrap_or_default();
    (issuer.is_empty() || issuer.contains("://"))
        .then(|| (known::TOKEN_UNKNOWN_CLIENT, vec![evidence::grant("iss", &issuer)]))
}

fn consumer(claims: Claims<'_>, known: &Evidence) -> Option<Fault> {
    let consumer = claims.text("consumer_org")?;
    (known.orgno.as_ref() == Some(&consumer)).then(|| {
        (
            known::TOKEN_OWN_CONSUMER,
            vec![evidence::grant("consumer_org", &consumer)],
        )
    })
}

fn scope(claims: Claims<'_>) -> Option<Fault> {
    let scope = claims.text("scope").unwrap_or_default();
    let words: Vec<&str> = scope.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let for_people = |word: &&str| matches!(*word, "openid" | "profile") || word.starts_with("krr:user/");
    if words.iter().any(for_people) {
        return Some((
            known::TOKEN_SCOPE_WRONG_TYPE,
            vec![evidence::grant("scope", &scope)],
        ));
    }
    (words.is_empty() || scope.contains(',')).then(|| {
        (
            known::TOKEN_SCOPE_NOT_ON_CLIENT,
            vec![evidence::grant("scope", &scope)],
        )
    })
}
