//! How a create ends. One whose answer was lost is looked for in the list, again and again for a while, and never sent
//! a second time.

use serde_json::Value;

use super::create::{Awaited, Trouble, Work, id_of};
use super::{Created, Effect, Effects, Focus, Session, StepId, Waiting};
use crate::Timestamp;
use crate::api::{Answer, ApiReply, Call, TransportFailure};
use crate::diagnosis::{Cause, Symptom, diagnose};
use crate::model::{ClientId, Plan};
use crate::text::Message;

/// Seconds before each look: a new client takes a while to be listed.
const LOOKS: [u32; 4] = [1, 3, 9, 27];

impl Session {
    pub(super) fn is_there(&mut self, created: Created, effects: &mut Effects) {
        self.draft.created = Some(created);
        self.draft.intent = None;
        self.work = Work::Idle;
        self.status = Some(Message::new("guide.status.created"));
        self.go(StepId::Done, effects);
    }

    pub(super) fn fail(&mut self, causes: Vec<Cause>, unknown: bool) {
        self.work = Work::Idle;
        self.trouble = Some(Trouble::Failed { causes, unknown });
        self.move_focus(Focus::Heading);
    }

    /// Looks for the client of an intent.
    pub(super) fn look(&mut self, effects: &mut Effects) {
        if self.draft.intent.is_some() && self.work == Work::Idle {
            self.trouble = None;
            self.move_focus(Focus::Heading);
            self.look_later(0, effects);
        }
    }

    /// The user says which of several clients came of the create.
    pub(super) fn take(&mut self, now: Timestamp, client_id: ClientId, effects: &mut Effects) {
        if matches!(&self.trouble, Some(Trouble::Several(several)) if several.contains(&client_id)) {
            self.is_there(
                Created {
                    client_id,
                    at: now,
                    found_by_looking: true,
                },
                effects,
            );
        }
    }

    pub(super) fn look_later(&mut self, looks: usize, effects: &mut Effects) {
        match LOOKS.get(looks) {
            Some(seconds) => {
                self.work = Work::Looking(looks);
                self.want(
                    Effect::Wait(*seconds),
                    Waiting::Create(Box::new(Awaited::LookTime)),
                    effects,
                );
            }
            None => {
                self.work = Work::Idle;
                self.draft.intent = None;
                self.trouble = Some(Trouble::NotThere);
                self.move_focus(Focus::Heading);
                self.persist(effects);
            }
        }
    }

    pub(super) fn looked(
        &mut self,
        now: Timestamp,
        claims: Option<Value>,
        reply: Result<ApiReply, TransportFailure>,
        effects: &mut Effects,
    ) {
        let call = Call::ListClients { inactive: false };
        match reply.map(|reply| call.read(&reply)) {
            Ok(Ok(Answer::Clients(clients))) => {
                let before = self
                    .draft
                    .intent
                    .as_ref()
                    .and_then(|intent| intent.before.clone())
                    .unwrap_or_default();
                let is_new = |client: &&Plan| {
                    !client
                        .text("client_id")
                        .is_some_and(|id| before.iter().any(|b| b == id))
                };
                let mut fitting = clients
                    .iter()
                    .filter(is_new)
                    .filter(|client| self.is_ours(client))
                    .filter_map(id_of);
                match (fitting.next(), fitting.next()) {
                    (Some(client_id), None) => {
                        self.is_there(
                            Created {
                                client_id,
                                at: now,
                                found_by_looking: true,
                            },
                            effects,
                        );
                    }
                    (Some(first), Some(second)) => {
                        let several = [first, second].into_iter().chain(fitting).collect();
                        self.work = Work::Idle;
                        self.trouble = Some(Trouble::Several(several));
                        self.move_focus(Focus::Heading);
                    }
                    (None, _) => {
                        let looks = if let Work::Looking(looks) = self.work {
                            looks
                        } else {
                            0
                        };
                        self.look_later(looks + 1, effects);
                    }
                }
            }
            Ok(Ok(_)) | Err(_) => {
                let symptom = Symptom::Transport(TransportFailure::Unknown);
                self.fail(diagnose(&symptom, &self.evidence(now, claims)), true);
            }
            Ok(Err(refusal)) => {
                let symptom = Symptom::Http {
                    request: call.request(),
                    reply: refusal.reply,
                };
                self.fail(diagnose(&symptom, &self.evidence(now, claims)), true);
            }
        }
    }

    /// Same name, type and scopes: what came of our own create.
    fn is_ours(&self, client: &Plan) -> bool {
        let sorted = |plan: &Plan| {
            let mut scopes: Vec<String> = plan.scopes().into_iter().map(str::to_owned).collect();
            scopes.sort();
            scopes
        };
        self.is_twin(client) && sorted(client) == sorted(&self.draft.plan)
    }
}
