//! Giving access and taking it away: one organisation, or a list.

use super::super::home::Outcome;
use super::super::{Effects, Focus, Session};
use super::{ListForm, Page};
use crate::Timestamp;
use crate::flow::Refused;
use crate::flow::provider::{self as flow, Applied, Ends};
use crate::journeys::Direct;
use crate::model::{OrgNo, Scope};
use crate::provider::{Action, Bulk, Defaults, LineFault, Sheet, Wish, read};

impl Session {
    pub(super) fn write_list(&mut self, scope: Option<Scope>) {
        let list = &mut self.provider.list;
        list.wrong = None;
        if scope.is_some() {
            list.scope = scope;
        }
        self.turn_to(Page::List);
    }

    /// The organisation in the field beside the list of those who have access.
    pub(super) fn grant_one(&mut self, now: Timestamp, effects: &mut Effects) {
        let text = self.provider.list.consumer.trim().to_owned();
        match OrgNo::parse(&text) {
            Ok(orgno) if orgno.checksum_holds() => self.one(now, Action::Grant, orgno, effects),
            Ok(orgno) => self.provider.list.wrong = Some(LineFault::Checksum(orgno.to_string()).message()),
            Err(_) if text.is_empty() => self.provider.list.wrong = Some(LineFault::NoOrgno.message()),
            Err(_) => self.provider.list.wrong = Some(LineFault::NotAnOrgno(text).message()),
        }
    }

    pub(super) fn revoke_one(&mut self, now: Timestamp, consumer: OrgNo, effects: &mut Effects) {
        self.one(now, Action::Revoke, consumer, effects);
    }

    fn one(&mut self, now: Timestamp, action: Action, consumer: OrgNo, effects: &mut Effects) {
        let Page::One(scope) = self.provider.page.clone() else {
            return;
        };
        self.provider.list = ListForm {
            text: consumer.to_string(),
            scope: Some(scope.clone()),
            action,
            ..ListForm::default()
        };
        let wish = Wish {
            action,
            scope,
            consumer,
        };
        self.compare(now, Sheet::of([wish]), false, effects);
    }

    pub(super) fn compare_list(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some(sheet) = self.read_list() {
            self.compare(now, sheet, false, effects);
        }
    }

    fn read_list(&mut self) -> Option<Sheet> {
        let list = &mut self.provider.list;
        let defaults = Defaults {
            scope: list.scope.clone(),
            action: list.action,
        };
        match read(&list.text, &defaults) {
            Ok(sheet) => {
                list.ignored.clone_from(&sheet.ignored);
                Some(sheet)
            }
            Err(error) => {
                list.wrong = Some(error.message());
                self.move_focus(Focus::Errors);
                None
            }
        }
    }

    fn compare(&mut self, now: Timestamp, sheet: Sheet, go_on: bool, effects: &mut Effects) {
        self.provider.applied = None;
        let Some(place) = self.begin("provider.busy.comparing") else {
            return;
        };
        let then = move |session: &mut Self, now, end: Result<Bulk, Refused>, effects: &mut Effects| {
            session.settled();
            match end {
                Ok(bulk) => {
                    session.provider.bulk = Some(bulk);
                    session.turn_to(Page::Plan);
                    if go_on {
                        session.apply_list(now, effects);
                    }
                }
                Err(refused) => session.met(now, &refused),
            }
        };
        self.run(now, place, flow::compare(sheet), then, effects);
    }

    /// What the user has seen is what is sent, and only while no line is wrong.
    pub(super) fn apply_list(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(bulk) = self.provider.bulk.clone() else {
            return;
        };
        if self.provider.page != Page::Plan || !bulk.is_sound() {
            return;
        }
        let Some(place) = self.begin("provider.busy.applying") else {
            return;
        };
        self.provider.ends = Ends::default();
        let flow = flow::apply(bulk, self.provider.ends.clone());
        let then = |session: &mut Self, now, end: Applied, effects: &mut Effects| {
            session.settled();
            // A list that is applied has done its work.
            if end.is_whole() {
                session.draft.list = None;
                session.persist(effects);
            }
            session.gave_access(now, &end, effects);
            if let Some(refused) = end.trouble() {
                session.met(now, refused);
            }
            session.status = session.provider.bulk.as_ref().map(|bulk| end.summary(bulk));
            session.provider.applied = Some(end);
            session.turn_to(Page::Report);
        };
        self.run(now, place, flow, then, effects);
    }

    /// To the plans that ask for it, when every line of the list was reached.
    fn gave_access(&mut self, now: Timestamp, applied: &Applied, effects: &mut Effects) {
        let list = &self.provider.list;
        if let Some(name) = list.scope.clone()
            && applied.is_whole()
            && list.action == Action::Grant
        {
            let ways = &[Direct::Access];
            self.bring_back(now, Outcome::Scope { name, ways }, effects);
        }
    }

    /// Compares the list once more and goes on with what is left, which the user has agreed to already. What was done is
    /// seen in the lists, so nothing is done twice.
    pub(super) fn continue_list(&mut self, now: Timestamp, effects: &mut Effects) {
        if let Some(bulk) = &self.provider.bulk {
            let sheet = Sheet::of_lines(
                bulk.lines
                    .iter()
                    .filter_map(|line| Some((line.line, line.wish.clone()?))),
            );
            self.compare(now, sheet, true, effects);
        }
    }
}
