//! The proof that users can log in with the new client.

use secrecy::ExposeSecret;

use super::super::login_wait::NotKnownYet;
use super::super::prove::Proving;
use super::super::{Block, Field, InputView, Look, Tone};
use super::proof::minutes;
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
            Proving::NotKnownYet(unknown) => self.not_known_yet(unknown),
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

    /// How long it may last, and when to try again.
    fn not_known_yet(&self, unknown: &NotKnownYet) -> Vec<Block> {
        let mut blocks = Vec::new();
        if unknown.waits {
            blocks.push(Block::Progress {
                text: self.t("proof.login.waiting"),
            });
        }
        let (one, several) = ("proof.login.unknown_one", "proof.login.unknown");
        let tried = Message::of_count(unknown.tries, one, several);
        let (heading, rest) = match (unknown.left, unknown.waits) {
            (0, _) => ("proof.login.old_heading", Message::new("proof.login.old_text")),
            (left, true) => (
                "guide.proof.trying_heading",
                estimate(left, "proof.login.wait_one", "proof.login.wait"),
            ),
            (left, false) => (
                "proof.login.try_now",
                estimate(left, "proof.login.try_now_text_one", "proof.login.try_now_text"),
            ),
        };
        blocks.push(Block::Notice {
            tone: Tone::Neutral,
            heading: self.t(heading),
            text: vec![self.m(tried), self.m(rest)],
            buttons: Vec::new(),
        });
        blocks.extend(unknown.causes.iter().map(|cause| self.cause(cause)));
        blocks.extend(self.try_login("proof.login.again_heading", "proof.login.again"));
        blocks
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
        let mut buttons = vec![self.button(Button::LogIn, button, Look::Primary)];
        if !in_page {
            buttons.push(self.button(Button::LoginShowedPage, "proof.login.page", Look::Secondary));
        }
        blocks.push(Block::Notice {
            tone: Tone::Info,
            heading: self.t(heading),
            text: vec![self.t(as_whom)],
            buttons,
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

fn estimate(left: i64, one: &'static str, several: &'static str) -> Message {
    Message::of_count(usize::try_from(minutes(left)).unwrap_or_default(), one, several)
}
