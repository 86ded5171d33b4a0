//! A new key in place of an old one: new in, a token proves it, old out. Where the new key cannot be proven from here, the
//! user says when everything uses it.

use super::Session;
use super::opened::{Page, Rotating, pasted_key};
use crate::Timestamp;
use crate::diagnosis::Symptom;
use crate::flow::keys::{self, KeyOp, Keyed, Proven, Stop, provable_scope};
use crate::flow::{Flow, Refused};
use crate::model::Kid;
use crate::protocol::{Command, code};
use crate::session::first_key::made;
use crate::session::{Effect, Effects, Focus, HelperAt, Outcome, Place, Tone, Waiting};
use crate::text::Message;

/// Said while a rotation is on its way.
pub(in crate::session) const BUSY: &str = "clients.busy.rotate";

impl Session {
    pub(super) fn ask_rotation(&mut self, old: String) {
        let by_helper = self.workplace_makes_keys();
        self.turn(Page::Rotate(Box::new(Rotating {
            old,
            by_helper,
            made: None,
            text: String::new(),
        })));
    }

    /// Whether the place where the room works has a helper that makes keys.
    pub(in crate::session) fn workplace_makes_keys(&self) -> bool {
        matches!(self.workplace(), Some(Place::Profile { .. }))
    }

    /// Begins with the key that has been pasted or made; asks the helper for one otherwise.
    pub(super) fn rotate_key(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.clients.busy.is_some() {
            return;
        }
        let place = self.workplace();
        let Some(open) = &self.clients.open else { return };
        let Page::Rotate(rotating) = &open.page else {
            return;
        };
        let jwk = match (&rotating.made, rotating.by_helper) {
            (Some(made), true) => made.public.clone(),
            (None, true) => {
                if let Some(Place::Profile { name, .. }) = place {
                    let command = Command::MakeKey { profile: name };
                    let waiting = Waiting::ClientKey(open.id.clone());
                    self.clients.busy = Some("clients.busy.make_key");
                    self.move_focus(Focus::Heading);
                    self.want(Effect::AskHelper(HelperAt::Native, command), waiting, effects);
                }
                return;
            }
            (_, false) => match pasted_key(&rotating.text, Some(now)) {
                Ok(jwk) => jwk,
                Err(_) => return,
            },
        };
        let Ok(old) = Kid::parse(&rotating.old) else {
            return;
        };
        let id = open.id.clone();
        let Some(listed) = self.clients.opened() else {
            return;
        };
        let named = old.to_string();
        let flow: Flow<(String, Keyed)> = match provable_scope(&listed.client) {
            Some(scope) => {
                keys::rotate(id, jwk, old, Proven::ByToken(scope.to_owned())).map(move |end| (named, end))
            }
            // Nothing can prove it without somebody who logs in: it goes in, and the user goes on from there.
            None => keys::add(id, jwk).map(move |end| (named, end)),
        };
        let then = |session: &mut Self, now, (old, end): (String, Keyed)| session.rotated(now, old, end);
        self.run_for_client(now, BUSY, flow, then, effects);
        self.clients.rotation = self.latest_flow();
    }

    /// The helper has made the new key, or cannot.
    pub(in crate::session) fn client_key_made(
        &mut self,
        now: Timestamp,
        id: &crate::model::ClientId,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        self.clients.busy = None;
        let Some(open) = self.clients.open.as_mut().filter(|open| open.id == *id) else {
            return;
        };
        let Page::Rotate(rotating) = &mut open.page else {
            return;
        };
        match made(outcome) {
            Ok(made) => {
                open.kept = Some(made.file.clone());
                rotating.made = Some(made);
                self.rotate_key(now, effects);
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

    fn rotated(&mut self, now: Timestamp, old: String, end: Keyed) {
        self.clients.rotation = None;
        let was_proven = self
            .clients
            .opened()
            .is_some_and(|listed| provable_scope(&listed.client).is_some());
        let new = match &end {
            Keyed::BothIn { kid, refused, .. } if is_elsewhere(refused) => kid.clone(),
            Keyed::Done { kid, .. } if !was_proven => kid.clone(),
            // It was there already: a rotation that stopped on its way goes on.
            Keyed::Stopped(Stop::Known(kid)) if !was_proven && *kid != old => kid.clone(),
            other => return self.keyed(now, other, KeyOp::Rotate),
        };
        if let Keyed::Done { keys, .. } | Keyed::BothIn { keys, .. } = end {
            self.has_keys(keys);
        }
        self.turn(Page::InUse { old, new });
    }

    /// Waiting for the proof is given up. What has been sent has been sent, so the keys are read again.
    pub(super) fn stop_rotation(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(flow) = self.clients.rotation.take() else {
            return;
        };
        self.stop_flow(flow);
        self.clients.busy = None;
        self.say(Tone::Info, Message::new("clients.rotate.stopped"));
        if let Some(id) = self.clients.open.as_mut().map(|open| {
            open.keys = None;
            open.id.clone()
        }) {
            self.read_keys(now, id, effects);
        }
    }

    /// Everything uses the new key, says the user.
    pub(super) fn old_key_out(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(open) = &self.clients.open else { return };
        let Page::InUse { old, .. } = &open.page else {
            return;
        };
        if let Ok(kid) = Kid::parse(old) {
            let then = |session: &mut Self, now, end: Keyed| {
                session.keyed(now, &end, KeyOp::Remove);
                // Losen has not seen the new key work, so this is no success of its own.
                if let Keyed::Done { kid, .. } = &end {
                    let said = Message::new("clients.rotate.by_user").with("kid", kid.as_str());
                    session.say(Tone::Info, said);
                }
            };
            let flow = keys::remove(open.id.clone(), kid);
            self.run_for_client(now, "clients.busy.save", flow, then, effects);
        }
    }
}

/// Whether the new key could not be tried here, rather than tried and refused.
fn is_elsewhere(refused: &Refused) -> bool {
    matches!(&*refused.symptom, Symptom::Helper(fault) if fault.code == code::KEY_ELSEWHERE)
}
