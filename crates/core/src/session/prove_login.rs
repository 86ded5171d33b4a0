//! Proof that users can log in with the new client: the helper makes a login, the user logs in and pastes the address
//! that it ended at, and the helper exchanges the code as the client and reads the one who logged in from KRR.
//!
//! The login survives a closed popup, which a login in another tab closes: the helper remembers it, not this session.

use super::create::Work;
use super::prove::{Asked, Proving};
use super::{Effect, Effects, HelperAt, HelperFailure, Link, Outcome, Session, Waiting};
use crate::Timestamp;
use crate::api::ApiRequest;
use crate::diagnosis::{Symptom, diagnose};
use crate::login::{Landed, Landing, UserProof, landing};
use crate::model::AuthMethod;
use crate::protocol::{Answer, Command, Fault, WireSecret, code};
use crate::text::Message;
use secrecy::{ExposeSecret, SecretString};

impl Session {
    /// Whether a login is what the new client is for.
    pub(super) fn logs_in(&self) -> bool {
        self.draft.created.is_some() && !self.redirect_uris().is_empty()
    }

    /// Whether the client proves itself with a secret that is not at hand any more.
    pub(super) fn wants_secret(&self) -> bool {
        let method = self.draft.plan.auth_method();
        let by_secret = matches!(
            method,
            Some(AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost)
        );
        by_secret && self.secret.is_none() && !self.proves_in_page()
    }

    /// Nobody has to prove anything to the practice environment inside the page.
    pub(super) fn proves_in_page(&self) -> bool {
        self.prover().0 == HelperAt::Page
    }

    pub(super) fn log_in(&mut self, effects: &mut Effects) {
        let busy = matches!(self.proving, Proving::Beginning | Proving::Exchanging);
        let Some(created) = self
            .draft
            .created
            .as_ref()
            .filter(|_| self.work == Work::Idle && !busy)
        else {
            return;
        };
        let (at, profile) = self.prover();
        let command = Command::Login {
            profile,
            client_id: created.client_id.clone(),
            proof: UserProof::best(&self.draft.plan.scopes()),
        };
        self.landing.clear();
        self.proving = Proving::Beginning;
        self.want(
            Effect::AskHelper(at, command),
            Waiting::Proof(Asked::Login),
            effects,
        );
    }

    /// The user pasted the address that the login ended at. Its code lives for a minute or two, so it is used at once.
    pub(super) fn landed(&mut self, now: Timestamp, address: String, effects: &mut Effects) {
        self.status = None;
        match landing(&address, &self.redirect_uris()) {
            Landing::Elsewhere => self.landing = address,
            Landing::Refused { error, description } => {
                self.landing.clear();
                let body = serde_json::json!({ "error": error, "error_description": description });
                let symptom = Symptom::Login {
                    status: None,
                    body: body.to_string(),
                };
                let causes = diagnose(&symptom, &self.evidence(now, None));
                self.end_proof(Proving::Failed(causes));
            }
            Landing::Code(landed) => self.exchange(now, landed, effects),
        }
    }

    /// Whether the pasted address is none that the login can have ended at.
    pub(super) fn landed_elsewhere(&self) -> bool {
        !self.landing.trim().is_empty()
    }

    fn redirect_uris(&self) -> Vec<&str> {
        self.draft
            .plan
            .texts("redirect_uris")
            .into_iter()
            .map(|(_, uri)| uri)
            .collect()
    }

    fn exchange(&mut self, now: Timestamp, landed: Landed, effects: &mut Effects) {
        // A code that is on its way already is not sent twice.
        let Some(created) = self
            .draft
            .created
            .as_ref()
            .filter(|_| self.proving != Proving::Exchanging)
        else {
            return;
        };
        let (at, profile) = self.prover();
        let pasted = Some(&self.pasted_secret).filter(|secret| !secret.expose_secret().trim().is_empty());
        let secret = self.secret.as_ref().or(pasted).map(trimmed);
        if self.wants_secret() && secret.is_none() {
            let fault = Fault::new(code::PROOF_SECRET_NEEDED, "");
            let causes = Self::causes(&HelperFailure::Fault(fault), &self.evidence(now, None));
            self.landing.clear();
            return self.end_proof(Proving::Failed(causes));
        }
        let command = Command::ProveLogin {
            profile,
            client_id: created.client_id.clone(),
            code: WireSecret::from(SecretString::from(landed.code)),
            state: landed.state,
            issuer: landed.issuer,
            client_secret: secret.map(WireSecret::from),
        };
        // Neither is of any use on the screen from here.
        self.landing.clear();
        self.proving = Proving::Exchanging;
        self.want(
            Effect::AskHelper(at, command),
            Waiting::Proof(Asked::Exchange),
            effects,
        );
    }

    pub(super) fn login_answered(
        &mut self,
        now: Timestamp,
        asked: &Asked,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        match (asked, outcome) {
            (Asked::Login, Outcome::Helper(Ok(Answer::Login { address, landed }))) => {
                self.proving = Proving::No;
                match landed {
                    Some(landed) => self.landed(now, landed, effects),
                    None => {
                        self.status = Some(Message::new("proof.login.opened"));
                        self.tell(Effect::Open(Link::Page(address)), effects);
                    }
                }
            }
            (
                Asked::Exchange,
                Outcome::Helper(Ok(Answer::LoginProof {
                    lookup: Some(reply), ..
                })),
            ) => {
                let request = ApiRequest {
                    method: "GET".into(),
                    path: "/v1/person".into(),
                    query: Vec::new(),
                    body: None,
                    operation: None,
                };
                let reply = *reply;
                let symptom = Symptom::Http { request, reply };
                self.end_proof(Proving::Failed(diagnose(&symptom, &self.evidence(now, None))));
            }
            (
                Asked::Exchange,
                Outcome::Helper(Ok(Answer::LoginProof {
                    scopes,
                    authenticated,
                    person,
                    ..
                })),
            ) => {
                self.pasted_secret = SecretString::default();
                self.status = Some(Message::new("guide.login.status"));
                self.end_proof(Proving::LoggedIn {
                    scopes,
                    authenticated,
                    person,
                    at: now,
                });
            }
            (_, Outcome::Helper(Err(failure))) => {
                let causes = Self::causes(&failure, &self.evidence(now, None));
                if self.may_be_too_new(now, &causes) {
                    return self.wait_for_login(now, causes, effects);
                }
                self.end_proof(Proving::Failed(causes));
            }
            _ => self.end_proof(Proving::No),
        }
    }
}

fn trimmed(secret: &SecretString) -> SecretString {
    SecretString::from(secret.expose_secret().trim().to_owned())
}
