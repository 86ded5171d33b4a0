//! Where the steps of a plan stand, on whose word, and how a step comes to be done.

use serde::{Deserialize, Serialize};

use super::{Errand, Fact};
use crate::Timestamp;
use crate::companion::Tick;
use crate::journeys::{Direct, Proves, Step};
use crate::model::ClientId;

/// What has been seen of a plan in the portal. Nothing of it is ever taken back: that a page shows less today does not
/// mean that it was not done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortalTrace {
    /// What was seen done.
    pub ticks: Vec<Tick>,
    /// The client's id, from its page.
    pub client_id: Option<ClientId>,
    /// The names of the keys that the client had before the planned one. None of them can be it.
    pub keys_before: Option<Vec<String>>,
    /// The planned key, as its card showed it last.
    pub key: Option<SeenKey>,
}

/// A key as its card in the portal shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenKey {
    /// Its name.
    pub kid: String,
    /// Its last day, when that could be read.
    pub last: Option<String>,
}

/// On whose word a step is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The user's.
    #[default]
    You,
    /// The companion has seen it in the portal.
    Portal,
    /// Losen did it.
    Losen,
}

impl By {
    /// What goes without saying is not written down.
    fn is_you(&self) -> bool {
        *self == Self::You
    }
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How far.
    pub state: State,
    /// Since when.
    pub at: Timestamp,
    /// On whose word.
    #[serde(default, skip_serializing_if = "By::is_you")]
    pub by: By,
    /// The user has said that it is not done, so it is not marked again by what is seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// When the message was sent.
    #[serde(default)]
    pub sent: Option<Timestamp>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Begun.
    Begun,
    /// Waiting for someone.
    Waiting,
    /// Done.
    Done,
}

impl Errand {
    /// Marks a step by the user's word. The day on which a message was sent is kept.
    pub fn mark(&mut self, step: &str, state: State, now: Timestamp) {
        self.put_mark(step, state, By::You, now);
    }

    fn put_mark(&mut self, step: &str, state: State, by: By, now: Timestamp) {
        let before = self.marks.get(step);
        let mark = Mark {
            state,
            at: now,
            by,
            held: before.is_some_and(|mark| mark.held),
            sent: before.and_then(|mark| mark.sent),
        };
        self.marks.insert(step.to_owned(), mark);
    }

    /// The message of a step has been sent, and someone is waited for.
    pub fn send(&mut self, step: &str, now: Timestamp) {
        self.put_mark(step, State::Waiting, By::You, now);
        if let Some(mark) = self.marks.get_mut(step) {
            mark.sent = Some(now);
        }
    }

    /// Takes a mark away. What Losen had marked by itself, or would at the next look, it does not mark again: the user knows
    /// better.
    pub fn unmark(&mut self, step: &str, now: Timestamp) {
        let seen = self.step(step).and_then(|step| step.seen);
        let proven = seen.is_some_and(|tick| self.portal.ticks.contains(&tick));
        let Some(mark) = self.marks.get_mut(step) else {
            return;
        };
        if proven || mark.held || mark.by != By::You {
            *mark = Mark {
                state: State::Begun,
                at: now,
                by: By::You,
                held: true,
                sent: mark.sent,
            };
        } else {
            self.marks.remove(step);
        }
    }

    /// Marks the steps that are done by now, on the word of the portal or of Losen itself. What is done stays as it is, and
    /// so does what the user has taken back.
    fn mark_done(&mut self, by: By, now: Timestamp, done: impl Fn(&Step) -> bool) {
        for step in self.steps() {
            let left_alone = self
                .marks
                .get(step.id)
                .is_some_and(|mark| mark.held || mark.state == State::Done);
            if done(step) && !left_alone && !self.is_proven(step) {
                self.put_mark(step.id, State::Done, by, now);
            }
        }
    }

    /// Keeps what the portal shows, and marks the steps that it proves.
    pub fn see(&mut self, seen: &PortalTrace, now: Timestamp) {
        let trace = &mut self.portal;
        trace.ticks.extend(&seen.ticks);
        trace.ticks.sort_unstable();
        trace.ticks.dedup();
        if let Some(id) = &seen.client_id {
            trace.client_id = Some(id.clone());
            self.facts.entry(Fact::ClientId).or_insert_with(|| id.to_string());
        }
        if seen.keys_before.is_some() {
            trace.keys_before.clone_from(&seen.keys_before);
        }
        let ticks = trace.ticks.clone();
        // The portal knows better than an estimate; what the user writes after that, stays.
        if let Some(key) = &seen.key
            && self.portal.key != seen.key
        {
            self.portal.key.clone_from(&seen.key);
            self.name_key(&key.kid);
            if let Some(last) = &key.last {
                self.facts.insert(Fact::KeyExpires, last.clone());
            }
        }
        self.mark_done(By::Portal, now, |step| {
            step.seen.is_some_and(|tick| ticks.contains(&tick))
        });
    }

    /// The client has been proven to work, by a token and perhaps a lookup as well.
    pub fn proven(&mut self, looked_up: bool, now: Timestamp) {
        self.mark_done(By::Losen, now, |step| match step.proves {
            Some(Proves::Proved) => true,
            Some(Proves::LookedUp) => looked_up,
            _ => false,
        });
    }

    /// Losen itself has done everything that it does in one of these ways.
    pub fn did(&mut self, ways: &[Direct], now: Timestamp) {
        self.mark_done(By::Losen, now, |step| ways.contains(&step.direct));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Desk, Progress};
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000);
    const LATER: Timestamp = Timestamp(1_700_000_600);

    fn errand() -> Errand {
        let mut desk = Desk::default();
        let id = desk.begin("krr", NOW);
        desk.find(id).unwrap().clone()
    }

    fn seen(ticks: &[Tick]) -> PortalTrace {
        PortalTrace {
            ticks: ticks.to_vec(),
            ..PortalTrace::default()
        }
    }

    fn progress(errand: &Errand, step: &str) -> Progress {
        errand.progress(errand.step(step).unwrap())
    }

    #[test]
    fn what_is_seen_is_done_and_stays_so_when_less_is_seen() {
        let mut errand = errand();
        errand.see(&seen(&[Tick::Begun, Tick::Named]), NOW);
        errand.see(&seen(&[]), LATER);
        assert_eq!(progress(&errand, "name"), Progress::Seen);
        assert_eq!(errand.marks["name"].at, NOW);
        assert_eq!(progress(&errand, "create"), Progress::NotBegun);
    }

    #[test]
    fn a_tick_that_the_user_took_back_is_not_set_again_until_the_user_says_so() {
        let mut errand = errand();
        errand.see(&seen(&[Tick::Named]), NOW);
        errand.unmark("name", NOW);
        errand.see(&seen(&[Tick::Named]), LATER);
        errand.did(&[Direct::Guide], LATER);
        assert_eq!(progress(&errand, "name"), Progress::Begun);
        errand.mark("name", State::Done, LATER);
        assert_eq!(progress(&errand, "name"), Progress::Done);
        // Taken back once more it stays away, on whosever word it was done.
        errand.unmark("name", LATER);
        errand.see(&seen(&[Tick::Named]), LATER);
        assert_eq!(progress(&errand, "name"), Progress::Begun);
    }

    #[test]
    fn what_the_user_has_said_is_not_said_again_by_what_is_seen() {
        let mut errand = errand();
        errand.mark("name", State::Done, NOW);
        errand.see(&seen(&[Tick::Named]), LATER);
        assert_eq!(
            (progress(&errand, "name"), errand.marks["name"].at),
            (Progress::Done, NOW)
        );
    }

    #[test]
    fn a_login_that_losen_has_tried_is_tried() {
        let mut desk = Desk::default();
        let id = desk.begin("login", NOW);
        let errand = desk.find_mut(id).unwrap();
        errand.proven(false, NOW);
        assert_eq!(progress(errand, "try"), Progress::Proven);
    }

    #[test]
    fn the_portal_says_when_a_key_ends_and_the_user_has_the_last_word() {
        let shown = |kid: &str, last: &str| PortalTrace {
            key: Some(SeenKey {
                kid: kid.into(),
                last: Some(last.into()),
            }),
            ..PortalTrace::default()
        };
        let told = |errand: &Errand| {
            let fact = |fact| errand.fact(fact).to_owned();
            (fact(Fact::Kid), fact(Fact::KeyExpires))
        };
        let mut errand = errand();
        errand.facts.insert(Fact::Kid, "ny".into());
        errand.facts.insert(Fact::KeyExpires, "2027-11-30".into());
        errand.see(&shown("ny", "2027-11-22"), NOW);
        assert_eq!(told(&errand), ("ny".into(), "2027-11-22".into()));
        errand.facts.insert(Fact::KeyExpires, "2027-11-01".into());
        errand.see(&shown("ny", "2027-11-22"), LATER);
        assert_eq!(told(&errand), ("ny".into(), "2027-11-01".into()));
        // A key of another name does not inherit the day.
        errand.name_key("nyere");
        assert_eq!(told(&errand), ("nyere".into(), String::new()));
    }

    #[test]
    fn the_clients_id_is_kept_and_one_that_was_written_down_stays() {
        let id = ClientId::parse("0c5a1f4e-7a0b-4c1d-8e2f-3a4b5c6d7e8f").unwrap();
        let with_id = PortalTrace {
            client_id: Some(id.clone()),
            ..PortalTrace::default()
        };
        let mut errand = errand();
        errand.see(&with_id, NOW);
        assert_eq!(errand.client_id(), id.to_string());
        errand.facts.insert(Fact::ClientId, "min egen".into());
        errand.see(&with_id, LATER);
        assert_eq!(errand.client_id(), "min egen");
    }
}
