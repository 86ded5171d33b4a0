//! The proof that users can log in with the new client.

use secrecy::ExposeSecret;

use super::super::prove::Proving;
use super::super::{Block, Field, InputView, Look, Tone};
use super::{Button, Screen};
use crate::login::{Authenticated, Person};
use crate::model::Environment;
use crate::text::Message;

impl Screen<'_> {
    /// A login cannot be tried on somebody's behalf: the user logs in, and pastes where it ended.
    pub(super) fn login(&self) -> Vec<Block> {
        match &self.session.proving {
            Proving::Exchanging => vec![Block::Progress {
                text: self.t("proof.login.exchanging"),
            }],
            Proving::LoggedIn {
                scopes,
                authenticated,
                person,
                ..
            } => self.logged_in(scopes, *authenticated, person.as_ref()),
            Proving::Failed(causes) => {
                let mut blocks = vec![self.notice(
                    Tone::Danger,
                    "proof.login.failed_heading",
                    &["proof.login.failed_text"],
                )];
                blocks.extend(causes.iter().map(|cause| self.cause(cause)));
                blocks.extend(self.try_login("proof.login.again_heading", "proof.login.again"));
                blocks
            }
            _ if self.session.proves_in_page() => {
                self.try_login("guide.login.heading", "proof.login.try_page")
            }
            _ => self.try_login("guide.login.heading", "guide.button.log_in"),
        }
    }

    fn try_login(&self, heading: &'static str, button: &'static str) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.session.wants_secret() {
            blocks.push(Block::Input(InputView {
                field: Field::ClientSecret,
                label: self.t("proof.login.secret"),
                hint: self.t("proof.login.secret_hint"),
                value: self.session.pasted_secret.expose_secret().to_owned(),
                long: false,
                code: true,
                required: true,
                findings: Vec::new(),
            }));
        }
        let in_page = self.session.proves_in_page();
        let as_whom = match self.session.environment() {
            _ if in_page => "proof.login.text_page",
            Environment::Prod => "proof.login.text_production",
            _ => "guide.login.text",
        };
        blocks.push(Block::Notice {
            tone: Tone::Info,
            heading: self.t(heading),
            text: vec![self.t(as_whom)],
            buttons: vec![self.button(Button::LogIn, button, Look::Primary)],
        });
        if self.session.proving == Proving::Beginning {
            blocks.push(Block::Progress {
                text: self.t("proof.login.beginning"),
            });
        }
        // There is no address to paste where nobody logs in.
        if in_page {
            return blocks;
        }
        blocks.push(Block::Input(InputView {
            field: Field::Landing,
            label: self.t("guide.login.label"),
            hint: self.t("guide.login.hint"),
            value: self.session.landing.clone(),
            long: false,
            code: true,
            required: true,
            findings: Vec::new(),
        }));
        if self.session.landed_elsewhere() {
            blocks.push(self.notice(
                Tone::Warning,
                "guide.login.elsewhere_heading",
                &["guide.login.elsewhere_text"],
            ));
        }
        blocks
    }

    fn logged_in(
        &self,
        scopes: &[String],
        authenticated: Authenticated,
        person: Option<&Person>,
    ) -> Vec<Block> {
        let said = match (person, self.session.environment()) {
            (Some(_), _) => "proof.login.proved_person",
            (None, Environment::Prod) => "proof.login.proved_production",
            (None, _) => "proof.login.proved",
        };
        let how = match authenticated {
            Authenticated::Certificate => "proof.login.by_certificate",
            Authenticated::Key => "proof.login.by_key",
            Authenticated::Secret => "proof.login.by_secret",
            Authenticated::Public => "proof.login.by_pkce",
        };
        let mut rows = vec![
            (self.t("proof.login.code"), self.t("proof.login.code_exchanged")),
            (self.t("proof.login.client"), self.t(how)),
            (self.t("guide.review.scopes"), scopes.join(" ")),
        ];
        if let Some(person) = person {
            let found = Message::new("proof.login.person_found")
                .with("person", &person.number)
                .with("members", person.members.join(", "));
            rows.push((self.t("proof.login.person"), self.m(found)));
        }
        vec![
            self.notice(Tone::Success, "guide.login.works_heading", &[said]),
            Block::Facts {
                heading: self.t("guide.proof.evidence"),
                rows,
            },
        ]
    }
}
