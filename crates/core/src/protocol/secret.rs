//! Secrets on the wire: text there, and nowhere else.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret that a request carries. It can be sent and cannot be printed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WireSecret(#[serde(serialize_with = "reveal", deserialize_with = "conceal")] SecretString);

impl WireSecret {
    /// The secret, for whoever uses it.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl From<SecretString> for WireSecret {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl std::fmt::Debug for WireSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WireSecret({} bytes)", self.0.expose_secret().len())
    }
}

/// Of two requests in one process, not of anything that somebody could guess by the time it takes.
impl PartialEq for WireSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Eq for WireSecret {}

/// The one place where a secret becomes wire text.
pub(super) fn reveal<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

pub(super) fn conceal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_and_not_printed() {
        let secret = WireSecret::from(SecretString::from("hemmelig"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hemmelig\"");
        assert!(!format!("{secret:?}").contains("hemmelig"));
    }
}
