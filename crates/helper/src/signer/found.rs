//! A key that has been found and not been opened yet, so that nobody is asked for a passphrase or a PIN in vain.

use losen_core::Timestamp;
use secrecy::SecretString;

use super::key_file::KeyFile;
use super::pkcs11::Token;
use super::place::KeyPlace;
use super::{KeyError, PinState, Signer, os};
use crate::profile::Profile;

/// A key, closed.
pub enum Found {
    /// In a file.
    File(KeyFile),
    /// On a token.
    Token(Box<Token>),
    /// In the operating system's store.
    Store(os::StoredKey),
}

/// What opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing, or something that the operating system or the card reader asks for itself.
    Nothing,
    /// A passphrase.
    Passphrase,
    /// A PIN.
    Pin(PinState),
}

impl Found {
    /// Looks for the profile's key.
    pub fn find(profile: &Profile) -> Result<Self, KeyError> {
        match &profile.key {
            KeyPlace::File(path) => {
                KeyFile::read(path, profile.kid.as_deref(), profile.certificate.as_deref()).map(Self::File)
            }
            KeyPlace::Token(uri) => Token::find(uri).map(|token| Self::Token(Box::new(token))),
            KeyPlace::Store(print) => os::StoredKey::find(print).map(Self::Store),
        }
    }

    /// Whether the key seems to be there, without waking a card or a store for it.
    pub fn glance(profile: &Profile) -> Result<(), KeyError> {
        match &profile.key {
            KeyPlace::File(_) => Self::find(profile).map(drop),
            KeyPlace::Token(uri) => Token::glance(uri),
            KeyPlace::Store(_) => os::glance(),
        }
    }

    /// What has to be asked for.
    #[must_use]
    pub fn need(&self) -> Need {
        match self {
            Self::File(file) if file.needs_passphrase() => Need::Passphrase,
            Self::File(_) | Self::Store(_) => Need::Nothing,
            Self::Token(token) => token.need(),
        }
    }

    /// What the token is called, for whoever is asked for its PIN.
    #[must_use]
    pub fn token_label(&self) -> String {
        match self {
            Self::Token(token) => token.label(),
            Self::File(_) | Self::Store(_) => String::new(),
        }
    }

    /// Opens it, once.
    pub fn open(
        self,
        secret: &SecretString,
        profile: &Profile,
        now: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyError> {
        let kid = profile.kid.as_deref();
        match self {
            Self::File(file) => file.open(secret, kid, now),
            Self::Token(token) => token.open(secret, kid, profile.certificate.as_deref(), now),
            Self::Store(key) => key.open(kid),
        }
    }
}
