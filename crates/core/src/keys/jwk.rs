//! One JWK, as the self-service API takes it.

use serde_json::Value;

use super::{SOURCE, rsa};
use crate::Timestamp;
use crate::model::Finding;
use crate::rules::Rule;

const SHAPE: Rule = Rule::new("key/shape", SOURCE);
const KTY: Rule = Rule::new("key/kty", SOURCE);
const ALG: Rule = Rule::new("key/alg", SOURCE);
const USE: Rule = Rule::new("key/use", SOURCE);
const KID: Rule = Rule::new("key/kid", SOURCE);
const EXP: Rule = Rule::new("key/exp", SOURCE);
const EXPIRED: Rule = Rule::new("key/expired", SOURCE);
const EXPIRES: Rule = Rule::new("key/expires-soon", SOURCE);

pub(super) const RULES: &[Rule] = &[SHAPE, KTY, ALG, USE, KID, EXP, EXPIRED, EXPIRES];

/// Digdir keeps a key for a year from when it was posted.
const YEAR: i64 = 366 * 86_400;
const MONTH: i64 = 30 * 86_400;

/// A finding, and the member and value that mend it.
pub(super) type Mended = (Finding, Option<(&'static str, Value)>);

pub(super) fn check(jwk: &Value, path: &str, now: Option<Timestamp>) -> Vec<Mended> {
    if !jwk.is_object() {
        return vec![(SHAPE.error(path), None)];
    }
    let mut found = Vec::new();
    if jwk.get("kty").and_then(Value::as_str) != Some("RSA") {
        let kind = jwk.get("kty").and_then(Value::as_str).unwrap_or("?");
        let finding = KTY.error(format!("{path}/kty")).with("kind", kind);
        let looks_like_rsa = jwk.get("n").is_some() && jwk.get("e").is_some();
        let fix = looks_like_rsa.then(|| ("kty", Value::from("RSA")));
        let stop = fix.is_none();
        found.push((finding, fix));
        if stop {
            return found;
        }
    }
    found.extend(alg(jwk, path));
    if jwk.get("use").and_then(Value::as_str) != Some("sig") {
        found.push((
            USE.error(format!("{path}/use")),
            Some(("use", Value::from("sig"))),
        ));
    }
    found.extend(kid(jwk, path));
    found.extend(rsa::check(jwk, path));
    found.extend(exp(jwk, path, now));
    found
}

/// The sources disagree: RS256 is in all of them, RS512 in the API's contract, RS384 in the documentation only.
fn alg(jwk: &Value, path: &str) -> Option<Mended> {
    let place = format!("{path}/alg");
    let word = jwk.get("alg").and_then(Value::as_str).unwrap_or("?");
    let finding = match word {
        "RS256" | "RS512" => return None,
        "RS384" => ALG.warning(place),
        _ => ALG.error(place),
    };
    Some((finding.with("alg", word), Some(("alg", Value::from("RS256")))))
}

fn kid(jwk: &Value, path: &str) -> Option<Mended> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default();
    if !kid.is_empty() && kid.chars().all(fits) {
        return None;
    }
    let better = match kid.trim() {
        "" => rsa::thumbprint(jwk)?,
        kid => kid.chars().map(|c| if fits(c) { c } else { '-' }).collect(),
    };
    let finding = KID
        .error(format!("{path}/kid"))
        .with("kid", kid)
        .with("right", &*better);
    Some((finding, Some(("kid", Value::from(better)))))
}

fn exp(jwk: &Value, path: &str, now: Option<Timestamp>) -> Option<Mended> {
    let value = jwk.get("exp").filter(|value| !value.is_null())?;
    let place = format!("{path}/exp");
    let Some(exp) = value.as_i64() else {
        return Some((EXP.error(place), None));
    };
    // Milliseconds, as JavaScript counts: a date in seconds has ten digits.
    if exp > 100_000_000_000 {
        return Some((EXP.error(place), Some(("exp", Value::from(exp / 1000)))));
    }
    let left = exp - now?.0;
    let finding = if left <= 0 {
        EXPIRED.error(place)
    } else if left < MONTH {
        EXPIRES.warning(place).with("days", (left / 86_400).to_string())
    } else if left > YEAR {
        EXP.hint(place)
    } else {
        return None;
    };
    Some((finding, None))
}
