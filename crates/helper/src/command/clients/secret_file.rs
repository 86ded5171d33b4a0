//! A new file for something secret, opened before anything is sent.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
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
        let file = options.open(path).map_err(|error| {
            Failure::Unusable(
                Message::new("cli.clients.create.secret_file_failed")
                    .with("file", path.display().to_string())
                    .with("reason", error.to_string()),
            )
        })?;
        Ok(Self(file))
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
