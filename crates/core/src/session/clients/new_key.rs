//! A key that is to come to a client: the helper makes it, or its public half is pasted.

use serde_json::Value;

use super::opened::{Opened, Page};
use crate::Timestamp;
use crate::flow::keys::{self, KeyOp, MOST};
use crate::keys::{KeyReport, check_text};
use crate::model::ClientId;
use crate::protocol::Command;
use crate::session::first_key::made;
use crate::session::{Effect, Effects, Focus, HelperAt, MadeKey, Outcome, Place, Session, Tone, Waiting};
use crate::text::Message;

/// A key as it is prepared.
#[derive(Debug, Default)]
pub struct NewKey {
    /// The helper makes it, or has.
    pub by_helper: bool,
    /// The pair that it made.
    pub made: Option<MadeKey>,
    /// The public half as it was pasted.
    pub text: String,
    /// What was said of a private key that was pasted, which was forgotten at once.
    pub private: Option<KeyReport>,
}

impl NewKey {
    /// Takes over what has been pasted, unless it is private.
    pub fn paste(&mut self, text: String) {
        let report = check_text(&text, None);
        let private = report.is_refused();
        self.text = if private { String::new() } else { text };
        self.private = private.then_some(report);
    }

    /// Whether it can be sent, or made and sent, to a client that may be full.
    pub fn is_ready(&self, now: Timestamp, full: bool) -> bool {
        if self.by_helper {
            self.made.is_some() || !full
        } else {
            pasted_key(&self.text, Some(now)).is_ok()
        }
    }
}

impl Session {
    /// A key for the client that is open; where there is a helper, it makes it, unless there is one already.
    pub(in crate::session) fn new_key(&self, text: String) -> Box<NewKey> {
        let open = self.clients.open.as_ref().filter(|open| !open.spent);
        Box::new(NewKey {
            by_helper: text.trim().is_empty() && self.workplace_makes_keys(),
            // A pair that was made for this client and not put to use is used.
            made: open.and_then(|open| open.kept.clone()),
            text,
            private: None,
        })
    }

    /// Whether the place where the room works has a helper that makes keys.
    pub(in crate::session) fn workplace_makes_keys(&self) -> bool {
        matches!(self.workplace(), Some(Place::Profile { .. }))
    }

    /// Whether the client that is open has as many keys as it can have.
    pub(in crate::session) fn keys_are_full(&self) -> bool {
        let keys = self.clients.opened().and_then(|listed| listed.keys.as_ref());
        keys.is_some_and(|keys| keys.len() >= MOST)
    }

    /// The key that is about to be sent; when the helper is to make it, it is asked, and goes on from there.
    pub(super) fn key_to_send(&mut self, now: Timestamp, effects: &mut Effects) -> Option<Value> {
        if self.clients.busy.is_some() {
            return None;
        }
        // A sixth key is not made in vain; one that is there already may be sent, to go on with it.
        let full = self.keys_are_full();
        let place = self.workplace()?;
        let open = self.clients.open.as_mut()?;
        let id = open.id.clone();
        let new = open.new_key()?;
        match (&new.made, new.by_helper) {
            (Some(made), true) => Some(made.public.clone()),
            (None, true) => {
                if !full && let Place::Profile { name, .. } = &place {
                    let command = Command::MakeKey {
                        profile: name.clone(),
                    };
                    self.clients.busy = Some("clients.busy.make_key");
                    self.move_focus(Focus::Heading);
                    let waiting = Waiting::ClientKey { id, place };
                    self.want(Effect::AskHelper(HelperAt::Native, command), waiting, effects);
                }
                None
            }
            (_, false) => pasted_key(&new.text, Some(now)).ok(),
        }
    }

    /// The helper has made the new key, or cannot.
    pub(in crate::session) fn client_key_made(
        &mut self,
        now: Timestamp,
        id: &ClientId,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        self.clients.busy = None;
        let Some(open) = self.clients.open.as_mut().filter(|open| open.id == *id) else {
            return;
        };
        let Some(new) = open.new_key() else { return };
        match made(outcome) {
            Ok(made) => {
                new.made = Some(made.clone());
                open.kept = Some(made);
                open.spent = false;
                match open {
                    Opened {
                        page: Page::Key(_), ..
                    } => self.add_key(now, effects),
                    _ => self.rotate_key(now, effects),
                }
            }
            Err(failure) => {
                let causes = Self::causes(&failure, &self.evidence_at(now, self.workplace().as_ref()));
                self.say(Tone::Warning, Message::new("clients.keys.refused"));
                if let Some(open) = &mut self.clients.open {
                    open.causes = causes;
                }
                self.move_focus(Focus::Heading);
            }
        }
    }

    pub(super) fn add_key(&mut self, now: Timestamp, effects: &mut Effects) {
        if !matches!(
            &self.clients.open,
            Some(Opened {
                page: Page::Key(_),
                ..
            })
        ) {
            return;
        }
        if let Some(jwk) = self.key_to_send(now, effects)
            && let Some(open) = &self.clients.open
        {
            let flow = keys::add(open.id.clone(), jwk);
            self.run_for_client(
                now,
                "clients.busy.save",
                flow,
                |s, n, e| s.keyed(n, &e, KeyOp::Add),
                effects,
            );
        }
    }
}

/// A pasted text as it passes the key gate, when there is anything to mend.
pub fn mended_key(text: &str) -> Option<String> {
    let report = check_text(text, None);
    let mends = report.findings.iter().any(|finding| finding.fix.is_some());
    let fixed = report.fixed.filter(|_| mends)?;
    let one = match fixed.get("keys")?.as_array()?.as_slice() {
        [one] => one.clone(),
        _ => fixed.clone(),
    };
    serde_json::to_string_pretty(&one).ok()
}

/// The one key of a pasted text, past the key gate, or what is wrong with it.
pub fn pasted_key(text: &str, now: Option<Timestamp>) -> Result<Value, KeyReport> {
    let report = check_text(text, now);
    let one = report.fixed.as_ref().and_then(|fixed| {
        let keys = fixed.get("keys")?.as_array()?;
        (keys.len() == 1).then(|| keys.first().cloned()).flatten()
    });
    match one {
        Some(jwk) if !report.has_errors() => Ok(jwk),
        _ => Err(report),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: &str = r#"{"kty":"RSA","d":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}"#;

    #[test]
    fn what_can_be_mended_is_mended_at_once_and_nothing_else_is_touched() {
        let modulus = format!("{:A<341}Q", "x");
        let without = format!(r#"{{"kty":"RSA","alg":"RS256","n":"{modulus}","e":"AQAB"}}"#);
        assert!(pasted_key(&without, None).is_err());
        let mended = mended_key(&without).unwrap();
        let key = pasted_key(&mended, None).unwrap();
        assert_eq!((&key["use"], &key["n"]), (&"sig".into(), &modulus.into()));
        assert!(key["kid"].is_string());
        assert_eq!(mended_key(&mended), None);
        assert_eq!(mended_key(PRIVATE), None);
        assert_eq!(mended_key("noe helt annet"), None);
    }

    #[test]
    fn a_private_key_that_is_pasted_is_no_key_and_is_forgotten_at_once() {
        assert!(pasted_key(PRIVATE, None).is_err());
        let mut new = NewKey::default();
        new.paste(PRIVATE.to_owned());
        assert!(new.text.is_empty() && new.private.is_some() && !new.is_ready(Timestamp(0), false));
        assert!(!format!("{new:?}").contains("c2VjcmV0"));
        new.paste(String::new());
        assert!(new.private.is_none());
    }
}
