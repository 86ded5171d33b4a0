//! One client: what it is, what the rules say, what ends when, and what can be done with it.

use super::super::clients::opened::{Opened, Page};
use super::super::clients::{BUSY, READING};
use super::super::{Block, Button, ClientsButton, Look, Tone};
use super::{ButtonView, Content, Screen};
use crate::clients::{Listed, secret_ends, uses_secret};
use crate::model::{Finding, Severity};
use crate::text::Message;

/// Advice for whoever sends a body that was an answer: here Losen does so itself, and leaves out what it says.
const SEEN_TO: [&str; 2] = ["client/read-only", "lifetime/zero"];

impl Screen<'_> {
    pub(super) fn client(&self, open: &Opened, listed: &Listed) -> Content {
        if let Some(busy) = self
            .session
            .clients
            .busy
            .filter(|busy| !matches!(open.page, Page::Show) || *busy != READING)
        {
            let mut blocks = vec![Block::Progress { text: self.t(busy) }];
            let mut buttons = Vec::new();
            if busy == BUSY {
                blocks.push(Block::Text(self.t("clients.rotate.waiting")));
                let stop =
                    self.client_button(ClientsButton::StopRotation, "guide.button.stop", Look::Secondary);
                buttons.push(stop);
            }
            return (self.name_of(listed), blocks, buttons);
        }
        match &open.page {
            Page::Show => self.shown_client(open, listed),
            Page::Edit(editing) => self.changing(listed, editing),
            Page::Review(editing) => self.change_of_client(open, listed, editing),
            Page::Key(new) => self.adding_key(new),
            Page::Rotate { old, new } => self.rotating_key(listed, old, new),
            Page::InUse { old, new } => self.key_in_use(listed, old, new),
            Page::RemoveKey(kid) => self.removing_key(listed, kid),
            Page::Secret => self.asking_secret(listed),
            Page::Deactivate(typed) => self.deactivating(listed, typed),
        }
    }

    pub(super) fn name_of(&self, listed: &Listed) -> String {
        let name = listed
            .client
            .text("client_name")
            .filter(|name| !name.trim().is_empty());
        name.map_or_else(|| self.t("clients.row.nameless"), str::to_owned)
    }

    pub(super) fn client_button(&self, press: ClientsButton, key: &'static str, look: Look) -> ButtonView {
        self.button(Button::Clients(press), key, look)
    }

    fn shown_client(&self, open: &Opened, listed: &Listed) -> Content {
        let client = &listed.client;
        let mut blocks = self.said_of_client(open);
        if !listed.is_active() {
            blocks.push(self.notice(Tone::Info, "clients.inactive.heading", &["clients.inactive.text"]));
        }
        let report = self.session.workplace_report(client);
        let told =
            |finding: &&Finding| finding.severity != Severity::Hint || !SEEN_TO.contains(&finding.rule);
        for finding in report.findings.iter().filter(told) {
            blocks.push(self.finding_notice(finding, Vec::new()));
        }
        blocks.push(Block::Facts {
            heading: self.t("clients.one.facts"),
            rows: self.facts(client.body()),
        });
        if let Some(ends) = secret_ends(client) {
            let said = Message::new("clients.secret.ends").with("day", ends.day());
            blocks.push(Block::Text(self.m(said)));
        }
        blocks.extend(self.keys_of_client(listed));
        blocks.push(Block::Json {
            heading: self.t("clients.one.json"),
            text: serde_json::to_string_pretty(client).unwrap_or_default(),
            copy: self.t("guide.review.copy_json"),
        });
        let mut buttons = Vec::new();
        if listed.is_active() {
            buttons.push(self.client_button(ClientsButton::Edit, "clients.button.edit", Look::Primary));
            if uses_secret(client) {
                let key = "clients.button.secret";
                buttons.push(self.client_button(ClientsButton::AskSecret, key, Look::Secondary));
            }
            let key = "clients.button.deactivate";
            buttons.push(self.client_button(ClientsButton::AskDeactivate, key, Look::Secondary));
        }
        buttons.push(self.client_button(ClientsButton::Close, "clients.button.list", Look::Secondary));
        (self.name_of(listed), blocks, buttons)
    }

    /// What came of the last operation.
    pub(super) fn said_of_client(&self, open: &Opened) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some((tone, message)) = &open.said {
            blocks.push(Block::Notice {
                tone: *tone,
                heading: self.m(message.clone()),
                text: Vec::new(),
                buttons: Vec::new(),
            });
        }
        if let Some(made) = &open.kept {
            blocks.push(Block::Copyable {
                label: self.t("first_key.done.file"),
                value: made.file.clone(),
                copy: self.t("first_key.done.copy_file"),
            });
            blocks.push(Block::Text(self.t("first_key.done.file_text")));
        }
        if let Some(secret) = &open.secret {
            blocks.extend(self.new_secret(secret));
        }
        if open.secret_lost {
            blocks.push(self.notice(Tone::Warning, "clients.update.secret_lost", &[]));
        }
        if !open.differs.is_empty() {
            blocks.push(self.differences(&open.differs));
        }
        blocks.extend(open.causes.iter().map(|cause| self.cause(cause)));
        blocks
    }
}
