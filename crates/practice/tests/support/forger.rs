//! A notary for tests: a signature is a digest that anybody can make who knows the name of the key, and a
//! certificate is a JSON text. Signatures that are really RSA are the helper's tests.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64};
use losen_core::Timestamp;
use losen_practice::{CertificateFacts, Notary, PageNotary, Unverified, VerificationKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{BASE, HttpRequest, NOW, ORGNO};

pub struct Forger;

/// A grant that can be made wrong in one place before it is signed.
pub struct Forged {
    pub header: Value,
    pub claims: Value,
    pub key: String,
}

pub fn sign(header: &Value, claims: &Value, key: &str) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = BASE64.encode(Sha256::digest(format!("{signed} {key}")));
    format!("{signed}.{signature}")
}

/// `x5c` of a certificate with that organisation number.
pub fn certificate(orgno: &str, days: (i64, i64), ca: bool) -> Value {
    let day = |days: i64| NOW.0 + days * 86_400;
    let text = json!({"orgno": orgno, "from": day(days.0), "to": day(days.1), "ca": ca, "key": "enterprise"});
    json!([BASE64_STANDARD.encode(text.to_string())])
}

/// A public key whose private half is known by its `kid`.
pub fn jwk(kid: &str) -> Value {
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "e": "AQAB", "n": format!("{}w", "x".repeat(341))})
}

impl Forged {
    /// A good grant of the administration client, with the enterprise certificate.
    pub fn admin(scope: &str, jti: &str) -> Self {
        Self {
            header: json!({"alg": "RS256", "x5c": certificate(ORGNO, (-1, 30), true)}),
            claims: json!({"aud": format!("{BASE}/"), "iss": "losen-practice-admin", "scope": scope,
                "iat": NOW.0, "exp": NOW.0 + 100, "jti": jti}),
            key: "enterprise".into(),
        }
    }

    /// A good grant of a client with a registered key.
    pub fn with_key(client_id: &str, kid: &str, scope: &str, jti: &str) -> Self {
        let mut grant = Self::admin(scope, jti);
        grant.header = json!({"alg": "RS256", "kid": kid});
        grant.claims["iss"] = json!(client_id);
        grant.key = kid.into();
        grant
    }

    pub fn jws(&self) -> String {
        sign(&self.header, &self.claims, &self.key)
    }

    pub fn request(&self) -> HttpRequest {
        token_request(
            "/token",
            &[
                ("grant_type", losen_core::grant::GRANT_TYPE),
                ("assertion", &self.jws()),
            ],
        )
    }
}

pub fn token_request(path: &str, form: &[(&str, &str)]) -> HttpRequest {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    HttpRequest {
        body,
        ..super::request("POST", path, None, None)
    }
}

impl Notary for Forger {
    fn read(&self, jws: &str) -> Option<Unverified> {
        PageNotary.read(jws)
    }

    fn verify(&self, jws: &str, key: &VerificationKey) -> bool {
        let name = match key {
            VerificationKey::Jwk(jwk) => jwk["kid"].clone(),
            VerificationKey::Certificate(der) => serde_json::from_slice::<Value>(der).unwrap()["key"].clone(),
        };
        let read = self.read(jws).unwrap();
        sign(&read.header, &read.claims, name.as_str().unwrap()) == jws
    }

    fn certificate(&self, der: &[u8]) -> Option<CertificateFacts> {
        let read: Value = serde_json::from_slice(der).ok()?;
        Some(CertificateFacts {
            orgno: read["orgno"].as_str().map(str::to_owned),
            not_before: Timestamp(read["from"].as_i64()?),
            not_after: Timestamp(read["to"].as_i64()?),
            from_practice_ca: read["ca"].as_bool()?,
        })
    }

    fn issue(&self, claims: &Value) -> String {
        sign(&json!({"alg": "RS256", "kid": "practice"}), claims, "practice")
    }

    fn jwks(&self) -> Value {
        json!({"keys": [jwk("practice")]})
    }
}
