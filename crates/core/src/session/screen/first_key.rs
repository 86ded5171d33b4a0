//! The first key of a new client: where it comes from, what became of it, and a client that lacks it.

use super::super::{Block, ButtonView, ChoiceView, Field, FirstKey, InputView, Look, OptionView, Tone};
use super::{Button, Content, Screen};
use crate::clients::is_lock;
use crate::diagnosis::Cause;
use crate::model::ClientId;
use crate::text::Message;

impl Screen<'_> {
    /// The question, on the screen before the create.
    pub(super) fn first_key_question(&self) -> Vec<Block> {
        let session = self.session;
        if !session.takes_key() {
            return Vec::new();
        }
        let chosen = session.first_key();
        let machine = session.draft.plan.texts("redirect_uris").is_empty();
        let none = if machine {
            "first_key.none_machine"
        } else {
            "first_key.none_login"
        };
        let option = |value: &str, label: &'static str, hint: String, checked: bool| OptionView {
            value: value.to_owned(),
            label: self.t(label),
            hint,
            tag: String::new(),
            checked,
            disabled: false,
        };
        let mut options = vec![option(
            "none",
            "first_key.none",
            self.t(none),
            chosen == FirstKey::None,
        )];
        if let Some(key) = session.planned_key() {
            let kid = serde_json::from_str(key).map_or_else(|_| "–".to_owned(), |key| kid_of(&key));
            let hint = self.m(Message::new("first_key.plan_hint").with("kid", kid));
            options.push(option("plan", "first_key.plan", hint, chosen == FirstKey::Plan));
        }
        if session.has_own_helper() {
            let checked = matches!(chosen, FirstKey::Helper { .. });
            let hint = self.t("first_key.helper_hint");
            options.push(option("helper", "first_key.helper", hint, checked));
        }
        let checked = matches!(chosen, FirstKey::Pasted { .. });
        let hint = self.t("first_key.pasted_hint");
        options.push(option("pasted", "first_key.pasted", hint, checked));
        let mut blocks = vec![Block::Choice(ChoiceView {
            field: Field::FirstKey,
            legend: self.t("first_key.legend"),
            hint: self.t("first_key.hint"),
            many: false,
            options,
            findings: Vec::new(),
        })];
        let wrong = session.key_to_follow(None).err();
        match chosen {
            FirstKey::Pasted { text } => {
                blocks.push(Block::Input(InputView {
                    field: Field::PublicKey,
                    label: self.t("clients.keys.paste"),
                    hint: self.t("clients.keys.paste_hint"),
                    findings: self.said_of_key(&text, None),
                    value: text,
                    long: true,
                    code: true,
                    required: true,
                }));
            }
            FirstKey::Plan => {
                if matches!(session.key_to_follow(None), Ok(Some(key)) if is_lock(&key)) {
                    let text = self.t("rules.key.x5c_locks");
                    blocks.push(Block::Notice {
                        tone: Tone::Warning,
                        heading: self.t("clients.keys.lock_goes"),
                        text: vec![text],
                        buttons: Vec::new(),
                    });
                }
                if let Some(report) = wrong {
                    let texts = report.findings.iter().map(|it| self.m(it.message.clone()));
                    blocks.push(Block::Notice {
                        tone: Tone::Danger,
                        heading: self.t("first_key.wrong_in_plan"),
                        text: texts.collect(),
                        buttons: Vec::new(),
                    });
                }
            }
            FirstKey::Unsaid | FirstKey::None | FirstKey::Helper { .. } => {}
        }
        blocks
    }

    /// The client is there, and its key is not.
    pub(super) fn unfinished(
        &self,
        client_id: &ClientId,
        said: Option<&Message>,
        causes: &[Cause],
    ) -> Content {
        let intent = self.session.draft.intent.as_ref();
        let key = intent.and_then(|intent| intent.key.as_ref());
        let kid = key.map(kid_of).unwrap_or_default();
        let mut blocks: Vec<Block> = Vec::new();
        if let Some(said) = said {
            blocks.push(Block::Notice {
                tone: Tone::Warning,
                heading: self.m(said.clone()),
                text: Vec::new(),
                buttons: Vec::new(),
            });
        }
        blocks.extend(causes.iter().map(|cause| self.cause(cause)));
        blocks.push(Block::Notice {
            tone: Tone::Warning,
            heading: self.t("first_key.unfinished.heading"),
            text: vec![
                self.m(Message::new("first_key.unfinished.text").with("kid", kid)),
                self.t("first_key.unfinished.open"),
            ],
            buttons: Vec::new(),
        });
        blocks.push(self.id_of_client(client_id));
        let buttons = vec![
            self.button(Button::GiveKey, "first_key.button.give", Look::Primary),
            self.button(Button::UndoCreate, "first_key.button.undo", Look::Secondary),
        ];
        (self.t("guide.failed.heading"), blocks, buttons)
    }

    /// The client could not have its key, and is not in use.
    pub(super) fn undone(&self, client_id: &ClientId, causes: &[Cause], back: ButtonView) -> Content {
        let mut blocks: Vec<Block> = causes.iter().take(1).map(|cause| self.cause(cause)).collect();
        let text = Message::new("first_key.undone.text").with("client", client_id.as_str());
        blocks.push(Block::Notice {
            tone: Tone::Info,
            heading: self.t("first_key.undone.heading"),
            text: vec![self.m(text)],
            buttons: Vec::new(),
        });
        let retry = self.button(Button::Retry, "guide.button.create_again", Look::Primary);
        (self.t("guide.failed.heading"), blocks, vec![retry, back])
    }

    /// The key of the client that is there.
    pub(super) fn key_of_new(&self, kid: &str) -> Vec<Block> {
        let mut blocks = vec![Block::Copyable {
            label: self.t("first_key.done.kid"),
            value: kid.to_owned(),
            copy: self.t("first_key.done.copy_kid"),
        }];
        if let FirstKey::Helper { made: Some(made) } = &self.session.draft.first_key {
            blocks.push(Block::Copyable {
                label: self.t("first_key.done.file"),
                value: made.file.clone(),
                copy: self.t("first_key.done.copy_file"),
            });
            blocks.push(Block::Text(self.t("first_key.done.file_text")));
        }
        blocks
    }

    /// A client with a key can be tried only with that key.
    pub(super) fn proof_is_elsewhere(&self) -> Option<Block> {
        let created = self.session.draft.created.as_ref()?;
        let kid = created.kid.as_ref()?;
        let kept = matches!(self.session.draft.first_key, FirstKey::Helper { made: Some(_) });
        let text = Message::new("first_key.proof.elsewhere_text").with("kid", kid.as_str());
        (!kept).then(|| Block::Notice {
            tone: Tone::Info,
            heading: self.t("first_key.proof.elsewhere_heading"),
            text: vec![self.m(text)],
            buttons: Vec::new(),
        })
    }

    pub(super) fn id_of_client(&self, client_id: &ClientId) -> Block {
        Block::Copyable {
            label: self.t("guide.done.client_id"),
            value: client_id.to_string(),
            copy: self.t("guide.done.copy_client_id"),
        }
    }
}

fn kid_of(key: &serde_json::Value) -> String {
    let kid = key.get("kid").and_then(serde_json::Value::as_str);
    kid.unwrap_or("–").to_owned()
}
