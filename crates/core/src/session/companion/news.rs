//! What is new of the portal, in words: for those who do not see it, all of it goes through the one live region.

use super::{Seen, done};
use crate::companion::{Mismatch, Tick};
use crate::desk::Errand;
use crate::desk::summary::environment_word;
use crate::model::Environment;
use crate::session::Session;
use crate::text::{Message, text};

impl Session {
    /// What stands between the plan and the portal: a heading, and what to do.
    pub(in crate::session) fn mismatch_words(&self, mismatch: &Mismatch) -> (&'static str, Message) {
        let word = |environment: Environment| environment_word(environment, self.draft.language);
        match mismatch {
            Mismatch::Environment { planned, portal } => (
                "companion.wrong.environment",
                Message::new("companion.wrong.environment_text")
                    .with("planned", word(*planned))
                    .with("portal", word(*portal)),
            ),
            Mismatch::Organisation { planned, portal } => (
                "companion.wrong.organisation",
                Message::new("companion.wrong.organisation_text")
                    .with("planned", planned.to_string())
                    .with("portal", portal.to_string()),
            ),
            Mismatch::Badge => (
                "companion.wrong.badge",
                Message::new("companion.wrong.badge_text"),
            ),
        }
    }

    /// What the portal says now and did not say a moment ago. Its own messages are silent, and gone after five seconds.
    pub(super) fn hear(&mut self, before: Option<&Seen>) {
        let now = self.companion.seen.iter().flat_map(|seen| &seen.facts.signs);
        let is_new = |said: &&String| before.is_none_or(|before| !before.facts.signs.contains(*said));
        let news = now
            .filter(is_new)
            .map(|said| Message::new("companion.status.says").with("words", said));
        self.companion.news.extend(news.collect::<Vec<_>>());
    }

    /// What has just been seen done of a plan, as the list beside the page calls it.
    pub(super) fn ticked(&mut self, before: &Errand, seen: &[Tick]) {
        let (old, language) = (done(before), self.draft.language);
        let is_new = |tick: &Tick| seen.contains(tick) && !old.contains(tick);
        let is_client = before.journey().is_some_and(|journey| journey.kind.is_some());
        let milestones = &Tick::MILESTONES[..if is_client { Tick::MILESTONES.len() } else { 0 }];
        let is_milestone = |tick: &Tick| milestones.iter().any(|(one, _)| one == tick);
        let reached = milestones.iter().filter(|(tick, _)| is_new(tick));
        let steps = before.steps().into_iter().filter(|step| {
            step.seen
                .is_some_and(|tick| is_new(&tick) && !is_milestone(&tick))
        });
        let names: Vec<String> = reached
            .map(|(_, name)| text(language, name))
            .chain(steps.map(|step| step.name.text(language).to_owned()))
            .collect();
        if !names.is_empty() {
            let words = Message::new("companion.status.ticked").with("tasks", names.join(", "));
            self.companion.news.push(words);
        }
    }

    /// Says what is new: a warning before everything else, then what this event has said itself. What was said before it
    /// is old.
    pub(in crate::session) fn speak(&mut self, said_before: Option<&Message>) {
        let language = self.draft.language;
        let wrong = self.portal_mismatches();
        let is_new = |mismatch: &&Mismatch| !self.companion.wrong.contains(mismatch);
        let warnings: Vec<Message> = wrong
            .iter()
            .filter(is_new)
            .map(|mismatch| {
                let (heading, words) = self.mismatch_words(mismatch);
                Message::new("companion.status.wrong")
                    .with("what", text(language, heading))
                    .with("words", words.text(language))
            })
            .collect();
        // A warning does not outlive what it warned of.
        let is_over = self.companion.wrong.iter().any(|old| !wrong.contains(old));
        if is_over && self.status.as_ref() == said_before {
            self.status = None;
        }
        self.companion.wrong = wrong;
        let news = std::mem::take(&mut self.companion.news);
        if warnings.is_empty() && news.is_empty() {
            return;
        }
        let own = self.status.take().filter(|status| Some(status) != said_before);
        let all = warnings.into_iter().chain(own).chain(news);
        let all: Vec<String> = all.map(|message| message.text(language)).collect();
        self.status = Some(Message::new("companion.status.news").with("news", all.join(" ")));
    }
}
