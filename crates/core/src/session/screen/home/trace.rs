//! What a plan leaves behind, and a plan that goes to someone else or comes from them.

use super::super::super::{Block, Button, Field, HomeButton, HomeField, InputView, Look, Surface, Tone};
use super::super::{Content, Screen};
use crate::desk::share::{self, ShareError};
use crate::desk::{At, Errand, calendar, summary};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn summary(&self, errand: &Errand) -> Content {
        let language = self.session.draft.language;
        // The day on which it is written stands in the file; the screen has no clock.
        let whole = summary::summary(errand, language, &self.session.companion.labels, errand.began);
        let mut blocks: Vec<Block> = whole
            .parts
            .into_iter()
            .filter(|(heading, _)| *heading != self.t("trace.part.plan"))
            .map(|(heading, rows)| Block::Facts { heading, rows })
            .collect();
        blocks.insert(0, Block::Text(self.t("home.summary.lead")));
        let mut buttons = vec![
            self.button(
                Button::Home(HomeButton::SaveSummary),
                "home.button.save_summary",
                Look::Primary,
            ),
            self.button(
                Button::Home(HomeButton::Print),
                "home.button.print",
                Look::Secondary,
            ),
        ];
        if calendar::expiries(errand).is_empty() {
            blocks.push(Block::Notice {
                tone: Tone::Neutral,
                heading: self.t("home.summary.no_days_heading"),
                text: vec![self.t("home.summary.no_days_text")],
                buttons: vec![self.show(At::Facts { id: errand.id }, "home.button.facts", Look::Secondary)],
            });
        } else {
            buttons.push(self.button(
                Button::Home(HomeButton::SaveCalendar),
                "home.button.save_calendar",
                Look::Secondary,
            ));
        }
        buttons.push(self.show(At::Errand { id: errand.id }, "home.button.tasks", Look::Secondary));
        (whole.title, blocks, buttons)
    }

    pub(super) fn sharing(&self, errand: &Errand) -> Content {
        let fragment = share::fragment(errand);
        let (value, hint) = match &self.session.home.address {
            Some(address) if self.session.surface == Surface::Site => {
                (format!("{address}{fragment}"), "home.share.link_text")
            }
            _ => (fragment, "home.share.code_text"),
        };
        let blocks = vec![
            Block::Text(self.t("home.share.lead")),
            self.notice(Tone::Info, "home.share.safe_heading", &["home.share.safe_text"]),
            Block::Text(self.t(hint)),
            Block::Copyable {
                label: self.t("home.share.label"),
                value,
                copy: self.t("home.share.copy"),
            },
        ];
        let buttons = vec![
            self.button(
                Button::Home(HomeButton::SaveShare),
                "home.button.save_share",
                Look::Primary,
            ),
            self.show(At::Errand { id: errand.id }, "home.button.tasks", Look::Secondary),
        ];
        (self.t("home.share.heading"), blocks, buttons)
    }

    pub(super) fn receiving(&self) -> Content {
        let mut blocks = vec![
            Block::Text(self.t("home.receive.lead")),
            Block::Input(InputView {
                field: Field::Home(HomeField::Received),
                label: self.t("home.receive.label"),
                hint: self.t("home.receive.hint"),
                value: self.session.home.pasted.clone(),
                long: true,
                code: true,
                required: true,
                findings: Vec::new(),
            }),
        ];
        let mut buttons = vec![self.show(At::Desk, "home.button.desk", Look::Secondary)];
        match &self.session.home.received {
            None => {}
            Some(Ok(errand)) => {
                blocks.extend(self.received(errand));
                buttons.insert(
                    0,
                    self.button(
                        Button::Home(HomeButton::Accept),
                        "home.button.accept",
                        Look::Primary,
                    ),
                );
            }
            Some(Err(error)) => blocks.push(self.refused(*error)),
        }
        (self.t("home.receive.heading"), blocks, buttons)
    }

    /// What a plan from someone else says, before it is taken.
    fn received(&self, errand: &Errand) -> Vec<Block> {
        let language = self.session.draft.language;
        let (done, all) = errand.count();
        let tasks = Message::new("home.row.tasks")
            .with("done", done.to_string())
            .with("all", all.to_string());
        let mut blocks = vec![self.notice(
            Tone::Info,
            "home.receive.found_heading",
            &["home.receive.found_text"],
        )];
        let whole = summary::summary(errand, language, &self.session.companion.labels, errand.began);
        let wanted = [
            self.t("trace.part.client"),
            self.t("trace.part.key"),
            self.t("trace.part.people"),
        ];
        let parts = whole
            .parts
            .into_iter()
            .filter(|(heading, _)| wanted.contains(heading));
        blocks.extend(parts.map(|(heading, rows)| Block::Facts { heading, rows }));
        blocks.push(Block::Text(self.m(tasks)));
        blocks
    }

    fn refused(&self, error: ShareError) -> Block {
        let text = match error {
            ShareError::Empty | ShareError::NotAPlan => "home.receive.not_a_plan",
            ShareError::TooLong => "home.receive.too_long",
            ShareError::TooNew | ShareError::UnknownJourney => "home.receive.too_new",
            ShareError::Secret => "home.receive.secret",
        };
        Block::Notice {
            tone: Tone::Warning,
            heading: self.t("home.receive.refused_heading"),
            text: vec![self.t(text)],
            buttons: Vec::new(),
        }
    }
}
