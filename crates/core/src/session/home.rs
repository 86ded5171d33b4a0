//! The room of plans: several at a time, each with tasks that have owners and states, for as long as it takes. What is
//! on the desk is kept; what is looked at is kept too, because the popup closes when the user turns to the portal.

mod bench;
mod direct;
mod facts;
mod guide;
#[cfg(test)]
mod tests;

use super::{Effect, Effects, Focus, Link, Room, SavedFile, Session, Work};
use crate::Timestamp;
use crate::desk::{At, Errand, Fact, Sketch, State, calendar, share, summary};
use crate::journeys;
use crate::model::Environment;
use crate::text::{Message, text};

pub(super) use bench::{Bench, Checked, Pair, kid, kid_facts, private_file};
pub(super) use direct::Outcome;
pub use facts::HomeField;

/// A button of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeButton {
    /// Shows something else of the room.
    Show(At),
    /// Sets out on a journey.
    Begin(String),
    /// The task on screen is done.
    Finish,
    /// It is not done after all.
    Reopen,
    /// Its message has been sent, and someone is waited for.
    Sent,
    /// Opens the page where it is done.
    OpenPage,
    /// Lets Losen do the task on screen, or the first that it can do of the plan on screen.
    Direct,
    /// Another plan beside those that are there.
    Fresh,
    /// Prints the summary.
    Print,
    /// Saves the summary.
    SaveSummary,
    /// Saves reminders for a calendar.
    SaveCalendar,
    /// Saves the plan for someone else.
    SaveShare,
    /// Puts the plan that came on the desk.
    Accept,
    /// The same again, in another environment.
    Again(Environment),
    /// Yes, delete it.
    DeleteForReal,
    /// Makes a key pair on this machine.
    MakePair,
    /// Saves its private half.
    SavePair,
    /// The private half lies where it was saved.
    HavePair,
    /// Puts its public half into the plan.
    UsePair,
    /// The introduction has been seen, or is not wanted.
    Welcomed,
}

/// What the room knows that is not kept.
#[derive(Debug, Default)]
pub struct Home {
    /// The plan that came from someone else, and how it reads.
    pub received: Option<Result<Errand, share::ShareError>>,
    /// The bench.
    pub bench: Bench,
    /// The text that it came as.
    pub pasted: String,
    /// The user has been told that a secret which is shown only once would go.
    pub warned: bool,
    /// The plan whose task Losen is doing in another room.
    pub at_work: Option<direct::AtWork>,
    /// Where the page is that a link can lead to, when there is one.
    pub address: Option<String>,
}

impl Session {
    /// Where the guide is on the web, so that a plan can be sent as a link.
    #[must_use]
    pub fn at_address(mut self, address: Option<String>) -> Self {
        self.home.address = address;
        self
    }

    pub(super) fn press_home(&mut self, now: Timestamp, button: HomeButton, effects: &mut Effects) {
        match button {
            HomeButton::Show(at) => self.look_at(at, effects),
            HomeButton::Begin(journey) => self.begin_errand(now, &journey, effects),
            HomeButton::Finish => self.finish_step(now, effects),
            HomeButton::Reopen => self.change_step(effects, |errand, step| errand.unmark(step, now)),
            HomeButton::Sent => {
                self.change_step(effects, |errand, step| errand.send(step, now));
                self.status = Some(Message::new("home.status.sent"));
            }
            HomeButton::OpenPage => self.open_page(now, effects),
            HomeButton::Direct => self.do_it(now, effects),
            HomeButton::Fresh => self.fresh_plan(effects),
            HomeButton::Print => self.tell(Effect::Print, effects),
            HomeButton::SaveSummary => self.save_summary(now, effects),
            HomeButton::SaveCalendar => self.save_calendar(now, effects),
            HomeButton::SaveShare => self.save_share(effects),
            HomeButton::Accept => self.accept(now, effects),
            HomeButton::Again(environment) => self.again(now, environment, effects),
            HomeButton::DeleteForReal => self.delete_errand(effects),
            HomeButton::MakePair => self.make_pair(effects),
            HomeButton::SavePair => self.save_pair(effects),
            HomeButton::HavePair => self.have_pair(effects),
            HomeButton::UsePair => self.use_pair(now, effects),
            HomeButton::Welcomed => {
                self.draft.desk.welcomed = true;
                self.look_at(At::Desk, effects);
            }
        }
    }

    /// A plan came with the address of the page.
    pub(super) fn receive(&mut self, text: String, effects: &mut Effects) {
        self.draft.room = Room::Home;
        self.read_plan(text);
        self.look_at(At::Receive, effects);
    }

    pub(super) fn read_plan(&mut self, text: String) {
        self.home.received = (!text.trim().is_empty()).then(|| share::read(&text));
        // What holds a secret is not shown again either.
        let secret = self.home.received == Some(Err(share::ShareError::Secret));
        self.home.pasted = if secret { String::new() } else { text };
    }

    /// The plan with this id, with the sketch that stands in the guide if it is the open one.
    pub(super) fn errand(&self, id: u32) -> Option<Errand> {
        let mut errand = self.draft.desk.find(id)?.clone();
        if self.draft.desk.open == Some(id) {
            errand.sketch = Sketch::from_draft(&self.draft);
        }
        Some(errand)
    }

    /// The plan that is looked at.
    pub(super) fn errand_here(&self) -> Option<Errand> {
        self.errand(id_of(&self.draft.desk.at)?)
    }

    /// What is looked at; the desk, when a plan or a task is not there any more.
    pub(super) fn home_at(&self) -> At {
        let at = &self.draft.desk.at;
        let there = match (id_of(at), at) {
            (Some(id), At::Step { step, .. }) => {
                self.errand(id).is_some_and(|errand| errand.step(step).is_some())
            }
            (Some(id), _) => self.draft.desk.find(id).is_some(),
            (None, _) => true,
        };
        if there { at.clone() } else { At::Desk }
    }

    pub(super) fn look_at(&mut self, at: At, effects: &mut Effects) {
        if !matches!(at, At::Receive) {
            self.home.received = None;
            self.home.pasted.clear();
        }
        self.draft.room = Room::Home;
        self.draft.desk.at = at;
        self.move_focus(Focus::Heading);
        self.persist(effects);
    }

    fn begin_errand(&mut self, now: Timestamp, journey: &str, effects: &mut Effects) {
        if journeys::find(journey).is_none() || self.draft.desk.errands.len() >= crate::desk::MOST {
            self.status = Some(Message::new("home.status.full"));
            return;
        }
        // A plan that is begun from another one is about the same client and the same people.
        let id = match self.errand_here() {
            Some(before) => self.draft.desk.put(before.followed_by(journey, now)),
            None => self.draft.desk.begin(journey, now),
        };
        self.introduce(id);
        self.draft.desk.welcomed = true;
        self.look_at(At::Errand { id }, effects);
    }

    /// What Losen knows of the organisation, so that nobody writes it twice: from the certificate, or from the plan
    /// before.
    pub(super) fn introduce(&mut self, id: u32) {
        let place = self.workplace();
        let certificate = place
            .as_ref()
            .and_then(|place| self.profile_at(place)?.certificate.clone());
        let practice = place.is_some_and(|place| place.environment() == Environment::Practice);
        let before = self
            .draft
            .desk
            .errands
            .iter()
            .rev()
            .find(|errand| !errand.fact(Fact::Orgno).is_empty())
            .cloned();
        let known = match (certificate.filter(|_| !practice), before) {
            (Some(certificate), _) => {
                if let (Some(day), Some(errand)) = (
                    calendar::Day::of(certificate.not_after),
                    self.draft.desk.find_mut(id),
                ) {
                    let facts = &mut errand.facts;
                    facts.entry(Fact::CertificateExpires).or_insert_with(|| day.iso());
                }
                Some((certificate.orgno, certificate.organisation))
            }
            (None, Some(before)) => Some((
                before.fact(Fact::Orgno).to_owned(),
                before.fact(Fact::Organisation).to_owned(),
            )),
            (None, None) => None,
        };
        let new = self.draft.desk.find_mut(id);
        let new = new.filter(|errand| errand.fact(Fact::Orgno).is_empty());
        if let (Some((orgno, organisation)), Some(errand)) = (known, new) {
            errand.facts.insert(Fact::Orgno, orgno);
            errand.facts.insert(Fact::Organisation, organisation);
        }
    }

    fn change_step(&mut self, effects: &mut Effects, change: impl FnOnce(&mut Errand, &str)) {
        if let At::Step { id, step } = self.home_at()
            && let Some(errand) = self.draft.desk.find_mut(id)
        {
            change(errand, &step);
            self.persist(effects);
        }
    }

    /// On to the next task that can be done; to the list when there is none.
    fn finish_step(&mut self, now: Timestamp, effects: &mut Effects) {
        let At::Step { id, step } = self.home_at() else {
            return;
        };
        self.change_step(effects, |errand, step| errand.mark(step, State::Done, now));
        self.status = Some(Message::new("home.status.done"));
        let next = self.errand(id).and_then(|errand| errand.next_after(Some(&step)));
        self.look_at(
            match next {
                Some(next) => At::Step {
                    id,
                    step: next.id.to_owned(),
                },
                None => At::Errand { id },
            },
            effects,
        );
    }

    fn open_page(&mut self, now: Timestamp, effects: &mut Effects) {
        let At::Step { step, .. } = self.home_at() else {
            return;
        };
        let Some(errand) = self.errand_here() else { return };
        let page = errand.step(&step).and_then(|step| journeys::page(step.at?));
        if let Some(page) = page {
            self.tell(
                Effect::Open(Link::Page(page.address(errand.environment()))),
                effects,
            );
            self.change_step(effects, |errand, step| {
                if !errand.marks.contains_key(step) {
                    errand.mark(step, State::Begun, now);
                }
            });
        }
    }

    fn save_summary(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some(errand) = self.errand_here() {
            let language = self.draft.language;
            let file = SavedFile {
                name: file_name(&errand.title(language), "txt"),
                media_type: "text/plain",
                text: summary::summary(&errand, language, &self.companion.labels, now).text(),
            };
            self.tell(Effect::Save(file), effects);
        }
    }

    fn save_calendar(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(errand) = self.errand_here() else { return };
        let language = self.draft.language;
        if let Some(calendar) = calendar::calendar(&errand, language, now) {
            let file = SavedFile {
                name: file_name(&errand.title(language), "ics"),
                media_type: "text/calendar",
                text: calendar,
            };
            self.tell(Effect::Save(file), effects);
        }
    }

    fn save_share(&mut self, effects: &mut Effects) {
        if let Some(errand) = self.errand_here() {
            let file = SavedFile {
                name: file_name(&errand.title(self.draft.language), "losen.json"),
                media_type: "application/json",
                text: share::file(&errand),
            };
            self.tell(Effect::Save(file), effects);
        }
    }

    fn accept(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some(Ok(errand)) = self.home.received.take() {
            let began = errand.began;
            // A plan from tomorrow was made where the clock is wrong.
            let errand = Errand {
                began: began.min(now),
                ..errand
            };
            let id = self.draft.desk.put(errand);
            self.status = Some(Message::new("home.status.accepted"));
            self.look_at(At::Errand { id }, effects);
        }
    }

    fn again(&mut self, now: Timestamp, environment: Environment, effects: &mut Effects) {
        if let Some(errand) = self.errand_here() {
            let id = self.draft.desk.put(errand.again_in(environment, now));
            self.status = Some(Message::new(match environment {
                Environment::Prod => "home.status.again",
                Environment::Test | Environment::Practice => "home.status.again_test",
            }));
            self.look_at(At::Errand { id }, effects);
        }
    }

    fn delete_errand(&mut self, effects: &mut Effects) {
        let At::Delete { id } = self.home_at() else { return };
        if self.draft.desk.open == Some(id) {
            if self.work != Work::Idle {
                self.status = Some(Message::new("home.status.busy"));
                return;
            }
            self.clear_guide();
        }
        self.draft.desk.remove(id);
        self.status = Some(Message::new("home.status.deleted"));
        self.look_at(At::Desk, effects);
    }

    /// The environment in words that fit into a sentence.
    pub(super) fn environment_in_words(&self, environment: Environment) -> String {
        text(
            self.draft.language,
            match environment {
                Environment::Prod => "home.in.prod",
                Environment::Test | Environment::Practice => "home.in.test",
            },
        )
    }
}

/// The plan that something is of.
pub(super) fn id_of(at: &At) -> Option<u32> {
    match at {
        At::Desk | At::Goals | At::Tour { .. } | At::Receive => None,
        At::Bench { id } => *id,
        At::Errand { id }
        | At::Step { id, .. }
        | At::Facts { id }
        | At::Summary { id }
        | At::Share { id }
        | At::Delete { id } => Some(*id),
    }
}

/// A name that every file system takes.
fn file_name(title: &str, ending: &str) -> String {
    let plain = |c: char| match c {
        'æ' | 'Æ' => "ae".to_owned(),
        'ø' | 'Ø' => "o".to_owned(),
        'å' | 'Å' => "a".to_owned(),
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase().to_string(),
        _ => "-".to_owned(),
    };
    let long: String = title.chars().take(60).map(plain).collect();
    let parts: Vec<&str> = long.split('-').filter(|part| !part.is_empty()).collect();
    let name = if parts.is_empty() {
        "losen".to_owned()
    } else {
        parts.join("-")
    };
    format!("{name}.{ending}")
}
