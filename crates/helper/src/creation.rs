//! Creating a client from the command line: the flow of the core, with the journal as its record. An earlier create of the
//! same client whose end nobody has seen is settled first, and never by creating another one unasked.

use std::collections::BTreeMap;

use losen_core::Timestamp;
use losen_core::flow::clients::{Deactivated, deactivate, read};
use losen_core::flow::create::{Creation, Intent, New, Wish, create, settle};
use losen_core::flow::keys::{Keyed, Stop, add};
use losen_core::model::{ClientId, Plan};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::drive::{Driver, Rehearsed};
use crate::helper::Helper;
use crate::journal::{End, Entry, Journal, JournalError};
use crate::profile::Profile;

/// What is to become of a client that an earlier create left without its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It gets the key.
    Finish,
    /// It is deactivated.
    Undo,
}

/// The means of one creation.
pub struct Creator<'a, 'b> {
    /// Whoever gets the tokens.
    pub helper: &'a mut Helper<'b>,
    /// With which profile.
    pub profile: &'a Profile,
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// What the user has said of an earlier create that was left without its key.
    pub choice: Option<Choice>,
    /// The key of the wish has just been made, so that an earlier create of the same wish has another one.
    pub new_key: bool,
    /// What came of it was the end of an earlier create of the same wish.
    pub of_earlier: bool,
}

impl<'b> Creator<'_, 'b> {
    /// Creates a client, with its key when it is to have one.
    pub fn create(&mut self, wish: Wish) -> Result<Creation, JournalError> {
        let folder = self.helper.folders().state.clone();
        // Held until the end: two helpers that create at the same time would each take the other's client for theirs.
        let mut journal = Journal::open(&folder)?;
        if let Some(entry) = self.earlier(&journal.open_entries(), &wish) {
            if wish.alike {
                // The user has seen what is there and wants another one.
                self.note(&mut journal, &entry, End::SetAside, None);
            } else if let Some(settled) = self.settle(&mut journal, &entry, wish.patience) {
                self.of_earlier = true;
                return Ok(settled);
            }
        }
        let mut kept: Option<Entry> = None;
        let mut failed = None;
        let (profile, clock) = (self.profile, self.clock);
        let print = print(&wish.client);
        let record = |intent: &Intent| {
            let written = match &mut kept {
                Some(entry) => journal.has_id(clock(), entry, intent),
                None => journal
                    .intend(&profile.name, profile.environment, intent, &print)
                    .map(|entry| kept = Some(entry)),
            };
            written.map_err(|error| failed = Some(error)).is_ok()
        };
        let creation = Driver::new(self.helper, profile, clock)
            .recording(record)
            .run(create(wish));
        if let (Creation::NotRecorded, Some(source)) = (&creation, failed) {
            return Err(JournalError { path: folder, source });
        }
        if let Some(entry) = kept {
            self.ended(&mut journal, &entry, &creation);
        }
        Ok(creation)
    }

    /// What would come of it: everything is read and checked, nothing is written.
    pub fn rehearse(&mut self, wish: Wish) -> Result<Rehearsed<Creation>, JournalError> {
        let entries = Journal::glance(&self.helper.folders().state)?;
        if let Some(entry) = self.earlier(&entries, &wish).filter(|_| !wish.alike) {
            let left = self.left(&entry.intent, wish.patience);
            let settled = self.drive().run(settle(entry.intent, left));
            if !matches!(settled, Creation::Undone { .. }) {
                return Ok(Rehearsed::End(settled));
            }
        }
        Ok(self.drive().rehearse(create(wish)))
    }

    fn drive(&mut self) -> Driver<'_, 'b> {
        Driver::new(self.helper, self.profile, self.clock)
    }

    /// The key that an earlier create of the same client was to give it, when nobody has seen the end of that, or a client
    /// of it.
    pub fn earlier_key(&self, client: &Plan) -> Option<Value> {
        let entries = Journal::unseen(&self.helper.folders().state).ok()?;
        let same = |entry: &Entry| entry.profile == self.profile.name && is_of(entry, client);
        entries.into_iter().rfind(same)?.intent.key
    }

    /// An earlier create of the same wish. One of the same name that was another wish is none: what came of it is no answer
    /// to this one.
    fn earlier(&self, entries: &[Entry], wish: &Wish) -> Option<Entry> {
        let same_key = |entry: &Entry| match (&entry.intent.key, &wish.key) {
            (Some(then), Some(now)) => self.new_key || then.get("n") == now.get("n"),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        let same = |entry: &&Entry| {
            entry.profile == self.profile.name && is_of(entry, &wish.client) && same_key(entry)
        };
        entries.iter().find(same).cloned()
    }

    /// How long to look for the client of an earlier create: what has passed since then has been waited already.
    fn left(&self, intent: &Intent, patience: u32) -> u32 {
        let passed = (self.clock)().0.saturating_sub(intent.at.0).max(0);
        patience.saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX))
    }

    /// Settles an earlier create. Nothing when it was undone, so that the client can be created now. One that is not in the
    /// list may come yet, so that another one is for the user to want.
    fn settle(&mut self, journal: &mut Journal, entry: &Entry, patience: u32) -> Option<Creation> {
        let left = self.left(&entry.intent, patience);
        let mut settled = self.drive().run(settle(entry.intent.clone(), left));
        if let (Creation::Unfinished { id, .. }, Some(choice)) = (&settled, self.choice) {
            settled = match choice {
                Choice::Finish => self.finish(id.clone(), entry),
                Choice::Undo => self.undo(id.clone(), entry),
            };
            self.ended(journal, entry, &settled);
            return Some(settled);
        }
        self.ended(journal, entry, &settled);
        match settled {
            Creation::Undone { .. } => None,
            settled => Some(settled),
        }
    }

    fn finish(&mut self, id: ClientId, entry: &Entry) -> Creation {
        let Some(key) = entry.intent.key.clone() else {
            return Creation::Unfinished { id, refused: None };
        };
        match self.drive().run(add(id.clone(), key)) {
            Keyed::Done { kid, .. } | Keyed::Stopped(Stop::Known(kid)) => {
                let client = self.drive().run(read(id.clone())).unwrap_or_else(|_| named(&id));
                Creation::Created(Box::new(New {
                    id,
                    client,
                    secret: None,
                    found_by_looking: true,
                    kid: Some(kid),
                }))
            }
            other => Creation::Unfinished {
                id,
                refused: other.refusal().cloned(),
            },
        }
    }

    fn undo(&mut self, id: ClientId, entry: &Entry) -> Creation {
        let name = Some(entry.intent.client_name.clone());
        match self.drive().run(deactivate(id.clone(), name)) {
            Deactivated::Done { .. } | Deactivated::Already => Creation::Undone { id, refused: None },
            other => Creation::Unfinished {
                id,
                refused: other.refusal().cloned(),
            },
        }
    }

    fn ended(&self, journal: &mut Journal, entry: &Entry, creation: &Creation) {
        let (end, id) = match creation {
            Creation::Created(new) if new.found_by_looking => (End::Found, Some(&new.id)),
            Creation::Created(new) => (End::Created, Some(&new.id)),
            Creation::Undone { id, .. } => (End::Undone, Some(id)),
            Creation::NotThere(_) => (End::NotFound, None),
            Creation::Refused(refused) if refused.status().is_some() => (End::Refused, None),
            Creation::Refused(_) | Creation::NotRecorded => (End::NotSent, None),
            // Stays open: the next creation looks again.
            Creation::Unfinished { .. } | Creation::Several(_) | Creation::Unknown(_) | Creation::Twin(_) => {
                return;
            }
        };
        self.note(journal, entry, end, id);
    }

    fn note(&self, journal: &mut Journal, entry: &Entry, end: End, client_id: Option<&ClientId>) {
        if let Err(error) = journal.end((self.clock)(), entry, end, client_id) {
            // What happened has happened; the next creation finds the intent open and looks.
            tracing::warn!("the journal could not be written: {error}");
        }
    }
}

/// Whether an entry is of this very client.
fn is_of(entry: &Entry, client: &Plan) -> bool {
    match &entry.wish {
        Some(wish) => *wish == print(client),
        None => {
            let now = Intent::new(entry.intent.at, client, None, None);
            (&now.client_name, &now.integration_type, &now.scopes)
                == (
                    &entry.intent.client_name,
                    &entry.intent.integration_type,
                    &entry.intent.scopes,
                )
        }
    }
}

/// The hash of a client, in whatever order its members stand.
fn print(client: &Plan) -> String {
    let Value::Object(body) = client.to_json() else {
        return String::new();
    };
    let sorted: BTreeMap<String, Value> = body.into_iter().collect();
    let text = serde_json::to_vec(&sorted).unwrap_or_default();
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A client of which nothing is known but its id.
fn named(id: &ClientId) -> Plan {
    let mut plan = Plan::default();
    plan.set("client_id", id.as_str());
    plan
}
