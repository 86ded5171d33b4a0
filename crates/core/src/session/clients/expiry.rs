//! What ends when, in the list: the keys of the clients on screen, which the list itself does not tell.

use super::Session;
use crate::Timestamp;
use crate::clients::unread;
use crate::flow::keys;
use crate::session::{Effects, Focus};
use crate::text::Message;

impl Session {
    /// Reads them. Where one cannot be read, those before it are shown.
    pub(super) fn read_expiry(&mut self, now: Timestamp, effects: &mut Effects) {
        let unread = unread(&self.clients.shown().0);
        let Some(place) = self.workplace() else { return };
        if self.clients.busy.is_some() || unread.is_empty() {
            return;
        }
        self.clients.busy = Some("clients.busy.expiry");
        self.clients.refused = None;
        let at = place.clone();
        let then = move |session: &mut Self, now, (read, refused): keys::Many, _: &mut Effects| {
            session.clients.busy = None;
            let count = read.len().to_string();
            for (id, keys) in read {
                session.clients.put_keys(&id, Some(keys));
            }
            session.status = Some(Message::new("clients.status.expiry").with("count", count));
            if let Some(refused) = refused {
                session.clients.refused = Some(refused.causes(&session.evidence_at(now, Some(&at))));
                session.move_focus(Focus::Heading);
            }
        };
        self.run(now, place, keys::of_many(unread), then, effects);
    }
}
