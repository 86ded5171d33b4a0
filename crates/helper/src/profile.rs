//! Profiles: which admin client, in which environment, with which key. One TOML file each, without secrets.

use std::collections::BTreeMap;
use std::path::PathBuf;

use losen_core::model::{ClientId, Endpoints, Environment};
use losen_core::protocol::{CertificateInfo, Fault, code};

use crate::folders::Folders;
use crate::signer::place::KeyPlace;

mod written;

pub use written::write;

/// A profile that has been read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The file's name without `.toml`.
    pub name: String,
    /// Where it stands, for messages.
    pub path: PathBuf,
    /// Where it works.
    pub environment: Environment,
    /// The addresses of that environment.
    pub endpoints: Endpoints,
    /// The admin client.
    pub client_id: ClientId,
    /// Where the key is.
    pub key: KeyPlace,
    /// The certificate, when it isn't where the key is.
    pub certificate: Option<PathBuf>,
    /// Under which id the key is registered on the client; without one, the certificate says whose it is.
    pub kid: Option<String>,
    /// Whose key it is, when no certificate goes with it to say so.
    pub organisation: Option<Organisation>,
    /// Where the passphrase comes from.
    pub passphrase: PassphraseSource,
}

/// An organisation, as the certificate has it that registered the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its name, on one line.
    pub name: String,
    /// Its number: nine digits.
    pub orgno: String,
}

impl Organisation {
    /// The one that a certificate was issued to.
    #[must_use]
    pub fn of(certificate: &CertificateInfo) -> Self {
        Self {
            name: on_one_line(&certificate.organisation),
            orgno: certificate.orgno.clone(),
        }
    }
}

/// A name is shown in the middle of a sentence that asks for something, and must not look like another one.
fn on_one_line(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Where the passphrase of a key comes from. Never from the profile, an argument or the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
    /// The user is asked.
    Prompt,
    /// The operating system keeps it for the user; who has none there is asked.
    Keychain,
    /// A file, for practice only, where nothing is at stake.
    File(PathBuf),
}

/// Why there is no usable profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No file of that name.
    #[error("there is no profile '{0}'")]
    Unknown(String),
    /// The file is not as it should be; the text names the file, and the line where there is one.
    #[error("{place}: {reason}")]
    Invalid {
        /// File, and line and column.
        place: String,
        /// What is wrong.
        reason: String,
        /// The environment, when the file says at least that much.
        environment: Option<Environment>,
    },
}

impl From<ProfileError> for Fault {
    fn from(error: ProfileError) -> Self {
        let code = match &error {
            ProfileError::Unknown(_) => code::NO_PROFILE,
            ProfileError::Invalid { .. } => code::BAD_PROFILE,
        };
        Self::new(code, error.to_string())
    }
}

/// The names of all profiles and what their files hold; the machine's win over the user's of the same name.
#[must_use]
pub fn all(folders: &Folders) -> BTreeMap<String, Result<Profile, ProfileError>> {
    let mut profiles = BTreeMap::new();
    for folder in [folders.user_profiles(), folders.machine_profiles()] {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "toml") && is_name(name) {
                profiles.insert(name.to_owned(), written::read(name, &path));
            }
        }
    }
    profiles
}

/// One profile.
pub fn load(folders: &Folders, name: &str) -> Result<Profile, ProfileError> {
    // The name becomes part of a path, and it comes from the extension.
    if !is_name(name) {
        return Err(ProfileError::Unknown(name.chars().take(64).collect()));
    }
    [folders.machine_profiles(), folders.user_profiles()]
        .into_iter()
        .map(|folder| folder.join(format!("{name}.toml")))
        .find(|path| path.exists())
        .map_or_else(
            || Err(ProfileError::Unknown(name.to_owned())),
            |path| written::read(name, &path),
        )
}

/// Whether a text can be the name of a profile: 1 to 64 letters, digits, `-` and `_`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests;
