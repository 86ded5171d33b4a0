//! A new file for something secret, opened before anything is sent. When nothing is put into it, it goes away again, so that
//! the same command can be given once more.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use losen_core::text::Message;

use crate::output::Failure;

/// The file, which only its owner can read.
pub struct SecretFile {
    file: File,
    path: PathBuf,
    wanted: Cell<bool>,
}

impl SecretFile {
    /// The file of a command that may bring a client a secret; none in a dry run. One that is sure to bring it demands the
    /// file before anything is sent.
    pub fn when(gets_secret: bool, path: Option<&Path>, dry_run: bool) -> Result<Option<Self>, Failure> {
        match path {
            None if gets_secret => Err(Failure::Unusable(Message::new(
                "cli.clients.create.secret_needs_file",
            ))),
            None => Ok(None),
            Some(path) if dry_run => Self::could_be(path).map(|()| None),
            Some(path) => Self::create(path).map(Some),
        }
    }

    /// Makes the file. One that is there already is not touched.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| cannot(path, &error))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            wanted: Cell::new(false),
        })
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

    /// Writes the secret, and returns when it is on disk. The file stays.
    pub fn keep(&self, secret: &str) -> std::io::Result<()> {
        self.stay();
        self.write(secret)
    }

    /// Writes the secret, of which it will be known later whether anybody has use for it.
    pub fn write(&self, secret: &str) -> std::io::Result<()> {
        let mut file = &self.file;
        file.write_all(secret.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    }

    /// What is in it is wanted.
    pub fn stay(&self) {
        self.wanted.set(true);
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if self.wanted.get() {
            return;
        }
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!("the file {} is left: {error}", self.path.display());
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
