//! Where a profile's key is: in a file, on a token, or in the operating system's certificate store.

use std::fmt;
use std::path::{Path, PathBuf};

use super::os::Fingerprint;
use super::uri::{TokenUri, UriError};

/// How the name of a key in the operating system's store begins.
const STORE: &str = "os-store:";

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// A file: PKCS#12, PEM or JWK.
    File(PathBuf),
    /// A token behind a PKCS#11 module.
    Token(TokenUri),
    /// The certificate store of Windows or the keychain of macOS, by the certificate's fingerprint.
    Store(Fingerprint),
}

/// The member `key` of a profile names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Not a PKCS#11 URI that can be used.
    #[error("{0}")]
    Uri(#[from] UriError),
    /// Not a fingerprint.
    #[error("after os-store: comes the SHA-1 or SHA-256 fingerprint of the certificate, in hexadecimal")]
    Fingerprint,
}

impl KeyPlace {
    /// Reads what a profile says. A relative path begins in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, PlaceError> {
        if text.starts_with(super::uri::SCHEME) {
            return Ok(Self::Token(TokenUri::parse(text)?));
        }
        match text.strip_prefix(STORE) {
            Some(print) => Fingerprint::parse(print)
                .map(Self::Store)
                .ok_or(PlaceError::Fingerprint),
            None => Ok(Self::File(folder.join(text))),
        }
    }

    /// Whether the key sits where a wrong PIN counts against it.
    #[must_use]
    pub fn is_token(&self) -> bool {
        matches!(self, Self::Token(_))
    }
}

impl fmt::Display for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Token(uri) => uri.fmt(f),
            Self::Store(print) => write!(f, "{STORE}{print}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_token_and_no_store_is_a_file() {
        let of = |text| KeyPlace::parse(text, Path::new("/etc/losen")).unwrap();
        assert_eq!(of("a b.p12"), KeyPlace::File("/etc/losen/a b.p12".into()));
        assert_eq!(of("/x/y.p12"), KeyPlace::File("/x/y.p12".into()));
        assert!(of("pkcs11:object=a?module-path=/usr/lib/x.so").is_token());
        assert_eq!(
            of(&format!("os-store:{}", "AB".repeat(20))).to_string(),
            format!("os-store:{}", "ab".repeat(20))
        );
    }

    #[test]
    fn a_fingerprint_is_forty_or_sixty_four_digits() {
        for text in [
            "os-store:",
            "os-store:Losby havnevesen",
            &format!("os-store:{}", "a".repeat(41)),
        ] {
            assert_eq!(
                KeyPlace::parse(text, Path::new("/")),
                Err(PlaceError::Fingerprint),
                "{text}"
            );
        }
    }
}
