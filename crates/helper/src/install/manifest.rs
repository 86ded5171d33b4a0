use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID, HOST_NAME};
use serde_json::{Value, json};

use super::Browser;
use crate::caller::AddedExtensions;

/// Ids that go into a manifest beside Losen's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtensionIds(pub AddedExtensions);

/// The text is the id of no extension.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is neither the id of a Chromium extension (32 letters from a to p) nor of a Firefox add-on")]
pub struct UnknownId(pub String);

/// What stands where a manifest belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Nothing.
    Nothing,
    /// A manifest that starts a program called losen.
    Own(Box<Value>),
    /// Something else, which is not ours to change.
    Foreign(String),
}

/// Why a manifest was not written or removed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// Something else stands there.
    #[error("{path} was not made by losen ({reason})")]
    Foreign {
        /// Where.
        path: PathBuf,
        /// How that is seen.
        reason: String,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ExtensionIds {
    /// Sorts ids by the browser they belong to. One id that Chromium cannot read would make it refuse the whole
    /// manifest, so they are checked here.
    pub fn parse(ids: &[String]) -> Result<Self, UnknownId> {
        let mut sorted = AddedExtensions::default();
        for id in ids {
            let chromium = id.len() == 32 && id.bytes().all(|byte| (b'a'..=b'p').contains(&byte));
            let firefox = id.len() <= 80
                && (id.contains('@') || (id.starts_with('{') && id.ends_with('}')))
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"@.-_{}".contains(&byte));
            let list = match (chromium, firefox) {
                (true, _) => &mut sorted.chromium,
                (_, true) => &mut sorted.firefox,
                _ => return Err(UnknownId(id.clone())),
            };
            if !list.contains(id) {
                list.push(id.clone());
            }
        }
        Ok(Self(sorted))
    }
}

/// The manifest for one browser. Browsers know no wildcards here, and should not.
#[must_use]
pub fn manifest(browser: Browser, program: &Path, ids: &ExtensionIds) -> Value {
    let mut manifest = json!({
        "name": HOST_NAME,
        "description": "Losen: henter token med virksomhetssertifikatet",
        "path": program,
        "type": "stdio",
    });
    let (member, allowed): (&str, Vec<String>) = if browser.is_firefox() {
        let own = FIREFOX_ID.to_owned();
        (
            "allowed_extensions",
            std::iter::once(own).chain(ids.0.firefox.clone()).collect(),
        )
    } else {
        let own = CHROMIUM_ID.trim().to_owned();
        let all = std::iter::once(own).chain(ids.0.chromium.clone());
        (
            "allowed_origins",
            all.map(|id| format!("chrome-extension://{id}/")).collect(),
        )
    };
    manifest[member] = allowed.into();
    manifest
}

/// The file in a browser's folder.
fn file(folder: &Path) -> PathBuf {
    folder.join(format!("{HOST_NAME}.json"))
}

/// Looks at what stands in the folder.
#[must_use]
pub fn examine(folder: &Path) -> Existing {
    let Ok(text) = fs::read_to_string(file(folder)) else {
        // A file that cannot be read is not ours to change either; a missing one is nothing.
        return match fs::symlink_metadata(file(folder)) {
            Ok(_) => Existing::Foreign("it cannot be read".into()),
            Err(_) => Existing::Nothing,
        };
    };
    let Ok(manifest) = serde_json::from_str::<Value>(&text) else {
        return Existing::Foreign("it is not JSON".into());
    };
    let program = manifest.get("path").and_then(Value::as_str).unwrap_or_default();
    // Of whichever system: an image may be built on another.
    let file = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let own = matches!(file, "losen" | "losen.exe");
    if own {
        Existing::Own(Box::new(manifest))
    } else {
        Existing::Foreign(format!("it starts '{program}'"))
    }
}

/// Writes a manifest in one go, so that a browser never reads half of it. Returns where.
pub fn write(folder: &Path, manifest: &Value) -> Result<PathBuf, InstallError> {
    let path = file(folder);
    refuse_foreign(folder, &path)?;
    let failed = |source| InstallError::Io {
        path: path.clone(),
        source,
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A machine-wide manifest is read by everybody's browser.
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.prefix(".losen-").tempfile_in(folder).map_err(failed)?;
    let text = serde_json::to_string_pretty(manifest).unwrap_or_default();
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.write_all(b"\n").map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(path)
}

/// Removes our manifest, and the folder when nothing else is in it. Returns what was removed.
pub fn remove(folder: &Path) -> Result<Option<PathBuf>, InstallError> {
    let path = file(folder);
    refuse_foreign(folder, &path)?;
    match fs::remove_file(&path) {
        Ok(()) => {
            // Fails, as it should, when somebody else's manifest is in it.
            let _others = fs::remove_dir(folder);
            Ok(Some(path))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(InstallError::Io { path, source }),
    }
}

fn refuse_foreign(folder: &Path, path: &Path) -> Result<(), InstallError> {
    match examine(folder) {
        Existing::Foreign(reason) => Err(InstallError::Foreign {
            path: path.to_owned(),
            reason,
        }),
        Existing::Nothing | Existing::Own(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> Result<ExtensionIds, UnknownId> {
        let list: Vec<String> = list.iter().map(|id| (*id).to_owned()).collect();
        ExtensionIds::parse(&list)
    }

    #[test]
    fn ids_are_sorted_by_browser_and_malformed_ones_refused() {
        let chromium = "abcdefghijklmnopabcdefghijklmnop";
        let sorted = ids(&[chromium, "dev@eksempel.no", chromium]).unwrap().0;
        assert_eq!(sorted.chromium, [chromium]);
        assert_eq!(sorted.firefox, ["dev@eksempel.no"]);
        for id in [
            "",
            "*",
            "abc",
            "q".repeat(32).as_str(),
            "chrome-extension://x/",
            "a b@c",
            "æ@b",
        ] {
            assert!(ids(&[id]).is_err(), "{id}");
        }
    }

    #[test]
    fn each_browser_family_gets_its_own_member() {
        let chromium = manifest(
            Browser::Edge,
            Path::new("/opt/a b/losen"),
            &ExtensionIds::default(),
        );
        assert_eq!(chromium["path"], "/opt/a b/losen");
        let origin = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
        assert_eq!(chromium["allowed_origins"], json!([origin]));
        assert!(chromium.get("allowed_extensions").is_none());
        let firefox = manifest(
            Browser::Firefox,
            Path::new("/opt/losen"),
            &ids(&["dev@eksempel.no"]).unwrap(),
        );
        assert_eq!(
            firefox["allowed_extensions"],
            json!([FIREFOX_ID, "dev@eksempel.no"])
        );
        assert!(firefox.get("allowed_origins").is_none());
    }

    #[test]
    fn what_is_written_can_be_removed_without_trace() {
        let keep = tempfile::Builder::new()
            .prefix("losen med mellomrom ")
            .tempdir()
            .unwrap();
        let folder = keep.path().join("NativeMessagingHosts");
        let wanted = manifest(
            Browser::Chromium,
            Path::new("/opt/losen"),
            &ExtensionIds::default(),
        );
        write(&folder, &wanted).unwrap();
        assert_eq!(examine(&folder), Existing::Own(Box::new(wanted.clone())));
        write(&folder, &wanted).unwrap();
        assert!(remove(&folder).unwrap().is_some());
        assert!(!folder.exists());
        assert!(remove(&folder).unwrap().is_none());
    }

    #[test]
    fn a_foreign_manifest_is_left_alone() {
        let keep = tempfile::tempdir().unwrap();
        for text in [r#"{"name":"no.losen.helper","path":"/opt/other"}"#, "not json"] {
            fs::write(file(keep.path()), text).unwrap();
            let wanted = manifest(
                Browser::Chromium,
                Path::new("/opt/losen"),
                &ExtensionIds::default(),
            );
            assert!(matches!(
                write(keep.path(), &wanted),
                Err(InstallError::Foreign { .. })
            ));
            assert!(matches!(remove(keep.path()), Err(InstallError::Foreign { .. })));
            assert_eq!(fs::read_to_string(file(keep.path())).unwrap(), text);
        }
    }
}
