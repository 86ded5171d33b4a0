//! The keys of one client: what ends when, and what can be done with them.

use serde_json::Value;

use super::super::clients::new_key::{NewKey, pasted_key};
use super::super::{
    Block, ChoiceView, ClientsButton, ClientsField, Field, FindingView, InputView, Look, OptionView, Tone,
};
use super::{ButtonView, Content, Screen};
use crate::Timestamp;
use crate::clients::{Ends, Listed, Near, ends_of_key, is_lock, unlocks};
use crate::flow::keys::MOST;
use crate::keys::check_text;
use crate::text::Message;

impl Screen<'_> {
    /// The keys, each with when it ends and what can be done with it.
    pub(super) fn keys_of_client(&self, listed: &Listed) -> Vec<Block> {
        let Some(keys) = &listed.keys else {
            if let Some(busy) = self.session.clients.busy {
                return vec![Block::Progress { text: self.t(busy) }];
            }
            let read = self.client_button(
                ClientsButton::ReadKeys,
                "clients.button.read_keys",
                Look::Secondary,
            );
            return vec![Block::Notice {
                tone: Tone::Neutral,
                heading: self.t("clients.keys.heading"),
                text: vec![self.t("clients.keys.unread")],
                buttons: vec![read],
            }];
        };
        let active = listed.is_active();
        let mut blocks: Vec<Block> = keys.iter().map(|key| self.key_of_client(key, active)).collect();
        if !active {
            return blocks;
        }
        let text = if keys.is_empty() {
            "clients.keys.none"
        } else {
            "clients.keys.how_to_rotate"
        };
        let add = self.client_button(
            ClientsButton::PasteKey,
            "clients.button.paste_key",
            Look::Secondary,
        );
        blocks.push(Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("clients.keys.heading"),
            text: vec![self.t(text)],
            buttons: vec![add],
        });
        blocks
    }

    /// One key, with what can be done with it as long as its client is in use.
    fn key_of_client(&self, key: &Value, active: bool) -> Block {
        let kid = key.get("kid").and_then(Value::as_str).unwrap_or("–");
        let ends = ends_of_key(key);
        let (tone, mut text) = ends.map_or((Tone::Neutral, Vec::new()), |ends| {
            let (tone, words) = self.ends(ends);
            (tone, vec![words])
        });
        if is_lock(key) {
            text.push(self.t("clients.keys.locked"));
        }
        let named = |press: ClientsButton, label: &'static str| ButtonView {
            label: self.m(Message::new(label).with("kid", kid)),
            ..self.client_button(press, "clients.button.list", Look::Secondary)
        };
        let kid_of = || kid.to_owned();
        let what = [
            (ClientsButton::RenewKey(kid_of()), "clients.button.renew_key"),
            (ClientsButton::AskRotateKey(kid_of()), "clients.button.rotate_key"),
            (ClientsButton::AskRemoveKey(kid_of()), "clients.button.remove_key"),
        ];
        let buttons = what.into_iter().filter(|_| active);
        Block::Notice {
            tone,
            heading: self.m(Message::new("clients.keys.key").with("kid", kid)),
            text,
            buttons: buttons.map(|(press, label)| named(press, label)).collect(),
        }
    }

    /// How much it matters, and in words.
    fn ends(&self, ends: Ends) -> (Tone, String) {
        // The time of the last look is as good as now: days are what counts.
        let (tone, key) = match ends.near(self.session.clients.read_at) {
            Near::Over => (Tone::Danger, "clients.keys.ended"),
            Near::Soon => (Tone::Warning, "clients.keys.ends_soon"),
            Near::Later => (Tone::Neutral, "clients.keys.ends"),
        };
        (tone, self.m(Message::new(key).with("day", ends.day())))
    }

    pub(super) fn adding_key(&self, new: &NewKey) -> Content {
        let mut blocks = vec![Block::Text(self.t("clients.keys.add_lead"))];
        blocks.extend(self.choosing_key(new));
        blocks.extend(self.in_production());
        let add = self.client_button(ClientsButton::AddKey, "clients.button.add_key", Look::Primary);
        let buttons = vec![
            self.when_ready(add, new),
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.keys.add_heading"), blocks, buttons)
    }

    /// Where a new key comes from, and its public half where it is pasted.
    pub(super) fn choosing_key(&self, new: &NewKey) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.session.keys_are_full() {
            let full = Message::new("clients.keys.is_full").with("most", MOST.to_string());
            blocks.push(Block::Notice {
                tone: Tone::Warning,
                heading: self.m(full),
                text: Vec::new(),
                buttons: Vec::new(),
            });
        }
        if self.session.workplace_makes_keys() {
            blocks.push(self.key_from(new));
        }
        if !new.by_helper {
            let findings = match &new.private {
                Some(report) => report.findings.iter().map(|found| self.finding(found)).collect(),
                None => self.said_of_key(&new.text, Some(self.session.clients.read_at)),
            };
            let label = self.t("clients.keys.paste");
            blocks.push(Block::Input(InputView {
                hint: self.t("clients.keys.paste_hint"),
                findings,
                ..self.client_input(ClientsField::Key, label, &new.text, true)
            }));
        }
        blocks
    }

    /// What there is to say of a key that has been pasted: what is wrong with it, and what it brings along.
    pub(super) fn said_of_key(&self, text: &str, now: Option<Timestamp>) -> Vec<FindingView> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        let report = check_text(text, now);
        let mut said: Vec<FindingView> = report.findings.iter().map(|found| self.finding(found)).collect();
        if !report.has_errors() && pasted_key(text, now).is_err() {
            said.push(self.error(Message::new("clients.keys.one_only_pasted")));
        }
        said
    }

    fn key_from(&self, new: &NewKey) -> Block {
        let option = |value: &str, label: &'static str, hint: &'static str, checked: bool| OptionView {
            value: value.to_owned(),
            label: self.t(label),
            hint: self.t(hint),
            tag: String::new(),
            checked,
            disabled: false,
        };
        let (helper, pasted) = ("clients.rotate.helper", "clients.rotate.pasted");
        Block::Choice(ChoiceView {
            field: Field::Clients(ClientsField::KeyFrom),
            legend: self.t("clients.rotate.from"),
            hint: String::new(),
            many: false,
            options: vec![
                option("helper", helper, "clients.rotate.helper_hint", new.by_helper),
                option("pasted", pasted, "clients.rotate.pasted_hint", !new.by_helper),
            ],
            findings: Vec::new(),
        })
    }

    /// A button that sends the new key, once there is one.
    pub(super) fn when_ready(&self, button: ButtonView, new: &NewKey) -> ButtonView {
        let session = self.session;
        ButtonView {
            disabled: !new.is_ready(session.clients.read_at, session.keys_are_full()),
            ..button
        }
    }

    /// The key that goes is what locks the client to a certificate.
    pub(super) fn lock_goes(&self, listed: &Listed, kid: &str, comes: Option<&NewKey>) -> Option<Block> {
        let comes = comes.and_then(|new| pasted_key(&new.text, None).ok().filter(|_| !new.by_helper));
        let goes = unlocks(listed.keys.as_ref()?, kid, comes.as_ref());
        goes.then(|| {
            self.notice(
                Tone::Warning,
                "clients.keys.lock_goes",
                &["clients.keys.lock_goes_text"],
            )
        })
    }

    pub(super) fn removing_key(&self, listed: &Listed, kid: &str) -> Content {
        let last = listed.keys.as_ref().is_some_and(|keys| keys.len() == 1);
        let mut blocks = vec![Block::Text(
            self.m(Message::new("clients.keys.remove_text").with("kid", kid)),
        )];
        if last {
            let text = &["clients.keys.remove_last_text"];
            blocks.push(self.notice(Tone::Warning, "clients.keys.remove_last", text));
        }
        blocks.extend(self.lock_goes(listed, kid, None));
        blocks.extend(self.in_production());
        let buttons = vec![
            self.client_button(ClientsButton::RemoveKey, "clients.button.remove", Look::Danger),
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.keys.remove_heading"), blocks, buttons)
    }
}
