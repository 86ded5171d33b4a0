//! The client is there: its id, and what to do next.

use secrecy::{ExposeSecret, SecretString};

use super::super::prove::Proving;
use super::super::{Block, SecretView, Tone};
use super::Screen;
use crate::model::{AuthMethod, Environment};
use crate::rules::Goal;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn done(&self) -> (String, Vec<Block>) {
        let Some(created) = &self.session.draft.created else {
            return (self.t("guide.done.heading"), Vec::new());
        };
        let name = self.session.draft.plan.text("client_name").unwrap_or_default();
        let practice = self.session.environment() == Environment::Practice;
        let said = if practice {
            "guide.done.text_practice"
        } else {
            "guide.done.text"
        };
        let said = self.m(Message::new(said).with("name", name));
        let mut blocks = vec![Block::Notice {
            tone: Tone::Success,
            heading: self.t("guide.done.success"),
            text: vec![said],
            buttons: Vec::new(),
        }];
        if created.found_by_looking {
            blocks.push(Block::Text(self.t("guide.done.found")));
            let secret = self.session.draft.plan.auth_method();
            // It stood in the answer that was lost, and the server shows it to nobody again.
            if matches!(
                secret,
                Some(AuthMethod::ClientSecretPost | AuthMethod::ClientSecretBasic)
            ) {
                blocks.push(self.notice(
                    Tone::Warning,
                    "guide.done.secret_lost",
                    &["guide.done.secret_lost_text"],
                ));
            }
        }
        blocks.push(self.id_of_client(&created.client_id));
        if let Some(kid) = &created.kid {
            blocks.extend(self.key_of_new(kid));
        }
        if let Some(secret) = &self.session.secret {
            blocks.extend(self.new_secret(secret));
        }
        blocks.extend(self.proof());
        blocks.push(Block::Tasks {
            heading: self.t("guide.done.next"),
            items: self.next_tasks(),
        });
        if practice {
            blocks.push(Block::Text(self.t("guide.done.practice")));
        }
        (self.t("guide.done.heading"), blocks)
    }

    /// A client secret that is shown once, wherever it was made.
    pub(super) fn new_secret(&self, secret: &SecretString) -> [Block; 2] {
        let what = self.t("bench.secret.client_secret");
        let (label, copy) = ("guide.done.secret", "guide.done.copy_secret");
        [
            self.secret(label, &what, secret.expose_secret(), copy),
            self.notice(Tone::Warning, label, &["guide.done.secret_text"]),
        ]
    }

    /// A secret behind a fold. It reaches the clipboard only past a warning that names it.
    fn secret(&self, label: &'static str, what: &str, value: &str, copy: &'static str) -> Block {
        Block::Secret(SecretView {
            fold: self.m(Message::new("bench.secret.fold").with("what", what)),
            warning: self.m(Message::new("bench.secret.text").with("what", what)),
            heading: self.t("bench.secret.heading"),
            label: self.t(label),
            value: value.to_owned(),
            copy: self.t(copy),
        })
    }

    /// Who does what from here.
    fn next_tasks(&self) -> Vec<(String, String)> {
        let you = self.t("guide.who.you");
        let developer = self.t("guide.who.developer");
        let scopes = self.session.draft.plan.scopes().join(" ");
        let endpoints = self.session.environment().endpoints();
        let own = || {
            self.session
                .profile()
                .and_then(|profile| profile.endpoints.clone())
        };
        // The page's practice environment has no addresses; Digdir's test environment stands in as the example.
        let endpoints = endpoints.or_else(own).or_else(|| Environment::Test.endpoints());
        let Some(endpoints) = endpoints else {
            return Vec::new();
        };
        let mut tasks = vec![(you.clone(), self.t("guide.next.note_id"))];
        // A client that has been proven need not be waited for.
        if !matches!(
            self.session.proving,
            Proving::Proved { .. } | Proving::LoggedIn { .. }
        ) {
            tasks.push((you.clone(), self.t("guide.next.wait")));
        }
        let kid = self
            .session
            .draft
            .created
            .as_ref()
            .and_then(|it| it.kid.as_deref());
        let with_key = kid.map(|kid| self.m(Message::new("first_key.next.machine").with("kid", kid)));
        match self.session.draft.goal {
            Some(goal @ (Goal::UserData | Goal::Login)) => {
                tasks.push((
                    developer.clone(),
                    with_key.unwrap_or_else(|| {
                        self.t(match self.session.draft.plan.auth_method() {
                            Some(AuthMethod::PrivateKeyJwt) => "guide.next.user_key",
                            Some(AuthMethod::None) => "guide.next.user_public",
                            _ => "guide.next.user_secret",
                        })
                    }),
                ));
                tasks.push((
                    developer.clone(),
                    self.m(Message::new("guide.next.user_login").with("scopes", scopes)),
                ));
                if goal == Goal::UserData {
                    let message = Message::new("guide.next.user_call").with("krr", endpoints.krr.as_str());
                    tasks.push((developer, self.m(message)));
                }
            }
            goal => {
                let key = with_key.unwrap_or_else(|| self.t("guide.next.machine_key"));
                tasks.push((developer.clone(), key));
                let message =
                    Message::new("guide.next.machine_token").with("audience", endpoints.audience.as_str());
                tasks.push((developer.clone(), self.m(message.with("scopes", scopes))));
                if goal != Some(Goal::Machine) {
                    let message = Message::new("guide.next.machine_call").with("krr", endpoints.krr.as_str());
                    tasks.push((developer, self.m(message)));
                }
            }
        }
        tasks.push((you, self.t("guide.next.remember")));
        tasks
    }
}
