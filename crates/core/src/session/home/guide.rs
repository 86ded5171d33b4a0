//! Between the desk and the guide: one plan's client at a time stands in the guide, and the others keep theirs.

use super::super::{Draft, Effects, Focus, Known, Place, Proving, Room, Session, Surface, Waiting, Work};
use crate::Timestamp;
use crate::desk::{At, Sketch, goal_of, journey_of};
use crate::text::Message;

impl Session {
    /// Puts a plan's client in the guide.
    pub(super) fn open_in_guide(&mut self, now: Timestamp, id: u32, effects: &mut Effects) {
        if self.draft.desk.open != Some(id) {
            if !self.may_leave_the_guide() {
                return;
            }
            let Some(sketch) = self.draft.desk.find(id).map(|errand| errand.sketch.clone()) else {
                return;
            };
            self.shelve();
            self.clear_guide();
            sketch.put(&mut self.draft);
            self.draft.desk.open = Some(id);
            if self.surface == Surface::Site {
                self.draft.place = Some(Place::Page);
            }
            if !self.journey().contains(&self.draft.step) {
                let first = self.journey().into_iter().nth(1);
                self.draft.step = first.unwrap_or(super::super::StepId::Goal);
            }
        }
        self.draft.room = Room::Guide;
        self.move_focus(Focus::Heading);
        self.persist(effects);
        // A create whose end was never seen is settled before anything else.
        if self.draft.intent.is_some() && self.work == Work::Idle && self.profile().is_some() {
            self.look(now, effects);
        }
    }

    /// An empty guide; the plan that stood there stays on the desk.
    pub(super) fn fresh_plan(&mut self, effects: &mut Effects) {
        if !self.may_leave_the_guide() {
            return;
        }
        self.shelve();
        self.clear_guide();
        self.draft.room = Room::Guide;
        self.move_focus(Focus::Heading);
        self.persist(effects);
    }

    /// Not while a call is under way, and with a secret that is shown only once not before the user is told so.
    fn may_leave_the_guide(&mut self) -> bool {
        let held = if self.work != Work::Idle {
            Some("home.status.busy")
        } else if self.secret.is_some() && !std::mem::replace(&mut self.home.warned, true) {
            Some("home.status.secret")
        } else {
            None
        };
        self.status = held.map(Message::new);
        held.is_none()
    }

    /// Puts the client in the guide back into its plan.
    fn shelve(&mut self) {
        let sketch = Sketch::from_draft(&self.draft);
        if let Some(errand) = self.draft.desk.open.and_then(|id| self.draft.desk.find_mut(id)) {
            errand.sketch = sketch;
        }
    }

    /// Forgets what stands in the guide. The desk, the language and the place of work stay.
    pub(in super::super) fn clear_guide(&mut self) {
        let mut desk = std::mem::take(&mut self.draft.desk);
        desk.open = None;
        self.draft = Draft {
            desk,
            workplace: self.draft.workplace.take(),
            room: self.draft.room,
            ..Draft::new(self.draft.language)
        };
        if self.surface == Surface::Site {
            self.draft.place = Some(Place::Page);
        }
        self.shown.clear();
        self.trouble = None;
        self.refused.clear();
        self.secret = None;
        self.proving = Proving::No;
        self.login_tries = 0;
        self.landing.clear();
        self.pasted_secret = secrecy::SecretString::default();
        self.home.warned = false;
        self.known = Known::nothing();
        self.work = Work::Idle;
        self.asks_to_start_over = false;
        // What was under way belongs to the plan that stood there.
        self.running.retain(|_, running| !running.in_guide);
        self.pending.retain(|_, waiting| {
            matches!(
                waiting,
                Waiting::Greeting(_)
                    | Waiting::Flow(..)
                    | Waiting::Kept
                    | Waiting::KeyPair
                    | Waiting::ClientKey { .. }
            )
        });
    }

    /// The client in the guide gets its place on the desk as soon as it is known what it is for.
    pub(in super::super) fn adopt(&mut self, now: Timestamp) {
        let Some(goal) = self.draft.goal else { return };
        let journey = journey_of(goal);
        match self.draft.desk.open.and_then(|id| self.draft.desk.find_mut(id)) {
            Some(errand) => {
                // Several journeys may lead to the same goal of the guide; only another goal makes it another plan.
                if goal_of(&errand.journey).is_some_and(|its| its != goal) {
                    errand.journey = journey.to_owned();
                    errand.marks.clear();
                }
            }
            None => {
                let id = self.draft.desk.begin(journey, now);
                self.introduce(id);
                self.draft.desk.open = Some(id);
                self.draft.desk.at = At::Errand { id };
            }
        }
    }

    /// The client in the guide has been proven, and so is the task that asks for it.
    pub(in super::super) fn mark_proven(&mut self, now: Timestamp, looked_up: bool) {
        let Some(errand) = self.draft.desk.open.and_then(|id| self.draft.desk.find_mut(id)) else {
            return;
        };
        errand.proven(looked_up, now);
    }
}
