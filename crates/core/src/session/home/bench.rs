//! The bench: anything that is to be pasted into the portal is checked here first, and a key pair is made on this machine.
//!
//! The private half never comes here. The shell makes the pair, keeps the private half until the user has it as a file,
//! and tells the session the public one; and the session shows the public one only after that. A browser does not tell
//! whether a file that it was handed was kept, so the user is asked.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::{Effect, Effects, Outcome, Session, Waiting};
use crate::Timestamp;
use crate::desk::calendar::Day;
use crate::desk::{At, Errand, Fact, State};
use crate::keys::{self, KeyReport};
use crate::model::{Environment, Finding, IntegrationType};
use crate::rules::{Context, check};
use crate::session::{seed_kind, without_blanks};
use crate::text::Message;

/// What lies on the bench. None of it is kept.
#[derive(Debug, Default)]
pub struct Bench {
    /// What was pasted; empty when it was private.
    pub text: String,
    /// What was pasted held a private key.
    pub private: bool,
    /// For production rather than test.
    pub production: bool,
    /// The key pair.
    pub pair: Pair,
}

/// How far a key pair is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Pair {
    /// There is none.
    #[default]
    None,
    /// It is being made.
    Making,
    /// It is there, and its private half has not been saved.
    Made {
        /// The public half.
        public: Value,
    },
    /// The browser has been handed its private half; whether it was kept, only the user can say.
    Handed {
        /// The public half.
        public: Value,
    },
    /// Its private half has been saved.
    Saved {
        /// The public half.
        public: Value,
    },
    /// This browser cannot.
    Failed,
}

/// What something pasted is read as.
#[derive(Clone, Debug)]
pub enum Checked {
    /// Keys or a certificate.
    Key(Box<KeyReport>),
    /// Redirect addresses.
    Addresses(Vec<Finding>),
    /// Scopes.
    Scopes(Vec<Finding>),
}

impl Pair {
    /// The public half, once it may be shown.
    pub fn public(&self) -> Option<&Value> {
        match self {
            Self::Saved { public } => Some(public),
            _ => None,
        }
    }
}

/// The name of a key that was made here: the first half of the hash of its modulus, so that no two keys share one.
pub fn kid(public: &Value) -> String {
    let modulus = public.get("n").and_then(Value::as_str).unwrap_or_default();
    let hash = Sha256::digest(modulus.as_bytes());
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("losen-{hex}")
}

/// The file that the private half is saved as.
pub fn private_file(public: &Value) -> String {
    format!("{}.private.pem", kid(public))
}

impl Bench {
    /// What the rules say of what was pasted.
    pub fn checked(&self, now: Timestamp) -> Option<Checked> {
        let text = self.text.trim();
        if text.is_empty() {
            return None;
        }
        let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        let words: Vec<&str> = text.split(separator).filter(|word| !word.is_empty()).collect();
        let is_address =
            |word: &&str| word.contains("://") || word.starts_with("localhost") || word.starts_with("www.");
        if words.iter().all(is_address) {
            let found = self.check(IntegrationType::Idporten, "redirect_uris", &words);
            return Some(Checked::Addresses(found));
        }
        // A list of scopes from an old guide has lost its slashes; the rules know that.
        let is_scope = |word: &&str| {
            word.len() < 200 && !word.contains(['{', '"', '=', '+']) && !word.starts_with("---")
        };
        if words.iter().all(is_scope) && text.contains([':', '.']) {
            let user = words
                .iter()
                .any(|word| word.starts_with("krr:user") || matches!(*word, "openid" | "profile"));
            let kind = if user {
                IntegrationType::ApiKlient
            } else {
                IntegrationType::Maskinporten
            };
            // Those of the login are on every such client; here it is about the others.
            let login: &[&str] = if user { &["openid", "profile"] } else { &[] };
            let missing = login.iter().filter(|scope| !words.contains(scope));
            let all: Vec<&str> = words.iter().chain(missing).copied().collect();
            return Some(Checked::Scopes(self.check(kind, "scopes", &all)));
        }
        Some(Checked::Key(Box::new(keys::check_text(text, Some(now)))))
    }

    /// What the rules say of one member of a client that has nothing else wrong with it.
    fn check(&self, kind: IntegrationType, member: &str, values: &[&str]) -> Vec<Finding> {
        let mut plan = seed_kind(kind);
        plan.set(member, values.to_vec());
        let environment = if self.production {
            Environment::Prod
        } else {
            Environment::Test
        };
        let path = format!("/{member}");
        let report = check(&without_blanks(&plan), &Context::new(environment));
        let mine = |finding: &Finding| finding.path == path || finding.path.starts_with(&format!("{path}/"));
        report.findings.into_iter().filter(mine).collect()
    }
}

impl Session {
    /// Something was put on the bench. What holds a private key is not kept for a moment.
    pub(super) fn lay_on_bench(&mut self, text: String) {
        let bench = &mut self.home.bench;
        bench.private = keys::check_text(&text, None).is_refused();
        bench.text = if bench.private { String::new() } else { text };
        if bench.private {
            self.status = Some(Message::new("home.status.private_key"));
        }
    }

    pub(super) fn make_pair(&mut self, effects: &mut Effects) {
        if self.home.bench.pair != Pair::Making {
            self.home.bench.pair = Pair::Making;
            self.want(Effect::MakeKeyPair, Waiting::KeyPair, effects);
        }
    }

    pub(super) fn save_pair(&mut self, effects: &mut Effects) {
        if let Pair::Made { public } | Pair::Handed { public } = &self.home.bench.pair {
            let name = private_file(public);
            self.want(Effect::SavePrivateKey { name }, Waiting::KeyPair, effects);
        }
    }

    /// The user has the file, so the private half is forgotten and the public one may be shown.
    pub(super) fn have_pair(&mut self, effects: &mut Effects) {
        if let Pair::Handed { public } = &self.home.bench.pair {
            self.home.bench.pair = Pair::Saved {
                public: public.clone(),
            };
            self.status = Some(Message::new("bench.status.saved"));
            self.tell(Effect::ForgetPrivateKey, effects);
            self.move_focus(super::super::Focus::Heading);
        }
    }

    /// The public half goes into the plan that the bench was opened for.
    pub(super) fn use_pair(&mut self, now: Timestamp, effects: &mut Effects) {
        let At::Bench { id: Some(id) } = self.home_at() else {
            return;
        };
        let Some(public) = self.home.bench.pair.public().cloned() else {
            return;
        };
        if let Some(errand) = self.draft.desk.find_mut(id) {
            kid_facts(errand, &public, &kid(&public), now);
            if errand.journey == "key" {
                for step in ["make", "check"] {
                    errand.mark(step, State::Done, now);
                }
            }
            self.status = Some(Message::new("bench.status.used"));
            self.look_at(At::Errand { id }, effects);
        }
    }

    pub(in super::super) fn pair_answered(&mut self, outcome: Outcome) {
        let bench = &mut self.home.bench;
        match (std::mem::take(&mut bench.pair), outcome) {
            (Pair::Making, Outcome::KeyPair(Some(text))) => match public_half(&text) {
                Some(public) => bench.pair = Pair::Made { public },
                None => bench.pair = Pair::Failed,
            },
            (Pair::Making, _) => bench.pair = Pair::Failed,
            (Pair::Made { public } | Pair::Handed { public }, Outcome::KeySaved(true)) => {
                bench.pair = Pair::Handed { public };
            }
            (Pair::Made { .. } | Pair::Handed { .. }, Outcome::KeySaved(false)) => {
                bench.pair = Pair::Failed;
            }
            (other, _) => bench.pair = other,
        }
        self.move_focus(super::super::Focus::Heading);
    }
}

/// Notes in a plan which key its client has, and that Digdir forgets it after a year.
pub fn kid_facts(errand: &mut Errand, public: &Value, kid: &str, now: Timestamp) {
    errand.facts.insert(Fact::Key, public.to_string());
    errand.facts.insert(Fact::Kid, kid.to_owned());
    if let Some(day) = Day::of(now) {
        errand.facts.insert(Fact::KeyExpires, day.next_year().iso());
    }
}

/// The public half as Digdir takes it. Whatever came with it stays behind; should a private member have come, nothing
/// is taken.
fn public_half(text: &str) -> Option<Value> {
    if keys::check_text(text, None).is_refused() {
        return None;
    }
    let key: Value = serde_json::from_str(text).ok()?;
    let (n, e) = (key.get("n")?.as_str()?, key.get("e")?.as_str()?);
    let public = json!({ "kty": "RSA", "n": n, "e": e });
    Some(json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid(&public), "n": n, "e": e }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Option<Checked> {
        let bench = Bench {
            text: text.to_owned(),
            ..Bench::default()
        };
        bench.checked(Timestamp(1_795_000_000))
    }

    #[test]
    fn what_is_pasted_is_read_as_what_it_is() {
        assert!(
            matches!(checked("https://losby.example.no/callback"), Some(Checked::Addresses(found)) if found.is_empty())
        );
        assert!(
            matches!(checked("https://losby.example.no/#ferdig"), Some(Checked::Addresses(found)) if !found.is_empty())
        );
        assert!(
            matches!(checked("krr:global/kontaktinformasjon.read"), Some(Checked::Scopes(found)) if found.is_empty())
        );
        assert!(
            matches!(checked("krr:user, kontaktinformasjon.read"), Some(Checked::Scopes(found)) if !found.is_empty())
        );
        assert!(matches!(checked("{\"kty\":\"RSA\"}"), Some(Checked::Key(_))));
        assert!(matches!(
            checked("-----BEGIN PUBLIC KEY-----\nAAAA"),
            Some(Checked::Key(_))
        ));
        assert!(checked("  ").is_none());
    }

    #[test]
    fn only_the_public_half_is_taken_and_only_when_nothing_private_came() {
        let modulus = "s".repeat(342);
        let public = public_half(&format!(
            "{{\"kty\":\"RSA\",\"n\":\"{modulus}\",\"e\":\"AQAB\",\"ext\":true,\"key_ops\":[\"verify\"]}}"
        ));
        let public = public.unwrap();
        assert_eq!(public.as_object().unwrap().len(), 6);
        assert_eq!(public["kid"], kid(&public));
        let private = format!("{{\"kty\":\"RSA\",\"n\":\"{modulus}\",\"e\":\"AQAB\",\"d\":\"{modulus}\"}}");
        assert_eq!(public_half(&private), None);
    }
}
