//! Keys that the helper has made for clients at the extension's wish, and keeps until their owners take them to where the
//! clients run. The name of a file is the key's id.

use std::fs;
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::keys::check_text;
use losen_core::model::Kid;
use losen_core::protocol::{Fault, code};
use serde_json::Value;

use super::key_file::KeyFile;
use super::{Signer, new_key, own};
use crate::folders::Folders;

/// The folder of clients' keys, below the user's settings.
pub const FOLDER: &str = "client-keys";

/// More than anybody needs at a time; an extension gone wrong fills no disk.
const MOST: usize = 100;

/// A pair that has been made, and is on disk.
#[derive(Debug)]
pub struct Kept {
    /// The public half, as the API takes it.
    pub public: Value,
    /// Where the private half is.
    pub path: PathBuf,
}

/// Makes a pair and writes its private half, readable by the user alone.
pub fn make(folders: &Folders) -> Result<Kept, Fault> {
    let folder = folder(folders);
    let there = fs::read_dir(&folder).map_or(0, Iterator::count);
    if there >= MOST {
        let detail = format!(
            "{} holds {there} keys: take away those that are in use",
            folder.display()
        );
        return Err(Fault::new(code::POLICY, detail));
    }
    let pair = new_key::generate()?;
    let report = check_text(&pair.public, None);
    let public = report.fixed.and_then(|fixed| fixed.pointer("/keys/0").cloned());
    let kid = public
        .as_ref()
        .and_then(|key| key.get("kid")?.as_str())
        .and_then(|kid| Kid::parse(kid).ok());
    let (Some(public), Some(kid)) = (public, kid) else {
        return Err(Fault::new(
            code::INTERNAL,
            "the new key does not pass the key gate",
        ));
    };
    let path = path(&folder, &kid);
    own::write(&path, &pair.private)
        .map_err(|error| Fault::new(code::KEY_UNREADABLE, format!("{}: {error}", path.display())))?;
    Ok(Kept { public, path })
}

/// The private half of a key that was made here; none when it wasn't, or has been taken away.
pub fn open(folders: &Folders, kid: &Kid, now: Timestamp) -> Result<Option<Box<dyn Signer>>, Fault> {
    let path = path(&folder(folders), kid);
    if !path.exists() {
        return Ok(None);
    }
    let file = KeyFile::read(&path, Some(kid.as_str()), None)?;
    Ok(Some(file.open(&Default::default(), Some(kid.as_str()), now)?))
}

fn folder(folders: &Folders) -> PathBuf {
    folders.user.join(FOLDER)
}

fn path(folder: &Path, kid: &Kid) -> PathBuf {
    folder.join(format!("{kid}.pem"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(keep: &tempfile::TempDir) -> Folders {
        Folders {
            machine: keep.path().join("machine"),
            user: keep.path().join("user"),
            state: keep.path().join("state"),
        }
    }

    #[test]
    fn a_pair_is_found_again_by_its_id_and_no_other() {
        let keep = tempfile::tempdir().unwrap();
        let folders = folders(&keep);
        let kept = make(&folders).unwrap();
        let kid = Kid::parse(kept.public["kid"].as_str().unwrap()).unwrap();
        assert!(open(&folders, &kid, Timestamp(1)).unwrap().is_some());
        let other = Kid::parse("other").unwrap();
        assert!(open(&folders, &other, Timestamp(1)).unwrap().is_none());
        assert!(!check_text(&kept.public.to_string(), None).is_refused());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(
                (mode(&kept.path), mode(kept.path.parent().unwrap())),
                (0o600, 0o700)
            );
        }
    }

    #[test]
    fn no_more_are_made_than_anybody_needs() {
        let keep = tempfile::tempdir().unwrap();
        let folders = folders(&keep);
        let folder = folder(&folders);
        fs::create_dir_all(&folder).unwrap();
        for at in 0..MOST {
            fs::write(folder.join(format!("{at}.pem")), "").unwrap();
        }
        assert_eq!(make(&folders).unwrap_err().code, code::POLICY);
    }
}
