use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use losen_practice::{CertificateFacts, Notary, PageNotary, Unverified, VerificationKey};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::credentials::PracticeError;
use crate::certificate;
use crate::signer::provider;

/// Cryptography for the practice environment: real signatures, and certificates of its own authority.
pub struct HelperNotary {
    authority: Vec<u8>,
    key: EncodingKey,
    kid: String,
    jwks: Value,
}

impl HelperNotary {
    /// A notary with a new key for the tokens, who trusts the given authority's certificate.
    pub fn new(authority: &[u8]) -> Result<Self, PracticeError> {
        use aws_lc_rs::encoding::AsDer as _;
        use aws_lc_rs::rsa::{KeyPair, KeySize};
        use aws_lc_rs::signature::{KeyPair as _, RsaPublicKeyComponents};
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| PracticeError::NoRandomness)?;
        let der = pair.as_der().map_err(|_| PracticeError::NoRandomness)?;
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let kid = "losen-practice".to_owned();
        let jwks = json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
        }] });
        Ok(Self {
            authority: authority.to_owned(),
            key: EncodingKey::from_rsa_der(der.as_ref()),
            kid,
            jwks,
        })
    }

    fn issued(&self, certificate: &X509Certificate<'_>) -> bool {
        let Ok((_, authority)) = X509Certificate::from_der(&self.authority) else {
            return false;
        };
        certificate.issuer() == authority.subject()
            && provider::verify_rs256(
                &authority.public_key().subject_public_key.data,
                certificate.tbs_certificate.as_ref(),
                &certificate.signature_value.data,
            )
    }
}

impl Notary for HelperNotary {
    fn read(&self, jws: &str) -> Option<Unverified> {
        // Not jsonwebtoken, which refuses a header that is wrong somewhere: each mistake has a code of its own.
        PageNotary.read(jws)
    }

    fn verify(&self, jws: &str, key: &VerificationKey) -> bool {
        let Ok(header) = jsonwebtoken::decode_header(jws) else {
            return false;
        };
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512) {
            return false;
        }
        let key = match key {
            VerificationKey::Jwk(jwk) => {
                let member = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or_default();
                DecodingKey::from_rsa_components(member("n"), member("e")).ok()
            }
            VerificationKey::Certificate(der) => certificate::read(der)
                .ok()
                .map(|certificate| DecodingKey::from_rsa_der(&certificate.public_key)),
        };
        // Times, audience and issuer are the practice environment's to judge: it answers each with its own code.
        let mut validation = Validation::new(header.alg);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        key.is_some_and(|key| jsonwebtoken::decode::<Value>(jws, &key, &validation).is_ok())
    }

    fn certificate(&self, der: &[u8]) -> Option<CertificateFacts> {
        let facts = certificate::read(der).ok()?.info;
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        Some(CertificateFacts {
            orgno: (!facts.orgno.is_empty()).then_some(facts.orgno),
            not_before: facts.not_before,
            not_after: facts.not_after,
            from_practice_ca: self.issued(&parsed),
        })
    }

    fn issue(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        // A key of our own that has been parsed before cannot fail to sign; an empty token would be refused at once.
        jsonwebtoken::encode(&header, claims, &self.key).unwrap_or_default()
    }

    fn jwks(&self) -> Value {
        self.jwks.clone()
    }
}
