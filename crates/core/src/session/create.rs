//! The one write of the journey: create the client, once.
//!
//! 1. A read token, and the list of clients as it is before. A client of the same name is shown before a second one
//!    is made. Where the list may not be read, the create goes on without it.
//! 2. A write token, fetched after the last edit.
//! 3. The intent is kept. Only when it has been kept does the request leave.
//! 4. A definite answer ends it. An unknown outcome (connection lost, 5xx, an answer without an id) is settled by
//!    looking in the list, never by sending again; also after a restart, since the intent survives.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{
    Created, Effect, Effects, Focus, HelperFailure, Intent, Outcome, Place, Session, StepId, Waiting,
};
use crate::Timestamp;
use crate::api::{Answer, ApiReply, ApiRequest, Call, TransportFailure};
use crate::diagnosis::{Cause, Evidence, Symptom, diagnose};
use crate::grant::Operation;
use crate::model::{ClientId, Environment, Plan};
use crate::protocol::{self, code};

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    Idle,
    /// The list is read before the create.
    Preparing,
    /// The helper is asked for a write token.
    FetchingToken,
    /// The create has left or is about to.
    Sending,
    /// The outcome is not known; this many looks have been made.
    Looking(usize),
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
    NotThere,
    /// Several new clients fit.
    Several(Vec<ClientId>),
}

/// What the create waits for.
#[derive(Debug)]
pub enum Awaited {
    /// A read token.
    ReadToken { anyway: bool },
    /// The list as it is before.
    ListBefore { anyway: bool, claims: Option<Value> },
    /// A write token.
    WriteToken { before: Option<Vec<String>> },
    /// The intent being kept; then the request leaves with this token.
    Recorded { token: SecretString },
    /// The answer to the create.
    Posted {
        request: ApiRequest,
        claims: Option<Value>,
    },
    /// The time for the next look.
    LookTime,
    /// A read token for a look.
    LookToken,
    /// The list that shows it.
    LookList { claims: Option<Value> },
}

impl Session {
    /// Begins, unless an error stands or something is under way.
    pub(super) fn create(&mut self, _now: Timestamp, anyway: bool, effects: &mut Effects) {
        let settled = self.draft.created.is_none() && self.draft.intent.is_none() && self.work == Work::Idle;
        if !settled || self.draft.step != StepId::Review || self.report().has_errors() {
            return;
        }
        self.trouble = None;
        self.refused.clear();
        self.work = Work::Preparing;
        self.move_focus(Focus::Heading);
        self.ask_token(
            Operation::Read,
            create_waits(Awaited::ReadToken { anyway }),
            effects,
        );
    }

    /// Tries again what is safe to try again: a create of which nothing left, or another look.
    pub(super) fn retry(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.draft.intent.is_some() {
            self.look(effects)
        } else {
            self.create(now, true, effects)
        }
    }

    pub(super) fn create_answered(
        &mut self,
        now: Timestamp,
        awaited: Awaited,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        match (awaited, outcome) {
            (Awaited::ReadToken { anyway }, Outcome::Helper(answer)) => {
                self.has_read_token(now, anyway, answer, effects)
            }
            (Awaited::ListBefore { anyway, claims }, Outcome::Api(reply)) => {
                self.has_list_before(now, anyway, claims, reply, effects);
            }
            (Awaited::WriteToken { before }, Outcome::Helper(answer)) => match token_of(answer) {
                Ok(token) => self.record(now, before, token, effects),
                Err(failure) => self.fail(Self::causes(&failure, &self.evidence(now, None)), false),
            },
            (Awaited::Recorded { token }, Outcome::Persisted(kept)) => self.recorded(kept, token, effects),
            (Awaited::Posted { request, claims }, Outcome::Api(reply)) => {
                self.posted(now, request, claims, reply, effects);
            }
            (Awaited::LookTime, Outcome::Waited) => {
                self.ask_token(Operation::Read, create_waits(Awaited::LookToken), effects)
            }
            (Awaited::LookToken, Outcome::Helper(answer)) => match token_of(answer) {
                Ok(token) => {
                    let claims = claims(&token);
                    self.list_clients(token, Awaited::LookList { claims }, effects);
                }
                Err(failure) => self.fail(Self::causes(&failure, &self.evidence(now, None)), true),
            },
            (Awaited::LookList { claims }, Outcome::Api(reply)) => self.looked(now, claims, reply, effects),
            // A shell that answers one thing with another is broken; nothing has left without a record.
            _ => self.fail(
                diagnose(
                    &Symptom::Transport(TransportFailure::Unknown),
                    &Evidence::default(),
                ),
                true,
            ),
        }
    }

    fn has_read_token(
        &mut self,
        now: Timestamp,
        anyway: bool,
        answer: Result<protocol::Answer, HelperFailure>,
        effects: &mut Effects,
    ) {
        match token_of(answer) {
            Ok(token) => {
                let claims = claims(&token);
                self.list_clients(token, Awaited::ListBefore { anyway, claims }, effects);
            }
            // The admin client may lack the read scope and still be allowed to create.
            Err(HelperFailure::Fault(fault))
                if fault.code == code::TOKEN_REJECTED && fault.detail.contains("MP-200") =>
            {
                self.fetch_write_token(None, effects);
            }
            Err(failure) => self.fail(Self::causes(&failure, &self.evidence(now, None)), false),
        }
    }

    fn has_list_before(
        &mut self,
        now: Timestamp,
        anyway: bool,
        claims: Option<Value>,
        reply: Result<ApiReply, TransportFailure>,
        effects: &mut Effects,
    ) {
        let call = Call::ListClients { inactive: false };
        match reply.map(|reply| call.read(&reply)) {
            Ok(Ok(Answer::Clients(clients))) => {
                let twin = clients.iter().find(|client| self.is_twin(client)).and_then(id_of);
                match twin {
                    Some(twin) if !anyway => {
                        self.work = Work::Idle;
                        self.trouble = Some(Trouble::Twin(twin));
                        self.move_focus(Focus::Heading);
                    }
                    _ => {
                        let ids = clients
                            .iter()
                            .filter_map(|client| client.text("client_id"))
                            .map(str::to_owned);
                        self.fetch_write_token(Some(ids.collect()), effects);
                    }
                }
            }
            // Lists that one may not read are no reason not to create.
            Ok(Err(refusal)) if refusal.reply.status == 403 => self.fetch_write_token(None, effects),
            Ok(Ok(_)) => self.fetch_write_token(None, effects),
            Ok(Err(refusal)) => {
                let symptom = Symptom::Http {
                    request: call.request(),
                    reply: refusal.reply,
                };
                self.fail(diagnose(&symptom, &self.evidence(now, claims)), false);
            }
            Err(failure) => self.fail(
                diagnose(&Symptom::Transport(failure), &self.evidence(now, claims)),
                false,
            ),
        }
    }

    fn fetch_write_token(&mut self, before: Option<Vec<String>>, effects: &mut Effects) {
        self.work = Work::FetchingToken;
        self.ask_token(
            Operation::Write,
            create_waits(Awaited::WriteToken { before }),
            effects,
        );
    }

    fn record(
        &mut self,
        now: Timestamp,
        before: Option<Vec<String>>,
        token: SecretString,
        effects: &mut Effects,
    ) {
        self.work = Work::Sending;
        self.draft.intent = Some(Intent { at: now, before });
        let draft = Box::new(self.draft.clone());
        self.want(
            Effect::Persist(draft),
            Waiting::Create(Box::new(Awaited::Recorded { token })),
            effects,
        );
    }

    fn recorded(&mut self, kept: bool, token: SecretString, effects: &mut Effects) {
        if !kept {
            self.draft.intent = None;
            self.work = Work::Idle;
            self.trouble = Some(Trouble::NotRecorded);
            self.move_focus(Focus::Heading);
            return;
        }
        let request = Call::CreateClient(self.body()).request();
        let awaited = Awaited::Posted {
            request: request.clone(),
            claims: claims(&token),
        };
        self.call(request, token, awaited, effects);
    }

    fn posted(
        &mut self,
        now: Timestamp,
        request: ApiRequest,
        claims: Option<Value>,
        reply: Result<ApiReply, TransportFailure>,
        effects: &mut Effects,
    ) {
        let call = Call::CreateClient(Plan::default());
        match reply {
            Ok(reply) => match call.read(&reply) {
                Ok(Answer::Client(client)) if id_of(&client).is_some() => {
                    self.secret = client
                        .text("client_secret")
                        .map(|secret| secret.to_owned().into());
                    if let Some(client_id) = id_of(&client) {
                        self.is_there(
                            Created {
                                client_id,
                                at: now,
                                found_by_looking: false,
                            },
                            effects,
                        );
                    }
                }
                _ => {
                    let definite = (400..500).contains(&reply.status);
                    self.note_refused(&request, &reply);
                    let causes = diagnose(&Symptom::Http { request, reply }, &self.evidence(now, claims));
                    if definite {
                        self.draft.intent = None;
                        self.persist(effects);
                    }
                    self.fail(causes, !definite);
                }
            },
            Err(TransportFailure::NotSent) => {
                self.draft.intent = None;
                self.persist(effects);
                let symptom = Symptom::Transport(TransportFailure::NotSent);
                self.fail(diagnose(&symptom, &self.evidence(now, claims)), false);
            }
            Err(TransportFailure::Unknown) => self.look_later(0, effects),
        }
    }

    fn list_clients(&mut self, token: SecretString, awaited: Awaited, effects: &mut Effects) {
        self.call(
            Call::ListClients { inactive: false }.request(),
            token,
            awaited,
            effects,
        );
    }

    fn call(&mut self, request: ApiRequest, token: SecretString, awaited: Awaited, effects: &mut Effects) {
        match self.api_at() {
            Some(at) => {
                self.want(
                    Effect::CallApi {
                        at,
                        request,
                        token: Some(token),
                    },
                    Waiting::Create(Box::new(awaited)),
                    effects,
                );
            }
            None => self.fail(
                diagnose(
                    &Symptom::Transport(TransportFailure::NotSent),
                    &Evidence::default(),
                ),
                false,
            ),
        }
    }

    /// Same name and type: what a person would take for the same client.
    pub(super) fn is_twin(&self, client: &Plan) -> bool {
        let same = |member: &str| client.text(member) == self.draft.plan.text(member);
        same("client_name") && same("integration_type") && client.flag("active") != Some(false)
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

fn create_waits(awaited: Awaited) -> Waiting {
    Waiting::Create(Box::new(awaited))
}

pub(super) fn id_of(client: &Plan) -> Option<ClientId> {
    ClientId::parse(client.text("client_id")?).ok()
}

fn token_of(answer: Result<protocol::Answer, HelperFailure>) -> Result<SecretString, HelperFailure> {
    match answer? {
        protocol::Answer::Token { access_token, .. } => Ok(access_token),
        _ => Err(HelperFailure::Fault(protocol::Fault::new(
            code::INTERNAL,
            "no token in answer to token",
        ))),
    }
}

/// What an access token says of itself, unverified, for the diagnosis; the token is not kept.
pub(super) fn claims(token: &SecretString) -> Option<Value> {
    use base64::Engine as _;
    let payload = token.expose_secret().split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .ok()?;
    serde_json::from_slice(&bytes).ok()
}
