//! From a session to everything on screen.

mod ask;
mod client;
mod client_change;
mod client_keys;
mod client_rotate;
mod clients;
mod companion;
mod done;
mod explain;
pub(super) mod findings;
mod first_key;
mod home;
mod login_proof;
mod place;
mod proof;
mod provider;
mod review;
mod rooms;
mod scopes;
mod trouble;

use super::{
    Block, Button, ButtonView, Focus, HomeButton, Look, Room, Session, StepId, StepMark, StepState, Strip,
    Surface, Tone, View, Work,
};
use crate::desk::summary::environment_word;
use crate::model::Environment;
use crate::rules::Report;
use crate::text::{Message, text};

/// What the rules say, and what the API said of single members the last time.
fn shown(session: &Session) -> Report {
    let mut report = session.report();
    report.findings.splice(0..0, session.refusals().cloned());
    report
}

/// The screen of a session.
pub fn draw(session: &Session) -> View {
    let screen = Screen {
        session,
        report: shown(session),
    };
    let (heading, blocks, buttons) = screen.content();
    let title = match screen.step_label() {
        label if label.is_empty() => format!("{heading} – Losen"),
        label => format!("{label}: {heading} – Losen"),
    };
    View {
        language: session.draft.language,
        title,
        screen: screen.screen(),
        rooms: screen.rooms(),
        strip: screen.strip(),
        step_label: screen.step_label(),
        steps: screen.steps(),
        heading,
        focus: session.focus,
        focus_on: session.focus_on,
        companion: screen.companion(),
        blocks,
        buttons,
        extras: screen.extras(),
        status: screen.status(),
    }
}

/// A session while it is drawn, with the rules' report at hand.
struct Screen<'a> {
    session: &'a Session,
    report: Report,
}

type Content = (String, Vec<Block>, Vec<ButtonView>);

impl Screen<'_> {
    fn content(&self) -> Content {
        let session = self.session;
        if session.asks_to_start_over {
            return self.start_over();
        }
        if let Some(explaining) = &session.explaining {
            return self.explaining(explaining);
        }
        match session.draft.room {
            Room::Guide => {}
            Room::Home => return self.home(),
            Room::Clients => return self.clients(),
            Room::Provider => return self.provider(),
        }
        if session.work != Work::Idle {
            return self.progress();
        }
        if let Some(trouble) = &session.trouble {
            return self.trouble(trouble);
        }
        if session.draft.intent.is_some() {
            return self.failed(&[], true);
        }
        let (heading, mut blocks) = match session.draft.step {
            StepId::Goal => self.goal(),
            StepId::Place => self.place(),
            StepId::Kind => self.kind(),
            StepId::Details => self.details(),
            StepId::Uris => self.uris(),
            StepId::Scopes => self.scopes(),
            StepId::Review => self.review(),
            StepId::Done => self.done(),
        };
        if let (Focus::Errors, errors) = (session.focus_on, session.errors_of_step())
            && !errors.is_empty()
        {
            blocks.insert(
                0,
                Block::Errors {
                    heading: self.t("guide.errors"),
                    items: errors,
                },
            );
        }
        if !session.kept {
            blocks.insert(
                0,
                self.notice(Tone::Warning, "guide.not_kept.heading", &["guide.not_kept.text"]),
            );
        }
        (heading, blocks, self.foot())
    }

    /// The buttons at the foot of a step.
    fn foot(&self) -> Vec<ButtonView> {
        let step = self.session.draft.step;
        let mut buttons = Vec::new();
        match step {
            StepId::Review => {
                let create = self.button(Button::Create, "guide.button.create", Look::Primary);
                buttons.push(ButtonView {
                    disabled: self.session.report().has_errors() || self.session.key_to_follow(None).is_err(),
                    ..create
                });
            }
            StepId::Done => buttons.push(self.button(
                Button::Home(HomeButton::Fresh),
                "guide.button.another",
                Look::Secondary,
            )),
            _ => buttons.push(self.button(Button::Next, "guide.button.next", Look::Primary)),
        }
        if step != StepId::Goal && step != StepId::Done {
            buttons.push(self.button(Button::Back, "guide.button.back", Look::Secondary));
        }
        buttons
    }

    fn start_over(&self) -> Content {
        let buttons = vec![
            self.button(Button::StartOverForReal, "guide.button.forget", Look::Danger),
            self.button(Button::KeepPlan, "guide.button.keep", Look::Secondary),
        ];
        let name = self.session.draft.plan.text("client_name").unwrap_or_default();
        let mut blocks = vec![Block::Text(self.t("guide.start_over.text"))];
        if self.session.draft.intent.is_some() {
            blocks.push(self.notice(
                Tone::Warning,
                "guide.failed.unknown_heading",
                &["guide.start_over.unknown"],
            ));
        }
        if !name.is_empty() {
            blocks.push(Block::Text(
                self.m(Message::new("guide.start_over.name").with("name", name)),
            ));
        }
        if let Some(created) = &self.session.draft.created {
            // The client itself stays; only the way to its id on this screen goes.
            blocks.push(Block::Copyable {
                label: self.t("guide.done.client_id"),
                value: created.client_id.to_string(),
                copy: self.t("guide.done.copy_client_id"),
            });
        }
        (self.t("guide.start_over.heading"), blocks, buttons)
    }

    fn progress(&self) -> Content {
        let key = match self.session.work {
            Work::Idle | Work::Preparing => "guide.progress.preparing",
            Work::FetchingToken => "guide.progress.token",
            Work::Sending => "guide.progress.sending",
            Work::MakingKey => "first_key.progress.making",
            Work::GivingKey => "first_key.progress.giving",
            Work::Undoing => "first_key.progress.undoing",
            Work::Looking => "guide.progress.looking",
        };
        let heading = match self.session.work {
            Work::Looking => self.t("guide.progress.heading_looking"),
            Work::Undoing => self.t("first_key.progress.heading_undoing"),
            _ => self.t("guide.progress.heading"),
        };
        let mut blocks = vec![Block::Progress { text: self.t(key) }];
        if self.session.work == Work::Looking {
            blocks.push(Block::Text(self.t("guide.progress.looking_more")));
        }
        (heading, blocks, Vec::new())
    }

    fn strip(&self) -> Strip {
        match self.session.draft.room {
            Room::Guide => self.strip_of(self.session.draft.place.as_ref()),
            Room::Home => self.home_strip(),
            _ => self.strip_of(self.session.workplace().as_ref()),
        }
    }

    /// Which screen it is. Another one gets new elements, so that no fold stays open and no scroll position is
    /// inherited.
    fn screen(&self) -> String {
        if self.session.explaining.is_some() {
            return "explain".to_owned();
        }
        match self.session.draft.room {
            Room::Guide => {
                let here = self
                    .steps()
                    .iter()
                    .position(|step| step.state == StepState::Current);
                here.map_or(0, |at| at + 1).to_string()
            }
            Room::Home => self.home_screen(),
            Room::Clients => self.clients_screen(),
            Room::Provider => self.provider_screen(),
        }
    }

    /// Whether the journey is on screen.
    fn is_journey(&self) -> bool {
        self.session.explaining.is_none() && self.session.draft.room == Room::Guide
    }

    /// Whether a plan's task is on screen.
    fn is_errand(&self) -> bool {
        self.session.explaining.is_none() && self.session.draft.room == Room::Home
    }

    fn environment_word(&self, environment: Environment) -> String {
        environment_word(environment, self.session.draft.language)
    }

    fn step_label(&self) -> String {
        if self.is_errand() {
            return self.home_step_label();
        }
        if !self.is_journey() {
            return String::new();
        }
        let journey = self.session.journey();
        let here = journey
            .iter()
            .position(|step| *step == self.session.draft.step)
            .map_or(1, |at| at + 1);
        let message = Message::new("text.step_of")
            .with("step", here.to_string())
            .with("steps", journey.len().to_string());
        self.m(message)
    }

    /// The journey; none beside it.
    fn steps(&self) -> Vec<StepMark> {
        if self.is_errand() {
            return self.home_steps();
        }
        if !self.is_journey() {
            return Vec::new();
        }
        let journey = self.session.journey();
        let here = journey
            .iter()
            .position(|step| *step == self.session.draft.step)
            .unwrap_or(0);
        let mark = |(at, step): (usize, &StepId)| {
            let (state, word) = match at.cmp(&here) {
                std::cmp::Ordering::Less => (StepState::Done, "guide.step_state.done"),
                std::cmp::Ordering::Equal => (StepState::Current, "guide.step_state.current"),
                std::cmp::Ordering::Greater => (StepState::Ahead, "guide.step_state.ahead"),
            };
            let go = self.session.may_go(*step).then_some(Button::GoTo(*step));
            StepMark {
                label: self.step_name(*step),
                state,
                state_word: self.t(word),
                go,
            }
        };
        journey.iter().enumerate().map(mark).collect()
    }

    fn step_name(&self, step: StepId) -> String {
        self.t(match step {
            StepId::Goal => "guide.step.goal",
            StepId::Place => "guide.step.place",
            StepId::Kind => "guide.step.kind",
            StepId::Details => "guide.step.details",
            StepId::Uris => "guide.step.uris",
            StepId::Scopes => "guide.step.scopes",
            StepId::Review => "guide.step.review",
            StepId::Done => "guide.step.done",
        })
    }

    fn extras(&self) -> Vec<ButtonView> {
        let mut extras = Vec::new();
        if self.session.surface == Surface::Popup {
            extras.push(self.button(Button::OpenSidePanel, "guide.button.side_panel", Look::Plain));
        }
        if matches!(self.session.surface, Surface::Popup | Surface::Panel) {
            extras.push(self.button(Button::OpenTab, "guide.button.tab", Look::Plain));
        }
        if self.session.explaining.is_none() {
            extras.push(self.button(Button::Explain, "guide.button.explain", Look::Plain));
        }
        let begun = self.session.draft.goal.is_some()
            && self.session.draft.room == Room::Guide
            && !self.session.asks_to_start_over;
        if begun && self.session.draft.step != StepId::Done && self.session.work == Work::Idle {
            extras.push(self.button(Button::StartOver, "guide.button.start_over", Look::Plain));
        }
        extras
    }

    fn status(&self) -> String {
        match (&self.session.status, self.session.work) {
            (Some(status), _) => self.m(status.clone()),
            (None, Work::Idle) => String::new(),
            (None, _) => self.t("guide.progress.heading"),
        }
    }

    fn t(&self, key: &'static str) -> String {
        text(self.session.draft.language, key)
    }

    fn m(&self, message: Message) -> String {
        message.text(self.session.draft.language)
    }

    fn button(&self, press: Button, label: &'static str, look: Look) -> ButtonView {
        ButtonView {
            press,
            label: self.t(label),
            look,
            disabled: false,
        }
    }

    fn notice(&self, tone: Tone, heading: &'static str, texts: &[&'static str]) -> Block {
        let text = texts.iter().map(|key| self.t(key)).collect();
        Block::Notice {
            tone,
            heading: self.t(heading),
            text,
            buttons: Vec::new(),
        }
    }
}
