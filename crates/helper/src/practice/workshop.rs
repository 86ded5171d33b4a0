use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use losen_core::model::Endpoints;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::PROFILE;
use super::credentials::{Credentials, PracticeError};
use crate::folders::Folders;

/// The files of a running practice environment: a private folder with key and passphrase, and the profile that
/// points there. Removed when dropped.
#[derive(Debug)]
pub struct Workshop {
    folder: TempDir,
    profile: PathBuf,
    written: String,
}

impl Workshop {
    /// Writes key, passphrase and profile.
    pub fn open(
        folders: &Folders,
        credentials: &Credentials,
        endpoints: &Endpoints,
        client_id: &str,
    ) -> Result<Self, PracticeError> {
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |source| PracticeError::Write { path, source }
        };
        fs::create_dir_all(&folders.state).map_err(failed(&folders.state))?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Without this the user's umask decides, and others could read the key.
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder
            .prefix("practice-")
            .tempdir_in(&folders.state)
            .map_err(failed(&folders.state))?;
        let key = folder.path().join("enterprise.p12");
        let passphrase = folder.path().join("passphrase");
        fs::write(&key, &credentials.pkcs12).map_err(failed(&key))?;
        fs::write(&passphrase, credentials.passphrase.expose_secret()).map_err(failed(&passphrase))?;
        let profiles = folders.user_profiles();
        fs::create_dir_all(&profiles).map_err(failed(&profiles))?;
        let profile = profiles.join(format!("{PROFILE}.toml"));
        let written = text(&key, &passphrase, endpoints, client_id);
        let mut file = tempfile::NamedTempFile::new_in(&profiles).map_err(failed(&profile))?;
        file.write_all(written.as_bytes()).map_err(failed(&profile))?;
        file.persist(&profile)
            .map_err(|error| failed(&profile)(error.error))?;
        Ok(Self {
            folder,
            profile,
            written,
        })
    }

    /// The folder with the key.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // A practice environment that was started later has written its own; that one stays.
        if fs::read_to_string(&self.profile).is_ok_and(|now| now == self.written) {
            let _gone = fs::remove_file(&self.profile);
        }
    }
}

fn text(key: &Path, passphrase: &Path, endpoints: &Endpoints, client_id: &str) -> String {
    let mut profile = toml::Table::new();
    let mut put = |name: &str, value: &str| profile.insert(name.to_owned(), value.into());
    put("environment", "practice");
    put("client_id", client_id);
    put("key", &key.to_string_lossy());
    put("passphrase", "file");
    put("passphrase_file", &passphrase.to_string_lossy());
    if let Ok(endpoints) = toml::Value::try_from(endpoints) {
        profile.insert("endpoints".to_owned(), endpoints);
    }
    format!("# Made by 'losen practice', which removes it when it ends.\n{profile}")
}
