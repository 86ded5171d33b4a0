//! A key pair that a command makes for a client.

use std::path::{Path, PathBuf};

use losen_core::keys::check_text;
use losen_core::protocol::Fault;
use losen_core::text::Message;
use serde_json::Value;

use super::super::secret_file::SecretFile;
use crate::clock;
use crate::login::signs_for;
use crate::output::Failure;
use crate::signer::key_file::KeyFile;
use crate::signer::{Signer, new_key};

/// The pair: the public half, and the file with the private one. The file goes away again unless it is said to stay, so that
/// a command that came to nothing can be given once more.
pub struct MadeKey {
    /// The public half, past the key gate.
    pub public: Value,
    out: PathBuf,
    /// None in a dry run, and when the file was there before.
    file: Option<SecretFile>,
}

impl MadeKey {
    /// Makes a key pair; the private half is on disk before the public half leaves. In a dry run it is nowhere, and
    /// forgotten.
    pub fn make(out: &Path, dry_run: bool) -> Result<Self, Failure> {
        let file = if dry_run {
            SecretFile::could_be(out)?;
            None
        } else {
            Some(SecretFile::create(out)?)
        };
        let key = new_key::generate().map_err(Fault::from)?;
        let report = check_text(&key.public, None);
        let public = report.fixed.and_then(|fixed| fixed.pointer("/keys/0").cloned());
        let public = public.ok_or_else(|| Failure::Refused(Message::new("clients.keys.no_kid")))?;
        if let Some(file) = &file {
            file.write(&key.private)?;
        }
        Ok(Self {
            public,
            out: out.to_owned(),
            file,
        })
    }

    /// The pair whose private half an earlier command of the same kind left in a file; none when it is another one.
    pub fn left(out: &Path, public: &Value) -> Option<Self> {
        let left = Self {
            public: public.clone(),
            out: out.to_owned(),
            file: None,
        };
        let fits = out.is_file()
            && left
                .signer()
                .is_ok_and(|signer| signs_for(signer.as_ref(), public));
        fits.then_some(left)
    }

    /// The private half.
    pub fn signer(&self) -> Result<Box<dyn Signer>, Failure> {
        let kid = self.public.get("kid").and_then(Value::as_str).unwrap_or_default();
        let signer = KeyFile::read(&self.out, Some(kid), None)
            .and_then(|file| file.open(&Default::default(), Some(kid), clock::now()))
            .map_err(Fault::from)?;
        Ok(signer)
    }

    /// The client has the key, or may have it.
    pub fn keep(&self) {
        if let Some(file) = &self.file {
            file.stay();
        }
    }

    /// No client has the key.
    pub fn discard(self) {}
}
