//! What was about to be created and what became of it. The intent is on disk before a request leaves, so that a lost
//! answer, a crash or a closed lid never leads to a second client.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::model::{Environment, Plan};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Record {
    /// A client is about to be created.
    Intent(Intent),
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

/// A client that is about to be created. Holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Its number in this journal.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// With which profile.
    pub profile: String,
    /// Where.
    pub environment: Environment,
    /// What a person would know the client by.
    pub client_name: String,
    /// Its type.
    pub integration_type: String,
    /// Its scopes, sorted.
    pub scopes: Vec<String>,
    /// The clients that were there before; `None` when the list could not be read.
    pub before: Option<Vec<String>>,
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
        let records = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        Ok(Self { file, records })
    }

    /// Intents of which nobody knows what became of them, oldest first.
    #[must_use]
    pub fn open_intents(&self) -> Vec<Intent> {
        let ended = |number: u64| {
            self.records
                .iter()
                .any(|record| matches!(record, Record::End { number: ended, .. } if *ended == number))
        };
        self.records
            .iter()
            .filter_map(|record| match record {
                Record::Intent(intent) if !ended(intent.number) => Some(intent.clone()),
                _ => None,
            })
            .collect()
    }

    /// Writes an intent, and returns when it is on disk.
    pub fn intend(
        &mut self,
        at: Timestamp,
        profile: &str,
        environment: Environment,
        plan: &Plan,
        before: Option<Vec<String>>,
    ) -> std::io::Result<Intent> {
        let text = |member: &str| plan.text(member).unwrap_or_default().to_owned();
        let intent = Intent {
            number: self.next_number(),
            at,
            profile: profile.to_owned(),
            environment,
            client_name: text("client_name"),
            integration_type: text("integration_type"),
            scopes: sorted_scopes(plan),
            before,
        };
        self.append(Record::Intent(intent.clone()))?;
        Ok(intent)
    }

    /// Writes what became of an intent.
    pub fn end(
        &mut self,
        at: Timestamp,
        intent: &Intent,
        end: End,
        client_id: Option<&str>,
    ) -> std::io::Result<()> {
        self.append(Record::End {
            number: intent.number,
            at,
            end,
            client_id: client_id.map(str::to_owned),
        })
    }

    fn next_number(&self) -> u64 {
        let numbers = self.records.iter().map(|record| match record {
            Record::Intent(intent) => intent.number,
            Record::End { number, .. } => *number,
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

impl Intent {
    /// Whether a client in the list is the one that was meant: of the same name, type and scopes, and not there before.
    #[must_use]
    pub fn fits(&self, client: &Plan) -> bool {
        let text = |member: &str| client.text(member).unwrap_or_default();
        let new = |before: &Vec<String>| !before.iter().any(|id| id == text("client_id"));
        text("client_name") == self.client_name
            && text("integration_type") == self.integration_type
            && sorted_scopes(client) == self.scopes
            && self.before.as_ref().is_none_or(new)
    }
}

fn sorted_scopes(plan: &Plan) -> Vec<String> {
    let mut scopes: Vec<String> = plan.scopes().into_iter().map(str::to_owned).collect();
    scopes.sort();
    scopes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan() -> Plan {
        let body = json!({"client_name": "Oppslag", "integration_type": "krr", "scopes": ["b:y", "a:x"]});
        Plan::from_json(body).unwrap()
    }

    fn intend(journal: &mut Journal) -> Intent {
        let before = Some(vec!["old".to_owned()]);
        journal
            .intend(Timestamp(1), "test", Environment::Test, &plan(), before)
            .unwrap()
    }

    #[test]
    fn an_intent_stays_open_until_its_end_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let first = intend(&mut Journal::open(folder.path()).unwrap());
        let mut journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.open_intents(), std::slice::from_ref(&first));
        let second = intend(&mut journal);
        journal
            .end(Timestamp(2), &first, End::Found, Some("abc"))
            .unwrap();
        drop(journal);
        assert_eq!(Journal::open(folder.path()).unwrap().open_intents(), [second]);
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
            Journal::open(folder.path()).unwrap().open_intents(),
            [whole, next]
        );
    }

    #[test]
    fn a_client_fits_by_name_type_and_scopes_unless_it_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let intent = intend(&mut Journal::open(folder.path()).unwrap());
        let client = |id: &str, scopes: serde_json::Value| {
            let mut plan = plan();
            plan.set("client_id", id);
            plan.set("scopes", scopes);
            plan
        };
        assert!(intent.fits(&client("new", json!(["a:x", "b:y"]))));
        assert!(!intent.fits(&client("old", json!(["a:x", "b:y"]))));
        assert!(!intent.fits(&client("new", json!(["a:x"]))));
    }
}
