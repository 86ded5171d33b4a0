//! Exactly what will be sent, in words and as JSON.

use serde_json::Value;

use super::super::{Block, ButtonView, Field, Look, Tone};
use super::findings::in_words_of_the_screen;
use super::{Button, Screen};
use crate::model::{Environment, Severity};
use crate::steps;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn review(&self) -> (String, Vec<Block>) {
        let body = self.session.body();
        let mut blocks = Vec::new();
        let errors = self
            .report
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        let items: Vec<(Field, String)> = errors
            .map(|finding| {
                (
                    self.session.field_of(finding),
                    in_words_of_the_screen(finding, self.session.draft.language),
                )
            })
            .collect();
        if items.is_empty() {
            blocks.push(Block::Text(
                self.m(Message::new("guide.review.lead").with("place", self.where_to())),
            ));
        }
        // An error of a field can be mended where the field is; one that has no field, by its fix.
        for finding in &self.report.findings {
            let step = steps::step_of(self.session.field_of(finding), self.session.draft.goal);
            let view = self.finding(finding);
            let mut buttons: Vec<ButtonView> = view.fix.into_iter().collect();
            if step != super::StepId::Review {
                let label = self.m(Message::new("guide.button.go_to").with("step", self.step_name(step)));
                buttons.push(ButtonView {
                    press: Button::GoTo(step),
                    label,
                    look: Look::Secondary,
                    disabled: false,
                });
            }
            blocks.push(self.finding_notice(finding, buttons));
        }
        blocks.push(Block::Facts {
            heading: self.t("guide.review.facts"),
            rows: self.facts(body.body()),
        });
        blocks.push(Block::Json {
            heading: self.m(Message::new("guide.review.json").with("place", self.api())),
            text: serde_json::to_string_pretty(&body).unwrap_or_default(),
            copy: self.t("guide.review.copy_json"),
        });
        blocks.extend(self.first_key_question());
        if self.session.environment() == Environment::Prod {
            blocks.push(self.notice(
                Tone::Danger,
                "guide.review.prod_heading",
                &["guide.review.prod_text"],
            ));
        }
        blocks.push(self.notice(
            Tone::Warning,
            "guide.kind.final_heading",
            &["guide.review.final_text"],
        ));
        (self.t("guide.review.heading"), blocks)
    }

    /// The members of the body, each with the portal's label and its value in words.
    pub(super) fn facts(&self, body: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
        body.iter()
            .map(|(member, value)| (self.label_of(member), self.words(value)))
            .collect()
    }

    /// The portal's label and the API's name; only the name where the portal has no label.
    pub(super) fn label_of(&self, member: &str) -> String {
        let key = match member {
            "client_name" => "guide.details.name",
            "description" => "guide.details.description",
            "integration_type" => "guide.review.integration_type",
            "application_type" => "guide.review.application_type",
            "token_endpoint_auth_method" => "guide.review.auth_method",
            "grant_types" => "guide.review.grant_types",
            "scopes" => "guide.review.scopes",
            "redirect_uris" => "guide.uris.redirect",
            "post_logout_redirect_uris" => "guide.uris.logout",
            "code_challenge_method" => "guide.review.pkce",
            other => return other.to_owned(),
        };
        format!("{} ({member})", self.t(key))
    }

    pub(super) fn words(&self, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(list) => list
                .iter()
                .map(|value| self.words(value))
                .collect::<Vec<_>>()
                .join("\n"),
            Value::Bool(true) => self.t("guide.yes"),
            Value::Bool(false) => self.t("guide.no"),
            other => other.to_string(),
        }
    }

    /// "miljøet TEST for 314330897 Losby havnevesen"
    fn where_to(&self) -> String {
        let strip = self.strip();
        if strip.organisation.is_empty() {
            return strip.environment;
        }
        self.m(Message::new("guide.review.where")
            .with("environment", strip.environment)
            .with("organisation", strip.organisation))
    }

    /// The method and address that the body goes to.
    fn api(&self) -> String {
        let endpoints = self.session.environment().endpoints();
        let own = || {
            self.session
                .profile()
                .and_then(|profile| profile.endpoints.clone())
        };
        let base = endpoints
            .or_else(own)
            .map_or_else(|| "/api/v1".to_owned(), |endpoints| endpoints.api);
        format!("POST {base}/clients")
    }
}
