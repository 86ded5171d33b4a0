//! From step to step, and what stands in the way.

use super::screen::findings::in_words_of_the_screen;
use super::{Effects, Field, Focus, Session, StepId};
use crate::Timestamp;
use crate::model::{Finding, Severity};
use crate::steps;
use crate::text::text;

impl Session {
    pub(super) fn next(&mut self, now: Timestamp, effects: &mut Effects) {
        let fields = steps::fields(self.draft.step, self.draft.goal);
        self.shown.extend(fields);
        if self.errors_of_step().is_empty() {
            if self.draft.step == StepId::Goal {
                self.adopt(now);
            }
            if let Some(step) = self.neighbour(1) {
                self.go(step, effects);
            }
        } else {
            self.move_focus(Focus::Errors);
        }
    }

    pub(super) fn back(&mut self, effects: &mut Effects) {
        if self.is_settled() {
            return;
        }
        if self.trouble.take().is_some() {
            self.move_focus(Focus::Heading);
        } else if let Some(step) = self.neighbour(-1) {
            self.go(step, effects);
        }
    }

    pub(super) fn go(&mut self, step: StepId, effects: &mut Effects) {
        self.trouble = None;
        self.draft.step = step;
        self.move_focus(Focus::Heading);
        self.persist(effects);
        self.arrive(step, effects);
    }

    pub(super) fn start_over(&mut self, effects: &mut Effects) {
        // The plan is forgotten; the others, and where the user works beside them, are not.
        if let Some(id) = self.draft.desk.open {
            self.draft.desk.remove(id);
        }
        self.clear_guide();
        self.move_focus(Focus::Heading);
        self.persist(effects);
    }

    /// One may go back to any step, and ahead as far as the steps between have no errors. After the client is there,
    /// nothing can be changed any more.
    pub(super) fn may_go(&self, step: StepId) -> bool {
        let journey = self.journey();
        let place = |wanted: StepId| journey.iter().position(|step| *step == wanted);
        let (Some(here), Some(there)) = (place(self.draft.step), place(step)) else {
            return false;
        };
        !self.is_settled() && there < here
    }

    pub(super) fn journey(&self) -> Vec<StepId> {
        steps::journey(self.draft.goal, self.surface)
    }

    fn neighbour(&self, distance: isize) -> Option<StepId> {
        let journey = self.journey();
        let here = journey.iter().position(|step| *step == self.draft.step)?;
        journey.get(here.checked_add_signed(distance)?).copied()
    }

    /// Findings of severity error in the fields of this step, and the choices that were not made.
    pub(super) fn errors_of_step(&self) -> Vec<(Field, String)> {
        let mine = steps::fields(self.draft.step, self.draft.goal);
        let mut errors: Vec<(Field, String)> = Vec::new();
        if self.draft.step == StepId::Goal && self.draft.goal.is_none() {
            errors.push((Field::Goal, text(self.draft.language, "guide.goal.missing")));
        }
        if self.draft.step == StepId::Place && self.profile().is_none() {
            errors.push((Field::Place, text(self.draft.language, "guide.place.missing")));
        }
        if matches!(self.draft.step, StepId::Goal | StepId::Place) {
            return errors;
        }
        let report = self.report();
        for finding in report.findings.iter().filter(|finding| stops(finding)) {
            let field = self.field_of(finding);
            if mine.contains(&field) {
                errors.push((field, in_words_of_the_screen(finding, self.draft.language)));
            }
        }
        errors
    }
}

/// What keeps the guide from going on: errors, and a client without a name or description, which the API accepts and
/// the portal doesn't.
fn stops(finding: &Finding) -> bool {
    finding.severity == Severity::Error || matches!(finding.rule, "name/missing" | "name/missing-description")
}
