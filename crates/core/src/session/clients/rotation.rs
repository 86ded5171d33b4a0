//! A new key in place of an old one: new in, a token proves it, old out. Where the new key cannot be proven from here, the
//! user says when everything uses it.

use super::Session;
use super::opened::{Opened, Page};
use crate::Timestamp;
use crate::flow::Flow;
use crate::flow::keys::{self, KeyOp, Keyed, Proven, Stop, is_elsewhere, provable_scope};
use crate::model::Kid;
use crate::session::{Effects, Tone};
use crate::text::Message;

/// Said while a rotation is on its way.
pub(in crate::session) const BUSY: &str = "clients.busy.rotate";

impl Session {
    pub(super) fn ask_rotation(&mut self, old: String) {
        let new = self.new_key(String::new());
        self.turn(Page::Rotate { old, new });
    }

    /// Begins with the key that has been pasted or made; asks the helper for one otherwise.
    pub(super) fn rotate_key(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(Opened {
            page: Page::Rotate { old, .. },
            id,
            ..
        }) = &self.clients.open
        else {
            return;
        };
        let (old, id) = (Kid::parse(old), id.clone());
        let (Ok(old), Some(jwk)) = (old, self.key_to_send(now, effects)) else {
            return;
        };
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
        if let Some(id) = self.clients.open.as_ref().map(|open| open.id.clone()) {
            self.clients.put_keys(&id, None);
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
                    if let Some(open) = &mut session.clients.open {
                        open.spent = true;
                    }
                }
            };
            let flow = keys::remove(open.id.clone(), kid);
            self.run_for_client(now, "clients.busy.save", flow, then, effects);
        }
    }
}
