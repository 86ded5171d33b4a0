//! A key in a file, of whatever kind: PKCS#12, or PEM for a key that is registered on the client.

use std::path::Path;

use jsonwebtoken::EncodingKey;
use losen_core::Timestamp;
use losen_core::protocol::CertificateInfo;
use pkcs8::EncryptedPrivateKeyInfoRef;
use secrecy::{ExposeSecret, SecretString};
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

use super::{Identity, KeyError, Signer, pkcs12, provider};

const NOT_ENCRYPTED: &str = "the key file is not encrypted: whoever can read it can use the key";

/// A key file that has been read and not opened.
pub enum KeyFile {
    /// PKCS#12, always encrypted.
    Pkcs12(Vec<u8>),
    /// A private key in PEM.
    Pem {
        /// The key in DER, or what it is encrypted to.
        der: Zeroizing<Vec<u8>>,
        /// Whether a passphrase is needed.
        encrypted: bool,
    },
}

/// A key from a PEM file, known to Maskinporten by its `kid`.
struct RegisteredKey {
    identity: Identity,
    key: EncodingKey,
    warnings: Vec<&'static str>,
}

impl Signer for RegisteredKey {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        None
    }

    fn key(&self) -> &EncodingKey {
        &self.key
    }

    fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}

impl KeyFile {
    /// Reads the file, so that nobody is asked for the passphrase of one that is not there.
    pub fn read(path: &Path, kid: Option<&str>) -> Result<Self, KeyError> {
        let unreadable = |reason: &str| KeyError::Unreadable {
            path: path.display().to_string(),
            reason: reason.to_owned(),
        };
        let data = Zeroizing::new(pkcs12::bytes(path)?);
        if !data.starts_with(b"-----BEGIN") {
            return pkcs12::read(path).map(Self::Pkcs12);
        }
        if kid.is_none() {
            return Err(unreadable(
                "a key in PEM needs its kid in the profile; a certificate comes as PKCS#12",
            ));
        }
        let key = Pem::iter_from_buffer(&data)
            .filter_map(Result::ok)
            .find(|block| block.label.ends_with("PRIVATE KEY"))
            .ok_or_else(|| unreadable("no private key in the file"))?;
        Ok(Self::Pem {
            encrypted: key.label == "ENCRYPTED PRIVATE KEY",
            der: Zeroizing::new(key.contents),
        })
    }

    /// Whether somebody has to be asked.
    #[must_use]
    pub fn needs_passphrase(&self) -> bool {
        !matches!(self, Self::Pem { encrypted: false, .. })
    }

    /// Opens it, once.
    pub fn open(
        &self,
        passphrase: &SecretString,
        kid: Option<&str>,
        path: &Path,
        now: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyError> {
        let (der, encrypted) = match self {
            Self::Pkcs12(data) => {
                let signer = pkcs12::open(data, passphrase, path, now)?;
                return Ok(match kid {
                    Some(kid) => Box::new(signer.registered_as(kid)),
                    None => Box::new(signer),
                });
            }
            Self::Pem { der, encrypted } => (der, *encrypted),
        };
        let plain = if encrypted {
            let info =
                EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(|_| KeyError::Unreadable {
                    path: path.display().to_string(),
                    reason: "damaged, or encrypted in a way that is not supported".into(),
                })?;
            let opened = info
                .decrypt(passphrase.expose_secret())
                .map_err(|_| KeyError::WrongPassphrase)?;
            Zeroizing::new(opened.as_bytes().to_vec())
        } else {
            der.clone()
        };
        // Refused here and not at the first signature, when it would be too late to say why.
        provider::rsa_key(&plain).ok_or(KeyError::Unusable)?;
        Ok(Box::new(RegisteredKey {
            identity: Identity::Kid(kid.unwrap_or_default().to_owned()),
            key: EncodingKey::from_rsa_der(&plain),
            warnings: if encrypted {
                Vec::new()
            } else {
                vec![NOT_ENCRYPTED]
            },
        }))
    }
}
