//! One task: one action, who must act, how long it takes, what may go wrong, how one knows that it is done.

use super::super::super::{
    Block, Button, ButtonView, HomeButton, InstructionView, LetterView, Look, StepMark, StepState, Tone,
};
use super::super::{Content, Screen};
use crate::desk::{At, Errand, Progress, summary::quoted};
use crate::journeys::{self, Copied, Step, Takes, Who};
use crate::text::Message;

/// A name as it stands within a sentence: `Du` becomes `du`, and `API` stays.
fn in_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

impl Screen<'_> {
    pub(super) fn step(&self, errand: &Errand, step: &'static Step) -> Content {
        let language = self.session.draft.language;
        let progress = errand.progress(step);
        let label = step
            .label
            .and_then(|label| self.session.companion.labels.name(label));
        let also = label.map(|label| label.also(language)).unwrap_or_default();
        let also: Vec<String> = also.into_iter().map(|name| quoted(language, name)).collect();
        let page = step.at.and_then(journeys::page);
        let mut blocks = vec![Block::Instruction(InstructionView {
            action: self.action(step),
            label: label
                .map(|label| label.today(language).to_owned())
                .unwrap_or_default(),
            also: if also.is_empty() {
                String::new()
            } else {
                self.m(Message::new("home.step.also").with("names", also.join(", ")))
            },
            open: page.map(|page| ButtonView {
                press: Button::Home(HomeButton::OpenPage),
                label: self.m(Message::new("home.button.open").with("page", page.name.text(language))),
                look: Look::Secondary,
                disabled: false,
            }),
        })];
        blocks.extend(step.copy.iter().flat_map(|copied| self.copies(errand, *copied)));
        if !step.copy.is_empty() && step.copy.iter().all(|copied| errand.values(*copied).is_empty()) {
            blocks.push(Block::Notice {
                tone: Tone::Neutral,
                heading: self.t("home.step.tell_heading"),
                text: vec![self.t("home.step.tell_text")],
                buttons: vec![self.show(At::Facts { id: errand.id }, "home.button.facts", Look::Secondary)],
            });
        }
        blocks.extend(self.letter(errand, step));
        blocks.push(Block::Facts {
            heading: self.t("home.step.facts"),
            rows: vec![
                (self.t("home.step.who"), self.who(step.who)),
                (self.t("home.step.takes"), self.takes(step.takes)),
                (self.t("home.step.state"), self.state_tag(progress).text),
                (self.t("home.step.known"), self.known(step)),
            ],
        });
        if !step.wrong.is_empty() {
            blocks.push(Block::Notice {
                tone: Tone::Warning,
                heading: self.t("home.step.wrong"),
                text: step
                    .wrong
                    .iter()
                    .map(|words| words.text(language).to_owned())
                    .collect(),
                buttons: Vec::new(),
            });
        }
        blocks.push(Block::Source {
            url: step.source.to_owned(),
            label: self.t("guide.source"),
        });
        blocks.extend(self.direct(errand, step));
        let heading = self.m(Message::new("home.step.heading").with("who", in_sentence(&self.who(step.who))));
        (heading, blocks, self.step_buttons(errand, step))
    }

    fn step_buttons(&self, errand: &Errand, step: &Step) -> Vec<ButtonView> {
        let list = self.show(At::Errand { id: errand.id }, "home.button.tasks", Look::Secondary);
        let press = |press, label, look| self.button(Button::Home(press), label, look);
        let marked = errand.marks.contains_key(step.id);
        match errand.progress(step) {
            Progress::Proven if !marked => vec![list],
            Progress::Proven | Progress::Done | Progress::Seen => vec![
                list,
                press(HomeButton::Reopen, "home.button.reopen", Look::Secondary),
            ],
            _ => vec![
                press(HomeButton::Finish, "home.button.finish", Look::Primary),
                list,
            ],
        }
    }

    /// What to paste, value by value.
    fn copies(&self, errand: &Errand, copied: Copied) -> Vec<Block> {
        let name = self.t(match copied {
            Copied::Name => "home.copy.name",
            Copied::Description => "home.copy.description",
            Copied::Scopes => "home.copy.scope",
            Copied::RedirectUris => "home.copy.redirect_uri",
            Copied::LogoutUris => "home.copy.logout_uri",
            Copied::Key => "home.copy.key",
            Copied::Orgno => "home.copy.orgno",
            Copied::ClientId => "home.copy.client_id",
        });
        let values = errand.values(copied);
        let many = values.len() > 1;
        let values = values.into_iter().enumerate();
        values
            .map(|(at, value)| {
                // Two buttons of one screen have different names.
                let label = if many {
                    format!("{name} {}", at + 1)
                } else {
                    name.clone()
                };
                Block::Copyable {
                    copy: self.m(Message::new("home.copy.button").with("what", in_sentence(&label))),
                    label,
                    value,
                }
            })
            .collect()
    }

    fn letter(&self, errand: &Errand, step: &Step) -> Option<Block> {
        let environment = self.session.environment_in_words(errand.environment());
        let text = errand.message(step, self.session.draft.language, &environment)?;
        let sent = errand.marks.get(step.id).and_then(|mark| mark.sent);
        let key = if sent.is_some() {
            "home.button.sent_again"
        } else {
            "home.button.sent"
        };
        Some(Block::Letter(LetterView {
            heading: self.m(Message::new("home.letter.heading").with("who", self.to_whom(step))),
            text,
            copy: self.t("guide.button.copy_message"),
            sent: sent
                .map(|at| self.m(Message::new("home.sent_on").with("day", self.day(at))))
                .unwrap_or_default(),
            buttons: vec![self.button(Button::Home(HomeButton::Sent), key, Look::Secondary)],
        }))
    }

    /// Some steps of one's own have a message to servicedesk, for when it cannot be done.
    fn to_whom(&self, step: &Step) -> String {
        let servicedesk = step
            .message
            .as_ref()
            .is_some_and(|message| message.nb.starts_with("Til servicedesk"));
        let who = match step.who {
            _ if servicedesk => Who::Servicedesk,
            Who::You | Who::Developer => return self.t("home.letter.others"),
            who => who,
        };
        in_sentence(&self.who(who))
    }

    pub(super) fn action(&self, step: &Step) -> String {
        step.action_text(self.session.draft.language, &self.session.companion.labels)
    }

    /// How one knows that it is done: what is written, what Losen sees, and the user's own word.
    fn known(&self, step: &Step) -> String {
        let written = step
            .known
            .as_ref()
            .map(|known| known.text(self.session.draft.language).to_owned());
        let seen = step.seen.map(|_| self.t("home.known.seen"));
        let direct = step.proves.map(|_| self.t("home.known.direct"));
        let mut parts: Vec<String> = [written, seen, direct].into_iter().flatten().collect();
        parts.push(self.t("home.known.ask"));
        parts.join(" ")
    }

    pub(super) fn who(&self, who: Who) -> String {
        self.t(match who {
            Who::You => "guide.who.you",
            Who::MainAdministrator => "home.who.main_administrator",
            Who::Signatory => "home.who.signatory",
            Who::ApiProvider => "home.who.api_provider",
            Who::Servicedesk => "home.who.servicedesk",
            Who::Developer => "guide.who.developer",
            Who::Customer => "home.who.customer",
        })
    }

    pub(super) fn takes(&self, takes: Takes) -> String {
        self.t(match takes {
            Takes::Minute => "home.takes.minute",
            Takes::Minutes => "home.takes.minutes",
            Takes::Hour => "home.takes.hour",
            Takes::Day => "home.takes.day",
            Takes::Days => "home.takes.days",
            Takes::Weeks => "home.takes.weeks",
        })
    }

    /// The tasks of the plan around the one on screen.
    pub(in super::super) fn home_steps(&self) -> Vec<StepMark> {
        let At::Step { id, step: here } = self.session.home_at() else {
            return Vec::new();
        };
        let Some(errand) = self.session.errand(id) else {
            return Vec::new();
        };
        let mark = |step: &&'static Step| {
            let progress = errand.progress(step);
            let (state, word) = if step.id == here {
                (StepState::Current, self.t("guide.step_state.current"))
            } else if progress.is_done() {
                (StepState::Done, self.state_tag(progress).text)
            } else {
                (StepState::Ahead, self.state_tag(progress).text)
            };
            let at = At::Step {
                id,
                step: step.id.to_owned(),
            };
            StepMark {
                label: step.name.text(self.session.draft.language).to_owned(),
                state,
                state_word: word,
                go: (step.id != here).then_some(Button::Home(HomeButton::Show(at))),
            }
        };
        errand.steps().iter().map(mark).collect()
    }

    /// "Steg 3 av 9"
    pub(in super::super) fn home_step_label(&self) -> String {
        let At::Step { id, step } = self.session.home_at() else {
            return String::new();
        };
        let steps = self
            .session
            .errand(id)
            .map(|errand| errand.steps())
            .unwrap_or_default();
        let at = steps.iter().position(|one| one.id == step).map_or(1, |at| at + 1);
        let message = Message::new("text.step_of").with("step", at.to_string());
        self.m(message.with("steps", steps.len().to_string()))
    }
}
