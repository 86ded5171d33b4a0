//! Passphrases that the operating system keeps for the user: Secret Service on Linux, Keychain on macOS, Credential
//! Manager on Windows.
//!
//! Any program of the same user can ask for them while the keychain is unlocked. That is said in SECURITY.md; a card
//! with a PIN is for those who want more.

use secrecy::SecretString;

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

    /// Under this name Losen's entries stand in the keychain; the user of an entry is the profile.
    const SERVICE: &str = "losen";

    pub(super) fn entry(profile: &str) -> Result<Entry, KeychainError> {
        if keyring_core::get_default_store().is_none() {
            keyring_core::set_default_store(native().map_err(|_| KeychainError::None)?);
        }
        Entry::new(SERVICE, profile).map_err(|error| failed(&error))
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

/// The passphrase that is kept for a profile; `None` when there is none.
#[cfg(feature = "keychain")]
pub fn read(profile: &str) -> Result<Option<SecretString>, KeychainError> {
    match system::entry(profile)?.get_password() {
        Ok(text) => Ok(Some(SecretString::from(text))),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(error) => Err(system::failed(&error)),
    }
}

/// Keeps a passphrase for a profile, in the place of what was kept before.
#[cfg(feature = "keychain")]
pub fn keep(profile: &str, passphrase: &SecretString) -> Result<(), KeychainError> {
    use secrecy::ExposeSecret as _;
    system::entry(profile)?
        .set_password(passphrase.expose_secret())
        .map_err(|error| system::failed(&error))
}

/// A build without a keychain finds nothing in it.
#[cfg(not(feature = "keychain"))]
pub fn read(_profile: &str) -> Result<Option<SecretString>, KeychainError> {
    Err(KeychainError::None)
}

/// A build without a keychain keeps nothing in it.
#[cfg(not(feature = "keychain"))]
pub fn keep(_profile: &str, _passphrase: &SecretString) -> Result<(), KeychainError> {
    Err(KeychainError::None)
}

#[cfg(all(test, feature = "keychain"))]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    /// One test, since the store is one for the whole process.
    #[test]
    fn what_is_kept_for_a_profile_is_read_for_that_profile_only() {
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
        assert!(read("jobb").unwrap().is_none());
        keep("jobb", &SecretString::from("Blåbær")).unwrap();
        assert_eq!(read("jobb").unwrap().unwrap().expose_secret(), "Blåbær");
        assert!(read("annen").unwrap().is_none());
        keep("jobb", &SecretString::from("Tyttebær")).unwrap();
        assert_eq!(read("jobb").unwrap().unwrap().expose_secret(), "Tyttebær");
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
