//! The numbers of an RSA key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{SOURCE, forms};
use crate::model::Finding;
use crate::rules::Rule;

const NUMBER: Rule = Rule::new("key/number", SOURCE);
const MODULUS: Rule = Rule::new("key/modulus", SOURCE);
const SHORT: Rule = Rule::new("key/short", SOURCE);
const EXPONENT: Rule = Rule::new("key/exponent", SOURCE);

pub(super) const RULES: &[Rule] = &[NUMBER, MODULUS, SHORT, EXPONENT];

/// The JWK of a modulus and an exponent.
pub(super) fn jwk((n, e): &(Vec<u8>, Vec<u8>)) -> Value {
    json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) })
}

/// What is wrong with `n` and `e`, with the member and its right value where there is no doubt.
pub(super) fn check(jwk: &Value, path: &str) -> Vec<(Finding, Option<(&'static str, Value)>)> {
    let mut found = Vec::new();
    for member in ["n", "e"] {
        let place = format!("{path}/{member}");
        let text = jwk.get(member).and_then(Value::as_str);
        let Some(bytes) = text
            .and_then(forms::base64)
            .filter(|bytes| bytes.iter().any(|b| *b != 0))
        else {
            found.push((NUMBER.error(place).with("member", member), None));
            continue;
        };
        let number = trimmed(&bytes);
        let right = URL_SAFE_NO_PAD.encode(number);
        if text != Some(&right) {
            // A placeholder out of some documentation is not worth writing better.
            let worth_it = member == "e" || number.len() >= 64;
            let fix = worth_it.then(|| (member, Value::from(right)));
            found.push((NUMBER.error(place.clone()).with("member", member), fix));
        }
        found.extend(if member == "n" {
            modulus(number, place)
        } else {
            exponent(number, place)
        });
    }
    found
}

fn modulus(number: &[u8], place: String) -> Option<(Finding, Option<(&'static str, Value)>)> {
    let bits = bits(number);
    let finding = if number.last().is_some_and(|last| last % 2 == 0) {
        MODULUS.error(place)
    } else if bits < 2048 {
        SHORT.error(place).with("bits", bits.to_string())
    } else {
        return None;
    };
    Some((finding, None))
}

/// 65537 is what everyone uses. Small ones have a bad history; even ones and 1 are no exponents at all.
fn exponent(number: &[u8], place: String) -> Option<(Finding, Option<(&'static str, Value)>)> {
    let finding = match number {
        [1, 0, 1] => return None,
        [1] => EXPONENT.error(place),
        [.., last] if last % 2 == 0 => EXPONENT.error(place),
        _ => EXPONENT.warning(place),
    };
    Some((finding, None))
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn bits(number: &[u8]) -> usize {
    let first = number.first().map_or(8, |first| first.leading_zeros() as usize);
    number.len() * 8 - first
}

/// The thumbprint of RFC 7638, which is a unique and repeatable `kid`.
pub(super) fn thumbprint(jwk: &Value) -> Option<String> {
    let number = |member: &str| {
        let bytes = forms::base64(jwk.get(member)?.as_str()?)?;
        Some(URL_SAFE_NO_PAD.encode(trimmed(&bytes)))
    };
    let text = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, number("e")?, number("n")?);
    Some(URL_SAFE_NO_PAD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        // The example of RFC 7638, section 3.1.
        let jwk = json!({"kty": "RSA", "e": "AQAB", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"});
        assert_eq!(
            thumbprint(&jwk).unwrap(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn bits_are_counted_from_the_first_one() {
        assert_eq!((bits(&[1]), bits(&[0x80, 0]), bits(&[0x7f, 0])), (1, 16, 15));
    }
}
