//! Profiles: which admin client, in which environment, with which key. One TOML file each, without secrets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use losen_core::model::{ClientId, Endpoints, Environment};
use losen_core::protocol::{Fault, code};
use serde::Deserialize;

use crate::folders::Folders;

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
    /// The key file.
    pub key: PathBuf,
    /// Under which id the key is registered on the client; without one, the certificate says whose it is.
    pub kid: Option<String>,
    /// Where the passphrase comes from.
    pub passphrase: PassphraseSource,
}

/// Where the passphrase of a key comes from. Never from the profile, an argument or the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
    /// The user is asked.
    Prompt,
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

/// The file as written. Unknown members are refused, so that a misspelled one is not silently without effect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    environment: Environment,
    client_id: String,
    key: PathBuf,
    kid: Option<String>,
    // Of any type, or else the reader's complaint about a number would quote it.
    passphrase: Option<toml::Value>,
    passphrase_file: Option<PathBuf>,
    endpoints: Option<Endpoints>,
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
                profiles.insert(name.to_owned(), read(name, &path));
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
            |path| read(name, &path),
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

fn read(name: &str, path: &Path) -> Result<Profile, ProfileError> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| ProfileError::Invalid {
        place: place.clone(),
        reason: error.to_string(),
        environment: None,
    })?;
    let written: Written = toml::from_str(&text).map_err(|error| ProfileError::Invalid {
        place: error.span().map_or_else(
            || place.clone(),
            |span| format!("{place}:{}", line_and_column(&text, span.start)),
        ),
        reason: error.message().to_owned(),
        environment: environment_of(&text),
    })?;
    let environment = written.environment;
    let invalid = |reason: String| ProfileError::Invalid {
        place: place.clone(),
        reason,
        environment: Some(environment),
    };
    let client_id =
        ClientId::parse(&written.client_id).map_err(|error| invalid(format!("client_id: {error}")))?;
    let endpoints = match (environment.endpoints(), written.endpoints.clone()) {
        (Some(pinned), None) => pinned,
        (Some(_), Some(_)) => {
            return Err(invalid(
                "endpoints: the addresses of test and prod are built in and cannot be changed".into(),
            ));
        }
        (None, Some(own)) => own
            .practice()
            .map_err(|error| invalid(format!("endpoints: {error}")))?,
        (None, None) => return Err(invalid("endpoints: a practice profile needs them".into())),
    };
    let kid_fits = |kid: &String| {
        (1..=255).contains(&kid.len())
            && kid
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if !written.kid.iter().all(kid_fits) {
        return Err(invalid("kid: has letters, digits, '.', '_' and '-' only".into()));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let passphrase = passphrase(&written, folder).map_err(|reason| invalid(reason.to_owned()))?;
    Ok(Profile {
        name: name.to_owned(),
        path: path.to_owned(),
        environment,
        endpoints,
        client_id,
        key: folder.join(written.key),
        kid: written.kid,
        passphrase,
    })
}

/// The words are compared here and never quoted: somebody may have written the passphrase itself.
fn passphrase(written: &Written, folder: &Path) -> Result<PassphraseSource, &'static str> {
    let practice = written.environment == Environment::Practice;
    let source = written
        .passphrase
        .as_ref()
        .map(|value| value.as_str().unwrap_or_default());
    match (source, &written.passphrase_file) {
        (None | Some("prompt"), None) => Ok(PassphraseSource::Prompt),
        (None | Some("prompt"), Some(_)) => {
            Err("passphrase_file: has no effect unless passphrase is \"file\"")
        }
        (Some("file"), Some(file)) if practice => Ok(PassphraseSource::File(folder.join(file))),
        (Some("file"), Some(_)) => Err("passphrase: a file is accepted for practice only; use \"prompt\""),
        (Some("file"), None) => Err("passphrase: \"file\" needs passphrase_file"),
        (Some(_), _) => {
            Err("passphrase: says where it comes from, \"prompt\" or \"file\"; never write it here")
        }
    }
}

/// The environment alone, of a file that is wrong elsewhere.
fn environment_of(text: &str) -> Option<Environment> {
    let table: toml::Table = toml::from_str(text).ok()?;
    Environment::from_word(table.get("environment")?.as_str()?)
}

fn line_and_column(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{line}:{column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: &str = "environment = \"test\"\nclient_id = \"abc\"\nkey = \"a b/key.p12\"\n";
    const PRACTICE: &str = "environment = \"practice\"\nclient_id = \"abc\"\nkey = \"key.p12\"\n[endpoints]\n\
        api = \"http://127.0.0.1:1/api/v1\"\ntoken = \"http://127.0.0.1:1/token\"\naudience = \"http://127.0.0.1:1/\"\n\
        krr = \"http://127.0.0.1:1/rest\"\nportal = \"http://127.0.0.1:1\"\n";

    struct Home {
        _keep: tempfile::TempDir,
        folders: Folders,
    }

    fn home() -> Home {
        let keep = tempfile::Builder::new()
            .prefix("losen profil ")
            .tempdir()
            .unwrap();
        let folders = Folders {
            machine: keep.path().join("machine"),
            user: keep.path().join("user"),
            state: keep.path().join("state"),
        };
        for folder in [folders.machine_profiles(), folders.user_profiles()] {
            std::fs::create_dir_all(folder).unwrap();
        }
        Home { _keep: keep, folders }
    }

    fn refusal(text: &str) -> String {
        let home = home();
        std::fs::write(home.folders.user_profiles().join("p.toml"), text).unwrap();
        load(&home.folders, "p").unwrap_err().to_string()
    }

    #[test]
    fn paths_are_read_from_the_profiles_own_folder() {
        let home = home();
        std::fs::write(home.folders.user_profiles().join("test.toml"), TEST).unwrap();
        let profile = load(&home.folders, "test").unwrap();
        assert_eq!(profile.key, home.folders.user_profiles().join("a b/key.p12"));
        assert_eq!(profile.passphrase, PassphraseSource::Prompt);
    }

    #[test]
    fn the_machines_profile_wins() {
        let home = home();
        std::fs::write(home.folders.user_profiles().join("p.toml"), TEST).unwrap();
        std::fs::write(
            home.folders.machine_profiles().join("p.toml"),
            TEST.replace("abc", "admin"),
        )
        .unwrap();
        assert_eq!(load(&home.folders, "p").unwrap().client_id.as_str(), "admin");
        assert_eq!(
            all(&home.folders)["p"].as_ref().unwrap().client_id.as_str(),
            "admin"
        );
    }

    #[test]
    fn a_mistake_is_named_with_file_and_line() {
        let text = refusal("environment = \"test\"\nclient_id = \"abc\"\nkay = \"x\"\n");
        assert!(text.contains("p.toml:3:1") && text.contains("kay"), "{text}");
    }

    #[test]
    fn the_addresses_of_test_cannot_be_changed() {
        let text = refusal(&PRACTICE.replace("practice", "test"));
        assert!(text.contains("built in"), "{text}");
    }

    #[test]
    fn a_practice_profile_cannot_point_away_from_this_machine() {
        let text = refusal(&PRACTICE.replace("http://127.0.0.1:1/token", "https://maskinporten.no/token"));
        assert!(text.contains("maskinporten.no"), "{text}");
    }

    #[test]
    fn a_passphrase_file_is_for_practice_only() {
        let line = "passphrase = \"file\"\npassphrase_file = \"p\"\nkey";
        assert!(refusal(&TEST.replacen("key", line, 1)).contains("practice only"));
        let home = home();
        std::fs::write(
            home.folders.user_profiles().join("p.toml"),
            PRACTICE.replacen("key", line, 1),
        )
        .unwrap();
        let expected = PassphraseSource::File(home.folders.user_profiles().join("p"));
        assert_eq!(load(&home.folders, "p").unwrap().passphrase, expected);
    }

    #[test]
    fn a_passphrase_in_the_profile_is_refused() {
        let text = refusal(&TEST.replacen("key", "passphrase = \"hemmelig\"\nkey", 1));
        assert!(
            text.contains("never write it here") && !text.contains("hemmelig"),
            "{text}"
        );
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let home = home();
        for name in [
            "",
            ".",
            "..",
            "../test",
            "a/b",
            "a\\b",
            "a.toml",
            "æ",
            &"a".repeat(65),
        ] {
            assert!(
                matches!(load(&home.folders, name), Err(ProfileError::Unknown(_))),
                "{name}"
            );
        }
    }
}
