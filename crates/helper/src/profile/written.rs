//! A profile as it stands in its file.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use losen_core::model::{ClientId, Endpoints, Environment, Kid, OrgNo};
use serde::Deserialize;

use super::{Organisation, PassphraseSource, Profile, ProfileError, on_one_line};
use crate::signer::place::KeyPlace;

/// The file as written. Unknown members are refused, so that a misspelled one is not silently without effect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    environment: Environment,
    client_id: String,
    key: String,
    certificate: Option<PathBuf>,
    kid: Option<String>,
    organisation: Option<String>,
    orgno: Option<String>,
    // Of any type, or else the reader's complaint about a number would quote it.
    passphrase: Option<toml::Value>,
    passphrase_file: Option<PathBuf>,
    endpoints: Option<Endpoints>,
}

pub(super) fn read(name: &str, path: &Path) -> Result<Profile, ProfileError> {
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
    if !written.kid.iter().all(|kid| Kid::parse(kid).is_ok()) {
        return Err(invalid("kid: has letters, digits, '.', '_' and '-' only".into()));
    }
    let organisation = organisation(&written).map_err(|reason| invalid(reason.to_owned()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let key = KeyPlace::parse(&written.key, folder).map_err(|error| invalid(format!("key: {error}")))?;
    let passphrase = passphrase(&written, &key, folder).map_err(|reason| invalid(reason.to_owned()))?;
    Ok(Profile {
        name: name.to_owned(),
        path: path.to_owned(),
        environment,
        endpoints,
        client_id,
        key,
        certificate: written.certificate.map(|path| folder.join(path)),
        kid: written.kid,
        organisation,
        passphrase,
    })
}

fn organisation(written: &Written) -> Result<Option<Organisation>, &'static str> {
    match (&written.organisation, &written.orgno) {
        (None, None) => Ok(None),
        (Some(name), Some(orgno)) => {
            let orgno = OrgNo::parse(orgno).map_err(|_| "orgno: an organisation number is nine digits")?;
            Ok(Some(Organisation {
                name: on_one_line(name),
                orgno: orgno.as_str().to_owned(),
            }))
        }
        _ => Err("organisation and orgno: the one needs the other"),
    }
}

/// The words are compared here and never quoted: somebody may have written the passphrase itself.
fn passphrase(written: &Written, key: &KeyPlace, folder: &Path) -> Result<PassphraseSource, &'static str> {
    let practice = written.environment == Environment::Practice;
    let source = written
        .passphrase
        .as_ref()
        .map(|value| value.as_str().unwrap_or_default());
    match (source, &written.passphrase_file) {
        (None | Some("prompt"), None) => Ok(PassphraseSource::Prompt),
        // A PIN that is out of date would be tried by itself, again and again, and lock the card.
        (Some("keychain"), _) if key.is_token() => {
            Err("passphrase: the PIN of a card is asked for and never kept; use \"prompt\"")
        }
        (Some("keychain"), None) => Ok(PassphraseSource::Keychain),
        (None | Some("prompt" | "keychain"), Some(_)) => {
            Err("passphrase_file: has no effect unless passphrase is \"file\"")
        }
        (Some("file"), Some(file)) if practice => Ok(PassphraseSource::File(folder.join(file))),
        (Some("file"), Some(_)) => Err("passphrase: a file is accepted for practice only; use \"prompt\""),
        (Some("file"), None) => Err("passphrase: \"file\" needs passphrase_file"),
        (Some(_), _) => Err(
            "passphrase: says where it comes from, \"prompt\", \"keychain\" or \"file\"; never write it here",
        ),
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

/// Writes a profile to its path, whole or not at all. The addresses of test and production are not written: they are
/// built in.
pub fn write(profile: &Profile) -> std::io::Result<()> {
    let folder = profile.path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut table = toml::Table::new();
    let mut put = |name: &str, value: String| table.insert(name.to_owned(), value.into());
    put("environment", profile.environment.word().to_owned());
    put("client_id", profile.client_id.to_string());
    put("key", profile.key.to_string());
    if let Some(path) = &profile.certificate {
        put("certificate", path.to_string_lossy().into_owned());
    }
    if let Some(kid) = &profile.kid {
        put("kid", kid.clone());
    }
    if let Some(organisation) = &profile.organisation {
        put("organisation", organisation.name.clone());
        put("orgno", organisation.orgno.clone());
    }
    match &profile.passphrase {
        PassphraseSource::Prompt => put("passphrase", "prompt".to_owned()),
        PassphraseSource::Keychain => put("passphrase", "keychain".to_owned()),
        PassphraseSource::File(path) => {
            put("passphrase_file", path.to_string_lossy().into_owned());
            put("passphrase", "file".to_owned())
        }
    };
    if profile.environment == Environment::Practice
        && let Ok(endpoints) = toml::Value::try_from(&profile.endpoints)
    {
        table.insert("endpoints".to_owned(), endpoints);
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(table.to_string().as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(&profile.path).map_err(|error| error.error)?;
    Ok(())
}
