//! The key that a new client gets at once, if it gets one: the one that lies in its plan, one that is pasted, or one that
//! the helper makes and keeps the private half of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clients::new_key::pasted_key;
use super::create::{Trouble, Work};
use super::home::kid_facts;
use super::{Effect, Effects, HelperAt, HelperFailure, Outcome, Place, Session, Waiting};
use crate::Timestamp;
use crate::desk::Fact;
use crate::desk::calendar::Day;
use crate::keys::{KeyReport, check_text};
use crate::model::{AuthMethod, Environment};
use crate::protocol::{Answer, Command, Fault, code};
use crate::text::Message;

/// Where the first key of a new client comes from. Only ever the public half.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum FirstKey {
    /// The user has not said: from the plan when it has one, and otherwise there is none.
    #[default]
    Unsaid,
    /// The client gets none now.
    None,
    /// From the plan, where the bench put it.
    Plan,
    /// From the helper.
    Helper {
        /// The pair, once it has been made.
        made: Option<MadeKey>,
    },
    /// From the user.
    Pasted {
        /// What was pasted. A private key is forgotten at once.
        text: String,
    },
}

/// A pair that the helper has made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MadeKey {
    /// The public half.
    pub public: Value,
    /// Where the helper keeps the private one, for the user to find it.
    pub file: String,
}

impl Session {
    /// Whether a client as planned can have a key at all.
    pub(super) fn takes_key(&self) -> bool {
        self.draft.plan.auth_method() == Some(AuthMethod::PrivateKeyJwt)
    }

    /// The key that lies in the plan.
    pub(super) fn planned_key(&self) -> Option<&str> {
        let errand = self.draft.desk.find(self.draft.desk.open?)?;
        errand.facts.get(&Fact::Key).map(String::as_str)
    }

    /// Where the key comes from, as the user has said or as is likely.
    pub(super) fn first_key(&self) -> FirstKey {
        match &self.draft.first_key {
            _ if !self.takes_key() => FirstKey::None,
            FirstKey::Unsaid | FirstKey::Plan if self.planned_key().is_some() => FirstKey::Plan,
            FirstKey::Unsaid | FirstKey::Plan => FirstKey::None,
            // Only a helper of one's own can make and keep a key.
            FirstKey::Helper { .. } if !self.has_own_helper() => FirstKey::None,
            said => said.clone(),
        }
    }

    pub(super) fn has_own_helper(&self) -> bool {
        matches!(self.draft.place, Some(Place::Profile { .. })) && self.profile().is_some()
    }

    /// The helper is to make the key, and has not.
    pub(super) fn makes_key(&self) -> bool {
        matches!(self.first_key(), FirstKey::Helper { made: None })
    }

    /// The key that follows the client, past the key gate; none when there is none or it is yet to be made.
    pub(super) fn key_to_follow(&self, now: Option<Timestamp>) -> Result<Option<Value>, Box<KeyReport>> {
        match self.first_key() {
            FirstKey::Unsaid | FirstKey::None | FirstKey::Helper { made: None } => Ok(None),
            FirstKey::Helper { made: Some(made) } => Ok(Some(made.public)),
            FirstKey::Plan => {
                let text = self.planned_key().unwrap_or_default();
                pasted_key(text, now).map(Some).map_err(Box::new)
            }
            FirstKey::Pasted { text } => pasted_key(&text, now).map(Some).map_err(Box::new),
        }
    }

    pub(super) fn choose_first_key(&mut self, word: &str) {
        self.draft.first_key = match word {
            "plan" => FirstKey::Plan,
            // A pair that was made for this client and not used is used.
            "helper" => match std::mem::take(&mut self.draft.first_key) {
                made @ FirstKey::Helper { .. } => made,
                _ => FirstKey::Helper { made: None },
            },
            "pasted" => FirstKey::Pasted { text: String::new() },
            _ => FirstKey::None,
        };
    }

    /// What holds a private key is not kept for a moment.
    pub(super) fn paste_first_key(&mut self, text: String) {
        let private = check_text(&text, None).is_refused();
        if private {
            self.status = Some(Message::new("home.status.private_key"));
        }
        if let FirstKey::Pasted { text: slot } = &mut self.draft.first_key {
            *slot = if private { String::new() } else { text };
        }
    }

    pub(super) fn make_first_key(&mut self, anyway: bool, effects: &mut Effects) {
        let Some(Place::Profile { name, .. }) = &self.draft.place else {
            return;
        };
        let command = Command::MakeKey {
            profile: name.clone(),
        };
        self.work = Work::MakingKey;
        self.want(
            Effect::AskHelper(HelperAt::Native, command),
            Waiting::FirstKey { anyway },
            effects,
        );
    }

    pub(super) fn first_key_made(
        &mut self,
        now: Timestamp,
        anyway: bool,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        self.work = Work::Idle;
        match made(outcome) {
            Ok(made) => {
                let public = made.public.clone();
                self.draft.first_key = FirstKey::Helper { made: Some(made) };
                self.persist(effects);
                self.create_with(now, anyway, Some(public), effects);
            }
            Err(failure) => {
                self.trouble = Some(Trouble::Failed {
                    causes: Self::causes(&failure, &self.evidence(now, None)),
                    unknown: false,
                });
                self.move_focus(super::Focus::Heading);
            }
        }
    }

    /// Notes in the plan what ends and when, as far as Losen knows it, so that the calendar speaks up.
    pub(super) fn note_ends(&mut self, now: Timestamp) {
        let real = self.environment() != Environment::Practice;
        let certificate = self.profile().and_then(|profile| profile.certificate.as_ref());
        let certificate = certificate.filter(|_| real).and_then(|it| Day::of(it.not_after));
        let secret = self.secret.as_ref().and_then(|_| Day::of(now));
        let Some(errand) = self.draft.desk.open.and_then(|id| self.draft.desk.find_mut(id)) else {
            return;
        };
        if let Some(day) = secret {
            errand.facts.insert(Fact::SecretExpires, day.secret_ends().iso());
        }
        if let Some(day) = certificate {
            errand.facts.insert(Fact::CertificateExpires, day.iso());
        }
    }

    /// The plan remembers which key its client has, and when that ends.
    pub(super) fn note_key(&mut self, now: Timestamp, key: &Value, kid: &str) {
        if let Some(errand) = self.draft.desk.open.and_then(|id| self.draft.desk.find_mut(id)) {
            kid_facts(errand, key, kid, now);
        }
    }
}

/// The public half of a pair that the helper was asked to make.
pub(super) fn made(outcome: Outcome) -> Result<MadeKey, HelperFailure> {
    let broken = || HelperFailure::Fault(Fault::new(code::INTERNAL, "no key in answer to make-key"));
    match outcome {
        Outcome::Helper(Ok(Answer::NewKey { public, file })) => {
            // Should a private member have come, nothing is taken.
            let is_public = !check_text(&public.to_string(), None).is_refused();
            is_public.then_some(MadeKey { public, file }).ok_or_else(broken)
        }
        Outcome::Helper(Err(failure)) => Err(failure),
        _ => Err(broken()),
    }
}
