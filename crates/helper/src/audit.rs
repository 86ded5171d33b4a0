//! The record of every token that was asked for. Each line carries the hash of the line before it, so a line that was
//! changed, removed or moved is found. Written before a token leaves.
//!
//! It holds no secret. It is no protection against a program that runs as the same user and rewrites all of it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write as _};
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::model::Environment;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

mod tail;

use tail::Lines;

const FILE: &str = "audit.jsonl";
/// The last line's hash, so that lines missing at the end are found as well.
const HEAD: &str = "audit.head";

/// The record, locked. Only its end is ever read here: the chain needs the last line, and the limits what is recent.
#[derive(Debug)]
pub struct Audit {
    file: File,
    folder: PathBuf,
    link: Link,
}

/// What the next line is chained to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Link {
    number: u64,
    before: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub environment: Environment,
    /// With which profile.
    pub profile: String,
    /// The organisation's number, when the certificate has been read.
    pub orgno: String,
    /// The client in whose name the token was asked for.
    pub client_id: String,
    /// The client that is to be changed, as far as somebody said so; the token is not bound to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// The scope that was asked for.
    pub scope: String,
    /// Whether a token with it can change something.
    pub writes: bool,
    /// `granted`, or the code of the refusal.
    pub decision: String,
    /// The grant's own number; empty when there was none.
    pub jti: String,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    number: u64,
    #[serde(flatten)]
    event: Event,
    before: String,
    hash: String,
}

/// What is wrong with the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The line is not as it was written.
    #[error("line {0} was changed")]
    Changed(usize),
    /// The line doesn't follow the one before it.
    #[error("something was removed, added or moved before line {0}")]
    Broken(usize),
    /// The end is missing.
    #[error("lines are missing at the end")]
    Cut,
}

/// A token that was given.
pub const GRANTED: &str = "granted";

impl Audit {
    /// Opens and locks the record.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(folder.join(FILE))?;
        file.lock()?;
        let mut lines = Lines::backwards(&file)?;
        if lines.cut() {
            // A line that a crash cut short was never complete, and its token never left.
            file.set_len(lines.whole())?;
        }
        let last = lines.next().transpose()?;
        let link = link(last.as_deref(), &head(folder)?);
        Ok(Self {
            file,
            folder: folder.to_owned(),
            link,
        })
    }

    /// Writes an event, and returns when it is on disk.
    pub fn write(&mut self, event: Event) -> std::io::Result<()> {
        let mut entry = Entry {
            number: self.link.number,
            event,
            before: self.link.before.clone(),
            hash: String::new(),
        };
        entry.hash = hash(&entry)?;
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        let mut head = tempfile::NamedTempFile::new_in(&self.folder)?;
        head.write_all(entry.hash.as_bytes())?;
        head.persist(self.folder.join(HEAD))
            .map_err(|error| error.error)?;
        self.link = Link {
            number: entry.number.saturating_add(1),
            before: entry.hash,
        };
        Ok(())
    }

    /// How many tokens were given since a moment, as far as `count` wants them counted.
    pub fn granted_since(&self, since: Timestamp, count: impl Fn(&Event) -> bool) -> std::io::Result<usize> {
        self.since(since, |event| event.decision == GRANTED && count(event))
    }

    /// How many events there were since a moment, as far as `count` wants them counted.
    pub fn since(&self, since: Timestamp, count: impl Fn(&Event) -> bool) -> std::io::Result<usize> {
        counted(Lines::backwards(&self.file)?, since, count)
    }
}

/// Counts from the end. A clock that was set back and forth leaves single lines that are too old; so many in a row mean
/// that what is before them is older still.
const OLD_ENOUGH: usize = 100;

fn counted<R: Read + Seek>(
    lines: Lines<R>,
    since: Timestamp,
    count: impl Fn(&Event) -> bool,
) -> std::io::Result<usize> {
    let (mut found, mut old) = (0, 0);
    for line in lines {
        let Ok(Entry { event, .. }) = serde_json::from_slice(&line?) else {
            continue;
        };
        if event.at < since {
            old += 1;
            if old == OLD_ENOUGH {
                break;
            }
            continue;
        }
        old = 0;
        found += usize::from(count(&event));
    }
    Ok(found)
}

/// Where the chain goes on. When the last line is not the one that was written last, the next one is chained to what the
/// head remembers of that: so the damage is found ever after, and cannot be written over.
fn link(last: Option<&[u8]>, head: &str) -> Link {
    let entry = last.and_then(|line| serde_json::from_slice::<Entry>(line).ok());
    let sound = entry
        .as_ref()
        .filter(|entry| hash(entry).ok().as_ref() == Some(&entry.hash))
        // A crash between the line and its head leaves the head one behind.
        .filter(|entry| head == entry.hash || head == entry.before);
    Link {
        number: entry.as_ref().map_or(1, |last| last.number.saturating_add(1)),
        before: sound.map_or_else(|| head.to_owned(), |entry| entry.hash.clone()),
    }
}

fn head(folder: &Path) -> std::io::Result<String> {
    match std::fs::read(folder.join(HEAD)) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// The events of a record that is whole, oldest first, and the hash of its last line; or the first damage to it.
pub fn read(folder: &Path) -> std::io::Result<Result<(Vec<Event>, String), Damage>> {
    let absent = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(String::new()),
        _ => Err(error),
    };
    let text = std::fs::read_to_string(folder.join(FILE)).or_else(absent)?;
    Ok(verify(&text, &head(folder)?))
}

fn verify(text: &str, head: &str) -> Result<(Vec<Event>, String), Damage> {
    let mut events = Vec::new();
    let mut hashes = vec![String::new()];
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let entry: Entry = serde_json::from_str(line).map_err(|_| Damage::Changed(number))?;
        let written = serde_json::to_string(&entry).map_err(|_| Damage::Changed(number))?;
        if written != line || hash(&entry).ok().as_ref() != Some(&entry.hash) {
            return Err(Damage::Changed(number));
        }
        if hashes.last() != Some(&entry.before) || entry.number != number as u64 {
            return Err(Damage::Broken(number));
        }
        hashes.push(entry.hash);
        events.push(entry.event);
    }
    // A crash between the line and its head leaves the head one behind.
    let known = hashes.iter().rev().take(2).any(|hash| hash == head);
    match hashes.pop() {
        Some(last) if known => Ok((events, last)),
        _ => Err(Damage::Cut),
    }
}

/// The hash of a line, taken with the hash's own place empty.
fn hash(entry: &Entry) -> serde_json::Result<String> {
    let mut bare = entry.clone();
    bare.hash = String::new();
    let digest = Sha256::digest(serde_json::to_vec(&bare)?);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests;
