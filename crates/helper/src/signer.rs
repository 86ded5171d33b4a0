//! Keys that can sign a grant, wherever they live.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use losen_core::grant::Grant;
use losen_core::protocol::{CertificateInfo, Fault, code};
use secrecy::SecretString;

pub mod chain;
pub mod found;
mod jwk;
pub mod kept;
pub mod key_file;
pub mod lent;
pub mod new_key;
pub mod os;
pub mod own;
pub mod pkcs11;
pub mod pkcs12;
pub mod place;
pub mod provider;
pub mod uri;

/// How Maskinporten is told whose key it is. Exactly one of the two stands in a grant's header.
#[derive(Clone, Debug)]
pub enum Identity {
    /// The enterprise certificate and its chain, leaf first, in DER (`x5c`).
    Chain(Vec<Vec<u8>>),
    /// A key that has been registered on the admin client (`kid`).
    Kid(String),
}

/// A key that is ready to sign.
pub trait Signer: Send {
    /// What goes into the header.
    fn identity(&self) -> &Identity;
    /// What the certificate says, when there is one.
    fn certificate(&self) -> Option<&CertificateInfo>;
    /// What the provider signs with: the key itself, or words by which the provider finds it ([`lent`]).
    fn key(&self) -> &EncodingKey;
    /// Things that the user ought to know about the key, in English, for the log.
    fn warnings(&self) -> &[&'static str] {
        &[]
    }
}

/// Why a key cannot be used. Holds neither passphrases nor key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is not there, cannot be read, or is no key store.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system or the reader says.
        reason: String,
    },
    /// The passphrase does not fit.
    #[error("the passphrase does not open the key file")]
    WrongPassphrase,
    /// There is no key in it that may sign.
    #[error("no RSA key of at least 2048 bits with a certificate for signatures in the file")]
    Unusable,
    /// A card, a token on it, a module or a certificate store lacks what the profile names, or has several.
    #[error("{0}")]
    NotFound(String),
    /// The PIN was refused. The text says what is left.
    #[error("the PIN was refused{}", .0.words())]
    WrongPin(PinState),
    /// The token takes no PIN any more.
    #[error("the PIN is locked after too many wrong ones")]
    PinLocked,
    /// The key is there, and cannot do what Maskinporten needs.
    #[error("{0}")]
    Unfit(String),
    /// The provider failed.
    #[error("the key could not sign")]
    CannotSign,
}

/// What a token tells of its PIN before anybody types it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PinState {
    /// Nothing to worry about.
    #[default]
    Fine,
    /// At least one wrong PIN has been tried since the last right one.
    Low,
    /// One more wrong PIN locks the token.
    LastTry,
}

impl PinState {
    fn words(self) -> &'static str {
        match self {
            Self::Fine => "",
            Self::Low => "; wrong PINs have been tried, and a few more lock the token",
            Self::LastTry => "; one more wrong PIN locks the token",
        }
    }
}

impl From<KeyError> for Fault {
    fn from(error: KeyError) -> Self {
        let code = match &error {
            KeyError::Unreadable { .. } => code::KEY_UNREADABLE,
            KeyError::WrongPassphrase => code::WRONG_PASSPHRASE,
            KeyError::NotFound(_) => code::KEY_NOT_FOUND,
            KeyError::WrongPin(_) => code::WRONG_PIN,
            KeyError::PinLocked => code::PIN_LOCKED,
            KeyError::Unusable | KeyError::Unfit(_) | KeyError::CannotSign => code::KEY_UNUSABLE,
        };
        Self::new(code, error.to_string())
    }
}

/// Signs a grant: a compact JWS, RS256, with `x5c` or `kid` and no other member in the header than `alg` and `typ`.
pub fn sign(grant: &Grant, signer: &dyn Signer) -> Result<SecretString, KeyError> {
    sign_claims(&grant.claims(), signer)
}

/// The same for a client's assertion of who it is, which has the same header.
pub fn sign_claims(claims: &serde_json::Value, signer: &dyn Signer) -> Result<SecretString, KeyError> {
    let mut header = Header::new(Algorithm::RS256);
    match signer.identity() {
        // RFC 7515 §4.1.6: standard base64, not the URL-safe kind.
        Identity::Chain(chain) => header.x5c = Some(chain.iter().map(|der| STANDARD.encode(der)).collect()),
        Identity::Kid(kid) => header.kid = Some(kid.clone()),
    }
    jsonwebtoken::encode(&header, claims, signer.key())
        .map(SecretString::from)
        .map_err(|_| KeyError::CannotSign)
}
