//! The create of the guide: the flow of [`crate::flow::create`], with what is on screen meanwhile and afterwards.

use serde_json::Value;

use super::{Created, Effects, Focus, Place, Session, StepId};
use crate::Timestamp;
use crate::api::{Call, KeyCall};
use crate::diagnosis::{Cause, Evidence};
use crate::flow::clients::{Deactivated, deactivate};
use crate::flow::create::{Creation, Intent, PATIENCE, Wish, create, settle};
use crate::flow::keys::{self, KeyOp, Keyed, Stop};
use crate::flow::{Ask, Refused};
use crate::model::{ClientId, Environment};
use crate::text::Message;

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    Idle,
    /// The helper makes the key pair that the client is to have.
    MakingKey,
    /// The list is read before the create.
    Preparing,
    /// The helper is asked for a write token.
    FetchingToken,
    /// The create has left or is about to.
    Sending,
    /// The client is there and gets its key.
    GivingKey,
    /// The client could not have its key and is deactivated again.
    Undoing,
    /// The outcome is not known and looked for.
    Looking,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Something refused or failed.
    Failed {
        /// Why, most likely first.
        causes: Vec<Cause>,
        /// Whether the client may be there all the same.
        unknown: bool,
    },
    /// A client of the same name is there already.
    Twin(ClientId),
    /// The intent could not be kept, so nothing was sent.
    NotRecorded,
    /// All looks were made and the client was not there.
    NotThere(Vec<Cause>),
    /// Several new clients fit.
    Several(Vec<ClientId>),
    /// The client is there without its key, and the user says what is to become of it.
    Unfinished {
        client_id: ClientId,
        /// What came of the last try.
        said: Option<Message>,
        causes: Vec<Cause>,
    },
    /// The client could not have its key and is deactivated again.
    Undone { client_id: ClientId, causes: Vec<Cause> },
}

impl Session {
    /// Begins, unless an error stands or something is under way.
    pub(super) fn create(&mut self, now: Timestamp, anyway: bool, effects: &mut Effects) {
        let settled = self.draft.created.is_none() && self.draft.intent.is_none() && self.work == Work::Idle;
        if !settled || self.draft.step != StepId::Review || self.report().has_errors() {
            return;
        }
        self.trouble = None;
        self.anyway = anyway;
        self.refused.clear();
        self.move_focus(Focus::Heading);
        match self.key_to_follow(Some(now)) {
            Ok(Some(key)) => self.create_with(now, anyway, Some(key), effects),
            Ok(None) if self.makes_key() => self.make_first_key(anyway, effects),
            Ok(None) => self.create_with(now, anyway, None, effects),
            // What is wrong with the key stands beside it.
            Err(_) => {}
        }
    }

    /// Sends what is to be created, with the key that it is to have.
    pub(super) fn create_with(
        &mut self,
        now: Timestamp,
        anyway: bool,
        key: Option<Value>,
        effects: &mut Effects,
    ) {
        self.work = Work::Preparing;
        let wish = Wish {
            client: self.body(),
            key,
            alike: anyway,
            patience: PATIENCE,
        };
        self.run_in_guide(now, create(wish), Self::creation_ended, effects);
    }

    /// Tries again what is safe to try again: a create of which nothing left, or another look. What the user has said of a
    /// client of the same name stands, except of one that was looked for in vain: it may be in the list by now.
    pub(super) fn retry(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.draft.intent.is_some() {
            self.look(now, effects)
        } else {
            let anyway = self.anyway && !matches!(self.trouble, Some(Trouble::NotThere(_)));
            self.create(now, anyway, effects)
        }
    }

    /// Looks what became of an intent.
    pub(super) fn look(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.work != Work::Idle {
            return;
        }
        let plan = self.body();
        let Some(intent) = &mut self.draft.intent else {
            return;
        };
        if intent.client_name.is_empty() {
            // Kept by a version that trusted the plan beside it.
            let named = Intent::new(intent.at, &plan, intent.before.take(), intent.key.take());
            *intent = named;
        }
        let intent = intent.clone();
        self.trouble = None;
        self.work = Work::Looking;
        self.move_focus(Focus::Heading);
        self.run_in_guide(now, settle(intent, PATIENCE), Self::creation_ended, effects);
    }

    /// The user says which of several clients came of the create.
    pub(super) fn take(&mut self, now: Timestamp, client_id: ClientId, effects: &mut Effects) {
        if !matches!(&self.trouble, Some(Trouble::Several(several)) if several.contains(&client_id)) {
            return;
        }
        match &mut self.draft.intent {
            // Whether it has its key is looked for at that client.
            Some(intent) if intent.key.is_some() => {
                intent.client_id = Some(client_id);
                self.persist(effects);
                self.look(now, effects);
            }
            _ => self.is_there(now, client_id, true, None, effects),
        }
    }

    /// The user wants a client that is there without its key finished.
    pub(super) fn give_key(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some((id, key, _)) = self.unfinished() {
            self.work = Work::GivingKey;
            self.run_in_guide(now, keys::add(id, key), Self::key_given, effects);
        }
    }

    /// The client that the recorded intent is about, once it is known.
    fn intended_client(&self) -> Option<ClientId> {
        self.draft.intent.as_ref()?.client_id.clone()
    }

    fn key_given(&mut self, now: Timestamp, end: Keyed, effects: &mut Effects) {
        self.work = Work::Idle;
        let Some(client_id) = self.intended_client() else {
            return;
        };
        match end {
            Keyed::Done { kid, .. } | Keyed::Stopped(Stop::Known(kid)) => {
                self.is_there(now, client_id, true, Some(kid), effects);
            }
            other => {
                let said = Some(other.message(KeyOp::Add));
                self.stays_unfinished(now, client_id, said, other.refusal());
            }
        }
    }

    /// The user wants a client that is there without its key deactivated.
    pub(super) fn undo_create(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some((id, _, name)) = self.unfinished() {
            self.work = Work::Undoing;
            self.run_in_guide(now, deactivate(id, Some(name)), Self::create_undone, effects);
        }
    }

    fn create_undone(&mut self, now: Timestamp, end: Deactivated, effects: &mut Effects) {
        let Some(client_id) = self.intended_client() else {
            return;
        };
        match end {
            Deactivated::Done { .. } | Deactivated::Already => {
                let undone = Creation::Undone {
                    id: client_id,
                    refused: None,
                };
                self.creation_ended(now, undone, effects);
            }
            other => {
                self.work = Work::Idle;
                self.stays_unfinished(now, client_id, Some(other.message()), other.refusal());
            }
        }
    }

    fn unfinished(&self) -> Option<(ClientId, Value, String)> {
        let intent = self.draft.intent.as_ref()?;
        let waits = self.work == Work::Idle && matches!(self.trouble, Some(Trouble::Unfinished { .. }));
        let id = intent.client_id.clone().filter(|_| waits)?;
        Some((id, intent.key.clone()?, intent.client_name.clone()))
    }

    fn stays_unfinished(
        &mut self,
        now: Timestamp,
        client_id: ClientId,
        said: Option<Message>,
        refused: Option<&Refused>,
    ) {
        self.trouble = Some(Trouble::Unfinished {
            client_id,
            said,
            causes: refused.map(|it| self.causes_of(now, it)).unwrap_or_default(),
        });
        self.move_focus(Focus::Heading);
    }

    fn creation_ended(&mut self, now: Timestamp, end: Creation, effects: &mut Effects) {
        self.work = Work::Idle;
        self.move_focus(Focus::Heading);
        let trouble = match end {
            Creation::Created(new) => {
                self.secret = new.secret;
                return self.is_there(now, new.id, new.found_by_looking, new.kid, effects);
            }
            Creation::Unfinished { id, refused } => {
                if let Some(intent) = &mut self.draft.intent {
                    intent.client_id = Some(id.clone());
                }
                self.persist(effects);
                return self.stays_unfinished(now, id, None, refused.as_ref());
            }
            Creation::Undone { id, refused } => Trouble::Undone {
                client_id: id,
                causes: refused.map(|it| self.causes_of(now, &it)).unwrap_or_default(),
            },
            Creation::NotThere(refused) => {
                Trouble::NotThere(refused.map(|it| self.causes_of(now, &it)).unwrap_or_default())
            }
            Creation::Refused(refused) => {
                self.note_refused(&refused.symptom);
                Trouble::Failed {
                    causes: self.causes_of(now, &refused),
                    unknown: false,
                }
            }
            Creation::NotRecorded => Trouble::NotRecorded,
            Creation::Twin(id) => Trouble::Twin(id),
            // What became of it is still open.
            Creation::Several(ids) => return self.trouble = Some(Trouble::Several(ids)),
            Creation::Unknown(refused) => {
                let causes = self.causes_of(now, &refused);
                let trouble = Trouble::Failed {
                    causes,
                    unknown: true,
                };
                return self.trouble = Some(trouble);
            }
        };
        self.trouble = Some(trouble);
        if self.draft.intent.take().is_some() {
            self.persist(effects);
        }
    }

    fn is_there(
        &mut self,
        now: Timestamp,
        client_id: ClientId,
        found_by_looking: bool,
        kid: Option<String>,
        effects: &mut Effects,
    ) {
        let intent = self.draft.intent.take();
        if let (Some(kid), Some(key)) = (&kid, intent.and_then(|intent| intent.key)) {
            self.note_key(now, &key, kid);
        }
        self.note_ends(now);
        self.draft.created = Some(Created {
            client_id,
            at: now,
            found_by_looking,
            told: false,
            kid,
        });
        self.status = Some(Message::new("guide.status.created"));
        self.go(StepId::Done, effects);
    }

    /// What the guide does while a flow wants this.
    pub(super) fn work_for(&self, ask: &Ask) -> Work {
        match ask {
            Ask::Ready { .. } if self.work == Work::Preparing => Work::FetchingToken,
            Ask::Record(intent) if intent.client_id.is_none() => Work::Sending,
            Ask::Wait(_) if self.work == Work::Sending => Work::Looking,
            Ask::Call { call, .. } => match call {
                Call::Keys(_, KeyCall::Add(_) | KeyCall::ReplaceAll(_)) => Work::GivingKey,
                Call::DeactivateClient(_) => Work::Undoing,
                _ => self.work,
            },
            _ => self.work,
        }
    }

    fn causes_of(&self, now: Timestamp, refused: &Refused) -> Vec<Cause> {
        refused.causes(&self.evidence(now, None))
    }

    pub(super) fn evidence(&self, now: Timestamp, token_claims: Option<Value>) -> Evidence {
        Evidence {
            token_claims,
            ..self.evidence_at(now, self.draft.place.as_ref())
        }
    }

    /// What is known beside a refusal that was met in a place.
    pub(super) fn evidence_at(&self, now: Timestamp, place: Option<&Place>) -> Evidence {
        let profile = place.and_then(|place| self.profile_at(place));
        Evidence {
            environment: Some(place.map_or(Environment::Practice, Place::environment)),
            now: Some(now),
            admin_client: profile.map(|profile| profile.client_id.clone()),
            orgno: profile
                .and_then(|profile| profile.certificate.as_ref())
                .map(|it| it.orgno.clone()),
            ..Evidence::default()
        }
    }
}
