//! A build, or a system, without a keychain.

use secrecy::SecretString;

use super::KeychainError;

pub(super) fn read(_name: &str) -> Result<Option<SecretString>, KeychainError> {
    Err(KeychainError::None)
}

pub(super) fn write(_name: &str, _passphrase: &SecretString) -> Result<(), KeychainError> {
    Err(KeychainError::None)
}

pub(super) fn forget(_name: &str) -> Result<(), KeychainError> {
    Err(KeychainError::None)
}
