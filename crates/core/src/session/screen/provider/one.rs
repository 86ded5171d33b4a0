//! One scope, and who may use it.

use super::super::super::{
    Block, Field, InputView, ItemView, ListView, Look, ProviderButton, ProviderField, Tone,
};
use super::super::{Content, Screen};
use super::PAGE;
use crate::model::{Access, Scope, ScopeBody};
use crate::session::FindingView;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn own_scope(&self, name: &Scope) -> Content {
        let room = &self.session.provider;
        let mut blocks = Vec::new();
        let mut buttons = Vec::new();
        if let Some(scope) = room.scope(name) {
            if !scope.is_active() {
                blocks.push(self.notice(
                    Tone::Warning,
                    "provider.one.inactive",
                    &["provider.one.inactive_text"],
                ));
            }
            // How many there are, also when more than are drawn; the list itself says it to screen readers only.
            if !room.consumers().is_empty() {
                blocks.push(Block::Text(self.how_many_consumers()));
            }
            // Access is given and taken away from here.
            blocks.extend(self.scopes_in_production());
            blocks.push(self.consumers_of(scope));
            blocks.push(Block::Facts {
                heading: self.t("provider.one.facts"),
                rows: self.scope_facts(scope),
            });
            blocks.push(Block::Json {
                heading: self.t("provider.one.json"),
                text: serde_json::to_string_pretty(scope).unwrap_or_default(),
                copy: self.t("guide.review.copy_json"),
            });
            let edit = ProviderButton::Edit(name.clone());
            buttons.push(self.provider_button(edit, "provider.button.edit", Look::Primary));
            let list = ProviderButton::List(Some(name.clone()));
            buttons.push(self.provider_button(list, "provider.button.list", Look::Secondary));
            if scope.is_active() {
                let leave = ProviderButton::Leave(name.clone());
                buttons.push(self.provider_button(leave, "provider.button.leave", Look::Secondary));
            }
        }
        buttons.push(self.provider_button(ProviderButton::Home, "provider.button.home", Look::Secondary));
        (name.to_string(), blocks, buttons)
    }

    /// Those who may use it, with a field for one more.
    fn consumers_of(&self, scope: &ScopeBody) -> Block {
        let room = &self.session.provider;
        if room.accesses.is_none() {
            return self.notice(Tone::Info, "provider.one.unseen", &["provider.one.unseen_text"]);
        }
        let consumers = room.consumers();
        let item = |access: &&Access| ItemView {
            value: access.text("consumer_orgno").unwrap_or("–").to_owned(),
            hint: access
                .text("consumer_organization_name")
                .unwrap_or_default()
                .to_owned(),
            remove: access.consumer().map(|consumer| {
                let label = Message::new("provider.button.revoke").with("orgno", consumer.as_str());
                let press = ProviderButton::Revoke(consumer);
                super::super::super::ButtonView {
                    label: self.m(label),
                    ..self.provider_button(press, "provider.button.revoke", Look::Plain)
                }
            }),
            findings: Vec::new(),
        };
        let entry = InputView {
            findings: self.wrong_list(),
            ..self.text_field(
                ProviderField::Consumer,
                "provider.one.consumer",
                "provider.one.consumer_hint",
                &room.list.consumer,
            )
        };
        let add = self.provider_button(ProviderButton::Grant, "provider.button.grant", Look::Secondary);
        Block::List(ListView {
            add: super::super::super::ButtonView {
                disabled: !scope.is_active(),
                ..add
            },
            entry,
            label: self.how_many_consumers(),
            items: consumers.iter().take(PAGE).map(item).collect(),
            empty: self.t(if scope.is_open() {
                "provider.one.open"
            } else {
                "provider.access.none"
            }),
        })
    }

    fn how_many_consumers(&self) -> String {
        let count = self.session.provider.consumers().len();
        self.m(Message::new("provider.one.who")
            .with("count", count.to_string())
            .with("shown", count.min(PAGE).to_string()))
    }

    /// What is wrong with a list as a whole, or with the one number that was typed.
    pub(super) fn wrong_list(&self) -> Vec<FindingView> {
        let wrong = self.session.provider.list.wrong.iter();
        wrong.map(|message| self.error(message.clone())).collect()
    }

    /// The error summary of a list.
    pub(super) fn wrong_summary(&self, field: ProviderField) -> Option<Block> {
        let wrong = self.session.provider.list.wrong.clone()?;
        Some(Block::Errors {
            heading: self.t("guide.errors"),
            items: vec![(Field::Provider(field), self.m(wrong))],
        })
    }

    /// The members of a scope in words.
    pub(super) fn scope_facts(&self, scope: &ScopeBody) -> Vec<(String, String)> {
        let told = scope.body().iter().filter(|(_, value)| !value.is_null());
        told.map(|(member, value)| (self.scope_label(member), self.words(value)))
            .collect()
    }

    /// The label of a member and the API's name; only the name where there is no label.
    pub(super) fn scope_label(&self, member: &str) -> String {
        let key = match member {
            "prefix" => "provider.form.prefix",
            "subscope" => "provider.form.subscope",
            "description" => "provider.form.description",
            "long_description" => "provider.form.long_description",
            "visibility" => "provider.form.visibility",
            "allowed_integration_types" => "provider.form.types",
            "at_max_age" => "provider.form.token_age",
            "authorization_max_lifetime" => "provider.form.authorization_age",
            "token_type" => "provider.form.token_type",
            "enforced_aud_for_access_token" => "provider.form.audience",
            "delegation_source" => "provider.flag.delegation_source",
            "accessible_for_all" => "provider.flag.accessible_for_all",
            "requires_user_authentication" => "provider.flag.requires_user_authentication",
            "requires_user_consent" => "provider.flag.requires_user_consent",
            "requires_pseudonymous_tokens" => "provider.flag.requires_pseudonymous_tokens",
            "active" => "provider.flag.active",
            other => return other.to_owned(),
        };
        format!("{} ({member})", self.t(key))
    }
}
