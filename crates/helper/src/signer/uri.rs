//! PKCS#11 URIs (RFC 7512), as far as they name a private key.
//!
//! What is not understood is refused, and not skipped: a misspelled attribute would otherwise name more keys than was
//! meant. A PIN in a URI is refused as well, and never repeated in a message.

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

/// How every such URI begins.
pub const SCHEME: &str = "pkcs11:";

/// A key on a token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenUri {
    written: String,
    /// The module that knows the token: an absolute path, so that nobody can put another one first.
    pub module: PathBuf,
    /// The token's label.
    pub token: Option<String>,
    /// Its maker.
    pub manufacturer: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// The slot that it sits in.
    pub slot: Option<u64>,
    /// The key's label.
    pub object: Option<String>,
    /// The key's id.
    pub id: Option<Vec<u8>>,
}

/// Why a text is no usable URI. Quotes nothing that could be a PIN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// An attribute that Losen doesn't know.
    #[error("a PKCS#11 URI has no attribute '{0}' that Losen knows")]
    Unknown(String),
    /// An attribute that stands there twice.
    #[error("the attribute '{0}' stands twice in the PKCS#11 URI")]
    Twice(String),
    /// An attribute whose value cannot be read.
    #[error("the attribute '{0}' of the PKCS#11 URI cannot be read")]
    Value(&'static str),
    /// Something in it is no `name=value`.
    #[error("the PKCS#11 URI is made of name=value, separated by ';', with '?' before module-path")]
    Shape,
    /// A PIN does not belong in a URI.
    #[error("a PIN never stands in a PKCS#11 URI or a profile; Losen asks for it")]
    Pin,
    /// Without a module there is nobody to ask for the token.
    #[error("the PKCS#11 URI needs ?module-path= with the absolute path of the module")]
    Module,
    /// The key itself is not named.
    #[error("the PKCS#11 URI names something other than a private key")]
    Type,
}

impl TokenUri {
    /// Reads a URI.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let rest = text.strip_prefix(SCHEME).ok_or(UriError::Shape)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self {
            written: text.to_owned(),
            module: PathBuf::new(),
            token: None,
            manufacturer: None,
            model: None,
            serial: None,
            slot: None,
            object: None,
            id: None,
        };
        let mut seen: Vec<&str> = Vec::new();
        for part in path
            .split(';')
            .chain(query.split('&'))
            .filter(|part| !part.is_empty())
        {
            let (name, value) = part.split_once('=').ok_or(UriError::Shape)?;
            if seen.contains(&name) {
                return Err(UriError::Twice(name.to_owned()));
            }
            seen.push(name);
            uri.take(name, value)?;
        }
        if uri.module.is_absolute() {
            Ok(uri)
        } else {
            Err(UriError::Module)
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), UriError> {
        let text = |name| {
            percent_decode_str(value)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| UriError::Value(name))
        };
        match name {
            "token" => self.token = Some(text("token")?),
            "manufacturer" => self.manufacturer = Some(text("manufacturer")?),
            "model" => self.model = Some(text("model")?),
            "serial" => self.serial = Some(text("serial")?),
            "object" => self.object = Some(text("object")?),
            "id" => self.id = Some(percent_decode_str(value).collect()),
            "slot-id" => self.slot = Some(value.parse().map_err(|_| UriError::Value("slot-id"))?),
            "type" if value == "private" => {}
            "type" => return Err(UriError::Type),
            "module-path" => self.module = PathBuf::from(text("module-path")?),
            "pin-value" | "pin-source" => return Err(UriError::Pin),
            other => return Err(UriError::Unknown(other.chars().take(40).collect())),
        }
        Ok(())
    }

    /// The module's file name, for messages.
    #[must_use]
    pub fn module_name(&self) -> &Path {
        self.module.file_name().map_or(&self.module, Path::new)
    }
}

impl fmt::Display for TokenUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for TokenUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_that_names_a_key_is_read_with_its_escapes() {
        let uri = TokenUri::parse(
            "pkcs11:token=Losby%20havnevesen;manufacturer=M;model=v2;serial=00af;slot-id=3;object=n%C3%B8kkel;id=%01%ff;\
             type=private?module-path=/usr/lib/x%20y.so",
        )
        .unwrap();
        assert_eq!(uri.token.as_deref(), Some("Losby havnevesen"));
        assert_eq!(uri.object.as_deref(), Some("nøkkel"));
        assert_eq!((uri.slot, uri.id), (Some(3), Some(vec![1, 255])));
        assert_eq!(uri.module, Path::new("/usr/lib/x y.so"));
        assert_eq!(uri.serial.as_deref(), Some("00af"));
    }

    #[test]
    fn a_pin_is_refused_and_not_repeated() {
        for attribute in [
            "?module-path=/m.so&pin-value=4711",
            ";pin-source=/hemmelig4711?module-path=/m.so",
        ] {
            let error = TokenUri::parse(&format!("pkcs11:object=a{attribute}")).unwrap_err();
            assert_eq!(error, UriError::Pin);
            assert!(!error.to_string().contains("4711"));
        }
    }

    #[test]
    fn what_could_be_misunderstood_is_refused() {
        for (text, error) in [
            (
                "pkcs11:objekt=a?module-path=/m.so",
                UriError::Unknown("objekt".into()),
            ),
            (
                "pkcs11:object=a;object=b?module-path=/m.so",
                UriError::Twice("object".into()),
            ),
            ("pkcs11:object=a", UriError::Module),
            ("pkcs11:object=a?module-path=m.so", UriError::Module),
            ("pkcs11:object?module-path=/m.so", UriError::Shape),
            ("pkcs11:object=%ff?module-path=/m.so", UriError::Value("object")),
            ("pkcs11:slot-id=x?module-path=/m.so", UriError::Value("slot-id")),
            ("pkcs11:type=public?module-path=/m.so", UriError::Type),
            ("p11:object=a", UriError::Shape),
        ] {
            assert_eq!(TokenUri::parse(text).unwrap_err(), error, "{text}");
        }
    }
}
