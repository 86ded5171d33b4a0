//! Keys in the operating system's own store: the certificate store of Windows, the keychain of macOS.
//!
//! The two halves that talk to those systems are small, because they cannot be built or tried on the machines that
//! test Losen; whatever can be decided elsewhere is decided here.

use std::fmt;

use jsonwebtoken::EncodingKey;
use losen_core::protocol::CertificateInfo;
use sha2::{Digest as _, Sha256};

use super::lent::{Lent, Remote};
use super::{Identity, KeyError, Signer, chain};
use crate::certificate::Usage;

#[cfg_attr(windows, path = "os/windows.rs")]
#[cfg_attr(target_os = "macos", path = "os/macos.rs")]
#[cfg_attr(not(any(windows, target_os = "macos")), path = "os/none.rs")]
mod native;

/// A smaller key is refused by Maskinporten.
const LEAST_BITS: usize = 2048;

/// A key in the store together with its certificate and whoever issued it, leaf first, in DER.
pub(super) struct Held {
    chain: Vec<Vec<u8>>,
    remote: Box<dyn Remote>,
}

impl Held {
    /// What a native half has found.
    #[cfg(any(windows, target_os = "macos", test))]
    pub(super) fn new(chain: Vec<Vec<u8>>, remote: impl Remote + 'static) -> Self {
        Self {
            chain,
            remote: Box::new(remote),
        }
    }
}

/// The fingerprint of a certificate, which Windows and macOS show in its details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fingerprint {
    /// Windows calls it the thumbprint.
    Sha1([u8; 20]),
    /// The longer one.
    Sha256([u8; 32]),
}

impl Fingerprint {
    /// Reads hexadecimal digits, with or without the blanks and colons that systems show between them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ':')
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .filter_map(|pair| Some(pair.first()? << 4 | pair.get(1)?))
            .collect();
        match digits.len() {
            40 => bytes.try_into().ok().map(Self::Sha1),
            64 => bytes.try_into().ok().map(Self::Sha256),
            _ => None,
        }
    }

    /// Whether a certificate in DER has it.
    #[must_use]
    pub fn fits(&self, der: &[u8]) -> bool {
        use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
        match self {
            // Only to recognise what the user has copied from a window; nothing is trusted because of it.
            Self::Sha1(print) => digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref() == print,
            Self::Sha256(print) => Sha256::digest(der).as_slice() == print,
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: &[u8] = match self {
            Self::Sha1(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        };
        bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Whether this system has such a store at all.
pub fn glance() -> Result<(), KeyError> {
    if native::EXISTS {
        Ok(())
    } else {
        Err(KeyError::NotFound(
            "keys in the system's certificate store can be used on Windows and macOS".into(),
        ))
    }
}

/// A key that has been found in the store.
pub struct StoredKey(Held);

impl StoredKey {
    /// Looks for the key whose certificate has this fingerprint. The system may ask the user whether that is allowed.
    pub fn find(print: &Fingerprint) -> Result<Self, KeyError> {
        glance()?;
        let held = native::find(&|der| print.fits(der)).map_err(KeyError::Unfit)?;
        one(held, print).map(Self)
    }

    /// Makes it ready. The system asks for what it needs when the key is used.
    pub fn open(self, kid: Option<&str>) -> Result<Box<dyn Signer>, KeyError> {
        let Held { chain, remote } = self.0;
        let candidates = chain::candidates(chain.iter().take(1).cloned());
        let leaf = &candidates.first().ok_or(KeyError::Unusable)?.certificate;
        let long_enough = leaf.rsa_bits.is_some_and(|bits| bits >= LEAST_BITS);
        if !long_enough || leaf.usage == Usage::NoSignature {
            return Err(KeyError::Unusable);
        }
        Ok(Box::new(StoreSigner {
            identity: match kid {
                Some(kid) => Identity::Kid(kid.to_owned()),
                None => Identity::Chain(chain),
            },
            certificate: leaf.info.clone(),
            lent: Lent::new(remote),
        }))
    }
}

fn one(mut held: Vec<Held>, print: &Fingerprint) -> Result<Held, KeyError> {
    let found = held.pop().ok_or_else(|| {
        KeyError::NotFound(format!(
            "the system's store has no certificate with the fingerprint {print} and a key"
        ))
    })?;
    if held.is_empty() {
        Ok(found)
    } else {
        Err(KeyError::NotFound(format!(
            "the system's store has several keys for the certificate with the fingerprint {print}"
        )))
    }
}

struct StoreSigner {
    identity: Identity,
    certificate: CertificateInfo,
    lent: Lent,
}

impl Signer for StoreSigner {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        Some(&self.certificate)
    }

    fn key(&self) -> &EncodingKey {
        self.lent.key()
    }
}

#[cfg(test)]
mod tests;
