//! What ends when, in the list: the keys of the clients on screen, which the list itself does not tell.

use super::Session;
use crate::Timestamp;
use crate::clients::unread;
use crate::flow::keys;
use crate::session::{Effects, Focus};
use crate::text::Message;

impl Session {
    /// Reads them. Where those of one client cannot be read, that is said of it.
    pub(super) fn read_expiry(&mut self, now: Timestamp, effects: &mut Effects) {
        let unread = unread(&self.clients.shown().0);
        let Some(place) = self.workplace() else { return };
        if self.clients.busy.is_some() || unread.is_empty() {
            return;
        }
        self.clients.busy = Some("clients.busy.expiry");
        self.clients.refused = None;
        let at = place.clone();
        let then = move |session: &mut Self, now, many: keys::Many, _: &mut Effects| {
            session.clients.busy = None;
            let (one, several) = ("clients.status.expiry_one", "clients.status.expiry");
            session.status = Some(Message::of_count(many.read.len(), one, several));
            for (id, keys) in many.read {
                session.clients.put_keys(&id, Some(keys));
            }
            for (id, _) in &many.refused {
                session.clients.refuse_keys(id);
            }
            let first = many.refused.into_iter().map(|(_, refused)| refused).next();
            if let Some(refused) = many.stopped.or(first) {
                session.clients.refused = Some(refused.causes(&session.evidence_at(now, Some(&at))));
                session.move_focus(Focus::Heading);
            }
        };
        self.run(now, place, keys::of_many(unread), then, effects);
    }
}
