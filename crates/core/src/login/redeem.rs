use serde_json::Value;

use crate::Timestamp;
use crate::model::ClientId;

/// Seconds that the clocks may differ.
const SKEW: i64 = 60;

/// An ID token that belongs to another login than the one that was begun: the claim that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} of the ID token is not what was asked for")]
pub struct Mismatch(pub &'static str);

/// What is sent with a code, before the client has proven who it is. ID-porten wants `client_id` whatever the method.
#[must_use]
pub fn form(
    client_id: &ClientId,
    redirect_uri: &str,
    code: &str,
    verifier: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("client_id", client_id.to_string()),
        ("code", code.to_owned()),
        ("redirect_uri", redirect_uri.to_owned()),
        ("code_verifier", verifier.to_owned()),
    ]
}

/// Whether an ID token is ID-porten's answer to this login. Its signature is not looked at: it came from ID-porten's own
/// token endpoint over TLS, which is enough (OpenID Connect Core §3.1.3.7, point 6).
pub fn check_id_token(
    claims: &Value,
    issuer: &str,
    client_id: &ClientId,
    nonce: &str,
    now: Timestamp,
) -> Result<(), Mismatch> {
    let is = |name: &str, expected: &str| claims.get(name).and_then(Value::as_str) == Some(expected);
    let audience = match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().any(|one| one.as_str() == Some(client_id.as_str())),
        _ => is("aud", client_id.as_str()),
    };
    let ends = claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
    let checks = [
        ("iss", is("iss", issuer)),
        ("aud", audience),
        ("nonce", is("nonce", nonce)),
        ("exp", now.0 < ends.saturating_add(SKEW)),
    ];
    match checks.into_iter().find(|(_, holds)| !holds) {
        Some((claim, _)) => Err(Mismatch(claim)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_claim_of_an_id_token_must_be_that_of_this_login() {
        let client_id = ClientId::parse("ny").unwrap();
        let check = |claims: &Value| {
            check_id_token(
                claims,
                "https://test.idporten.no",
                &client_id,
                "n",
                Timestamp(100),
            )
        };
        let good = json!({"iss": "https://test.idporten.no", "aud": "ny", "nonce": "n", "exp": 120});
        assert_eq!(check(&good), Ok(()));
        for (claim, value) in [
            ("iss", json!("https://idporten.no")),
            ("aud", json!("another")),
            ("aud", json!(["another"])),
            ("nonce", json!("m")),
            ("nonce", Value::Null),
            ("exp", json!(1)),
        ] {
            let mut other = good.clone();
            other[claim] = value;
            assert_eq!(check(&other), Err(Mismatch(claim)));
        }
    }
}
