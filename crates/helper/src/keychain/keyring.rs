//! The keychains of macOS and Windows, behind keyring-core.

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

use super::{KeychainError, SERVICE};

pub(super) fn read(name: &str) -> Result<Option<SecretString>, KeychainError> {
    match entry(name)?.get_password() {
        Ok(text) => Ok(Some(SecretString::from(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

pub(super) fn write(name: &str, passphrase: &SecretString) -> Result<(), KeychainError> {
    entry(name)?
        .set_password(passphrase.expose_secret())
        .map_err(|error| failed(&error))
}

pub(super) fn forget(name: &str) -> Result<(), KeychainError> {
    match entry(name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

fn entry(name: &str) -> Result<Entry, KeychainError> {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(native().map_err(|_| KeychainError::None)?);
    }
    Entry::new(SERVICE, name).map_err(|error| failed(&error))
}

/// Not the library's words: some of them hold what was read.
fn failed(error: &Error) -> KeychainError {
    match error {
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeychainError::None,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => KeychainError::Nonsense,
        _ => KeychainError::Locked,
    }
}

type Store = std::sync::Arc<CredentialStore>;

#[cfg(target_os = "macos")]
fn native() -> keyring_core::Result<Store> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn native() -> keyring_core::Result<Store> {
    Ok(windows_native_keyring_store::Store::new()?)
}
