//! Passphrases that the operating system keeps for the user: Secret Service on Linux, Keychain on macOS, Credential
//! Manager on Windows.
//!
//! Any program of the same user can ask for them while the keychain is unlocked. That is said in SECURITY.md; a card
//! with a PIN is for those who want more.

use secrecy::SecretString;

use crate::profile::Profile;

#[cfg_attr(all(feature = "keychain", target_os = "linux"), path = "keychain/linux.rs")]
#[cfg_attr(
    all(feature = "keychain", any(windows, target_os = "macos")),
    path = "keychain/keyring.rs"
)]
#[cfg_attr(
    not(all(feature = "keychain", any(windows, target_os = "linux", target_os = "macos"))),
    path = "keychain/none.rs"
)]
mod system;

/// Under this name Losen's entries stand in the keychain; the user of an entry is its [`name`].
const SERVICE: &str = "losen";

/// Why the keychain did not help. Holds nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// No keychain runs here, or this build knows none.
    #[error("there is no keychain on this machine that Losen can use")]
    None,
    /// On Linux it is reached through a program that is not there.
    #[error("the keychain is reached through secret-tool, which is not installed (Debian: libsecret-tools)")]
    NoTool,
    /// It is locked, or did not answer.
    #[error("the keychain is locked or did not answer")]
    Locked,
    /// What is in it is no passphrase.
    #[error("the keychain holds something for the profile that is no passphrase")]
    Nonsense,
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
            Some(before) => system::write(&self.name, before),
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
    system::write(name, passphrase)?;
    Ok(Kept {
        name: name.to_owned(),
        before,
    })
}

/// The passphrase that is kept under a name; `None` when there is none.
pub fn read(name: &str) -> Result<Option<SecretString>, KeychainError> {
    system::read(name)
}

/// Takes away what is kept under a name.
pub fn forget(name: &str) -> Result<(), KeychainError> {
    system::forget(name)
}
