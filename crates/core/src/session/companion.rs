//! The portal in the tab beside: what was seen of it, and what that proves.

mod news;

use serde::Serialize;
use serde_json::Value;

use super::{Effect, Effects, Room, Session, Surface, without_blanks};
use crate::Timestamp;
use crate::companion::{
    Advice, Aim, Labels, Mismatch, PageFacts, Pointer, Proof, Recognition, Tick, Whereabouts, Written,
    mismatches, next, next_written, proof, recognise, whereabouts,
};
use crate::desk::calendar::Day;
use crate::desk::{Errand, Fact, PortalTrace, SeenKey};
use crate::journeys;
use crate::model::{ClientId, OrgNo, Plan};
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
    /// The client on the page is the plan's.
    Mine,
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
    /// What the ring was asked for, as long as there is one.
    pub pointed: Option<Pointer>,
    /// What has come of this event and is still to be said.
    news: Vec<Message>,
    /// The warnings that have been said.
    wrong: Vec<Mismatch>,
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
            pointed: None,
            news: Vec::new(),
            wrong: Vec::new(),
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
                // What was said of the page goes with it.
                if self.companion.seen.take().is_some() {
                    self.status = None;
                }
                self.companion.ring = Ring::None;
                self.companion.pointed = None;
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
                if self.surface == Surface::Panel {
                    self.watch(effects);
                }
            }
        }
    }

    pub(super) fn press_companion(&mut self, button: CompanionButton, effects: &mut Effects) {
        let pointer = match button {
            CompanionButton::Show => self.pointer(),
            CompanionButton::Hide => None,
            CompanionButton::Mine => return self.claim(effects),
        };
        self.point(pointer, effects);
    }

    fn point(&mut self, pointer: Option<Pointer>, effects: &mut Effects) {
        self.companion.ring = if pointer.is_some() {
            Ring::Asked
        } else {
            Ring::None
        };
        self.companion.pointed.clone_from(&pointer);
        self.tell(Effect::Point(pointer), effects);
    }

    /// The ring belongs to one control. As soon as something else comes next, it would be around the wrong one.
    pub(super) fn settle_ring(&mut self, effects: &mut Effects) {
        if self.companion.ring != Ring::None && self.pointer() != self.companion.pointed {
            self.point(None, effects);
            self.status = None;
        }
    }

    /// The user says that the client on the page is the planned one, which only its name spoke for.
    fn claim(&mut self, effects: &mut Effects) {
        let claimed = self.portal_advice().and_then(|advice| advice.claim);
        let plan = self.beside().map(|errand| errand.id);
        if let (Some(id), Some(plan)) = (claimed, plan)
            && let Some(errand) = self.draft.desk.find_mut(plan)
        {
            errand.facts.insert(Fact::ClientId, id.to_string());
            self.status = Some(Message::new("companion.status.claimed"));
            self.persist(effects);
        }
    }

    /// The plan that the portal is visited for: the one that is looked at, or else the one whose client stands in the guide.
    pub(super) fn beside(&self) -> Option<Errand> {
        let here = (self.draft.room == Room::Home)
            .then(|| self.errand_here())
            .flatten();
        here.or_else(|| self.errand(self.draft.desk.open?))
    }

    /// Where the plan and the portal differ.
    pub(super) fn portal_mismatches(&self) -> Vec<Mismatch> {
        let (Some(seen), Some(errand)) = (&self.companion.seen, self.beside()) else {
            return Vec::new();
        };
        // Whoever has come to the guide is asked where the client is to live, and has not said so yet.
        let in_guide = self.draft.desk.open == Some(errand.id) && self.draft.room == Room::Guide;
        let undecided = in_guide && errand.sketch.place.is_none();
        let planned = (!undecided).then(|| errand.environment());
        mismatches(&seen.place, planned, self.planned_organisation(&errand).as_ref())
    }

    /// For whom a plan is: the certificate's owner, or whom the user has told.
    fn planned_organisation(&self, errand: &Errand) -> Option<OrgNo> {
        let place = errand.sketch.place.as_ref();
        let certificate = place.and_then(|place| self.profile_at(place)?.certificate.as_ref());
        let told = errand.fact(Fact::Orgno);
        OrgNo::parse(certificate.map_or(told, |certificate| &certificate.orgno)).ok()
    }

    /// What comes next in the portal; `None` without a plan, or on a page that Losen does not know.
    pub(super) fn portal_advice(&self) -> Option<Advice> {
        let seen = self.companion.seen.as_ref()?;
        let errand = self.beside()?;
        let (facts, found, place) = (&seen.facts, &seen.found, &seen.place);
        let (wrong, labels) = (self.portal_mismatches(), &self.companion.labels);
        let visit = Visit::of(&errand, self.planned_organisation(&errand));
        let aim = visit.aim();
        if errand.journey()?.kind.is_some() {
            return next(facts, found, place, &wrong, &aim, labels);
        }
        let steps = self.written_steps(&errand);
        next_written(facts, found, place, &wrong, &aim, &steps, labels)
    }

    /// The steps of a plan that are done in the portal and have not been done.
    fn written_steps(&self, errand: &Errand) -> Vec<Written> {
        let open = errand
            .steps()
            .into_iter()
            .filter(|step| !errand.progress(step).is_done());
        open.filter_map(|step| {
            Some(Written {
                page: journeys::page(step.at?)?.is?,
                action: step.action.text(self.draft.language),
                label: step.label?,
                language: self.draft.language,
            })
        })
        .collect()
    }

    /// What has been seen done of the plan, and what Losen itself did of it.
    pub(super) fn portal_ticks(&self) -> Vec<Tick> {
        self.beside().map(|errand| done(&errand)).unwrap_or_default()
    }

    pub(super) fn ring_words(&self) -> Option<Message> {
        let name = self.companion.pointed.as_ref()?.names.first()?;
        let key = match self.companion.ring {
            Ring::Shown => "companion.ring.shown",
            Ring::NotFound => "companion.ring.not_found",
            Ring::None | Ring::Asked => return None,
        };
        Some(Message::new(key).with("name", name.as_str()))
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
        let was = before.as_ref().map(|seen| (seen.found.page, seen.found.dialog));
        if was != Some((found.page, found.dialog)) {
            self.companion.news.push(match found.page {
                Some(page) => Message::new("companion.page_is")
                    .with("page", Message::new(page.key()).text(self.draft.language)),
                None => Message::new("companion.status.unknown"),
            });
        }
        self.companion.seen = Some(Box::new(Seen { facts, found, place }));
        self.hear(before.as_deref());
        // The ring belongs to one page; on the next one it is shown when the user asks for it.
        let here = self
            .companion
            .seen
            .as_ref()
            .map(|seen| (seen.found.page, seen.found.dialog));
        if self.companion.ring != Ring::None && was.is_some() && was != here {
            self.point(None, effects);
        }
    }

    /// Keeps what this page proves of the plan, and marks its tasks.
    pub(super) fn tick(&mut self, now: Timestamp, effects: &mut Effects) {
        let (Some(seen), Some(before)) = (self.companion.seen.as_ref(), self.beside()) else {
            return;
        };
        let visit = Visit::of(&before, self.planned_organisation(&before));
        let wrong = self.portal_mismatches();
        let proven = proof(
            &seen.facts,
            &seen.found,
            &wrong,
            &visit.aim(),
            &self.companion.labels,
        );
        let Some(errand) = self.draft.desk.find_mut(before.id) else {
            return;
        };
        let unchanged = errand.clone();
        keep(errand, proven, now);
        if *errand != unchanged {
            let seen = errand.portal.ticks.clone();
            self.ticked(&before, &seen);
            self.persist(effects);
        }
    }
}

/// What the portal is visited for, made from a plan.
struct Visit {
    plan: Plan,
    organisation: Option<OrgNo>,
    client_id: Option<ClientId>,
    kid: String,
    keys_before: Option<Vec<String>>,
    done: Vec<Tick>,
}

impl Visit {
    fn of(errand: &Errand, organisation: Option<OrgNo>) -> Self {
        Self {
            plan: without_blanks(&errand.sketch.plan),
            organisation,
            client_id: ClientId::parse(&errand.client_id()).ok(),
            kid: errand.fact(Fact::Kid).to_owned(),
            keys_before: errand.portal.keys_before.clone(),
            done: done(errand),
        }
    }

    fn aim(&self) -> Aim<'_> {
        Aim {
            plan: &self.plan,
            organisation: self.organisation.as_ref(),
            client_id: self.client_id.as_ref(),
            kid: &self.kid,
            keys_before: self.keys_before.as_deref(),
            done: &self.done,
        }
    }
}

fn done(errand: &Errand) -> Vec<Tick> {
    let mut done = errand.portal.ticks.clone();
    if errand.sketch.created.is_some() {
        done.extend([Tick::Created, Tick::ClientId]);
    }
    done.sort_unstable();
    done.dedup();
    done
}

/// Writes down what a page proves: the tasks, the client's id, and its keys.
fn keep(errand: &mut Errand, proof: Proof, now: Timestamp) {
    let key = proof.key.map(|key| {
        // A card has the day on which the key was made and the day on which it ends.
        let last = key.dates.iter().filter_map(|date| Day::read(date)).max();
        SeenKey {
            kid: key.kid,
            last: last.map(Day::iso),
        }
    });
    let seen = PortalTrace {
        ticks: proof.ticks,
        client_id: proof.client_id,
        keys_before: proof.keys_before,
        key,
    };
    errand.see(&seen, now);
}
