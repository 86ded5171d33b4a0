//! A new file for something secret, opened before anything is sent.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write as _};
use std::path::Path;

use losen_core::text::Message;

use crate::output::Failure;

/// The file, which only its owner can read.
pub struct SecretFile(File);

impl SecretFile {
    /// Makes the file. One that is there already is not touched.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map(Self).map_err(|error| cannot(path, &error))
    }

    /// Whether the file could be made, as far as can be seen without making it.
    pub fn could_be(path: &Path) -> Result<(), Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder =
            std::fs::metadata(folder.unwrap_or(Path::new("."))).map_err(|error| cannot(path, &error))?;
        if path.symlink_metadata().is_ok() {
            return Err(cannot(path, &ErrorKind::AlreadyExists.into()));
        }
        if !folder.is_dir() || folder.permissions().readonly() {
            return Err(cannot(path, &ErrorKind::PermissionDenied.into()));
        }
        Ok(())
    }

    /// Writes the secret, and returns when it is on disk.
    pub fn keep(&self, secret: &str) -> std::io::Result<()> {
        let mut file = &self.0;
        file.write_all(secret.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    }

    /// Takes the empty file away again, since there is nothing to put into it.
    pub fn discard(self, path: &Path) {
        if let Err(error) = std::fs::remove_file(path) {
            tracing::warn!("the empty file {} is left: {error}", path.display());
        }
    }
}

fn cannot(path: &Path, error: &Error) -> Failure {
    Failure::Unusable(
        Message::new("cli.clients.create.secret_file_failed")
            .with("file", path.display().to_string())
            .with("reason", error.to_string()),
    )
}
