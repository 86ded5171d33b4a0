//! How far a plan has come, and what it has to tell.

use std::collections::BTreeMap;

use super::{By, Errand, Fact, Mark, PortalTrace, Sketch, State, goal_of};
use crate::Timestamp;
use crate::journeys::{self, Copied, Direct, Journey, Proves, Step};
use crate::model::{Environment, Plan};
use crate::text::Language;

/// Where a step or a whole plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not begun.
    NotBegun,
    /// Under way.
    Begun,
    /// Waiting for someone.
    Waiting,
    /// Done, by the user's word.
    Done,
    /// Done, and the companion has seen it in the portal.
    Seen,
    /// Done, and Losen did it or has tried it.
    Proven,
}

/// What stands in a message where the user has to fill in something.
const BLANK: &str = "____";

impl Progress {
    /// Nothing is left to do.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Seen | Self::Proven)
    }
}

impl Errand {
    /// The journey; `None` for one that this Losen does not know.
    #[must_use]
    pub fn journey(&self) -> Option<&'static Journey> {
        journeys::find(&self.journey)
    }

    /// Where it is to be done.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.sketch
            .place
            .as_ref()
            .map_or(self.environment, |place| place.environment())
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> Vec<&'static Step> {
        let steps = |journey: &'static Journey| journey.steps_in(self.environment()).collect();
        self.journey().map(steps).unwrap_or_default()
    }

    /// One of its steps.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&'static Step> {
        self.steps().into_iter().find(|step| step.id == id)
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self, language: Language) -> String {
        if !self.name.trim().is_empty() {
            return self.name.trim().to_owned();
        }
        let client = self.plan_text("client_name");
        let journey = self.journey().map_or("", |journey| journey.title.text(language));
        if client.is_empty() {
            journey.to_owned()
        } else {
            client
        }
    }

    /// Where a step stands.
    #[must_use]
    pub fn progress(&self, step: &Step) -> Progress {
        if self.is_proven(step) {
            return Progress::Proven;
        }
        match self.marks.get(step.id).map(|mark| (mark.state, mark.by)) {
            None => Progress::NotBegun,
            Some((State::Begun, _)) => Progress::Begun,
            Some((State::Waiting, _)) => Progress::Waiting,
            Some((State::Done, By::You)) => Progress::Done,
            Some((State::Done, By::Portal)) => Progress::Seen,
            Some((State::Done, By::Losen)) => Progress::Proven,
        }
    }

    /// Everything up to the client itself is seen when the client is there; the proof is marked when it comes.
    fn is_proven(&self, step: &Step) -> bool {
        let comes_later = |proves| matches!(proves, Proves::Proved | Proves::LookedUp);
        self.sketch.created.is_some() && step.proves.is_some_and(|proves| !comes_later(proves))
    }

    /// Where the whole of it stands.
    #[must_use]
    pub fn whole(&self) -> Progress {
        let all: Vec<Progress> = self.steps().into_iter().map(|step| self.progress(step)).collect();
        if all.is_empty() || all.iter().all(|one| *one == Progress::NotBegun) {
            return Progress::NotBegun;
        }
        if all.iter().all(|one| one.is_done()) {
            return Progress::Done;
        }
        // What can be done now matters more than what is waited for.
        let open = all
            .iter()
            .find(|one| !one.is_done() && **one != Progress::Waiting);
        if open.is_none() {
            Progress::Waiting
        } else {
            Progress::Begun
        }
    }

    /// How many steps are done, and how many there are.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let steps = self.steps();
        let done = steps.iter().filter(|step| self.progress(step).is_done()).count();
        (done, steps.len())
    }

    /// The first step after another that is neither done nor waited for, or the first such of all.
    #[must_use]
    pub fn next_after(&self, after: Option<&str>) -> Option<&'static Step> {
        let steps = self.steps();
        let at = after.and_then(|after| steps.iter().position(|step| step.id == after));
        let open = |step: &&&'static Step| {
            let progress = self.progress(step);
            !progress.is_done() && progress != Progress::Waiting
        };
        let begin = at.map_or(0, |at| at + 1);
        steps
            .iter()
            .skip(begin)
            .find(open)
            .or_else(|| steps.iter().find(open))
            .copied()
    }

    /// Marks a step by the user's word. The day on which a message was sent is kept.
    pub fn mark(&mut self, step: &str, state: State, now: Timestamp) {
        self.put_mark(step, state, By::You, now);
    }

    fn put_mark(&mut self, step: &str, state: State, by: By, now: Timestamp) {
        let sent = self.marks.get(step).and_then(|mark| mark.sent);
        let mark = Mark {
            state,
            at: now,
            by,
            held: false,
            sent,
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

    /// Takes a mark away. What Losen had marked by itself it does not mark again: the user knows better.
    pub fn unmark(&mut self, step: &str, now: Timestamp) {
        match self.marks.remove(step) {
            Some(mark) if mark.by != By::You || mark.held => {
                self.put_mark(step, State::Begun, By::You, now);
                if let Some(again) = self.marks.get_mut(step) {
                    again.held = true;
                    again.sent = mark.sent;
                }
            }
            _ => {}
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
        let ticks = trace.ticks.clone();
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

    /// What the user has told; empty when nothing.
    #[must_use]
    pub fn fact(&self, fact: Fact) -> &str {
        self.facts.get(&fact).map_or("", |value| value.trim())
    }

    /// The client's id, from Losen's own create or from the user.
    #[must_use]
    pub fn client_id(&self) -> String {
        match &self.sketch.created {
            Some(created) => created.client_id.to_string(),
            None => self.fact(Fact::ClientId).to_owned(),
        }
    }

    /// A text of the client as intended.
    #[must_use]
    pub fn plan_text(&self, member: &str) -> String {
        self.sketch
            .plan
            .text(member)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// What is to be pasted, one value at a time.
    #[must_use]
    pub fn values(&self, copied: Copied) -> Vec<String> {
        let list = |member: &str| {
            self.sketch
                .plan
                .texts(member)
                .into_iter()
                .map(|(_, text)| text.to_owned())
        };
        let values: Vec<String> = match copied {
            Copied::Name => vec![self.plan_text("client_name")],
            Copied::Description => vec![self.plan_text("description")],
            // The portal adds these two by itself.
            Copied::Scopes => list("scopes")
                .filter(|scope| !["openid", "profile"].contains(&scope.as_str()))
                .collect(),
            Copied::RedirectUris => list("redirect_uris").collect(),
            Copied::LogoutUris => list("post_logout_redirect_uris").collect(),
            Copied::Key => vec![self.fact(Fact::Key).to_owned()],
            Copied::Orgno => vec![self.fact(Fact::Orgno).to_owned()],
            Copied::ClientId => vec![self.client_id()],
        };
        values.into_iter().filter(|value| !value.is_empty()).collect()
    }

    /// The message of a step, with what is known filled in and `____` for the rest.
    #[must_use]
    pub fn message(&self, step: &Step, language: Language, environment: &str) -> Option<String> {
        let text = step.message.as_ref()?.text(language);
        let or_blank = |value: String| if value.is_empty() { BLANK.to_owned() } else { value };
        let scopes = self.values(Copied::Scopes).join(" ");
        let filled = [
            ("orgno", or_blank(self.fact(Fact::Orgno).to_owned())),
            ("organisation", or_blank(self.fact(Fact::Organisation).to_owned())),
            ("environment", environment.to_owned()),
            ("scope", or_blank(scopes)),
            ("name", or_blank(self.plan_text("client_name"))),
            ("client_id", self.client_id()),
        ];
        Some(fill(text, &filled))
    }

    /// A plan that comes after this one: for the same client, by the same people, in the same environment.
    #[must_use]
    pub fn followed_by(&self, journey: &str, now: Timestamp) -> Self {
        let next = Sketch::of(journey);
        // What makes a client of its own begins with its own recipe, and so does what is about no client at all.
        let same_client = journeys::find(journey).is_some_and(|journey| journey.about_a_client());
        let mut facts = self.facts.clone();
        if !same_client {
            facts.retain(|fact, _| is_about_people(*fact));
        } else if !self.client_id().is_empty() {
            facts.insert(Fact::ClientId, self.client_id());
        }
        let sketch = if same_client {
            Sketch {
                place: self.sketch.place.clone(),
                goal: self.sketch.goal,
                plan: self.sketch.plan.clone(),
                created: self.sketch.created.clone(),
                step: self.sketch.step,
                ..next
            }
        } else {
            next
        };
        Self {
            id: 0,
            journey: journey.to_owned(),
            name: String::new(),
            environment: self.environment(),
            began: now,
            facts,
            marks: BTreeMap::new(),
            portal: PortalTrace::default(),
            sketch,
        }
    }

    /// The same again in production. What was done in test says nothing there; who is who does.
    #[must_use]
    pub fn again_in_production(&self, now: Timestamp) -> Self {
        let mut facts: BTreeMap<Fact, String> = self.facts.clone();
        // Another client, another key.
        facts.retain(|fact, _| is_about_people(*fact));
        let goal = goal_of(&self.journey);
        Self {
            id: 0,
            journey: self.journey.clone(),
            name: self.name.clone(),
            environment: Environment::Prod,
            began: now,
            facts,
            marks: BTreeMap::new(),
            portal: PortalTrace::default(),
            sketch: Sketch {
                goal,
                plan: for_production(&self.sketch.plan),
                step: Sketch::of(&self.journey).step,
                ..Sketch::default()
            },
        }
    }
}

/// Whether a fact is of the organisation and its people, whichever client it is about.
fn is_about_people(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::Orgno | Fact::Organisation | Fact::Owner | Fact::Contact
    )
}

/// The recipe of a client, without what belongs to the one that was made and without addresses of one's own machine,
/// which production refuses.
fn for_production(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for member in ["client_id", "client_secret", "created", "last_updated", "active"] {
        plan.remove(member);
    }
    for member in ["redirect_uris", "post_logout_redirect_uris"] {
        let kept: Vec<String> = plan
            .texts(member)
            .into_iter()
            .map(|(_, uri)| uri.to_owned())
            .filter(|uri| !uri.contains("://localhost") && !uri.contains("://127.0.0.1"))
            .collect();
        if plan.get(member).is_some() {
            plan.set(member, kept);
        }
    }
    plan
}

/// Fills the blanks of a text in one go, so that what is filled in is never read as a blank.
pub(super) fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut parts = text.split("%{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (value, rest))
        });
        match known {
            Some((value, rest)) => {
                out.push_str(value);
                out.push_str(rest);
            }
            None => {
                out.push_str("%{");
                out.push_str(part);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Desk;
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn errand(journey: &str) -> Errand {
        let mut desk = Desk::default();
        let id = desk.begin(journey, NOW);
        desk.find(id).unwrap().clone()
    }

    #[test]
    fn a_plan_begins_in_test_with_the_least_access() {
        let errand = errand("krr");
        assert_eq!(errand.environment(), Environment::Test);
        assert_eq!(
            errand.values(Copied::Scopes),
            ["krr:global/kontaktinformasjon.read"]
        );
        assert_eq!(errand.whole(), Progress::NotBegun);
    }

    #[test]
    fn a_plan_waits_only_when_there_is_nothing_left_to_do_meanwhile() {
        let mut errand = errand("krr");
        errand.send("granted", NOW);
        assert_eq!(errand.whole(), Progress::Begun);
        for step in errand.steps() {
            if step.id != "granted" {
                errand.mark(step.id, State::Done, NOW);
            }
        }
        assert_eq!(errand.whole(), Progress::Waiting);
        errand.mark("granted", State::Done, NOW);
        assert_eq!(
            (errand.whole(), errand.next_after(None).is_none()),
            (Progress::Done, true)
        );
        // When the message was sent is part of the trace.
        assert_eq!(errand.marks["granted"].sent, Some(NOW));
    }

    #[test]
    fn a_message_tells_what_is_known_and_leaves_room_for_the_rest() {
        let mut errand = errand("maskinporten");
        errand.facts.insert(Fact::Orgno, "314330897".into());
        // A fact is never read as a blank, whatever it holds.
        errand.facts.insert(Fact::Organisation, "Losby %{scope}".into());
        let step = errand.step("ask").unwrap();
        let message = errand.message(step, Language::Nb, "testmiljøet").unwrap();
        assert!(message.contains("Losby %{scope} (314330897)"), "{message}");
        assert!(
            message.contains("i testmiljøet") && message.contains("Scope: ____"),
            "{message}"
        );
    }

    #[test]
    fn the_same_in_production_takes_the_recipe_along_and_nothing_that_was_done() {
        let mut errand = errand("user-data");
        errand.sketch.plan.set("client_name", "Losby");
        errand.sketch.plan.set("client_secret", "hysj");
        errand.sketch.plan.set(
            "redirect_uris",
            vec!["http://localhost:8080/", "https://losby.example.no/"],
        );
        errand.facts.insert(Fact::Owner, "Kari".into());
        errand.facts.insert(Fact::Kid, "gammel".into());
        errand.mark("open", State::Done, NOW);
        let again = errand.again_in_production(NOW);
        assert_eq!(again.environment(), Environment::Prod);
        assert_eq!(again.values(Copied::RedirectUris), ["https://losby.example.no/"]);
        assert_eq!((again.fact(Fact::Owner), again.fact(Fact::Kid)), ("Kari", ""));
        assert!(again.marks.is_empty() && again.sketch.plan.get("client_secret").is_none());
        assert_eq!(again.sketch.goal, errand.sketch.goal);
    }
}
