//! Passphrases that the operating system keeps for the user: Secret Service on Linux, Keychain on macOS, Credential
//! Manager on Windows.
//!
//! Any program of the same user can ask for them while the keychain is unlocked. That is said in SECURITY.md; a card
//! with a PIN is for those who want more.

use secrecy::SecretString;

use crate::profile::Profile;

/// Why the keychain did not help. Holds nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// No keychain runs here, or this build knows none.
    #[error("there is no keychain on this machine that Losen can use")]
    None,
    /// It is locked, or did not answer.
    #[error("the keychain is locked or did not answer")]
    Locked,
    /// What is in it is no passphrase.
    #[error("the keychain holds something for the profile that is no passphrase")]
    Nonsense,
}

#[cfg(feature = "keychain")]
mod system {
    use keyring_core::{Entry, Error};

    use super::KeychainError;

    /// Under this name Losen's entries stand in the keychain; the user of an entry is its [`super::name`].
    const SERVICE: &str = "losen";

    pub(super) fn entry(name: &str) -> Result<Entry, KeychainError> {
        if keyring_core::get_default_store().is_none() {
            keyring_core::set_default_store(native().map_err(|_| KeychainError::None)?);
        }
        Entry::new(SERVICE, name).map_err(|error| failed(&error))
    }

    /// Not the library's words: some of them hold what was read.
    pub(super) fn failed(error: &Error) -> KeychainError {
        match error {
            Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeychainError::None,
            Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => KeychainError::Nonsense,
            _ => KeychainError::Locked,
        }
    }

    type Store = std::sync::Arc<keyring_core::CredentialStore>;

    #[cfg(target_os = "linux")]
    fn native() -> keyring_core::Result<Store> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    #[cfg(target_os = "macos")]
    fn native() -> keyring_core::Result<Store> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    #[cfg(windows)]
    fn native() -> keyring_core::Result<Store> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    fn native() -> keyring_core::Result<Store> {
        Err(keyring_core::Error::NoDefaultStore)
    }
}

/// What an entry is called: like the profile, and after the key's own id when it has one. So the passphrase of a new key
/// never takes the place of the one that is still in use.
#[must_use]
pub fn name(profile: &Profile) -> String {
    match &profile.kid {
        Some(kid) => format!("{}/{kid}", profile.name),
        None => profile.name.clone(),
    }
}

/// A passphrase that has been kept, and what was there before.
#[derive(Debug)]
pub struct Kept {
    name: String,
    before: Option<SecretString>,
}

impl Kept {
    /// Puts everything back as it was.
    pub fn undo(self) {
        let undone = match &self.before {
            Some(before) => write(&self.name, before),
            None => forget(&self.name),
        };
        if let Err(error) = undone {
            tracing::warn!("{error}; its entry 'losen', '{}' can be removed", self.name);
        }
    }
}

/// Keeps a passphrase in the place of what was kept before.
pub fn keep(name: &str, passphrase: &SecretString) -> Result<Kept, KeychainError> {
    let before = read(name)?;
    write(name, passphrase)?;
    Ok(Kept {
        name: name.to_owned(),
        before,
    })
}

/// The passphrase that is kept under a name; `None` when there is none.
#[cfg(feature = "keychain")]
pub fn read(name: &str) -> Result<Option<SecretString>, KeychainError> {
    match system::entry(name)?.get_password() {
        Ok(text) => Ok(Some(SecretString::from(text))),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(error) => Err(system::failed(&error)),
    }
}

#[cfg(feature = "keychain")]
fn write(name: &str, passphrase: &SecretString) -> Result<(), KeychainError> {
    use secrecy::ExposeSecret as _;
    system::entry(name)?
        .set_password(passphrase.expose_secret())
        .map_err(|error| system::failed(&error))
}

/// Takes away what is kept under a name.
#[cfg(feature = "keychain")]
pub fn forget(name: &str) -> Result<(), KeychainError> {
    match system::entry(name)?.delete_credential() {
        Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
        Err(error) => Err(system::failed(&error)),
    }
}

/// A build without a keychain finds nothing in it.
#[cfg(not(feature = "keychain"))]
pub fn read(_name: &str) -> Result<Option<SecretString>, KeychainError> {
    Err(KeychainError::None)
}

#[cfg(not(feature = "keychain"))]
fn write(_name: &str, _passphrase: &SecretString) -> Result<(), KeychainError> {
    Err(KeychainError::None)
}

/// A build without a keychain has nothing in it.
#[cfg(not(feature = "keychain"))]
pub fn forget(_name: &str) -> Result<(), KeychainError> {
    Err(KeychainError::None)
}

#[cfg(all(test, feature = "keychain"))]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    /// One test, since the store is one for the whole process.
    #[test]
    fn what_is_kept_under_a_name_is_read_under_that_name_only_and_can_be_put_back() {
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
        let kept = |name| {
            read(name)
                .unwrap()
                .map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(kept("jobb"), None);
        keep("jobb", &SecretString::from("Blåbær")).unwrap();
        assert_eq!((kept("jobb").as_deref(), kept("annen")), (Some("Blåbær"), None));
        let second = keep("jobb", &SecretString::from("Tyttebær")).unwrap();
        assert_eq!(kept("jobb").as_deref(), Some("Tyttebær"));
        second.undo();
        assert_eq!(kept("jobb").as_deref(), Some("Blåbær"));
        keep("annen", &SecretString::from("Molte")).unwrap().undo();
        assert_eq!(kept("annen"), None);
        forget("jobb").unwrap();
        forget("jobb").unwrap();
        assert_eq!(kept("jobb"), None);
    }

    #[test]
    fn the_librarys_words_are_not_passed_on() {
        let error = keyring_core::Error::BadEncoding(b"hemmelig".to_vec());
        let text = system::failed(&error).to_string();
        assert!(
            text.contains("no passphrase") && !text.contains("hemmelig"),
            "{text}"
        );
    }
}
