//! Reading, saving and deactivating scopes.

use std::collections::BTreeSet;

use super::super::home::Outcome;
use super::super::refused::Refused as FieldRefused;
use super::super::{Effects, Session};
use super::{Page, Provider};
use crate::Timestamp;
use crate::diagnosis::Symptom;
use crate::flow::Flow;
use crate::flow::Refused;
use crate::flow::provider::{self as flow, Deactivated, Ends, Overview, Proposal, Revoke, Saved};
use crate::journeys::Direct;
use crate::model::{Access, Environment, Scope, ScopeBody};
use crate::session::Tone;
use crate::text::Message;

impl Session {
    pub(super) fn fetch_scopes(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(place) = self.begin("provider.busy.scopes") else {
            return;
        };
        let flow = flow::overview(self.provider.inactive);
        let then = |session: &mut Self, now, end: Result<Overview, Refused>, effects: &mut Effects| {
            session.settled();
            match end {
                Ok(Overview { prefixes, scopes }) => {
                    let count = scopes.len().to_string();
                    session.status = Some(Message::new("provider.scopes.count").with("count", count));
                    session.provider.prefixes = prefixes;
                    session.provider.scopes = Some(scopes);
                    session.fill_prefix();
                    session.open_wanted_scope(now, effects);
                }
                Err(refused) => session.met(now, &refused),
            }
        };
        self.run(now, place, flow, then, effects);
    }

    pub(super) fn open_scope(&mut self, now: Timestamp, name: Scope, effects: &mut Effects) {
        self.provider.list = super::ListForm::default();
        self.turn_to(Page::One(name.clone()));
        self.fetch_accesses(now, Some(name), effects);
    }

    /// Who has access to one scope, or to all of them.
    fn fetch_accesses(&mut self, now: Timestamp, name: Option<Scope>, effects: &mut Effects) {
        self.provider.accesses = None;
        self.provider.accesses_refused = false;
        let Some(place) = self.begin("provider.busy.accesses") else {
            return;
        };
        let then = |session: &mut Self, now, end: Result<Vec<Access>, Refused>, _: &mut Effects| {
            session.settled();
            match end {
                Ok(accesses) => session.provider.accesses = Some(accesses),
                Err(refused) => {
                    session.provider.accesses_refused = flow::may_not(&refused);
                    session.met(now, &refused);
                }
            }
        };
        self.run(now, place, flow::accesses(name, None), then, effects);
    }

    pub(super) fn fetch_who(&mut self, now: Timestamp, effects: &mut Effects) {
        self.turn_to(Page::Who);
        self.fetch_accesses(now, None, effects);
    }

    /// Everything that is to be known before the scope is sent, unless an error is plain to see already.
    pub(super) fn review_scope(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.form_report().has_errors() {
            return self.show_form_errors();
        }
        let (form, name) = (self.provider.form.clone(), self.provider.editing.clone());
        let Some(place) = self.begin("provider.busy.review") else {
            return;
        };
        let flow = flow::propose(form, name, place.environment());
        let then = |session: &mut Self, now, end: Result<Proposal, Refused>, _: &mut Effects| {
            session.settled();
            match end {
                Ok(proposal) => {
                    session.provider.proposal = Some(proposal);
                    session.turn_to(Page::Review);
                }
                Err(refused) => session.met(now, &refused),
            }
        };
        self.run(now, place, flow, then, effects);
    }

    pub(super) fn save_scope(&mut self, now: Timestamp, effects: &mut Effects) {
        if !self.provider.may_save() {
            return;
        }
        let (form, name) = (self.provider.form.clone(), self.provider.editing.clone());
        let seen = self
            .provider
            .proposal
            .as_ref()
            .and_then(|seen| seen.before.clone());
        let Some(place) = self.begin("provider.busy.saving") else {
            return;
        };
        self.provider.of_fields.clear();
        let environment: Environment = place.environment();
        let flow: Flow<Saved> = match name {
            Some(name) => flow::update(name, form, seen.unwrap_or_default(), environment),
            None => flow::create(form, environment),
        };
        self.run(now, place, flow, Self::saved, effects);
    }

    fn saved(&mut self, now: Timestamp, end: Saved, effects: &mut Effects) {
        self.settled();
        let place = self
            .workplace()
            .map(|place| place.environment().word())
            .unwrap_or_default();
        let changes = self.provider.editing.is_some();
        let message = end.message(changes, place);
        let tone = match &end {
            Saved::Done(_) | Saved::Confirmed(_) => Tone::Success,
            Saved::Same(_) => Tone::Info,
            Saved::Unknown(refused) => {
                self.met(now, refused);
                Tone::Danger
            }
            Saved::Findings(_) => return self.show_form_errors(),
            Saved::Refused(refused) => {
                let form = &self.provider.form;
                self.provider.of_fields = match &*refused.symptom {
                    Symptom::Http { reply, .. } => FieldRefused::of(reply, |member| form.get(member)),
                    other => FieldRefused::too_long(other, &form.body().clone().into()),
                };
                return self.met(now, refused);
            }
            Saved::Otherwise(_) | Saved::Changed(_) | Saved::Overtaken(_) | Saved::NotDone => Tone::Warning,
        };
        if let Some(message) = message {
            self.tell_provider(tone, message);
        }
        let created = (!changes).then_some(&end);
        if let Some(Saved::Done(scope) | Saved::Otherwise(scope) | Saved::Confirmed(scope)) = created
            && let Some(name) = scope.name()
        {
            let ways = &[Direct::Scope];
            self.bring_back(now, Outcome::Scope { name, ways }, effects);
        }
        if let Some(scope) = end.scope().cloned()
            && let Some(name) = scope.name()
        {
            self.provider.keep(&name, scope);
            self.provider.list = super::ListForm::default();
            self.turn_to(Page::One(name.clone()));
            self.fetch_accesses(now, Some(name), effects);
        }
    }

    /// What the deactivation breaks is read anew, so that what is confirmed is what is.
    pub(super) fn leave_scope(&mut self, now: Timestamp, name: Scope, effects: &mut Effects) {
        self.provider.typed.clear();
        self.turn_to(Page::Leave(name.clone()));
        self.fetch_accesses(now, Some(name), effects);
    }

    /// Only when the scope's name has been typed, to the letter.
    pub(super) fn deactivate_scope(&mut self, now: Timestamp, effects: &mut Effects) {
        let Page::Leave(name) = self.provider.page.clone() else {
            return;
        };
        if self.provider.typed.trim() != name.as_str() {
            return;
        }
        let revoke = match &self.provider.accesses {
            Some(_) => Revoke::These(
                self.provider
                    .consumers()
                    .iter()
                    .filter_map(|one| one.consumer())
                    .collect(),
            ),
            // Nobody can see who has access; the user has been told so.
            None if self.provider.accesses_refused => Revoke::Unseen,
            None => return,
        };
        let Some(place) = self.begin("provider.busy.deactivating") else {
            return;
        };
        self.provider.ends = Ends::default();
        let flow = flow::deactivate(name.clone(), revoke, self.provider.ends.clone());
        let then = move |session: &mut Self, now, end: Deactivated, effects: &mut Effects| {
            session.deactivated(now, name, end, effects);
        };
        self.run(now, place, flow, then, effects);
    }

    fn deactivated(&mut self, now: Timestamp, name: Scope, end: Deactivated, effects: &mut Effects) {
        self.settled();
        let said = |key: &'static str, count: usize| {
            Message::new(key)
                .with("scope", name.as_str())
                .with("count", count.to_string())
        };
        let (tone, message) = match end {
            Deactivated::Done(count) => (Tone::Success, said("provider.deactivate.done", count)),
            Deactivated::Confirmed(count) => (Tone::Success, said("provider.deactivate.confirmed", count)),
            Deactivated::Already => (Tone::Info, said("provider.deactivate.already", 0)),
            Deactivated::NotDone => (Tone::Warning, said("provider.deactivate.not_done", 0)),
            // Somebody has been granted access since the user looked, or it can be seen only now who has it.
            Deactivated::InUse(who) => {
                self.provider.typed.clear();
                let key = match self.provider.accesses.replace(who) {
                    Some(_) => "provider.deactivate.others",
                    None => "provider.deactivate.seen_now",
                };
                return self.tell_provider(Tone::Warning, said(key, 0));
            }
            Deactivated::Unseen => {
                self.provider.accesses = None;
                self.provider.accesses_refused = true;
                return self.tell_provider(Tone::Warning, said("provider.deactivate.unseen", 0));
            }
            Deactivated::Unreadable(who) => {
                let message = Message::new("provider.deactivate.unreadable").with("who", who);
                return self.tell_provider(Tone::Danger, message);
            }
            Deactivated::NotRevoked(applied) => {
                if let Some(refused) = applied.trouble() {
                    self.met(now, refused);
                }
                return self.tell_provider(Tone::Danger, Message::new("provider.deactivate.not_revoked"));
            }
            Deactivated::Unknown(refused) => {
                self.met(now, &refused);
                return self.tell_provider(Tone::Danger, Message::new("provider.deactivate.unknown"));
            }
            Deactivated::Refused(refused) => return self.met(now, &refused),
        };
        self.tell_provider(tone, message);
        if tone != Tone::Warning {
            self.turn_to(Page::Scopes);
            self.fetch_scopes(now, effects);
        }
    }
}

impl Provider {
    /// Whether what is under review can be sent.
    pub fn may_save(&self) -> bool {
        self.page == Page::Review
            && self.proposal.as_ref().is_some_and(|proposal| {
                !proposal.outdated && !proposal.report.has_errors() && !proposal.changes.is_empty()
            })
    }

    /// Puts a scope in its place among those that have been read.
    fn keep(&mut self, name: &Scope, scope: ScopeBody) {
        let scopes = self.scopes.get_or_insert_default();
        let names: BTreeSet<Scope> = scopes.iter().filter_map(ScopeBody::name).collect();
        if names.contains(name) {
            for old in scopes.iter_mut().filter(|old| old.name().as_ref() == Some(name)) {
                *old = scope.clone();
            }
        } else {
            scopes.push(scope);
        }
    }
}
