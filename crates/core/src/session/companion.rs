//! The portal in the tab beside: what was seen of it, and what that proves.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Effects, Session};
use crate::companion::{
    Advice, Labels, Mismatch, PageFacts, Pointer, Recognition, Tick, Whereabouts, mismatches, next,
    recognise, ticks, whereabouts,
};
use crate::model::ClientId;
use crate::text::Message;

/// News of the portal.
#[derive(Clone, Debug)]
pub enum PortalNews {
    /// The page beside is the portal's, and this was seen of it.
    Facts(Box<PageFacts>),
    /// No page of the portal is beside any longer.
    Gone,
    /// Whether the control that was asked for was found and has its ring.
    Pointed(bool),
    /// The names that the organisation has set by policy.
    Policy(Value),
}

/// A button of the companion's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanionButton {
    /// A ring around the next control.
    Show,
    /// No ring any more.
    Hide,
}

/// What the companion is to look for: the only control names and phrases that it sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Watch {
    /// Accessible names.
    pub names: Vec<String>,
    /// Phrases.
    pub phrases: Vec<String>,
}

/// What has been proven in the portal, kept with the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortalTrace {
    /// What was seen done.
    pub ticks: Vec<Tick>,
    /// The client's id, from its page.
    pub client_id: Option<ClientId>,
}

/// The ring in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ring {
    #[default]
    None,
    Asked,
    Shown,
    NotFound,
}

/// What is known of the portal beside.
#[derive(Debug)]
pub(super) struct Companion {
    pub labels: Labels,
    pub seen: Option<Box<Seen>>,
    pub ring: Ring,
}

/// A page of the portal as it was seen last.
#[derive(Debug)]
pub(super) struct Seen {
    pub facts: PageFacts,
    pub found: Recognition,
    pub place: Whereabouts,
}

impl Companion {
    pub fn new() -> Self {
        Self {
            labels: Labels::shipped(),
            seen: None,
            ring: Ring::None,
        }
    }
}

impl Session {
    /// Tells the companion what to look for.
    pub(super) fn watch(&mut self, effects: &mut Effects) {
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        let labels = &self.companion.labels;
        let watch = Watch {
            names: owned(labels.every_name()),
            phrases: owned(labels.every_phrase()),
        };
        self.tell(Effect::Watch(watch), effects);
    }

    pub(super) fn portal(&mut self, news: PortalNews, effects: &mut Effects) {
        match news {
            PortalNews::Facts(facts) => self.saw(*facts, effects),
            PortalNews::Gone => {
                self.companion.seen = None;
                self.companion.ring = Ring::None;
            }
            PortalNews::Pointed(found) => {
                // An answer to a ring that was taken away again is late.
                if self.companion.ring == Ring::Asked {
                    self.companion.ring = if found { Ring::Shown } else { Ring::NotFound };
                    self.status = self.ring_words();
                }
            }
            PortalNews::Policy(policy) => {
                self.companion.labels = Labels::shipped().with_policy(&policy);
                self.watch(effects);
            }
        }
    }

    pub(super) fn press_companion(&mut self, button: CompanionButton, effects: &mut Effects) {
        let pointer = match button {
            CompanionButton::Show => self.pointer(),
            CompanionButton::Hide => None,
        };
        self.companion.ring = if pointer.is_some() {
            Ring::Asked
        } else {
            Ring::None
        };
        self.tell(Effect::Point(pointer), effects);
    }

    /// Where the plan and the portal differ.
    pub(super) fn portal_mismatches(&self) -> Vec<Mismatch> {
        let Some(seen) = &self.companion.seen else {
            return Vec::new();
        };
        let planned = self.draft.place.as_ref().map(super::Place::environment);
        mismatches(&seen.place, planned, self.context().organisation.as_ref())
    }

    /// What comes next in the portal; `None` without a plan, or on a page that Losen does not know.
    pub(super) fn portal_advice(&self) -> Option<Advice> {
        let seen = self.companion.seen.as_ref()?;
        self.draft.goal?;
        next(
            &seen.facts,
            &seen.found,
            &seen.place,
            &self.portal_mismatches(),
            &self.body(),
            &self.portal_ticks(),
            &self.companion.labels,
        )
    }

    /// What is done, whether it was seen in the portal or Losen did it itself.
    pub(super) fn portal_ticks(&self) -> Vec<Tick> {
        let mut done = self.draft.portal.ticks.clone();
        if self.draft.created.is_some() {
            done.extend([Tick::Created, Tick::ClientId]);
        }
        done.sort_unstable();
        done.dedup();
        done
    }

    pub(super) fn ring_words(&self) -> Option<Message> {
        let name = self.pointer()?.names.into_iter().next()?;
        let key = match self.companion.ring {
            Ring::Shown => "companion.ring.shown",
            Ring::NotFound => "companion.ring.not_found",
            Ring::None | Ring::Asked => return None,
        };
        Some(Message::new(key).with("name", name))
    }

    fn pointer(&self) -> Option<Pointer> {
        self.portal_advice()?.pointer
    }

    fn saw(&mut self, facts: PageFacts, effects: &mut Effects) {
        let found = recognise(&facts, &self.companion.labels);
        let place = whereabouts(&facts, &self.companion.labels);
        // A page on a host that is not the portal's can only be a mistake in the manifest; it counts for nothing.
        if place.environment.is_none() {
            return self.portal(PortalNews::Gone, effects);
        }
        let before = self.companion.seen.take();
        let pointed = self.companion.ring;
        let was = before.as_ref().map(|seen| (seen.found.page, seen.found.dialog));
        if was != Some((found.page, found.dialog)) {
            self.status = Some(match found.page {
                Some(page) => Message::new("companion.page_is")
                    .with("page", Message::new(page.key()).text(self.draft.language)),
                None => Message::new("companion.status.unknown"),
            });
        }
        self.companion.seen = Some(Box::new(Seen { facts, found, place }));
        self.tick(effects);
        // The ring belongs to one step; the next one is shown when the user asks for it.
        let moved = was.is_some()
            && was
                != self
                    .companion
                    .seen
                    .as_ref()
                    .map(|seen| (seen.found.page, seen.found.dialog));
        if pointed != Ring::None && moved {
            self.companion.ring = Ring::None;
            self.tell(Effect::Point(None), effects);
        }
    }

    /// Keeps what this page proves of the plan.
    fn tick(&mut self, effects: &mut Effects) {
        let Some(seen) = self.companion.seen.as_ref().filter(|_| self.draft.goal.is_some()) else {
            return;
        };
        let (proven, id) = ticks(
            &seen.facts,
            &seen.found,
            &self.portal_mismatches(),
            &self.body(),
            &self.companion.labels,
        );
        let before = self.draft.portal.clone();
        self.draft.portal.ticks.extend(proven);
        self.draft.portal.ticks.sort_unstable();
        self.draft.portal.ticks.dedup();
        self.draft.portal.client_id = id.or(before.client_id.clone());
        if self.draft.portal != before {
            self.persist(effects);
        }
    }
}
