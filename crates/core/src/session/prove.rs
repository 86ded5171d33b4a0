//! Proof that the new client works: a token as that client, and a lookup with it. The helper does both; the token never
//! comes here.
//!
//! A fresh client may be unknown to Maskinporten for up to ten minutes (Digdir's own onboarding said so), and so may its key,
//! which is made with it. Both are waited out; any other refusal is an answer.

use super::create::Work;
use super::login_wait::NotKnownYet;
use super::{Effect, Effects, Focus, HelperAt, Outcome, Place, Session, Waiting};
use crate::Timestamp;
use crate::api::ApiReply;
use crate::diagnosis::{Cause, Symptom, diagnose};
use crate::flow::keys::{is_not_known_yet, proves_the_key};
use crate::grant::{Proof, found_test_person, lookup_of_the_test_person};
use crate::login::{Authenticated, Person};
use crate::protocol::{Answer, Command};
use crate::text::Message;

/// Seconds that a new client may be unknown.
pub const PROPAGATION: i64 = 600;
/// Seconds between two tries.
const PAUSE: u32 = 15;

/// How far the proof has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Proving {
    /// Not asked for.
    No,
    /// Since when, and how many times Maskinporten did not know the client yet.
    Trying {
        since: Timestamp,
        now: Timestamp,
        tries: u32,
    },
    /// It works.
    Proved {
        scope: String,
        looked_up: bool,
        at: Timestamp,
    },
    /// The helper makes a trial login.
    Beginning,
    /// The code of a trial login is exchanged.
    Exchanging,
    /// A user could log in.
    LoggedIn {
        scopes: Vec<String>,
        authenticated: Authenticated,
        /// What KRR showed, where it was asked.
        person: Option<Person>,
        at: Timestamp,
    },
    /// ID-porten did not know the new client, which only a login shows, so the user has to try again.
    NotKnownYet(NotKnownYet),
    /// It does not, and why.
    Failed(Vec<Cause>),
}

/// What the proof waits for.
#[derive(Debug)]
pub enum Asked {
    /// The helper.
    Helper,
    /// Time.
    Pause,
    /// The address of a trial login.
    Login,
    /// What came of its code.
    Exchange,
    /// Time, until a login is worth another try.
    LoginPause,
}

impl Session {
    /// What the client can be proven with: the first of its scopes that a test person can be looked up by.
    pub(super) fn provable(&self) -> Option<Proof> {
        let scopes = self.draft.plan.scopes();
        Proof::ALL
            .into_iter()
            .find(|proof| scopes.contains(&proof.scope()))
    }

    pub(super) fn prove(&mut self, now: Timestamp, effects: &mut Effects) {
        let busy = matches!(self.proving, Proving::Trying { .. });
        if self.draft.created.is_some() && self.work == Work::Idle && !busy {
            self.proving = Proving::Trying {
                since: now,
                now,
                tries: 0,
            };
            self.move_focus(Focus::Heading);
            self.ask_for_proof(effects);
        }
    }

    pub(super) fn stop_proving(&mut self) {
        self.pending
            .retain(|_, waiting| !matches!(waiting, Waiting::Proof(_)));
        self.proving = Proving::No;
        self.move_focus(Focus::Heading);
    }

    fn ask_for_proof(&mut self, effects: &mut Effects) {
        let (Some(proof), Some(created)) = (self.provable(), self.draft.created.as_ref()) else {
            return;
        };
        let client_id = created.client_id.clone();
        let kid = created.kid.clone();
        let (at, profile) = self.prover();
        let command = Command::Prove {
            profile,
            client_id,
            proof,
            kid,
        };
        self.want(
            Effect::AskHelper(at, command),
            Waiting::Proof(Asked::Helper),
            effects,
        );
    }

    /// Which helper proves, and with which profile.
    pub(super) fn prover(&self) -> (HelperAt, String) {
        self.helper_at(self.draft.place.as_ref().unwrap_or(&Place::Page))
    }

    pub(super) fn proof_answered(
        &mut self,
        now: Timestamp,
        asked: &Asked,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        if let Asked::Login | Asked::Exchange = asked {
            return self.login_answered(now, asked, outcome, effects);
        }
        if let Asked::LoginPause = asked {
            return self.login_is_worth_a_try(now);
        }
        let Proving::Trying { since, tries, .. } = self.proving else {
            return;
        };
        match (asked, outcome) {
            (Asked::Pause, Outcome::Waited) => self.ask_for_proof(effects),
            (Asked::Helper, Outcome::Helper(Ok(Answer::Proof { scope, lookup, .. }))) => {
                self.weigh(now, scope, lookup)
            }
            (Asked::Helper, Outcome::Helper(Err(failure))) => {
                let causes = Self::causes(&failure, &self.evidence(now, None));
                let unknown = causes.first().is_some_and(|cause| is_not_known_yet(cause.code));
                if unknown && now.0 - since.0 < PROPAGATION {
                    self.proving = Proving::Trying {
                        since,
                        now,
                        tries: tries + 1,
                    };
                    self.want(Effect::Wait(PAUSE), Waiting::Proof(Asked::Pause), effects);
                } else {
                    self.end_proof(Proving::Failed(causes));
                }
            }
            _ => self.end_proof(Proving::No),
        }
    }

    fn weigh(&mut self, now: Timestamp, scope: String, lookup: Option<ApiReply>) {
        let Some(reply) = lookup else {
            return self.end_proof(Proving::Proved {
                scope,
                looked_up: false,
                at: now,
            });
        };
        if found_test_person(&reply) {
            self.status = Some(Message::new("guide.proof.status"));
            return self.end_proof(Proving::Proved {
                scope,
                looked_up: true,
                at: now,
            });
        }
        let request = lookup_of_the_test_person();
        let causes = diagnose(&Symptom::Http { request, reply }, &self.evidence(now, None));
        self.end_proof(Proving::Failed(causes));
    }

    pub(super) fn end_proof(&mut self, proving: Proving) {
        match &proving {
            Proving::Proved { at, looked_up, .. } => self.mark_proven(*at, *looked_up),
            Proving::LoggedIn { at, person, .. } => self.mark_proven(*at, person.is_some()),
            _ => {}
        }
        self.proving = proving;
        self.move_focus(Focus::Heading);
    }

    /// Whether the proof failed in a way that proves the key all the same.
    pub(super) fn key_is_proven(causes: &[Cause]) -> bool {
        causes.first().is_some_and(|cause| proves_the_key(cause.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ClientId;
    use crate::protocol::{Fault, code};
    use crate::session::{Created, HelperFailure, Surface};
    use crate::text::Language;

    /// A proof that began at 0 and is told at `now` what Maskinporten said.
    fn told(now: i64, words: &str) -> (Proving, Effects) {
        let mut session = Session::new(Surface::Panel, Language::Nb);
        session.draft.created = Some(Created {
            client_id: ClientId::parse("ny").unwrap(),
            at: Timestamp(0),
            found_by_looking: false,
            told: false,
            kid: None,
        });
        session.proving = Proving::Trying {
            since: Timestamp(0),
            now: Timestamp(0),
            tries: 3,
        };
        let fault = Fault::new(code::TOKEN_REJECTED, words);
        let outcome = Outcome::Helper(Err(HelperFailure::Fault(fault)));
        let mut effects = Effects::new();
        session.proof_answered(Timestamp(now), &Asked::Helper, outcome, &mut effects);
        (session.proving, effects)
    }

    const UNKNOWN: &str = "MP-100: Invalid assertion. Client authentication failed. Client not found";

    #[test]
    fn a_client_that_nobody_knows_is_waited_for_ten_minutes_and_no_longer() {
        for now in [1, 300, PROPAGATION - 1] {
            let (proving, effects) = told(now, UNKNOWN);
            assert!(
                matches!(proving, Proving::Trying { tries: 4, .. }),
                "{now}: {proving:?}"
            );
            assert!(matches!(effects.as_slice(), [(_, Effect::Wait(PAUSE))]), "{now}");
        }
        let (proving, effects) = told(PROPAGATION, UNKNOWN);
        assert!(matches!(proving, Proving::Failed(causes) if causes[0].code == "token/unknown-client"));
        assert!(effects.is_empty());
    }

    #[test]
    fn a_key_that_is_not_known_yet_is_waited_for_like_its_client() {
        const UNKNOWN_KEY: &str =
            "Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client";
        let (proving, effects) = told(1, UNKNOWN_KEY);
        assert!(matches!(proving, Proving::Trying { tries: 4, .. }), "{proving:?}");
        assert!(matches!(effects.as_slice(), [(_, Effect::Wait(PAUSE))]));
        let (proving, _) = told(PROPAGATION, UNKNOWN_KEY);
        assert!(matches!(proving, Proving::Failed(causes) if causes[0].code == "token/unknown-key"));
    }

    #[test]
    fn every_other_refusal_is_an_answer_at_once() {
        let (proving, effects) = told(
            1,
            "MP-250: Consumer has not been granted access to the scope krr:global/kontaktinformasjon.read",
        );
        let Proving::Failed(causes) = proving else {
            panic!("still trying")
        };
        assert!(Session::key_is_proven(&causes) && causes[0].ready_message.is_some());
        assert!(effects.is_empty());
    }
}
