//! A new key in place of an old one.

use super::super::clients::opened::{Rotating, pasted_key};
use super::super::{
    Block, ChoiceView, ClientsButton, ClientsField, Field, InputView, Look, OptionView, Tone,
};
use super::{ButtonView, Content, Screen};
use crate::clients::Listed;
use crate::flow::keys::provable_scope;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn rotating_key(&self, listed: &Listed, rotating: &Rotating) -> Content {
        let lead = match provable_scope(&listed.client) {
            Some(_) => "clients.rotate.lead",
            None => "clients.rotate.lead_login",
        };
        let mut blocks = vec![Block::Text(
            self.m(Message::new(lead).with("kid", rotating.old.as_str())),
        )];
        let option = |value: &str, label: &'static str, hint: &'static str, checked: bool| OptionView {
            value: value.to_owned(),
            label: self.t(label),
            hint: self.t(hint),
            tag: String::new(),
            checked,
            disabled: false,
        };
        if self.session.workplace_makes_keys() {
            blocks.push(Block::Choice(ChoiceView {
                field: Field::Clients(ClientsField::KeyFrom),
                legend: self.t("clients.rotate.from"),
                hint: String::new(),
                many: false,
                options: vec![
                    option(
                        "helper",
                        "clients.rotate.helper",
                        "clients.rotate.helper_hint",
                        rotating.by_helper,
                    ),
                    option(
                        "pasted",
                        "clients.rotate.pasted",
                        "clients.rotate.pasted_hint",
                        !rotating.by_helper,
                    ),
                ],
                findings: Vec::new(),
            }));
        }
        let mut ready = true;
        if !rotating.by_helper {
            let pasted = pasted_key(&rotating.text, Some(self.session.clients.read_at));
            let wrong = pasted.as_ref().err().filter(|_| !rotating.text.trim().is_empty());
            let findings = wrong.iter().flat_map(|report| &report.findings);
            let input = self.client_input(
                ClientsField::Key,
                self.t("clients.keys.paste"),
                &rotating.text,
                true,
            );
            blocks.push(Block::Input(InputView {
                hint: self.t("clients.keys.paste_hint"),
                findings: findings.map(|finding| self.finding(finding)).collect(),
                ..input
            }));
            ready = pasted.is_ok();
        }
        blocks.extend(self.in_production());
        let rotate = self.client_button(ClientsButton::RotateKey, "clients.button.rotate", Look::Primary);
        let buttons = vec![
            ButtonView {
                disabled: !ready,
                ..rotate
            },
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.rotate.heading"), blocks, buttons)
    }

    /// The new key is in. Losen cannot try it, so whoever can says when the old one goes.
    pub(super) fn key_in_use(&self, old: &str, new: &str) -> Content {
        let said = |key: &'static str| self.m(Message::new(key).with("old", old).with("new", new));
        let blocks = vec![
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
