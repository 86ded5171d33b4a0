//! The record of every token that was asked for. Each line carries the hash of the line before it, so a line that was
//! changed, removed or moved is found. Written before a token leaves.
//!
//! It holds no secret. It is no protection against a program that runs as the same user and rewrites all of it.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::model::Environment;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const FILE: &str = "audit.jsonl";
/// The last line's hash, so that lines missing at the end are found as well.
const HEAD: &str = "audit.head";

/// The record, locked.
#[derive(Debug)]
pub struct Audit {
    file: File,
    folder: PathBuf,
    entries: Vec<Entry>,
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
        let mut file = options.open(folder.join(FILE))?;
        file.lock()?;
        let mut text = String::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_string(&mut text)?;
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            // A line that a crash cut short was never complete, and its token never left.
            file.set_len(whole as u64)?;
        }
        let entries = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        Ok(Self {
            file,
            folder: folder.to_owned(),
            entries,
        })
    }

    /// Writes an event, and returns when it is on disk.
    pub fn write(&mut self, event: Event) -> std::io::Result<()> {
        let last = self.entries.last();
        let mut entry = Entry {
            number: last.map_or(1, |last| last.number.saturating_add(1)),
            event,
            before: last.map(|last| last.hash.clone()).unwrap_or_default(),
            hash: String::new(),
        };
        entry.hash = hash(&entry)?;
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_all()?;
        let mut head = tempfile::NamedTempFile::new_in(&self.folder)?;
        head.write_all(entry.hash.as_bytes())?;
        head.persist(self.folder.join(HEAD))
            .map_err(|error| error.error)?;
        self.entries.push(entry);
        Ok(())
    }

    /// How many tokens were given since a moment, as far as `count` wants them counted.
    #[must_use]
    pub fn granted_since(&self, since: Timestamp, count: impl Fn(&Event) -> bool) -> usize {
        self.entries
            .iter()
            .rev()
            .map(|entry| &entry.event)
            .filter(|event| event.at >= since && event.decision == GRANTED && count(event))
            .count()
    }
}

/// The events of a record that is whole, oldest first, and the hash of its last line; or the first damage to it.
pub fn read(folder: &Path) -> std::io::Result<Result<(Vec<Event>, String), Damage>> {
    let absent = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(String::new()),
        _ => Err(error),
    };
    let text = std::fs::read_to_string(folder.join(FILE)).or_else(absent)?;
    let head = std::fs::read_to_string(folder.join(HEAD)).or_else(absent)?;
    Ok(verify(&text, &head))
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(at: i64) -> Event {
        Event {
            at: Timestamp(at),
            environment: Environment::Test,
            profile: "test".into(),
            orgno: "314330897".into(),
            client_id: "admin".into(),
            scope: "idporten:dcr.read".into(),
            writes: false,
            decision: GRANTED.into(),
            jti: format!("j{at}"),
        }
    }

    fn filled(count: i64) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for at in 0..count {
            Audit::open(folder.path()).unwrap().write(event(at)).unwrap();
        }
        folder
    }

    fn change(folder: &Path, change: impl FnOnce(&str) -> String) -> Result<(Vec<Event>, String), Damage> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(&text)).unwrap();
        read(folder).unwrap()
    }

    #[test]
    fn what_was_written_is_read_back() {
        let folder = filled(3);
        let (events, _) = read(folder.path()).unwrap().unwrap();
        assert_eq!(events, [event(0), event(1), event(2)]);
        assert_eq!(read(tempfile::tempdir().unwrap().path()).unwrap().unwrap().0, []);
    }

    #[test]
    fn lines_that_were_removed_moved_or_doubled_are_found() {
        let lines = |text: &str, order: &[usize]| {
            let all: Vec<&str> = text.lines().collect();
            order
                .iter()
                .map(|at| format!("{}\n", all[*at]))
                .collect::<String>()
        };
        for (order, damage) in [
            (vec![1, 2, 3], Damage::Broken(1)),
            (vec![0, 2, 3], Damage::Broken(2)),
            (vec![0, 2, 1, 3], Damage::Broken(2)),
            (vec![0, 1, 1, 2, 3], Damage::Broken(3)),
            (vec![0, 1], Damage::Cut),
            (vec![], Damage::Cut),
        ] {
            let folder = filled(4);
            assert_eq!(
                change(folder.path(), |text| lines(text, &order)),
                Err(damage),
                "{order:?}"
            );
        }
    }

    #[test]
    fn a_line_that_a_crash_cut_short_is_dropped_by_the_next_one() {
        let folder = filled(2);
        let damage = change(folder.path(), |text| format!("{text}{{\"number\":3,"));
        assert_eq!(damage, Err(Damage::Changed(3)));
        Audit::open(folder.path()).unwrap().write(event(9)).unwrap();
        assert_eq!(
            read(folder.path()).unwrap().unwrap().0,
            [event(0), event(1), event(9)]
        );
    }

    #[test]
    fn tokens_are_counted_from_a_moment_on() {
        let folder = filled(10);
        let audit = Audit::open(folder.path()).unwrap();
        assert_eq!(audit.granted_since(Timestamp(4), |_| true), 6);
        assert_eq!(audit.granted_since(Timestamp(4), |event| event.writes), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_byte_that_was_changed_is_found(place in any::<prop::sample::Index>(), bit in 0_u8..7) {
            let folder = filled(3);
            let path = folder.path().join(FILE);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = place.index(bytes.len());
            bytes[at] ^= 1 << bit;
            std::fs::write(&path, &bytes).unwrap();
            let found = match read(folder.path()) {
                Ok(result) => result.is_err(),
                // No UTF-8 any more.
                Err(_) => true,
            };
            prop_assert!(found, "byte {at}");
        }
    }
}
