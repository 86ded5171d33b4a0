//! Writing a scope, and what would be sent.

use super::super::super::provider::{FLAGS, TYPES, field_of, member_of};
use super::super::super::{
    Block, Button, ButtonView, ChoiceView, Field, FindingView, Focus, InputView, Look, OptionView,
    ProviderButton, ProviderField, Tone,
};
use super::super::{Content, Screen};
use crate::model::Severity;
use crate::provider::Change;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn scope_form(&self) -> Content {
        let room = &self.session.provider;
        let mut blocks = Vec::new();
        if self.session.focus_on == Focus::Errors {
            blocks.extend(self.form_errors());
        }
        // What is said of a member that has no field here stands above them all.
        let hidden = [ProviderField::Prefix, ProviderField::Subscope];
        let unseen =
            |field| field == ProviderField::Body || room.editing.is_some() && hidden.contains(&field);
        let unseen = room.refusals().filter(|finding| unseen(field_of(finding)));
        blocks.extend(unseen.map(|finding| self.finding_notice(finding, Vec::new())));
        let heading = match &room.editing {
            Some(name) => self.m(Message::new("provider.form.heading_edit").with("scope", name.as_str())),
            None => {
                blocks.push(Block::Text(self.t("provider.form.lead_new")));
                blocks.push(self.prefix_field());
                let subscope = self.member_field(
                    ProviderField::Subscope,
                    "provider.form.subscope",
                    "provider.form.subscope_hint",
                );
                blocks.push(Block::Input(InputView {
                    required: true,
                    ..subscope
                }));
                self.t("provider.form.heading_new")
            }
        };
        let description = self.member_field(
            ProviderField::Description,
            "provider.form.description",
            "provider.form.description_hint",
        );
        blocks.push(Block::Input(InputView {
            required: true,
            code: false,
            ..description
        }));
        let long = self.member_field(
            ProviderField::LongDescription,
            "provider.form.long_description",
            "provider.form.long_description_hint",
        );
        blocks.push(Block::Input(InputView {
            long: true,
            code: false,
            ..long
        }));
        blocks.push(self.visibilities());
        blocks.push(self.types());
        blocks.push(self.flags());
        for (field, label) in [
            (ProviderField::TokenAge, "provider.form.token_age"),
            (ProviderField::AuthorizationAge, "provider.form.authorization_age"),
        ] {
            blocks.push(Block::Input(self.member_field(
                field,
                label,
                "provider.form.seconds_hint",
            )));
        }
        blocks.push(self.token_types());
        blocks.push(Block::Input(self.member_field(
            ProviderField::Audience,
            "provider.form.audience",
            "provider.form.audience_hint",
        )));
        let back = room
            .editing
            .clone()
            .map_or(ProviderButton::Home, ProviderButton::Open);
        let buttons = vec![
            self.provider_button(ProviderButton::Review, "provider.button.review", Look::Primary),
            self.provider_button(back, "provider.button.cancel", Look::Secondary),
        ];
        (heading, blocks, buttons)
    }

    fn form_errors(&self) -> Option<Block> {
        let report = self.session.form_report();
        let shown = self.session.provider.shown;
        let errors = report
            .findings
            .iter()
            .filter(|finding| shown && finding.severity == Severity::Error);
        let items: Vec<(Field, String)> = errors
            .chain(self.session.provider.refusals())
            .map(|finding| {
                (
                    Field::Provider(field_of(finding)),
                    self.m(finding.message.clone()),
                )
            })
            .collect();
        (!items.is_empty()).then(|| Block::Errors {
            heading: self.t("guide.errors"),
            items,
        })
    }

    fn prefix_field(&self) -> Block {
        let room = &self.session.provider;
        let chosen = room.form.text("prefix").unwrap_or_default();
        let own: Vec<&str> = room
            .prefixes
            .iter()
            .flatten()
            .filter(|prefix| prefix.active)
            .map(|prefix| prefix.prefix.as_str())
            .collect();
        if own.is_empty() {
            let field = self.member_field(
                ProviderField::Prefix,
                "provider.form.prefix",
                "provider.form.prefix_hint",
            );
            return Block::Input(InputView {
                required: true,
                ..field
            });
        }
        let option = |prefix: &&str| OptionView {
            value: (*prefix).to_owned(),
            label: format!("{prefix}:"),
            hint: String::new(),
            tag: String::new(),
            checked: *prefix == chosen,
            disabled: false,
        };
        let options = own.iter().map(option).collect();
        Block::Select(self.provider_choice(ProviderField::Prefix, "provider.form.prefix", false, options))
    }

    fn member_field(&self, field: ProviderField, label: &'static str, hint: &'static str) -> InputView {
        let value = member_of(field).and_then(|member| self.session.provider.form.get(member));
        let value = match value {
            Some(serde_json::Value::String(text)) => text.clone(),
            // 0 sets no limit, and neither does an empty field.
            Some(serde_json::Value::Number(number)) if number.as_i64() != Some(0) => number.to_string(),
            _ => String::new(),
        };
        InputView {
            findings: self.form_findings(field),
            ..self.text_field(field, label, hint, &value)
        }
    }

    fn form_findings(&self, field: ProviderField) -> Vec<FindingView> {
        let room = &self.session.provider;
        let report = self.session.form_report();
        let of_rules = report.findings.iter().filter(|_| room.shown);
        let mine = room
            .refusals()
            .chain(of_rules)
            .filter(|finding| field_of(finding) == field);
        let view = |finding: &crate::model::Finding| FindingView {
            fix: finding.fix.as_ref().map(|_| {
                let press = ProviderButton::Mend(finding.rule.to_owned(), finding.path.clone());
                self.button(Button::Provider(press), "guide.button.mend", Look::Secondary)
            }),
            ..self.finding(finding)
        };
        mine.map(view).collect()
    }

    fn visibilities(&self) -> Block {
        let chosen = self.session.provider.form.text("visibility").unwrap_or("PUBLIC");
        let option = |value: &str, label: &'static str, hint: &'static str| OptionView {
            hint: self.t(hint),
            ..self.provider_option(value, label, chosen == value)
        };
        let options = vec![
            option(
                "PRIVATE",
                "provider.visibility.private",
                "provider.visibility.private_hint",
            ),
            option(
                "PUBLIC",
                "provider.visibility.public",
                "provider.visibility.public_hint",
            ),
        ];
        Block::Choice(ChoiceView {
            findings: self.form_findings(ProviderField::Visibility),
            ..self.provider_choice(
                ProviderField::Visibility,
                "provider.form.visibility",
                false,
                options,
            )
        })
    }

    fn token_types(&self) -> Block {
        let chosen = self
            .session
            .provider
            .form
            .text("token_type")
            .unwrap_or("SELF_CONTAINED");
        let option = |value: &str, label: &'static str, hint: &'static str| OptionView {
            hint: self.t(hint),
            ..self.provider_option(value, label, chosen == value)
        };
        let options = vec![
            option(
                "SELF_CONTAINED",
                "provider.token_type.self_contained",
                "provider.token_type.self_contained_hint",
            ),
            option(
                "OPAQUE",
                "provider.token_type.opaque",
                "provider.token_type.opaque_hint",
            ),
        ];
        Block::Choice(ChoiceView {
            findings: self.form_findings(ProviderField::TokenType),
            ..self.provider_choice(
                ProviderField::TokenType,
                "provider.form.token_type",
                false,
                options,
            )
        })
    }

    fn types(&self) -> Block {
        let chosen = self.session.provider.form.texts("allowed_integration_types");
        let option = |kind: &&str| OptionView {
            value: (*kind).to_owned(),
            label: (*kind).to_owned(),
            hint: String::new(),
            tag: String::new(),
            checked: chosen.iter().any(|one| one.eq_ignore_ascii_case(kind)),
            disabled: false,
        };
        let options = TYPES.iter().map(option).collect();
        Block::Choice(ChoiceView {
            hint: self.t("provider.form.types_hint"),
            findings: self.form_findings(ProviderField::Types),
            ..self.provider_choice(ProviderField::Types, "provider.form.types", true, options)
        })
    }

    fn flags(&self) -> Block {
        let room = &self.session.provider;
        let form = &room.form;
        let option = |flag: &&'static str| {
            let (label, on) = match *flag {
                "delegation_source" => (
                    "provider.flag.delegation_source",
                    form.text(flag).is_some_and(|it| !it.is_empty()),
                ),
                "accessible_for_all" => ("provider.flag.accessible_for_all", form.is_open()),
                "requires_user_authentication" => (
                    "provider.flag.requires_user_authentication",
                    form.flag(flag) == Some(true),
                ),
                "requires_user_consent" => (
                    "provider.flag.requires_user_consent",
                    form.flag(flag) == Some(true),
                ),
                "requires_pseudonymous_tokens" => (
                    "provider.flag.requires_pseudonymous_tokens",
                    form.flag(flag) == Some(true),
                ),
                _ => ("provider.flag.active", form.is_active()),
            };
            self.provider_option(flag, label, on)
        };
        // A scope is deactivated in a way of its own, after everybody's access; here it can only come back.
        let comes_back = room
            .editing
            .as_ref()
            .and_then(|name| room.scope(name))
            .is_some_and(|it| !it.is_active());
        let offered = FLAGS.iter().filter(|flag| **flag != "active" || comes_back);
        Block::Choice(ChoiceView {
            findings: self.form_findings(ProviderField::Flags),
            ..self.provider_choice(
                ProviderField::Flags,
                "provider.form.flags",
                true,
                offered.map(option).collect(),
            )
        })
    }

    pub(super) fn scope_review(&self) -> Content {
        let room = &self.session.provider;
        let mut blocks = Vec::new();
        let changes = room.editing.is_some();
        let Some(proposal) = &room.proposal else {
            return (self.t("provider.review.heading_new"), blocks, Vec::new());
        };
        if proposal.outdated {
            blocks.push(self.notice(Tone::Danger, "provider.save.changed", &[]));
        }
        for finding in &proposal.report.findings {
            blocks.push(self.finding_notice(finding, Vec::new()));
        }
        if changes && proposal.changes.is_empty() {
            blocks.push(Block::Text(self.t("provider.review.no_changes")));
        } else if changes {
            let rows = proposal
                .changes
                .iter()
                .map(|change| self.change(change))
                .collect();
            blocks.push(Block::Facts {
                heading: self.t("provider.review.changes"),
                rows,
            });
        } else {
            let rows = self.scope_facts(&room.form);
            blocks.push(Block::Facts {
                heading: self.t("provider.review.facts"),
                rows,
            });
            blocks.push(self.notice(
                Tone::Info,
                "provider.review.final",
                &["provider.review.final_text"],
            ));
        }
        blocks.push(Block::Json {
            heading: self.t("provider.review.json"),
            text: serde_json::to_string_pretty(&room.form.request()).unwrap_or_default(),
            copy: self.t("guide.review.copy_json"),
        });
        blocks.extend(self.scopes_in_production());
        let (heading, label) = if changes {
            ("provider.review.heading_edit", "provider.button.save")
        } else {
            ("provider.review.heading_new", "provider.button.create")
        };
        let save = self.provider_button(ProviderButton::Save, label, Look::Primary);
        let buttons = vec![
            ButtonView {
                disabled: !room.may_save(),
                ..save
            },
            self.provider_button(ProviderButton::Form, "provider.button.form", Look::Secondary),
        ];
        (self.t(heading), blocks, buttons)
    }

    /// Before and after, one below the other.
    fn change(&self, change: &Change) -> (String, String) {
        let side = |value: &Option<serde_json::Value>| match value {
            Some(value) => self.words(value),
            None => self.t("provider.review.nothing"),
        };
        let message = Message::new("provider.review.change")
            .with("before", side(&change.before))
            .with("after", side(&change.after));
        (self.scope_label(&change.member), self.m(message))
    }
}
