//! Key files in PKCS#12 (`.p12`, `.pfx`): modern and legacy encryption, with and without a checksum, with one or
//! several key pairs.

use std::path::Path;

use der::{Decode as _, Encode as _};
use jsonwebtoken::EncodingKey;
use losen_core::Timestamp;
use losen_core::protocol::CertificateInfo;
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as P12Error;
use pkcs12::pfx::Pfx;
use secrecy::{ExposeSecret, SecretString};

use super::chain::{self, Candidate};
use super::lent::Lent;
use super::{Identity, KeyError, Signer, provider};
use crate::certificate::{self, Usage};

/// A larger file is no key store.
const MAX_FILE: u64 = 1024 * 1024;

const NO_CHECKSUM: &str = "the key file has no checksum: damage to it cannot be told from a wrong passphrase";
const SEAL: &str = "the file holds a seal certificate and none for authentication";

/// A key from a PKCS#12 file, in memory: parsed and checked once, and wiped by AWS-LC when it goes out of use.
pub struct Pkcs12Signer {
    identity: Identity,
    certificate: CertificateInfo,
    key: Lent,
    warnings: Vec<&'static str>,
}

impl Signer for Pkcs12Signer {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        Some(&self.certificate)
    }

    fn key(&self) -> &EncodingKey {
        self.key.key()
    }

    fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}

impl Pkcs12Signer {
    /// The same key, known by its `kid` instead of its certificate.
    pub(super) fn registered_as(mut self, kid: &str) -> Self {
        self.identity = Identity::Kid(kid.to_owned());
        self
    }
}

/// The bytes of a key file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, KeyError> {
    let unreadable = |reason: String| KeyError::Unreadable {
        path: path.display().to_string(),
        reason,
    };
    let length = std::fs::metadata(path)
        .map_err(|error| unreadable(error.to_string()))?
        .len();
    if length > MAX_FILE {
        return Err(unreadable("too large for a key file".into()));
    }
    std::fs::read(path).map_err(|error| unreadable(error.to_string()))
}

/// Reads the file without opening it, so that nobody is asked for the passphrase of a file that is not there.
pub fn read(path: &Path) -> Result<Vec<u8>, KeyError> {
    let data = bytes(path)?;
    Pfx::from_der(&data).map_err(|_| KeyError::Unreadable {
        path: path.display().to_string(),
        reason: "not a PKCS#12 file, or damaged".into(),
    })?;
    Ok(data)
}

/// Decrypts the file once. A passphrase that doesn't fit is never tried again.
fn unlocked(data: &[u8], passphrase: &SecretString, path: &Path) -> Result<(Pkcs12Archive, bool), KeyError> {
    let damaged = || KeyError::Unreadable {
        path: path.display().to_string(),
        reason: "damaged, or encrypted in a way that is not supported".into(),
    };
    let pfx = Pfx::from_der(data).map_err(|_| damaged())?;
    let has_checksum = pfx.mac_data.is_some();
    // p12-keystore keeps the decrypted key in an ordinary Vec; the archive is dropped as soon as the key is copied.
    let archive = match Pkcs12Archive::from_pkcs12(data, passphrase.expose_secret()) {
        Ok(archive) => archive,
        // The checksum covers the content under a key made from the passphrase, so it cannot tell which of the two
        // is wrong. Decrypting without it can: with the wrong passphrase nothing readable comes out.
        Err(P12Error::MacError(_)) => {
            return Err(if opens_without_checksum(pfx, passphrase) {
                damaged()
            } else {
                KeyError::WrongPassphrase
            });
        }
        Err(_) if has_checksum => return Err(damaged()),
        Err(P12Error::UnsupportedEncryptionScheme | P12Error::UnsupportedContentType) => {
            return Err(damaged());
        }
        Err(_) => return Err(KeyError::WrongPassphrase),
    };
    Ok((archive, has_checksum))
}

/// Opens the file, and takes the key that is meant for signatures.
pub fn open(
    data: &[u8],
    passphrase: &SecretString,
    path: &Path,
    now: Timestamp,
) -> Result<Pkcs12Signer, KeyError> {
    let (archive, has_checksum) = unlocked(data, passphrase, path)?;
    signer(&archive, has_checksum, now).ok_or(KeyError::Unusable)
}

fn signer(archive: &Pkcs12Archive, has_checksum: bool, now: Timestamp) -> Option<Pkcs12Signer> {
    let certificates = chain::candidates(archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()));
    let (key, leaf) = choose(archive, &certificates, now)?;
    let mut warnings = Vec::new();
    if !has_checksum {
        warnings.push(NO_CHECKSUM);
    }
    if leaf.certificate.usage == Usage::Seal {
        warnings.push(SEAL);
    }
    Some(Pkcs12Signer {
        identity: Identity::Chain(chain::chain(leaf, &certificates)),
        certificate: leaf.certificate.info.clone(),
        key,
        warnings,
    })
}

/// Every certificate in a file, for those who only want to look: first the chain of the key that signs, when there is one
/// that may. Authorities come last.
pub fn certificates(
    data: &[u8],
    passphrase: &SecretString,
    path: &Path,
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, KeyError> {
    let (archive, has_checksum) = unlocked(data, passphrase, path)?;
    let mut found = match signer(&archive, has_checksum, now).map(|signer| signer.identity) {
        Some(Identity::Chain(chain)) => chain,
        _ => Vec::new(),
    };
    let is_authority = |der: &Vec<u8>| certificate::read(der).is_ok_and(|read| read.is_authority);
    let mut others: Vec<Vec<u8>> = archive
        .certs
        .iter()
        .map(|bag| bag.cert.as_der().to_vec())
        .collect();
    others.sort_by_key(is_authority);
    for other in others {
        if !found.contains(&other) {
            found.push(other);
        }
    }
    Ok(found)
}

fn opens_without_checksum(mut pfx: Pfx, passphrase: &SecretString) -> bool {
    pfx.mac_data = None;
    pfx.to_der()
        .is_ok_and(|data| Pkcs12Archive::from_pkcs12(&data, passphrase.expose_secret()).is_ok())
}

/// The key pair that is meant for signatures: by what its certificate is for, then one that is valid now, then the
/// one that lasts longest. Never by its place in the file: issuers deliver signature and encryption keys together.
fn choose<'a>(
    archive: &Pkcs12Archive,
    certificates: &'a [Candidate],
    now: Timestamp,
) -> Option<(Lent, &'a Candidate)> {
    let pairs = archive.keys.iter().filter_map(|bag| {
        let pair = provider::rsa_key(bag.key.as_der())?;
        let leaf = chain::leaf(certificates, &provider::modulus(&pair), now)?;
        Some((pair, leaf))
    });
    let (pair, leaf) = pairs.max_by_key(|(_, leaf)| chain::rank(&leaf.certificate, now))?;
    Some((Lent::new(Box::new(pair)), leaf))
}
