//! How a session begins: what was kept is read, and the helpers are greeted.

use super::{
    DRAFT_VERSION, Draft, Effect, Effects, Helper, HelperAt, HelperFailure, Place, Session, StepId, Surface,
    Waiting, Work,
};
use crate::Timestamp;
use crate::protocol::{self, Command};

impl Session {
    pub(super) fn open(&mut self, now: Timestamp, saved: Option<Box<Draft>>, effects: &mut Effects) {
        // Version 1 had no desk; everything else of it is read as it is.
        if let Some(saved) = saved.filter(|draft| (1..=DRAFT_VERSION).contains(&draft.version)) {
            self.draft = *saved;
            self.draft.version = DRAFT_VERSION;
            if self.draft.step != StepId::Goal && self.draft.desk.open.is_none() {
                self.adopt(now);
            }
        }
        self.recall_list();
        if self.surface == Surface::Site {
            self.draft.place = Some(Place::Page);
        }
        if !self.journey().contains(&self.draft.step) {
            self.draft.step = StepId::Goal;
        }
        self.greet(effects);
        // Only the panel stands beside another page; a popup closes when that page is pressed.
        if self.surface == Surface::Panel {
            self.watch(effects);
        }
    }

    pub(super) fn greet(&mut self, effects: &mut Effects) {
        let hello = || Command::Hello {
            protocol: protocol::VERSION,
            extension: env!("CARGO_PKG_VERSION").to_owned(),
        };
        self.want(
            Effect::AskHelper(HelperAt::Page, hello()),
            Waiting::Greeting(HelperAt::Page),
            effects,
        );
        if self.surface != Surface::Site {
            self.helper = Helper::Asking;
            self.want(
                Effect::AskHelper(HelperAt::Native, hello()),
                Waiting::Greeting(HelperAt::Native),
                effects,
            );
        }
    }

    pub(super) fn greeted(
        &mut self,
        now: Timestamp,
        at: HelperAt,
        result: Result<protocol::Answer, HelperFailure>,
        effects: &mut Effects,
    ) {
        let profiles = match result {
            Ok(protocol::Answer::Hello { profiles, .. } | protocol::Answer::Status { profiles }) => {
                Ok(profiles)
            }
            Ok(_) => Err(HelperFailure::Fault(protocol::Fault::new(
                protocol::code::INTERNAL,
                "something else in answer to hello",
            ))),
            Err(failure) => Err(failure),
        };
        let answered = profiles.is_ok();
        match (at, profiles) {
            (HelperAt::Page, profiles) => self.page = profiles.ok().and_then(|list| list.into_iter().next()),
            (HelperAt::Native, Ok(profiles)) => self.helper = Helper::Present(profiles),
            (HelperAt::Native, Err(failure)) => self.helper = Helper::Missing(failure),
        }
        // A create whose end was never seen is settled before anything else is offered.
        let here = match self.draft.place {
            Some(Place::Page) => at == HelperAt::Page,
            _ => at == HelperAt::Native,
        };
        if here && answered && self.draft.intent.is_some() && self.work == Work::Idle {
            self.look(now, effects);
        }
        self.arrive_in_room(now, effects);
    }
}
