use losen_core::Timestamp;
use serde_json::Value;

/// What a pure environment cannot do by itself: signatures and certificates.
pub trait Notary {
    /// Header and claims of a JWS, not verified; `None` when the text is no JWS.
    fn read(&self, jws: &str) -> Option<Unverified>;
    /// Whether the signature (RS256, RS384 or RS512) was made by the holder of the key.
    fn verify(&self, jws: &str, key: &VerificationKey) -> bool;
    /// What a DER certificate says; `None` when it is no certificate.
    fn certificate(&self, der: &[u8]) -> Option<CertificateFacts>;
    /// Signs a token with these claims.
    fn issue(&self, claims: &Value) -> String;
    /// The public keys that tokens of [`Notary::issue`] are verified with.
    fn jwks(&self) -> Value;
}

/// What a JWS claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Unverified {
    /// The protected header.
    pub header: Value,
    /// The payload.
    pub claims: Value,
}

/// The public key that a signature is checked with.
#[derive(Clone, Debug, PartialEq)]
pub enum VerificationKey {
    /// A key registered on a client.
    Jwk(Value),
    /// The subject key of a DER certificate.
    Certificate(Vec<u8>),
}

/// What the practice environment wants to know of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The organisation number in the subject.
    pub orgno: Option<String>,
    /// Not valid before.
    pub not_before: Timestamp,
    /// Not valid after.
    pub not_after: Timestamp,
    /// Whether the practice certificate authority issued it.
    pub from_practice_ca: bool,
}
