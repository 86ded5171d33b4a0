//! Access tokens that were issued here: only what is needed to know them again is kept, never the token.

use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::mint::{Mint, fingerprint};
use crate::notary::Notary;

/// Which of Digdir's services issued a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Issuer {
    /// For machines.
    Maskinporten,
    /// For a logged-in person.
    Idporten,
}

/// A token that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    fingerprint: String,
    /// Who issued it.
    pub issuer: Issuer,
    /// For which client.
    pub client_id: String,
    /// The organisation that the token speaks for.
    pub orgno: String,
    /// The scopes in it.
    pub scopes: Vec<String>,
    /// The person who logged in.
    pub pid: Option<String>,
    /// Whom it is for, when the grant named somebody.
    #[serde(default)]
    pub audience: Option<String>,
    /// How the client proved who it is, as `client_amr` says it.
    #[serde(default)]
    pub method: String,
    /// When it stops being accepted.
    pub expires: Timestamp,
}

/// All tokens that may still be presented.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tokens(Vec<Issued>);

/// Expired tokens are remembered this long, so that they are told from foreign ones.
const MEMORY: i64 = 24 * 3600;

impl Issued {
    /// Whether one of these scopes is in it.
    pub fn has_any(&self, scopes: &[&str]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(&scope.as_str()))
    }
}

impl Tokens {
    /// Issues a token with these claims, which must hold `exp` already.
    pub fn issue(&mut self, now: Timestamp, notary: &dyn Notary, claims: &Value, facts: Facts) -> String {
        let token = notary.issue(claims);
        self.0.retain(|issued| issued.expires.plus(MEMORY) > now);
        self.0.push(Issued {
            fingerprint: fingerprint(&token),
            issuer: facts.issuer,
            client_id: facts.client_id,
            orgno: facts.orgno,
            scopes: facts.scopes,
            pid: facts.pid,
            audience: facts.audience,
            method: facts.method,
            expires: facts.expires,
        });
        token
    }

    /// The token, if it was issued here; expired ones as well.
    pub fn find(&self, token: &str) -> Option<&Issued> {
        let wanted = fingerprint(token);
        self.0.iter().find(|issued| issued.fingerprint == wanted)
    }
}

/// What a token is about.
pub struct Facts {
    pub issuer: Issuer,
    pub client_id: String,
    pub orgno: String,
    pub scopes: Vec<String>,
    pub pid: Option<String>,
    pub audience: Option<String>,
    pub method: String,
    pub expires: Timestamp,
}

/// An id for a token (`jti`).
pub fn token_id(mint: &mut Mint) -> String {
    mint.secret()
}
