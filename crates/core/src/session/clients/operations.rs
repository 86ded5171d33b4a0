//! What the buttons of an open client do: a flow, and what is said when it has ended.

use secrecy::SecretString;
use serde_json::Value;

use super::editing::Editing;
use super::opened::Page;
use crate::Timestamp;
use crate::clients::{differences, writable};
use crate::desk::calendar::Day;
use crate::diagnosis::Symptom;
use crate::flow::clients::{Deactivated, Rotated, Updated, brings_secret, deactivate, new_secret, update};
use crate::flow::keys::{self, KeyOp, Keyed, Stop};
use crate::flow::{Flow, Refused};
use crate::journeys::Direct;
use crate::model::{ClientId, Kid, Plan};
use crate::session::home::Outcome;
use crate::session::{Effects, Focus, Session, Tone, refused};
use crate::text::Message;

/// Said while the keys of the open client are read; the rest of it is shown meanwhile.
pub(in crate::session) const READING: &str = "clients.busy.keys";

impl Session {
    /// Runs a flow for the open client; `then` is not told when the client has been closed meanwhile.
    pub(super) fn run_for_client<T: 'static>(
        &mut self,
        now: Timestamp,
        busy: &'static str,
        flow: Flow<T>,
        then: fn(&mut Self, Timestamp, T),
        effects: &mut Effects,
    ) {
        let Some(place) = self.workplace() else { return };
        if self.clients.busy.is_some() {
            return;
        }
        let Some(id) = self.clients.open.as_ref().map(|open| open.id.clone()) else {
            return;
        };
        self.clients.busy = Some(busy);
        self.move_focus(Focus::Heading);
        let then = move |session: &mut Self, now, end, effects: &mut Effects| {
            session.clients.busy = None;
            if session.clients.open.as_ref().is_some_and(|open| open.id == id) {
                then(session, now, end);
                session.move_focus(Focus::Heading);
            }
            if let Some(outcome) = session.clients.outcome.take() {
                session.bring_back(now, outcome, effects);
            }
        };
        self.run(now, place, flow, then, effects);
    }

    pub(in super::super) fn read_keys(&mut self, now: Timestamp, id: ClientId, effects: &mut Effects) {
        let then = |session: &mut Self, now, mut many: keys::Many| {
            let refused = many.refused.pop().map(|(_, refused)| refused).or(many.stopped);
            match (many.read.pop(), refused) {
                (_, Some(refused)) => session.say_refused(now, Message::new("clients.keys.unread"), &refused),
                (Some((_, keys)), None) => session.has_keys(keys),
                (None, None) => {}
            }
        };
        // It stands in the list, so it is there.
        self.run_for_client(now, READING, keys::of_many(vec![id]), then, effects);
    }

    pub(super) fn has_keys(&mut self, keys: Vec<Value>) {
        if let Some(id) = self.clients.open.as_ref().map(|open| open.id.clone()) {
            self.clients.put_keys(&id, Some(keys));
        }
    }

    pub(super) fn say(&mut self, tone: Tone, message: Message) {
        if let Some(open) = &mut self.clients.open {
            open.turn(Page::Show);
            open.said = Some((tone, message.clone()));
        }
        self.status = Some(message);
    }

    pub(super) fn say_refused(&mut self, now: Timestamp, message: Message, refused: &Refused) {
        let causes = refused.causes(&self.evidence_at(now, self.workplace().as_ref()));
        self.say(Tone::Warning, message);
        if let Some(open) = &mut self.clients.open {
            open.causes = causes;
        }
    }

    /// Sends the change that has been looked at.
    pub(super) fn save(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(seen) = self.clients.opened().map(|listed| listed.client.clone()) else {
            return;
        };
        let Some(open) = &self.clients.open else { return };
        let Page::Review(editing) = &open.page else {
            return;
        };
        let Some(wanted) = editing.wanted() else { return };
        let same = |member: &str| wanted.get(member) == seen.get(member);
        let changed = !differences(&writable(&seen), &wanted).is_empty();
        if !changed || !same("integration_type") || self.change_report(&wanted, Some(&seen)).has_errors() {
            return;
        }
        let (editing, brings) = (editing.clone(), brings_secret(&seen, &wanted));
        let flow = update(open.id.clone(), seen, &wanted).map(move |end| (end, editing, brings));
        self.run_for_client(now, "clients.busy.save", flow, Self::client_saved, effects);
    }

    fn client_saved(&mut self, now: Timestamp, (end, editing, brings): (Updated, Box<Editing>, bool)) {
        match end.refusal() {
            Some(refused) => self.say_refused(now, end.message(), refused),
            None => self.say(tone_of(matches!(end, Updated::Done { .. })), end.message()),
        }
        if let Some(open) = &mut self.clients.open {
            open.secret_lost = end.may_have_lost(brings);
        }
        let mut born = None;
        let (client, differs) = match end {
            Updated::Done {
                client,
                otherwise,
                secret,
                ..
            } => {
                born = secret;
                (client, otherwise)
            }
            Updated::Meanwhile { now, theirs } => (now, theirs),
            Updated::Overtaken { now, otherwise, .. } => (now, otherwise),
            // Nothing has been sent, or nothing is seen of it: the change is still there to be sent. Before it is, the
            // client is read again.
            Updated::Refused(refused) | Updated::Unknown(refused) => {
                let mut editing = editing;
                if let Symptom::Http { request, reply } = &*refused.symptom {
                    editing.refused = refused::Refused::all(request, reply);
                }
                if let Some(open) = &mut self.clients.open {
                    open.page = Page::Review(editing);
                }
                return;
            }
        };
        let ways: &'static [Direct] = if differs.is_empty() {
            &[Direct::Change]
        } else {
            &[]
        };
        match born {
            Some(secret) => self.show_secret(now, ways, secret),
            None if differs.is_empty() => self.did_with_client(ways, None),
            None => {}
        }
        self.take_in(client);
        if let Some(open) = &mut self.clients.open {
            open.differs = differs;
        }
    }

    fn take_in(&mut self, client: Plan) {
        if let Some(list) = &mut self.clients.list {
            list.put(client);
        }
    }

    pub(super) fn renew_key(&mut self, now: Timestamp, kid: &str, effects: &mut Effects) {
        let Some(open) = &self.clients.open else { return };
        if let Ok(kid) = Kid::parse(kid) {
            let flow = keys::renew(open.id.clone(), kid);
            self.run_for_client(
                now,
                "clients.busy.save",
                flow,
                |s, n, e| s.keyed(n, &e, KeyOp::Renew),
                effects,
            );
        }
    }

    pub(super) fn remove_key(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(open) = &self.clients.open else { return };
        let Page::RemoveKey(kid) = &open.page else { return };
        if let Ok(kid) = Kid::parse(kid) {
            let flow = keys::remove(open.id.clone(), kid);
            self.run_for_client(
                now,
                "clients.busy.save",
                flow,
                |s, n, e| s.keyed(n, &e, KeyOp::Remove),
                effects,
            );
        }
    }

    pub(super) fn keyed(&mut self, now: Timestamp, end: &Keyed, op: KeyOp) {
        match end.refusal() {
            Some(refused) => self.say_refused(now, end.message(op), refused),
            None => self.say(tone_of(matches!(end, Keyed::Done { .. })), end.message(op)),
        }
        // What is on screen is not what is there, or may not be.
        let is_old = matches!(end, Keyed::Stopped(Stop::Missing(_)) | Keyed::Unknown(_));
        if let (true, Some(open)) = (is_old, &self.clients.open) {
            let id = open.id.clone();
            self.clients.put_keys(&id, None);
        }
        if let Keyed::BothIn { keys, .. } = end {
            self.has_keys(keys.clone());
        }
        if let Keyed::Done { keys, kid, .. } = end {
            self.has_keys(keys.clone());
            if matches!(op, KeyOp::Add | KeyOp::Rotate) {
                if let Some(open) = &mut self.clients.open {
                    open.spent = true;
                }
                let last = keys
                    .iter()
                    .find(|key| key.get("kid").and_then(Value::as_str) == Some(kid))
                    .and_then(|key| key.get("exp")?.as_i64());
                // A key that says nothing lives for a year, as all of Digdir's do.
                let day = match last {
                    Some(last) => Day::of(Timestamp(last)),
                    None => Day::of(now).map(Day::next_year),
                };
                self.did_with_client(&[Direct::Key], Some((kid.clone(), day)));
            }
        }
    }

    /// For the plans that ask for it.
    fn did_with_client(&mut self, ways: &'static [Direct], key: Option<(String, Option<Day>)>) {
        let id = self.clients.open.as_ref().map(|open| open.id.clone());
        self.clients.outcome = id.map(|id| Outcome::Client {
            id,
            ways,
            key,
            secret: None,
        });
    }

    pub(super) fn rotate_secret(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(open) = &self.clients.open else { return };
        if !matches!(open.page, Page::Secret) {
            return;
        }
        let flow = new_secret(open.id.clone());
        let then = |session: &mut Self, now: Timestamp, end: Rotated| {
            match end.refusal() {
                Some(refused) => session.say_refused(now, end.message(), refused),
                None => session.say(Tone::Success, end.message()),
            }
            if let Rotated::Done { client, secret } = end {
                session.take_in(client);
                session.show_secret(now, &[], secret);
            }
        };
        self.run_for_client(now, "clients.busy.save", flow, then, effects);
    }

    /// Shows a new secret this once, and tells the plans when it ends.
    fn show_secret(&mut self, now: Timestamp, ways: &'static [Direct], secret: SecretString) {
        if let Some(open) = &mut self.clients.open {
            open.secret = Some(secret);
            self.clients.outcome = Some(Outcome::Client {
                id: open.id.clone(),
                ways,
                key: None,
                secret: Day::of(now).map(Day::secret_ends),
            });
        }
    }

    /// Deactivates the client whose name has been typed.
    pub(super) fn deactivate_client(&mut self, now: Timestamp, effects: &mut Effects) {
        if !self.clients.name_is_typed() {
            return;
        }
        let Some(listed) = self.clients.opened() else {
            return;
        };
        let name = listed.client.text("client_name").map(str::to_owned);
        let Some(id) = listed.id.clone() else { return };
        let then = |session: &mut Self, now, end: Deactivated| {
            match end.refusal() {
                Some(refused) => session.say_refused(now, end.message(), refused),
                None => session.say(tone_of(!matches!(end, Deactivated::Renamed(_))), end.message()),
            }
            if let Deactivated::Renamed(client) = end {
                session.take_in(client);
            } else if matches!(end, Deactivated::Done { .. } | Deactivated::Already)
                && let Some(mut client) = session.clients.opened().map(|listed| listed.client.clone())
            {
                client.set("active", false);
                session.take_in(client);
                session.did_with_client(&[Direct::Client, Direct::Deactivate], None);
            }
        };
        self.run_for_client(now, "clients.busy.save", deactivate(id, name), then, effects);
    }
}

fn tone_of(done: bool) -> Tone {
    if done { Tone::Success } else { Tone::Warning }
}
