//! How much may be asked for, and whether production may be changed. The administrator's file can set anything; the
//! user's can only be stricter.

use std::path::Path;

use losen_core::Timestamp;
use losen_core::model::Environment;
use losen_core::protocol::{Fault, code};
use serde::Deserialize;

use crate::audit::{Audit, Event};
use crate::folders::Folders;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The file's name, in the machine's folder and in the user's.
const FILE: &str = "policy.toml";

/// What is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether tokens that can change something in production are given at all, after a confirmation.
    pub production_writes: bool,
    /// Reading tokens in test and production, an hour.
    pub reads_per_hour: usize,
    /// Tokens that can change something in test, a minute.
    pub test_writes_per_minute: usize,
    /// Tokens that can change something in production, an hour.
    pub production_writes_per_hour: usize,
    /// Tokens that can change something in production, a day.
    pub production_writes_per_day: usize,
    /// Confirmations of a change in production that were turned down, an hour. Then nobody is asked any more: whoever is
    /// asked often enough says yes in the end.
    pub production_declined_per_hour: usize,
}

/// A policy file cannot be read. Then nothing is allowed, because nobody knows what it forbids.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct PolicyError {
    /// Which.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    production_writes: Option<bool>,
    reads_per_hour: Option<usize>,
    test_writes_per_minute: Option<usize>,
    production_writes_per_hour: Option<usize>,
    production_writes_per_day: Option<usize>,
    production_declined_per_hour: Option<usize>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            production_writes: true,
            reads_per_hour: 30,
            test_writes_per_minute: 10,
            production_writes_per_hour: 5,
            production_writes_per_day: 30,
            production_declined_per_hour: 5,
        }
    }
}

impl From<PolicyError> for Fault {
    fn from(error: PolicyError) -> Self {
        Self::new(code::POLICY, error.to_string())
    }
}

impl Policy {
    /// Reads the administrator's policy, and then the user's, which can only take away.
    pub fn load(folders: &Folders) -> Result<Self, PolicyError> {
        let own = Self::default();
        let machine = read(&folders.machine.join(FILE))?;
        let set = Self {
            production_writes: machine.production_writes.unwrap_or(own.production_writes),
            reads_per_hour: machine.reads_per_hour.unwrap_or(own.reads_per_hour),
            test_writes_per_minute: machine
                .test_writes_per_minute
                .unwrap_or(own.test_writes_per_minute),
            production_writes_per_hour: machine
                .production_writes_per_hour
                .unwrap_or(own.production_writes_per_hour),
            production_writes_per_day: machine
                .production_writes_per_day
                .unwrap_or(own.production_writes_per_day),
            production_declined_per_hour: machine
                .production_declined_per_hour
                .unwrap_or(own.production_declined_per_hour),
        };
        let user = read(&folders.user.join(FILE))?;
        let least = |set: usize, wish: Option<usize>| wish.map_or(set, |wish| wish.min(set));
        Ok(Self {
            production_writes: set.production_writes && user.production_writes != Some(false),
            reads_per_hour: least(set.reads_per_hour, user.reads_per_hour),
            test_writes_per_minute: least(set.test_writes_per_minute, user.test_writes_per_minute),
            production_writes_per_hour: least(
                set.production_writes_per_hour,
                user.production_writes_per_hour,
            ),
            production_writes_per_day: least(set.production_writes_per_day, user.production_writes_per_day),
            production_declined_per_hour: least(
                set.production_declined_per_hour,
                user.production_declined_per_hour,
            ),
        })
    }

    /// Refuses a token that would be one too many. Counted from the record, so that a new process begins with the
    /// old count. Practice has no limits: nothing is at stake.
    pub fn allows(
        &self,
        environment: Environment,
        writes: bool,
        audit: &Audit,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let refuse = |what: &str| Err(Fault::new(code::POLICY, what.to_owned()));
        if environment == Environment::Prod && writes && !self.production_writes {
            return refuse("production is read-only on this machine");
        }
        let same = |event: &Event| event.environment == environment && event.writes == writes;
        let reads = |event: &Event| event.environment != Environment::Practice && !event.writes;
        // A record that cannot be read counts as full: nobody knows what is in it.
        let given = |span: i64, count: &dyn Fn(&Event) -> bool| {
            audit.granted_since(now.plus(-span), count).unwrap_or(usize::MAX)
        };
        match (environment, writes) {
            (Environment::Practice, _) => Ok(()),
            (_, false) if given(HOUR, &reads) >= self.reads_per_hour => {
                refuse("too many reading tokens in an hour")
            }
            (Environment::Test, true) if given(MINUTE, &same) >= self.test_writes_per_minute => {
                refuse("too many changing tokens for test in a minute")
            }
            (Environment::Prod, true) if given(HOUR, &same) >= self.production_writes_per_hour => {
                refuse("too many changing tokens for production in an hour")
            }
            (Environment::Prod, true) if given(DAY, &same) >= self.production_writes_per_day => {
                refuse("too many changing tokens for production in a day")
            }
            _ => Ok(()),
        }
    }
}

impl Policy {
    /// Refuses to ask once more when too many confirmations have been turned down.
    pub fn may_ask(&self, audit: &Audit, now: Timestamp) -> Result<(), Fault> {
        let declined = |event: &Event| {
            event.environment == Environment::Prod && event.writes && event.decision == code::CANCELLED
        };
        let count = audit.since(now.plus(-HOUR), declined).unwrap_or(usize::MAX);
        if count >= self.production_declined_per_hour {
            let detail = "too many confirmations for production were turned down in an hour";
            return Err(Fault::new(code::POLICY, detail));
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Written, PolicyError> {
    let wrong = |reason: String| PolicyError {
        path: path.display().to_string(),
        reason,
    };
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|error| wrong(error.message().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Written::default()),
        Err(error) => Err(wrong(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::GRANTED;

    struct Setting {
        _keep: tempfile::TempDir,
        folders: Folders,
    }

    fn setting(machine: &str, user: &str) -> Setting {
        let keep = tempfile::tempdir().unwrap();
        let folders = Folders {
            machine: keep.path().join("machine"),
            user: keep.path().join("user"),
            state: keep.path().join("state"),
        };
        for (folder, text) in [(&folders.machine, machine), (&folders.user, user)] {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(FILE), text).unwrap();
        }
        Setting { _keep: keep, folders }
    }

    fn audit(setting: &Setting, environment: Environment, writes: bool, moments: &[i64]) -> Audit {
        let mut audit = Audit::open(&setting.folders.state).unwrap();
        for at in moments {
            let event = Event {
                at: Timestamp(*at),
                environment,
                profile: "p".into(),
                orgno: String::new(),
                client_id: "c".into(),
                target: String::new(),
                scope: "s".into(),
                writes,
                decision: GRANTED.into(),
                jti: String::new(),
            };
            audit.write(event).unwrap();
        }
        audit
    }

    #[test]
    fn the_user_can_tighten_and_never_loosen() {
        let strict = setting(
            "reads_per_hour = 10\nproduction_writes = false",
            "reads_per_hour = 100\nproduction_writes = true",
        );
        let policy = Policy::load(&strict.folders).unwrap();
        assert_eq!((policy.reads_per_hour, policy.production_writes), (10, false));
        let own = setting("", "reads_per_hour = 3\nproduction_writes = false");
        let policy = Policy::load(&own.folders).unwrap();
        assert_eq!((policy.reads_per_hour, policy.production_writes), (3, false));
        let raised = setting("reads_per_hour = 500", "");
        assert_eq!(Policy::load(&raised.folders).unwrap().reads_per_hour, 500);
    }

    #[test]
    fn a_policy_that_cannot_be_read_allows_nothing() {
        for text in ["reads_per_hour = \"many\"", "raeds_per_hour = 1", "["] {
            assert!(Policy::load(&setting(text, "").folders).is_err(), "{text}");
            assert!(Policy::load(&setting("", text).folders).is_err(), "{text}");
        }
    }

    #[test]
    fn each_limit_holds_within_its_span_and_not_beyond() {
        use Environment::{Practice, Prod, Test};
        let policy = Policy {
            production_writes: true,
            reads_per_hour: 2,
            test_writes_per_minute: 2,
            production_writes_per_hour: 2,
            production_writes_per_day: 3,
            production_declined_per_hour: 5,
        };
        let now = 1_000_000;
        for (environment, writes, ages, allowed) in [
            (Test, false, vec![1, 2], false),
            (Test, false, vec![1, 3_601], true),
            (Prod, false, vec![1, 2], false),
            (Test, true, vec![1, 2], false),
            (Test, true, vec![1, 61], true),
            (Prod, true, vec![1, 2], false),
            (Prod, true, vec![1, 3_601], true),
            (Prod, true, vec![1, 3_601, 7_200], false),
            (Prod, true, vec![1, 3_601, 86_401], true),
            (Practice, true, vec![1; 50], true),
        ] {
            let setting = setting("", "");
            let moments: Vec<i64> = ages.iter().rev().map(|age| now - age).collect();
            let audit = audit(&setting, environment, writes, &moments);
            let verdict = policy.allows(environment, writes, &audit, Timestamp(now));
            assert_eq!(verdict.is_ok(), allowed, "{environment:?} {writes} {ages:?}");
        }
    }

    #[test]
    fn production_can_be_made_read_only() {
        let setting = setting("production_writes = false", "");
        let policy = Policy::load(&setting.folders).unwrap();
        let audit = audit(&setting, Environment::Prod, true, &[]);
        assert!(
            policy
                .allows(Environment::Prod, true, &audit, Timestamp(1))
                .is_err()
        );
        assert!(
            policy
                .allows(Environment::Prod, false, &audit, Timestamp(1))
                .is_ok()
        );
        assert!(
            policy
                .allows(Environment::Test, true, &audit, Timestamp(1))
                .is_ok()
        );
    }
}
