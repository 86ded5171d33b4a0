//! The room of plans: the desk, the goals, and one plan's list of tasks.

mod bench;
mod direct;
mod facts;
mod step;
mod tour;
mod trace;

use super::super::home::id_of;
use super::super::{Block, Button, ButtonView, HomeButton, Look, RowView, RowsView, Strip, TagView, Tone};
use super::{Content, Screen};
use crate::desk::{At, Errand, Fact, Progress, calendar::Day};
use crate::journeys::{self, Area, Journey, Step};
use crate::model::Environment;
use crate::text::Message;

/// The goals that most people have, first things first.
const COMMON: [&str; 4] = ["krr", "user-data", "maskinporten", "login"];

impl Screen<'_> {
    pub(super) fn home(&self) -> Content {
        let at = self.session.home_at();
        let errand = id_of(&at).and_then(|id| self.session.errand(id));
        match (&at, errand) {
            (At::Goals, _) => self.goals(),
            (At::Tour { page }, _) => self.tour(*page),
            (At::Receive, _) => self.receiving(),
            (At::Bench { id }, _) => self.bench(*id),
            (At::Errand { .. }, Some(errand)) => self.tasks(&errand),
            (At::Step { step, .. }, Some(errand)) => match errand.step(step) {
                Some(step) => self.step(&errand, step),
                None => self.tasks(&errand),
            },
            (At::Facts { .. }, Some(errand)) => self.home_facts(&errand),
            (At::Summary { .. }, Some(errand)) => self.summary(&errand),
            (At::Share { .. }, Some(errand)) => self.sharing(&errand),
            (At::Delete { .. }, Some(errand)) => self.deleting(&errand),
            _ => self.desk(),
        }
    }

    /// Which screen of the room it is.
    pub(super) fn home_screen(&self) -> String {
        match self.session.home_at() {
            At::Desk => "home".to_owned(),
            At::Goals => "home-goals".to_owned(),
            At::Tour { page } => format!("home-tour-{page}"),
            At::Receive => "home-receive".to_owned(),
            At::Bench { .. } => "home-bench".to_owned(),
            At::Errand { id } => format!("home-{id}"),
            At::Step { id, step } => format!("home-{id}-{step}"),
            At::Facts { id } => format!("home-{id}-facts"),
            At::Summary { id } => format!("home-{id}-summary"),
            At::Share { id } => format!("home-{id}-share"),
            At::Delete { id } => format!("home-{id}-delete"),
        }
    }

    /// The environment and organisation of the plan that is looked at.
    pub(super) fn home_strip(&self) -> Strip {
        let Some(errand) = id_of(&self.session.home_at()).and_then(|id| self.session.errand(id)) else {
            return Strip {
                environment: String::new(),
                tone: Tone::Neutral,
                organisation: String::new(),
            };
        };
        let organisation = format!("{} {}", errand.fact(Fact::Orgno), errand.fact(Fact::Organisation));
        Strip {
            environment: self.environment_word(errand.environment()),
            tone: match errand.environment() {
                Environment::Practice => Tone::Neutral,
                Environment::Test => Tone::Info,
                Environment::Prod => Tone::Danger,
            },
            organisation: organisation.trim().to_owned(),
        }
    }

    fn desk(&self) -> Content {
        let desk = &self.session.draft.desk;
        let mut blocks = Vec::new();
        if !desk.welcomed && desk.errands.is_empty() {
            blocks.extend(self.welcome());
        }
        if desk.errands.is_empty() {
            blocks.push(Block::Text(self.t("home.desk.empty")));
        } else {
            let waiting = desk
                .errands
                .iter()
                .filter_map(|errand| self.session.errand(errand.id));
            let waiting = waiting.filter(|errand| {
                errand
                    .marks
                    .values()
                    .any(|mark| mark.state == crate::desk::State::Waiting)
            });
            if waiting.count() > 0 {
                blocks.push(Block::Text(self.t("home.desk.waiting")));
            }
            let rows: Vec<RowView> = desk
                .errands
                .iter()
                .rev()
                .filter_map(|errand| self.session.errand(errand.id))
                .map(|errand| self.errand_row(&errand))
                .collect();
            blocks.push(Block::Rows(RowsView {
                label: self.t("home.desk.label"),
                count: self.m(Message::new("home.desk.count").with("count", rows.len().to_string())),
                rows,
                empty: String::new(),
                more: None,
            }));
        }
        let buttons = vec![
            self.show(At::Goals, "home.button.new", Look::Primary),
            self.show(At::Receive, "home.button.receive", Look::Secondary),
            self.show(At::Bench { id: None }, "bench.button.open", Look::Secondary),
        ];
        (self.t("home.desk.heading"), blocks, buttons)
    }

    fn errand_row(&self, errand: &Errand) -> RowView {
        let (done, all) = errand.count();
        let mut lines = vec![
            self.m(Message::new("home.row.tasks")
                .with("done", done.to_string())
                .with("all", all.to_string())),
        ];
        let journey = errand
            .journey()
            .map_or("", |journey| journey.title.text(self.session.draft.language));
        let title = errand.title(self.session.draft.language);
        if title != journey {
            lines.insert(0, journey.to_owned());
        }
        if let Some(next) = errand.next_after(None) {
            let name = next.name.text(self.session.draft.language);
            lines.push(self.m(Message::new("home.row.next").with("next", name)));
        }
        RowView {
            key: errand.id.to_string(),
            title,
            open: Some(Button::Home(HomeButton::Show(At::Errand { id: errand.id }))),
            lines,
            tags: vec![
                self.state_tag(errand.whole()),
                self.environment_tag(errand.environment()),
            ],
        }
    }

    fn goals(&self) -> Content {
        let mut blocks = vec![Block::Text(self.t("home.goals.lead"))];
        let areas = [
            (Area::Begin, "home.area.begin"),
            (Area::Client, "home.area.client"),
            (Area::Care, "home.area.care"),
            (Area::Provider, "home.area.provider"),
            (Area::Trouble, "home.area.trouble"),
        ];
        let language = self.session.draft.language;
        for (area, heading) in areas {
            let mut journeys: Vec<_> = journeys::all()
                .iter()
                .filter(|journey| journey.area == area)
                .collect();
            // Those that the guide can do come first, and the most common among them before the others.
            journeys.sort_by_key(|journey| {
                COMMON
                    .iter()
                    .position(|id| *id == journey.id)
                    .unwrap_or(COMMON.len())
            });
            let rows: Vec<RowView> = journeys
                .into_iter()
                .map(|journey| RowView {
                    key: journey.id.to_owned(),
                    title: journey.goal.text(language).to_owned(),
                    open: Some(Button::Home(HomeButton::Begin(journey.id.to_owned()))),
                    lines: vec![journey.hint.text(language).to_owned()],
                    tags: Vec::new(),
                })
                .collect();
            blocks.push(Block::Heading(self.t(heading)));
            blocks.push(Block::Rows(RowsView {
                label: self.t(heading),
                count: String::new(),
                rows,
                empty: String::new(),
                more: None,
            }));
        }
        let buttons = vec![self.show(At::Desk, "home.button.desk", Look::Secondary)];
        (self.t("guide.goal.heading"), blocks, buttons)
    }

    /// One plan: what it is, what it needs first, its tasks, and what can be done with it.
    fn tasks(&self, errand: &Errand) -> Content {
        let language = self.session.draft.language;
        let id = errand.id;
        let mut blocks = Vec::new();
        if let Some(journey) = errand.journey() {
            blocks.push(Block::Notice {
                tone: Tone::Info,
                heading: self.t("home.learn"),
                text: vec![journey.learn.text(language).to_owned()],
                buttons: Vec::new(),
            });
            blocks.extend(self.needs(errand, journey.needs));
            blocks.extend(self.losen_can(errand, errand.next_of_ours()));
        }
        let steps = errand.steps();
        let rows: Vec<RowView> = steps.iter().map(|step| self.task_row(errand, step)).collect();
        let (done, all) = errand.count();
        blocks.push(Block::Rows(RowsView {
            label: self.t("home.tasks.label"),
            count: self.m(Message::new("home.row.tasks")
                .with("done", done.to_string())
                .with("all", all.to_string())),
            rows,
            empty: String::new(),
            more: None,
        }));
        if errand.whole().is_done() {
            blocks.push(self.finished(errand));
        }
        blocks.push(Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("home.more.heading"),
            text: Vec::new(),
            buttons: vec![
                self.show(At::Facts { id }, "home.button.facts", Look::Secondary),
                self.show(At::Summary { id }, "home.button.summary", Look::Secondary),
                self.show(At::Share { id }, "home.button.share", Look::Secondary),
                self.show(At::Delete { id }, "home.button.delete", Look::Secondary),
            ],
        });
        let mut buttons = Vec::new();
        if let Some(next) = errand.next_after(None) {
            let key = if errand.marks.is_empty() {
                "home.button.begin"
            } else {
                "home.button.go_on"
            };
            let step = next.id.to_owned();
            buttons.push(self.show(At::Step { id, step }, key, Look::Primary));
        }
        buttons.push(self.show(At::Desk, "home.button.desk", Look::Secondary));
        (errand.title(language), blocks, buttons)
    }

    /// Which journeys come first, and whether they have been done.
    fn needs(&self, of: &Errand, needs: &[&str]) -> Option<Block> {
        let desk = &self.session.draft.desk;
        let open = needs.iter().filter(|need| {
            !desk
                .errands
                .iter()
                .any(|errand| errand.journey == **need && errand.whole().is_done() && counts(errand, of))
        });
        let buttons: Vec<ButtonView> = open
            .filter_map(|need| journeys::find(need))
            .map(|journey| self.to_journey(of, journey))
            .collect();
        (!buttons.is_empty()).then(|| Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("home.needs.heading"),
            text: vec![self.t("home.needs.text")],
            buttons,
        })
    }

    /// From a plan to a journey that comes before it: to the plan of it that is there, or to a new one.
    pub(super) fn to_journey(&self, of: &Errand, journey: &Journey) -> ButtonView {
        let here = |errand: &&Errand| errand.journey == journey.id && counts(errand, of);
        let press = match self.session.draft.desk.errands.iter().find(here) {
            Some(errand) => HomeButton::Show(At::Errand { id: errand.id }),
            None => HomeButton::Begin(journey.id.to_owned()),
        };
        ButtonView {
            press: Button::Home(press),
            label: journey.title.text(self.session.draft.language).to_owned(),
            look: Look::Secondary,
            disabled: false,
        }
    }

    fn finished(&self, errand: &Errand) -> Block {
        let mut buttons = Vec::new();
        let language = self.session.draft.language;
        if errand.environment() != Environment::Prod && errand.journey().is_some_and(|journey| !journey.once)
        {
            buttons.push(self.button(
                Button::Home(HomeButton::Again(Environment::Prod)),
                "home.button.again",
                Look::Primary,
            ));
        }
        let then = errand.journey().map_or(&[][..], |journey| journey.then);
        buttons.extend(
            then.iter()
                .filter_map(|id| journeys::find(id))
                .map(|journey| ButtonView {
                    press: Button::Home(HomeButton::Begin(journey.id.to_owned())),
                    label: journey.title.text(language).to_owned(),
                    look: Look::Secondary,
                    disabled: false,
                }),
        );
        Block::Notice {
            tone: Tone::Success,
            heading: self.t("home.finished.heading"),
            text: vec![self.t("home.finished.text")],
            buttons,
        }
    }

    fn task_row(&self, errand: &Errand, step: &'static Step) -> RowView {
        let progress = errand.progress(step);
        let mut lines = vec![format!("{} · {}", self.who(step.who), self.takes(step.takes))];
        if let Some(mark) = errand
            .marks
            .get(step.id)
            .filter(|_| progress == Progress::Waiting)
        {
            let day = mark.sent.unwrap_or(mark.at);
            lines.push(self.m(Message::new("home.sent_on").with("day", self.day(day))));
        }
        if let Some(mark) = errand.marks.get(step.id).filter(|_| progress == Progress::Seen) {
            lines.push(self.m(Message::new("home.seen_on").with("day", self.day(mark.at))));
        }
        RowView {
            key: step.id.to_owned(),
            title: step.name.text(self.session.draft.language).to_owned(),
            open: Some(Button::Home(HomeButton::Show(At::Step {
                id: errand.id,
                step: step.id.to_owned(),
            }))),
            lines,
            tags: vec![self.state_tag(progress)],
        }
    }

    pub(super) fn state_tag(&self, progress: Progress) -> TagView {
        let (tone, key) = match progress {
            Progress::NotBegun => (Tone::Neutral, "home.state.not_begun"),
            Progress::Begun => (Tone::Info, "home.state.begun"),
            Progress::Waiting => (Tone::Warning, "home.state.waiting"),
            Progress::Done => (Tone::Success, "home.state.done"),
            Progress::Seen => (Tone::Success, "home.state.seen"),
            Progress::Proven => (Tone::Success, "home.state.proven"),
        };
        TagView {
            tone,
            text: self.t(key),
        }
    }

    fn environment_tag(&self, environment: Environment) -> TagView {
        TagView {
            tone: if environment == Environment::Prod {
                Tone::Danger
            } else {
                Tone::Neutral
            },
            text: self.environment_word(environment),
        }
    }

    fn show(&self, at: At, label: &'static str, look: Look) -> ButtonView {
        self.button(Button::Home(HomeButton::Show(at)), label, look)
    }

    fn day(&self, at: crate::Timestamp) -> String {
        Day::of(at)
            .map(|day| day.text(self.session.draft.language))
            .unwrap_or_default()
    }
}

/// Whether a plan can come before another: what was got ready in test is not ready in production.
fn counts(errand: &Errand, before: &Errand) -> bool {
    before.environment() != Environment::Prod || errand.environment() == Environment::Prod
}
