//! From what was seen of the portal to what is on screen beside it.

use super::Screen;
use crate::companion::{Evidence, FieldCheck, Mismatch, Tick, compare};
use crate::journeys;
use crate::model::Environment;
use crate::session::companion::{CompanionButton, Ring, Seen};
use crate::session::companion_view::{CompanionView, FieldRow, FieldsView, NextView, TicksView};
use crate::session::without_blanks;
use crate::session::{Block, Button, ButtonView, Look, Strip, Tone};
use crate::text::Message;

impl Screen<'_> {
    /// The portal beside; `None` when there is none.
    pub(super) fn companion(&self) -> Option<CompanionView> {
        let seen = self.session.companion.seen.as_ref()?;
        let page = match seen.found.page {
            Some(_) if seen.found.strange_dialog => self.t("companion.unknown_dialog"),
            Some(page) => self.m(Message::new("companion.page_is").with("page", self.t(page.key()))),
            None => self.t("companion.unknown"),
        };
        Some(CompanionView {
            heading: self.t("companion.heading"),
            place: self.portal_place(seen),
            page,
            known: seen.found.page.is_some() && !seen.found.strange_dialog,
            warnings: self.portal_warnings(),
            next: self.portal_next(),
            fields: self.portal_fields(seen),
            ticks: self.portal_ticks(),
            client_id: self.portal_client(),
            evidence: (self.t("companion.evidence.heading"), self.portal_evidence(seen)),
        })
    }

    fn portal_place(&self, seen: &Seen) -> Strip {
        let environment = seen.place.environment.unwrap_or(Environment::Practice);
        let number = seen.place.orgno.as_ref().map(ToString::to_string);
        let name = Some(seen.place.organisation.clone()).filter(|name| !name.is_empty());
        Strip {
            environment: self.environment_word(environment),
            tone: match environment {
                Environment::Practice => Tone::Neutral,
                Environment::Test => Tone::Info,
                Environment::Prod => Tone::Danger,
            },
            organisation: number.into_iter().chain(name).collect::<Vec<_>>().join(" "),
        }
    }

    fn portal_warnings(&self) -> Vec<Block> {
        let warn = |mismatch: &Mismatch| {
            let (heading, text) = self.session.mismatch_words(mismatch);
            Block::Notice {
                tone: Tone::Warning,
                heading: self.t(heading),
                text: vec![self.m(text)],
                buttons: Vec::new(),
            }
        };
        self.session.portal_mismatches().iter().map(warn).collect()
    }

    fn portal_next(&self) -> NextView {
        let heading = self.t("companion.next.heading");
        let Some(errand) = self.session.beside() else {
            return NextView {
                heading,
                text: self.t("companion.next.no_plan"),
                ..NextView::default()
            };
        };
        let Some(advice) = self.session.portal_advice() else {
            return NextView::default();
        };
        let ring = self.session.companion.ring;
        let (press, label) = match ring {
            Ring::Shown => (CompanionButton::Hide, "companion.button.hide"),
            _ => (CompanionButton::Show, "companion.button.show"),
        };
        let also = match advice.also.as_slice() {
            [] => String::new(),
            names => self.m(Message::new("companion.next.also").with("names", names.join("», «"))),
        };
        let (press, label) = match advice.claim {
            Some(_) => (CompanionButton::Mine, "companion.button.mine"),
            None => (press, label),
        };
        let point = (advice.pointer.is_some() || advice.claim.is_some())
            .then(|| self.button(Button::Companion(press), label, Look::Secondary));
        let way = advice.journey.and_then(journeys::find).map(|journey| ButtonView {
            label: self.t("companion.button.journey"),
            ..self.to_journey(&errand, journey)
        });
        NextView {
            heading,
            text: self.m(advice.message),
            also,
            button: point.or(way),
            ring: self
                .session
                .ring_words()
                .map(|words| self.m(words))
                .unwrap_or_default(),
        }
    }

    fn portal_fields(&self, seen: &Seen) -> FieldsView {
        let (Some(page), Some(errand)) = (seen.found.page, self.session.beside()) else {
            return FieldsView::default();
        };
        let labels = &self.session.companion.labels;
        let plan = without_blanks(&errand.sketch.plan);
        let checks = compare(&plan, &seen.facts, page, labels);
        let rows: Vec<FieldRow> = checks
            .iter()
            .filter(|check| check.shown.is_some())
            .map(|check| self.portal_row(check, &seen.facts.language))
            .collect();
        FieldsView {
            heading: self.t("companion.fields.heading"),
            rows,
        }
    }

    fn portal_row(&self, check: &FieldCheck, portal_language: &str) -> FieldRow {
        let labels = &self.session.companion.labels;
        let label = labels
            .name(check.label)
            .map_or("", |name| name.now(portal_language));
        let word = match (check.agrees(), check.is_empty()) {
            (true, _) => "companion.fields.agrees",
            (false, true) => "companion.fields.empty",
            (false, false) => "companion.fields.differs",
        };
        let shown = match check.shown.as_deref() {
            Some(shown) if !check.agrees() && !shown.is_empty() => {
                self.m(Message::new("companion.fields.shows").with("shown", shown.join(", ")))
            }
            _ => String::new(),
        };
        FieldRow {
            label: label.to_owned(),
            planned: check.planned.clone(),
            agrees: check.agrees(),
            word: self.t(word),
            shown,
            copy: self.m(Message::new("companion.fields.copy").with("name", label)),
        }
    }

    /// On the way to a client, what is to be seen on that way; otherwise the tasks that can be seen done.
    fn portal_ticks(&self) -> TicksView {
        let Some(errand) = self.session.beside() else {
            return TicksView::default();
        };
        let done = self.session.portal_ticks();
        let item = |tick: Tick, name: String| {
            let seen = done.contains(&tick);
            let word = if seen {
                "companion.ticks.done"
            } else {
                "companion.ticks.open"
            };
            (name, seen, self.t(word))
        };
        let language = self.session.draft.language;
        let is_client = errand.journey().is_some_and(|journey| journey.kind.is_some());
        let items = if is_client {
            let milestones = Tick::MILESTONES.into_iter();
            milestones.map(|(tick, name)| item(tick, self.t(name))).collect()
        } else {
            let steps = errand.steps().into_iter();
            steps
                .filter_map(|step| Some(item(step.seen?, step.name.text(language).to_owned())))
                .collect()
        };
        TicksView {
            heading: self.t("companion.ticks.heading"),
            items,
        }
    }

    fn portal_client(&self) -> Option<Block> {
        let id = self.session.beside()?.portal.client_id?;
        Some(Block::Copyable {
            label: self.t("companion.client_id"),
            value: id.to_string(),
            copy: self.t("companion.copy_client_id"),
        })
    }

    fn portal_evidence(&self, seen: &Seen) -> Vec<String> {
        let say = |evidence: &Evidence| {
            self.m(match evidence {
                Evidence::Path(path) => Message::new("companion.evidence.path").with("path", path.clone()),
                Evidence::Heading(text) => {
                    Message::new("companion.evidence.heading_is").with("heading", text.clone())
                }
                Evidence::Controls(names) => {
                    Message::new("companion.evidence.controls").with("names", names.join("», «"))
                }
            })
        };
        let mut lines: Vec<String> = seen.found.evidence.iter().map(say).collect();
        if seen.place.environment == Some(Environment::Practice) {
            lines.push(self.t("companion.synthetic"));
        }
        lines.push(self.t("companion.evidence.reads"));
        lines
    }
}
