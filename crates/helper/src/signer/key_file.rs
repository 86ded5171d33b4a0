//! A key in a file, of whatever kind: PKCS#12, PEM or JWK.

use std::path::{Path, PathBuf};

use jsonwebtoken::EncodingKey;
use losen_core::Timestamp;
use losen_core::protocol::CertificateInfo;
use pkcs8::EncryptedPrivateKeyInfoRef;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization as _;
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

use super::lent::Lent;
use super::{Identity, KeyError, Signer, chain, jwk, pkcs12, provider};
use crate::certificate;

const NOT_ENCRYPTED: &str = "the key file is not encrypted: whoever can read it can use the key";

/// A key file that has been read and not opened.
pub struct KeyFile {
    path: PathBuf,
    content: Content,
    /// A certificate that stands in a file of its own.
    certificates: Vec<Vec<u8>>,
}

enum Content {
    /// PKCS#12, always encrypted.
    Pkcs12(Vec<u8>),
    /// A private key in DER, or what it is encrypted to.
    Der {
        der: Zeroizing<Vec<u8>>,
        encrypted: bool,
        /// What the file itself says.
        kid: Option<String>,
    },
}

/// A key from a PEM or JWK file.
struct PlainKey {
    identity: Identity,
    certificate: Option<CertificateInfo>,
    key: Lent,
    warnings: Vec<&'static str>,
}

impl Signer for PlainKey {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        self.certificate.as_ref()
    }

    fn key(&self) -> &EncodingKey {
        self.key.key()
    }

    fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}

fn unreadable(path: &Path, reason: impl Into<String>) -> KeyError {
    KeyError::Unreadable {
        path: path.display().to_string(),
        reason: reason.into(),
    }
}

/// The certificates of a file in PEM or DER.
pub fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, KeyError> {
    let found = certificate::all_in(&pkcs12::bytes(path)?);
    if found.is_empty() {
        return Err(unreadable(path, "no certificate in the file"));
    }
    Ok(found)
}

impl KeyFile {
    /// Reads the file, so that nobody is asked for the passphrase of one that is not there.
    pub fn read(path: &Path, kid: Option<&str>, certificate: Option<&Path>) -> Result<Self, KeyError> {
        let data = Zeroizing::new(pkcs12::bytes(path)?);
        let content = if data.starts_with(b"-----BEGIN") {
            pem(&data, path)?
        } else if data.trim_ascii_start().starts_with(b"{") {
            let text = std::str::from_utf8(&data).map_err(|_| unreadable(path, "not UTF-8"))?;
            let (der, kid) = jwk::read(text, kid).map_err(|error| unreadable(path, error.to_string()))?;
            Content::Der {
                der,
                encrypted: false,
                kid,
            }
        } else {
            pkcs12::read(path).map(Content::Pkcs12)?
        };
        let known = match &content {
            Content::Pkcs12(_) => true,
            Content::Der { kid: own, .. } => kid.is_some() || own.is_some() || certificate.is_some(),
        };
        if !known {
            return Err(unreadable(
                path,
                "the profile says neither kid nor certificate, so nobody would know whose key it is",
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            content,
            certificates: certificate.map_or(Ok(Vec::new()), certificates)?,
        })
    }

    /// Whether somebody has to be asked.
    #[must_use]
    pub fn needs_passphrase(&self) -> bool {
        !matches!(self.content, Content::Der { encrypted: false, .. })
    }

    /// Opens it. A passphrase with letters that Unicode writes in two ways is tried in both: which of them a file was
    /// made with depends on the machine that made it, and a file does not count how often it was tried.
    pub fn open(
        &self,
        passphrase: &SecretString,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyError> {
        let typed = passphrase.expose_secret();
        let mut result = self.open_as(passphrase, kid, now);
        let other = |text: String| (text != *typed).then(|| SecretString::from(text));
        for form in [other(typed.nfc().collect()), other(typed.nfd().collect())] {
            if let (Err(KeyError::WrongPassphrase), Some(form)) = (&result, form) {
                result = self.open_as(&form, kid, now);
            }
        }
        result
    }

    fn open_as(
        &self,
        passphrase: &SecretString,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyError> {
        let (der, encrypted, own) = match &self.content {
            Content::Pkcs12(data) => {
                let signer = pkcs12::open(data, passphrase, &self.path, now)?;
                return Ok(match kid {
                    Some(kid) => Box::new(signer.registered_as(kid)),
                    None => Box::new(signer),
                });
            }
            Content::Der { der, encrypted, kid } => (der, *encrypted, kid.as_deref()),
        };
        let plain = if encrypted {
            let damaged = || unreadable(&self.path, "damaged, or encrypted in a way that is not supported");
            let info = EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(|_| damaged())?;
            let opened = info
                .decrypt(passphrase.expose_secret())
                .map_err(|_| KeyError::WrongPassphrase)?;
            Zeroizing::new(opened.as_bytes().to_vec())
        } else {
            der.clone()
        };
        // Refused here and not at the first signature, when it would be too late to say why.
        let pair = provider::rsa_key(&plain).ok_or(KeyError::Unusable)?;
        let candidates = chain::candidates(self.certificates.iter().cloned());
        let leaf = chain::leaf(&candidates, &provider::modulus(&pair), now);
        let identity = match (kid.or(own), leaf) {
            (Some(kid), _) => Identity::Kid(kid.to_owned()),
            (None, Some(leaf)) => Identity::Chain(chain::chain(leaf, &candidates)),
            (None, None) => return Err(KeyError::Unusable),
        };
        Ok(Box::new(PlainKey {
            identity,
            certificate: leaf.map(|leaf| leaf.certificate.info.clone()),
            key: Lent::new(Box::new(pair)),
            warnings: if encrypted {
                Vec::new()
            } else {
                vec![NOT_ENCRYPTED]
            },
        }))
    }
}

fn pem(data: &[u8], path: &Path) -> Result<Content, KeyError> {
    let old_way = b"Proc-Type: 4,ENCRYPTED";
    if data.windows(old_way.len()).any(|window| window == old_way) {
        return Err(unreadable(
            path,
            "encrypted the way that OpenSSL did before 2000; 'openssl pkcs8 -topk8' makes a file that Losen reads",
        ));
    }
    let key = Pem::iter_from_buffer(data)
        .filter_map(Result::ok)
        .find(|block| block.label.ends_with("PRIVATE KEY"))
        .ok_or_else(|| unreadable(path, "no private key in the file"))?;
    Ok(Content::Der {
        encrypted: key.label == "ENCRYPTED PRIVATE KEY",
        der: Zeroizing::new(key.contents),
        kid: None,
    })
}
