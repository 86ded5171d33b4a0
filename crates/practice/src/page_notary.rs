use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::notary::{CertificateFacts, Notary, Unverified, VerificationKey};

/// The notary of the web page, which has no helper: it knows no certificate and accepts no signature, so no grant
/// ever passes.
///
/// Its tokens are opaque to everybody but the practice environment that issued them. They look like a JWT so that a
/// trainee can read the claims; where the signature would be stands a digest, which proves nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageNotary;

impl Notary for PageNotary {
    fn read(&self, jws: &str) -> Option<Unverified> {
        let mut parts = jws.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Some(Unverified {
            header: part(header)?,
            claims: part(claims)?,
        })
    }

    fn verify(&self, _jws: &str, _key: &VerificationKey) -> bool {
        false
    }

    fn certificate(&self, _der: &[u8]) -> Option<CertificateFacts> {
        None
    }

    fn issue(&self, claims: &Value) -> String {
        let header = BASE64.encode(json!({ "alg": "none", "typ": "practice" }).to_string());
        let signed = format!("{header}.{}", BASE64.encode(claims.to_string()));
        let digest = BASE64.encode(Sha256::digest(signed.as_bytes()));
        format!("{signed}.{digest}")
    }

    fn jwks(&self) -> Value {
        json!({ "keys": [] })
    }
}

fn part(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(&BASE64.decode(text).ok()?).ok()?;
    value.is_object().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_issues_can_be_read_and_never_verified() {
        let claims = json!({ "jti": "one" });
        let token = PageNotary.issue(&claims);
        assert_eq!(PageNotary.read(&token).unwrap().claims, claims);
        assert!(!PageNotary.verify(&token, &VerificationKey::Jwk(json!({}))));
        assert_ne!(token, PageNotary.issue(&json!({ "jti": "two" })));
    }

    #[test]
    fn anything_else_is_no_jws() {
        for text in ["", "a.b", "a.b.c", "a.b.c.d", "IiI.IiI.x"] {
            assert_eq!(PageNotary.read(text), None, "{text}");
        }
    }
}
