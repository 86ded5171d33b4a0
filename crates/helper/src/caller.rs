//! Who started the helper. The browser has checked the extension's id already; this is a second lock, not
//! authentication: any program of the same user can pass the same arguments.

use std::path::Path;

use losen_core::model::Environment;
use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID, Fault, code};
use serde::{Deserialize, Serialize};

use crate::folders::Folders;

/// On whose behalf the helper works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Losen's own extension.
    Losen,
    /// An extension whose id was given at installation, such as one that is loaded unpacked. Never gets production.
    Added,
    /// `losen host` without a browser: a test, or another program. Never gets production.
    Unnamed,
    /// Anyone else.
    Stranger(String),
}

/// Ids that were given at installation, in `extensions.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedExtensions {
    /// Ids of Chromium extensions, 32 letters from a to p.
    #[serde(default)]
    pub chromium: Vec<String>,
    /// Ids of Firefox add-ons.
    #[serde(default)]
    pub firefox: Vec<String>,
}

/// The caller's id as the browser passes it, in `arguments` without the program's own name: `chrome-extension://ID/`
/// from Chromium, the manifest's path and the add-on's id from Firefox. `None` when no browser called.
#[must_use]
pub fn named_by(arguments: &[String]) -> Option<&str> {
    match arguments {
        [origin, ..] if origin.starts_with("chrome-extension://") => Some(origin),
        [manifest, id] if Path::new(manifest).is_absolute() && manifest.ends_with(".json") => Some(id),
        _ => None,
    }
}

/// Who that is.
#[must_use]
pub fn identify(named: Option<&str>, added: &AddedExtensions) -> Caller {
    let Some(named) = named else {
        return Caller::Unnamed;
    };
    let chromium = named
        .strip_prefix("chrome-extension://")
        .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    let (id, own, others) = match chromium {
        Some(id) => (id, CHROMIUM_ID.trim(), &added.chromium),
        None => (named, FIREFOX_ID, &added.firefox),
    };
    if id == own {
        Caller::Losen
    } else if others.iter().any(|other| other == id) {
        Caller::Added
    } else {
        Caller::Stranger(id.chars().filter(|c| !c.is_control()).take(100).collect())
    }
}

impl Caller {
    /// Refuses what this caller may never have.
    pub fn may_use(&self, environment: Environment) -> Result<(), Fault> {
        match self {
            Self::Losen => Ok(()),
            Self::Stranger(id) => Err(Fault::new(
                code::CALLER,
                format!("'{id}' is not Losen's extension"),
            )),
            Self::Added | Self::Unnamed if environment == Environment::Prod => Err(Fault::new(
                code::POLICY,
                "production is for the published extension only",
            )),
            Self::Added | Self::Unnamed => Ok(()),
        }
    }
}

impl AddedExtensions {
    /// Reads the machine's and the user's files; a file that cannot be read adds nobody.
    #[must_use]
    pub fn load(folders: &Folders) -> Self {
        let mut all = Self::default();
        for folder in [&folders.machine, &folders.user] {
            let read = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
            match toml::from_str::<Self>(&read) {
                Ok(more) => {
                    all.chromium.extend(more.chromium);
                    all.firefox.extend(more.firefox);
                }
                Err(error) => tracing::warn!("{}: {}", folder.join(FILE).display(), error.message()),
            }
        }
        all
    }
}

/// The file's name.
pub const FILE: &str = "extensions.toml";

#[cfg(test)]
mod tests {
    use super::*;

    fn who(arguments: &[&str]) -> Caller {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let added = AddedExtensions {
            chromium: vec!["a".repeat(32)],
            firefox: vec!["dev@eksempel.no".into()],
        };
        identify(named_by(&arguments), &added)
    }

    #[test]
    fn each_browsers_arguments_are_understood() {
        let own = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
        assert_eq!(who(&[&own]), Caller::Losen);
        assert_eq!(who(&[&own, "--parent-window=123"]), Caller::Losen);
        assert_eq!(who(&["/home/kari nordmann/m.json", FIREFOX_ID]), Caller::Losen);
        assert_eq!(
            who(&[&format!("chrome-extension://{}/", "a".repeat(32))]),
            Caller::Added
        );
        assert_eq!(who(&["/m.json", "dev@eksempel.no"]), Caller::Added);
        assert_eq!(who(&[]), Caller::Unnamed);
    }

    #[test]
    fn anyone_else_is_a_stranger() {
        let own = CHROMIUM_ID.trim();
        for arguments in [
            vec![format!("chrome-extension://{}/", "b".repeat(32))],
            vec![format!("chrome-extension://{own}.evil/")],
            vec![format!("chrome-extension://{own}/x")],
            vec![format!("chrome-extension://{}/", own.to_uppercase())],
            vec!["chrome-extension://".into()],
            vec!["/m.json".into(), "other@eksempel.no".into()],
            vec!["/m.json".into(), own.into()],
        ] {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            assert!(matches!(who(&arguments), Caller::Stranger(_)), "{arguments:?}");
        }
    }

    #[test]
    fn only_the_published_extension_gets_production() {
        assert!(Caller::Losen.may_use(Environment::Prod).is_ok());
        for caller in [Caller::Added, Caller::Unnamed] {
            assert_eq!(caller.may_use(Environment::Prod).unwrap_err().code, code::POLICY);
            assert!(caller.may_use(Environment::Test).is_ok());
        }
        let stranger = Caller::Stranger("x".into());
        assert_eq!(
            stranger.may_use(Environment::Practice).unwrap_err().code,
            code::CALLER
        );
    }
}
