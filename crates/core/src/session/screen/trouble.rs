//! What stands in the way of a create, and what can be done about it.

use super::super::create::Trouble;
use super::super::{Block, ButtonView, CauseView, Look, Tone};
use super::{Button, Content, Screen};
use crate::diagnosis::{Cause, Certainty, Owner};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn trouble(&self, trouble: &Trouble) -> Content {
        let back = self.button(Button::Back, "guide.button.back_to_plan", Look::Secondary);
        match trouble {
            Trouble::Failed { causes, unknown } => self.failed(causes, *unknown),
            Trouble::Twin(client_id) => {
                let name = self.session.draft.plan.text("client_name").unwrap_or_default();
                let blocks = vec![
                    Block::Text(self.m(Message::new("guide.twin.text").with("name", name))),
                    self.id_of_client(client_id),
                ];
                let anyway = self.button(
                    Button::CreateAnyway,
                    "guide.button.create_anyway",
                    Look::Secondary,
                );
                (
                    self.t("guide.twin.heading"),
                    blocks,
                    vec![
                        ButtonView {
                            look: Look::Primary,
                            ..back
                        },
                        anyway,
                    ],
                )
            }
            Trouble::NotRecorded => {
                let retry = self.button(Button::Retry, "guide.button.retry", Look::Primary);
                (
                    self.t("guide.not_recorded.heading"),
                    vec![Block::Text(self.t("guide.not_recorded.text"))],
                    vec![retry, back],
                )
            }
            Trouble::NotThere(causes) => {
                let again = self.button(Button::Retry, "guide.button.create_again", Look::Primary);
                let mut blocks = vec![Block::Text(self.t("guide.not_there.text"))];
                blocks.extend(causes.iter().map(|cause| self.cause(cause)));
                (self.t("guide.not_there.heading"), blocks, vec![again, back])
            }
            Trouble::Unfinished {
                client_id,
                said,
                causes,
            } => self.unfinished(client_id, said.as_ref(), causes),
            Trouble::Undone { client_id, causes } => self.undone(client_id, causes, back),
            Trouble::Several(several) => {
                let pick = |client_id: &crate::model::ClientId| ButtonView {
                    press: Button::Take(client_id.clone()),
                    label: self.m(Message::new("guide.button.take").with("client", client_id.as_str())),
                    look: Look::Secondary,
                    disabled: false,
                };
                let buttons = several.iter().map(pick).collect();
                (
                    self.t("guide.several.heading"),
                    vec![Block::Text(self.t("guide.several.text"))],
                    buttons,
                )
            }
        }
    }

    /// What failed, whether anything came of it, and what can be done.
    pub(super) fn failed(&self, causes: &[Cause], unknown: bool) -> Content {
        let mut blocks: Vec<Block> = causes.iter().take(1).map(|cause| self.cause(cause)).collect();
        blocks.push(if unknown {
            self.notice(
                Tone::Warning,
                "guide.failed.unknown_heading",
                &["guide.failed.unknown"],
            )
        } else {
            self.notice(
                Tone::Info,
                "guide.failed.nothing_heading",
                &["guide.failed.nothing_created"],
            )
        });
        if causes.len() > 1 {
            blocks.push(Block::Text(self.t("guide.failed.others")));
            blocks.extend(causes.iter().skip(1).map(|cause| self.cause(cause)));
        }
        // While the outcome is unknown, the plan cannot be changed: it may be the client that is there.
        let buttons = if unknown {
            vec![self.button(Button::Look, "guide.button.look", Look::Primary)]
        } else {
            let back = self.button(Button::Back, "guide.button.back_to_plan", Look::Secondary);
            vec![
                self.button(Button::Retry, "guide.button.retry", Look::Primary),
                back,
            ]
        };
        (self.t("guide.failed.heading"), blocks, buttons)
    }

    /// Whose turn it is, as a sentence.
    pub(super) fn whose_turn(&self, owner: Owner) -> String {
        self.t(match owner {
            Owner::You => "guide.owner.you",
            Owner::ItDepartment => "guide.owner.it",
            Owner::MainAdministrator => "guide.owner.main_administrator",
            Owner::Signatory => "guide.owner.signatory",
            Owner::ApiProvider => "guide.owner.api_provider",
            Owner::Digdir => "guide.owner.digdir",
        })
    }

    /// What went wrong, and whose turn it is.
    pub(super) fn cause(&self, cause: &Cause) -> Block {
        let on_the_web = cause.source.strip_prefix("https://");
        let source_label = match on_the_web.and_then(|rest| rest.split('/').next()) {
            Some(host) => self.m(Message::new("guide.cause_source").with("host", host)),
            None => self.m(Message::new("guide.cause_source_own").with("file", cause.source)),
        };
        Block::Cause(CauseView {
            message: self.m(cause.message.clone()),
            certainty: self.t(match cause.certainty {
                Certainty::Certain => "guide.certainty.certain",
                Certainty::Likely => "guide.certainty.likely",
                Certainty::Possible => "guide.certainty.possible",
            }),
            owner: self.whose_turn(cause.owner),
            fix: self.m(cause.fix.clone()),
            evidence: cause.evidence.iter().map(|line| self.m(line.clone())).collect(),
            ready_message: cause
                .ready_message
                .clone()
                .map(|letter| self.m(letter))
                .unwrap_or_default(),
            ready_copy: self.t("guide.button.copy_message"),
            source: on_the_web.map(|_| cause.source.to_owned()).unwrap_or_default(),
            source_label,
            code: cause.code.to_owned(),
        })
    }
}
