//! Certificates: alone, or in a JWK's `x5c`, which locks the client to them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::jwk::Mended;
use super::{SOURCE, forms, read};
use crate::Timestamp;
use crate::model::Finding;
use crate::rules::Rule;

const X5C: Rule = Rule::new("key/x5c", SOURCE);
const X5C_OTHER: Rule = Rule::new("key/x5c-other-key", SOURCE);
const X5C_LOCKS: Rule = Rule::new("key/x5c-locks", SOURCE);
const EXPIRED: Rule = Rule::new("key/certificate-expired", SOURCE);
const EARLY: Rule = Rule::new("key/certificate-not-yet-valid", SOURCE);
const YEAR: Rule = Rule::new("key/certificate-lives-a-year", SOURCE);

pub(super) const RULES: &[Rule] = &[X5C, X5C_OTHER, X5C_LOCKS, EXPIRED, EARLY, YEAR];

/// What there is to say about a certificate that was given instead of a key.
pub(super) fn check(certificate: &Certificate, now: Option<Timestamp>) -> Vec<Finding> {
    let mut found: Vec<_> = validity(certificate, "", now).into_iter().collect();
    // The same year applies to keys that come from certificates, which live three.
    found.push(YEAR.hint(""));
    found
}

/// `x5c` is a list of standard base64 without line breaks (RFC 7517, 4.7), the key's own certificate first.
pub(super) fn x5c(jwk: &Value, path: &str, now: Option<Timestamp>) -> Vec<Mended> {
    let Some(value) = jwk.get("x5c").filter(|value| !value.is_null()) else {
        return Vec::new();
    };
    let place = format!("{path}/x5c");
    let written: Vec<&str> = match value {
        Value::String(one) => vec![one],
        Value::Array(list) => list
            .iter()
            .map(|item| item.as_str().unwrap_or_default())
            .collect(),
        _ => Vec::new(),
    };
    let bytes: Option<Vec<Vec<u8>>> = written.iter().map(|text| certificate_bytes(text)).collect();
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        return vec![(X5C.error(place), None)];
    };
    let Some(leaf) = bytes.first().and_then(|bytes| Certificate::from_der(bytes).ok()) else {
        return vec![(X5C.error(place), None)];
    };
    let mut found = Vec::new();
    let right = Value::from(
        bytes
            .iter()
            .map(|bytes| STANDARD.encode(bytes))
            .collect::<Vec<_>>(),
    );
    if *value != right {
        found.push((X5C.error(place.clone()), Some(("x5c", right))));
    }
    let own = read::public(leaf.tbs_certificate().subject_public_key_info());
    let number = |jwk: &Value| jwk.get("n").and_then(Value::as_str).and_then(forms::base64);
    if own.as_ref().and_then(number) != number(jwk) && number(jwk).is_some() {
        found.push((X5C_OTHER.error(place.clone()), None));
    }
    found.extend(validity(&leaf, &place, now).map(|finding| (finding, None)));
    found.push((X5C_LOCKS.hint(place), None));
    found
}

/// The DER in an element of `x5c`, forgiving PEM's first and last line.
fn certificate_bytes(text: &str) -> Option<Vec<u8>> {
    let body = text
        .split("-----")
        .find(|part| part.len() > 64 && !part.contains("CERTIFICATE"))
        .unwrap_or(text);
    forms::base64(body).filter(|bytes| Certificate::from_der(bytes).is_ok())
}

fn validity(certificate: &Certificate, place: &str, now: Option<Timestamp>) -> Option<Finding> {
    let now = now?.0;
    let validity = certificate.tbs_certificate().validity();
    let seconds =
        |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    if now > seconds(&validity.not_after) {
        Some(EXPIRED.error(place))
    } else if now < seconds(&validity.not_before) {
        Some(EARLY.warning(place))
    } else {
        None
    }
}
