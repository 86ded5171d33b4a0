//! How far a plan has come, and what it has to tell.

use super::{By, Errand, Fact, State};
use crate::journeys::{self, Copied, Journey, Proves, Step};
use crate::model::Environment;
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
    pub(super) fn is_proven(&self, step: &Step) -> bool {
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

    /// Whether anything was done of it, which holds for its environment only.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !self.marks.is_empty() || !self.portal.ticks.is_empty() || self.sketch.created.is_some()
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

    /// What the user has told; empty when nothing.
    #[must_use]
    pub fn fact(&self, fact: Fact) -> &str {
        self.facts.get(&fact).map_or("", |value| value.trim())
    }

    /// Names the plan's key. Another one than before ends on another day, so the day of that one is forgotten.
    pub fn name_key(&mut self, kid: &str) {
        let before = self.fact(Fact::Kid);
        if !before.is_empty() && before != kid {
            self.facts.remove(&Fact::KeyExpires);
        }
        self.facts.insert(Fact::Kid, kid.to_owned());
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
    use crate::Timestamp;

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
}
