//! A new key in place of an old one.

use super::super::clients::new_key::NewKey;
use super::super::{Block, ClientsButton, Look, Tone};
use super::{ButtonView, Content, Screen};
use crate::clients::Listed;
use crate::flow::keys::provable_scope;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn rotating_key(&self, listed: &Listed, old: &str, new: &NewKey) -> Content {
        let lead = match provable_scope(&listed.client) {
            Some(_) => "clients.rotate.lead",
            None => "clients.rotate.lead_login",
        };
        let mut blocks = vec![Block::Text(self.m(Message::new(lead).with("kid", old)))];
        blocks.extend(self.choosing_key(new));
        blocks.extend(self.lock_goes(listed, old, Some(new)));
        blocks.extend(self.in_production());
        let rotate = self.client_button(ClientsButton::RotateKey, "clients.button.rotate", Look::Primary);
        let buttons = vec![
            self.when_ready(rotate, new),
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.rotate.heading"), blocks, buttons)
    }

    /// The new key is in. Losen cannot try it, so whoever can says when the old one goes.
    pub(super) fn key_in_use(&self, listed: &Listed, old: &str, new: &str) -> Content {
        let said = |key: &'static str| self.m(Message::new(key).with("old", old).with("new", new));
        let mut blocks = vec![
            Block::Notice {
                tone: Tone::Info,
                heading: said("clients.rotate.in_heading"),
                text: vec![said("clients.rotate.in_text")],
                buttons: Vec::new(),
            },
            Block::Notice {
                tone: Tone::Warning,
                heading: self.t("clients.rotate.unproven_heading"),
                text: vec![said("clients.rotate.unproven_text")],
                buttons: Vec::new(),
            },
        ];
        blocks.extend(self.lock_goes(listed, old, None));
        blocks.extend(self.in_production());
        let out = self.client_button(ClientsButton::OldKeyOut, "clients.button.cancel", Look::Primary);
        let buttons = vec![
            ButtonView {
                label: said("clients.button.old_out"),
                ..out
            },
            self.client_button(ClientsButton::Cancel, "clients.button.not_yet", Look::Secondary),
        ];
        (self.t("clients.rotate.heading"), blocks, buttons)
    }
}
