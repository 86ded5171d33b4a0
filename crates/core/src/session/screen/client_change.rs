//! The changes of one client, each looked at before it is sent.

use super::super::clients::editing::Editing;
use super::super::clients::opened::Opened;
use super::super::{Block, ButtonView, ClientsButton, ClientsField, Field, InputView, Look, Tone};
use super::{Content, Screen};
use crate::clients::{Difference, Listed, breaks, differences, writable};
use crate::model::{Environment, IntegrationType, Severity};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn client_input(
        &self,
        field: ClientsField,
        label: String,
        value: &str,
        long: bool,
    ) -> InputView {
        InputView {
            field: Field::Clients(field),
            label,
            hint: String::new(),
            value: value.to_owned(),
            long,
            code: long,
            required: true,
            findings: Vec::new(),
        }
    }

    pub(super) fn changing(&self, listed: &Listed, editing: &Editing) -> Content {
        let machine = matches!(
            listed.client.integration_type(),
            Some(IntegrationType::Maskinporten | IntegrationType::Krr)
        );
        let input = |field, member: &str, value: &str, long| {
            let view = self.client_input(field, self.label_of(member), value, long);
            Block::Input(self.with_refusals(view, editing, field))
        };
        let mut blocks = vec![
            Block::Text(self.t("clients.edit.lead")),
            input(ClientsField::Name, "client_name", &editing.name, false),
            input(
                ClientsField::Description,
                "description",
                &editing.description,
                false,
            ),
            input(ClientsField::Scopes, "scopes", &editing.scopes, true),
        ];
        if !machine || !editing.redirect_uris.is_empty() {
            let uris = &editing.redirect_uris;
            blocks.push(input(ClientsField::RedirectUris, "redirect_uris", uris, true));
            let uris = &editing.logout_uris;
            blocks.push(input(
                ClientsField::LogoutUris,
                "post_logout_redirect_uris",
                uris,
                true,
            ));
        }
        let rest = InputView {
            hint: self.t("clients.edit.rest_hint"),
            ..self.client_input(
                ClientsField::Rest,
                self.t("clients.edit.rest"),
                &editing.rest,
                true,
            )
        };
        blocks.push(Block::Input(self.with_refusals(
            rest,
            editing,
            ClientsField::Rest,
        )));
        let review = self.client_button(ClientsButton::Review, "clients.button.review", Look::Primary);
        let is_json = editing.wanted().is_some();
        if !is_json {
            let key = "clients.edit.no_json";
            blocks.push(self.notice(Tone::Danger, key, &["clients.edit.no_json_text"]));
        }
        let buttons = vec![
            ButtonView {
                disabled: !is_json,
                ..review
            },
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.edit.heading"), blocks, buttons)
    }

    /// The field with what the API said of it when the change was sent.
    fn with_refusals(&self, view: InputView, editing: &Editing, field: ClientsField) -> InputView {
        let findings = editing.refusals(field);
        InputView {
            findings: findings
                .into_iter()
                .map(|finding| self.finding(finding))
                .collect(),
            ..view
        }
    }

    /// Member by member: what goes, and what comes.
    pub(super) fn differences(&self, differences: &[Difference]) -> Block {
        let row = |one: &Difference| {
            let (gone, come) = one.words();
            let gone = gone.iter().map(|word| format!("− {word}"));
            let come = come.iter().map(|word| format!("+ {word}"));
            (
                self.label_of(&one.member),
                gone.chain(come).collect::<Vec<_>>().join("\n"),
            )
        };
        Block::Facts {
            heading: self.t("clients.edit.differences"),
            rows: differences.iter().map(row).collect(),
        }
    }

    pub(super) fn change_of_client(&self, open: &Opened, listed: &Listed, editing: &Editing) -> Content {
        let wanted = editing.wanted().unwrap_or_default();
        let found = differences(&writable(&listed.client), &wanted);
        let report = self.session.change_report(&wanted, Some(&listed.client));
        let is_final = found.iter().any(|one| one.member == "integration_type");
        let mut blocks = self.said_of_client(open);
        if found.is_empty() {
            blocks.push(Block::Text(self.t("clients.update.nothing")));
        } else {
            blocks.push(self.differences(&found));
        }
        if is_final {
            blocks.push(Block::Notice {
                tone: Tone::Danger,
                heading: self.t("clients.update.type_is_final"),
                text: Vec::new(),
                buttons: Vec::new(),
            });
        }
        for finding in report.findings.iter().filter(|f| f.severity != Severity::Hint) {
            let view = self.finding(finding);
            blocks.push(Block::Notice {
                tone: if finding.severity == Severity::Error {
                    Tone::Danger
                } else {
                    Tone::Warning
                },
                heading: view.severity_word,
                text: vec![view.text],
                buttons: Vec::new(),
            });
        }
        blocks.push(Block::Json {
            heading: self.t("clients.edit.json"),
            text: serde_json::to_string_pretty(&wanted).unwrap_or_default(),
            copy: self.t("guide.review.copy_json"),
        });
        blocks.extend(self.in_production());
        let save = self.client_button(ClientsButton::Save, "clients.button.save", Look::Primary);
        let buttons = vec![
            ButtonView {
                disabled: found.is_empty() || is_final || report.has_errors(),
                ..save
            },
            self.client_button(
                ClientsButton::EditMore,
                "clients.button.edit_more",
                Look::Secondary,
            ),
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.edit.review"), blocks, buttons)
    }

    /// That a client in production is about to be changed.
    pub(super) fn in_production(&self) -> Option<Block> {
        self.warns_of_production("clients.edit.prod_text")
    }

    /// That what is about to be changed is in production, where the room works there.
    pub(super) fn warns_of_production(&self, text: &'static str) -> Option<Block> {
        let place = self.session.workplace()?;
        (place.environment() == Environment::Prod)
            .then(|| self.notice(Tone::Danger, "guide.review.prod_heading", &[text]))
    }

    pub(super) fn asking_secret(&self, listed: &Listed) -> Content {
        let text = Message::new("clients.secret.will").with("name", self.name_of(listed));
        let mut blocks = vec![
            Block::Text(self.m(text)),
            Block::Text(self.t("clients.secret.once")),
        ];
        blocks.extend(self.in_production());
        let buttons = vec![
            self.client_button(
                ClientsButton::NewSecret,
                "clients.button.new_secret",
                Look::Primary,
            ),
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.secret.heading"), blocks, buttons)
    }

    pub(super) fn deactivating(&self, listed: &Listed, typed: &str) -> Content {
        let broken = breaks(&listed.client, listed.keys.as_ref().map(Vec::len));
        let mut blocks = vec![Block::Notice {
            tone: Tone::Danger,
            heading: self.t("clients.deactivate.breaks"),
            text: broken.into_iter().map(|one| self.m(one)).collect(),
            buttons: Vec::new(),
        }];
        let label = Message::new("clients.deactivate.type").with("name", listed.known_by());
        blocks.push(Block::Input(self.client_input(
            ClientsField::Confirm,
            self.m(label),
            typed,
            false,
        )));
        blocks.extend(self.in_production());
        let deactivate = self.client_button(
            ClientsButton::Deactivate,
            "clients.button.deactivate_now",
            Look::Danger,
        );
        let buttons = vec![
            ButtonView {
                disabled: !self.session.clients.name_is_typed(),
                ..deactivate
            },
            self.client_button(ClientsButton::Cancel, "clients.button.cancel", Look::Secondary),
        ];
        (self.t("clients.deactivate.heading"), blocks, buttons)
    }
}
