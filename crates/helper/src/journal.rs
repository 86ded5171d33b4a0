//! What was about to be created and what became of it. The intent is on disk before a request leaves, so that a lost
//! answer, a crash or a closed lid never leads to a second client.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::flow::create::Intent;
use losen_core::model::{ClientId, Environment};
use serde::{Deserialize, Serialize};

/// The file's name in the state folder.
const FILE: &str = "journal.jsonl";

/// The journal, locked: whoever holds it is the only one to create clients on this machine.
#[derive(Debug)]
pub struct Journal {
    file: File,
    records: Vec<Record>,
}

/// The journal cannot be read or written. Then nothing is sent.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct JournalError {
    /// Where.
    pub path: PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Record {
    /// A client is about to be created.
    Intent(Box<Entry>),
    /// It is there, and gets its key next.
    Client {
        /// The intent's number.
        number: u64,
        /// When that was known.
        at: Timestamp,
        /// The client.
        client_id: ClientId,
    },
    /// What became of it.
    End {
        /// The intent's number.
        number: u64,
        /// When that was known.
        at: Timestamp,
        /// What.
        end: End,
        /// The client, when there is one.
        client_id: Option<String>,
    },
}

/// A client that is about to be created, and where. Holds nothing secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in this journal.
    pub number: u64,
    /// With which profile.
    pub profile: String,
    /// Where.
    pub environment: Environment,
    /// What.
    #[serde(flatten)]
    pub intent: Intent,
    /// The hash of the whole client, by which the same wish is known again. Older journals have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
}

/// What became of an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The server said that it created the client.
    Created,
    /// The answer was lost, and the client was found in the list.
    Found,
    /// The server refused.
    Refused,
    /// It is certain that the request did not leave.
    NotSent,
    /// The answer was lost, and the client was not in the list after the last look.
    NotFound,
    /// The client could not have its key, and was deactivated again.
    Undone,
    /// The user has looked and wants another one.
    SetAside,
}

impl Journal {
    /// Opens and locks the journal, waiting for another helper that is creating something.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        let failed = |source| JournalError {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        file.read_to_string(&mut text).map_err(failed)?;
        // A line that was cut by a crash is no record; what is appended begins on a line of its own.
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(failed)?;
        }
        let records = read(&text);
        Ok(Self { file, records })
    }

    /// The open entries, without waiting for anybody and without writing anything.
    pub fn glance(folder: &Path) -> Result<Vec<Entry>, JournalError> {
        Ok(open(&records(folder)?))
    }

    /// The last entry of each wish that nobody has seen a client of: open, or looked for in vain. Waits for nobody and
    /// writes nothing.
    pub fn unseen(folder: &Path) -> Result<Vec<Entry>, JournalError> {
        Ok(unseen(&records(folder)?))
    }

    /// Entries of which nobody knows what became of them, oldest first.
    #[must_use]
    pub fn open_entries(&self) -> Vec<Entry> {
        open(&self.records)
    }

    /// Writes what is about to be created, and returns when it is on disk.
    pub fn intend(
        &mut self,
        profile: &str,
        environment: Environment,
        intent: &Intent,
        wish: &str,
    ) -> std::io::Result<Entry> {
        let entry = Entry {
            wish: Some(wish.to_owned()),
            number: self.next_number(),
            profile: profile.to_owned(),
            environment,
            intent: intent.clone(),
        };
        self.append(Record::Intent(Box::new(entry.clone())))?;
        Ok(entry)
    }

    /// Writes which client it became, before it gets its key.
    pub fn has_id(&mut self, at: Timestamp, entry: &Entry, intent: &Intent) -> std::io::Result<()> {
        match intent.client_id.clone() {
            Some(client_id) => self.append(Record::Client {
                number: entry.number,
                at,
                client_id,
            }),
            None => Ok(()),
        }
    }

    /// Writes what became of an intent.
    pub fn end(
        &mut self,
        at: Timestamp,
        entry: &Entry,
        end: End,
        client_id: Option<&ClientId>,
    ) -> std::io::Result<()> {
        self.append(Record::End {
            number: entry.number,
            at,
            end,
            client_id: client_id.map(|id| id.as_str().to_owned()),
        })
    }

    fn next_number(&self) -> u64 {
        let numbers = self.records.iter().map(|record| match record {
            Record::Intent(intent) => intent.number,
            Record::Client { number, .. } | Record::End { number, .. } => *number,
        });
        numbers.max().map_or(1, |last| last.saturating_add(1))
    }

    fn append(&mut self, record: Record) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(&record)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_all()?;
        self.records.push(record);
        Ok(())
    }
}

fn read(text: &str) -> Vec<Record> {
    let lines = text.lines();
    lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn records(folder: &Path) -> Result<Vec<Record>, JournalError> {
    let path = folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(read(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(JournalError { path, source }),
    }
}

fn unseen(records: &[Record]) -> Vec<Entry> {
    let mut unseen: Vec<Entry> = Vec::new();
    for record in records {
        match record {
            Record::Intent(entry) => {
                // What a later create of the same wish came to is what counts.
                let is_other = |earlier: &Entry| {
                    earlier.wish.is_none()
                        || (&earlier.profile, &earlier.wish) != (&entry.profile, &entry.wish)
                };
                unseen.retain(is_other);
                unseen.push((**entry).clone());
            }
            Record::End {
                end: End::NotFound, ..
            }
            | Record::Client { .. } => {}
            Record::End { number, .. } => unseen.retain(|entry| entry.number != *number),
        }
    }
    unseen
}

fn open(records: &[Record]) -> Vec<Entry> {
    let mut open: Vec<Entry> = Vec::new();
    for record in records {
        match record {
            Record::Intent(entry) => open.push((**entry).clone()),
            Record::Client {
                number, client_id, ..
            } => {
                if let Some(entry) = open.iter_mut().find(|entry| entry.number == *number) {
                    entry.intent.client_id = Some(client_id.clone());
                }
            }
            Record::End { number, .. } => open.retain(|entry| entry.number != *number),
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use losen_core::model::Plan;
    use serde_json::json;

    use super::*;

    fn plan() -> Plan {
        let body = json!({"client_name": "Oppslag", "integration_type": "krr", "scopes": ["b:y", "a:x"]});
        Plan::from_json(body).unwrap()
    }

    fn intend(journal: &mut Journal) -> Entry {
        let before = Some(vec!["old".to_owned()]);
        let key = Some(json!({"kid": "k"}));
        let intent = Intent::new(Timestamp(1), &plan(), before, key);
        journal.intend("test", Environment::Test, &intent, "w").unwrap()
    }

    #[test]
    fn an_intent_stays_open_until_its_end_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let first = intend(&mut Journal::open(folder.path()).unwrap());
        let mut journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.open_entries(), std::slice::from_ref(&first));
        let second = intend(&mut journal);
        journal
            .end(
                Timestamp(2),
                &first,
                End::Found,
                ClientId::parse("abc").ok().as_ref(),
            )
            .unwrap();
        drop(journal);
        assert_eq!(Journal::open(folder.path()).unwrap().open_entries(), [second]);
    }

    #[test]
    fn a_wish_is_unseen_until_a_later_create_of_it_has_another_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        let numbers = || {
            let unseen = Journal::unseen(folder.path()).unwrap();
            unseen.iter().map(|entry| entry.number).collect::<Vec<_>>()
        };
        let first = intend(&mut journal);
        assert_eq!(numbers(), [1]);
        journal.end(Timestamp(2), &first, End::NotFound, None).unwrap();
        assert_eq!(numbers(), [1]);
        let second = intend(&mut journal);
        assert_eq!(numbers(), [2]);
        journal.end(Timestamp(3), &second, End::Created, None).unwrap();
        assert_eq!(numbers(), [] as [u64; 0]);
    }

    #[test]
    fn a_line_that_was_cut_loses_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let whole = intend(&mut Journal::open(folder.path()).unwrap());
        let path = folder.path().join(FILE);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"event":"intent","num"#).unwrap();
        let next = intend(&mut Journal::open(folder.path()).unwrap());
        assert_eq!(next.number, 2);
        assert_eq!(
            Journal::open(folder.path()).unwrap().open_entries(),
            [whole, next]
        );
    }

    #[test]
    fn which_client_it_became_is_known_after_a_crash_and_to_a_glance() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Journal::glance(folder.path()).unwrap(), []);
        let mut journal = Journal::open(folder.path()).unwrap();
        let entry = intend(&mut journal);
        let client_id = ClientId::parse("abc").ok();
        let known = Intent {
            client_id: client_id.clone(),
            ..entry.intent.clone()
        };
        journal.has_id(Timestamp(2), &entry, &known).unwrap();
        // Still locked: a glance waits for nobody.
        let seen = Journal::glance(folder.path()).unwrap();
        assert_eq!(
            (seen[0].intent.client_id.clone(), seen[0].intent.key.clone()),
            (client_id, entry.intent.key)
        );
    }
}
