//! What each line of a list would do: the dry run. Nothing is applied while one line is wrong.

use serde_json::{Value, json};

use super::fault::LineFault;
use super::known::{Known, OwnScopes};
use super::wish::{Action, Row, Sheet, Wish};
use crate::text::{Language, Message};

/// A list compared with what is.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulk {
    /// Its lines.
    pub lines: Vec<PlannedLine>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLine {
    /// Its number in the file.
    pub line: u64,
    /// What it wants, when it could be read.
    pub wish: Option<Wish>,
    /// What that means.
    pub verdict: Verdict,
}

/// What a line would do.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The access is given or taken away.
    Change,
    /// The list of accesses may not be read, so it cannot be known whether anything changes.
    ChangeUnseen,
    /// The organisation has it already, or has it not: nothing to do.
    Already,
    /// An earlier line does it.
    Repeats(u64),
    /// The line cannot be applied, nor can the others before it is mended.
    Wrong(Vec<LineFault>),
}

/// How many lines of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be granted.
    pub grants: usize,
    /// To be taken away.
    pub revokes: usize,
    /// Nothing to do.
    pub already: usize,
    /// Wrong.
    pub wrong: usize,
}

impl Bulk {
    /// Compares a list with what is known.
    #[must_use]
    pub fn new(sheet: &Sheet, known: &Known) -> Self {
        Self {
            lines: sheet.rows.iter().map(|row| plan(row, known)).collect(),
        }
    }

    /// Whether every line can be applied.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self
            .lines
            .iter()
            .any(|line| matches!(line.verdict, Verdict::Wrong(_)))
    }

    /// How many lines of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            match (&line.verdict, line.wish.as_ref().map(|wish| wish.action)) {
                (Verdict::Wrong(_), _) => counts.wrong += 1,
                (Verdict::Change | Verdict::ChangeUnseen, Some(Action::Grant)) => counts.grants += 1,
                (Verdict::Change | Verdict::ChangeUnseen, Some(Action::Revoke)) => counts.revokes += 1,
                _ => counts.already += 1,
            }
        }
        counts
    }

    /// How often production will have to be confirmed for all of it, as far as that can be known before: one approval is
    /// one token, and a token that can change something lives two minutes unless Digdir has set it otherwise.
    #[must_use]
    pub fn confirmations(&self) -> usize {
        /// A call takes a second, give or take.
        const LINES_PER_TOKEN: usize = 100;
        let counts = self.counts();
        (counts.grants + counts.revokes).div_ceil(LINES_PER_TOKEN)
    }

    /// That, in words, for whoever is about to begin.
    #[must_use]
    pub fn asks_for_confirmations(&self) -> Message {
        let count = self.confirmations();
        let message = if count > 1 {
            Message::new("provider.bulk.confirmations")
        } else {
            Message::new("provider.bulk.confirmation")
        };
        message.with("count", count.to_string())
    }

    /// The dry run in one sentence.
    #[must_use]
    pub fn summary(&self) -> Message {
        let counts = self.counts();
        Message::new("provider.bulk.summary")
            .with("grants", counts.grants.to_string())
            .with("revokes", counts.revokes.to_string())
            .with("already", counts.already.to_string())
            .with("wrong", counts.wrong.to_string())
    }
}

impl PlannedLine {
    /// Whether a call is made for it.
    #[must_use]
    pub fn changes(&self) -> bool {
        matches!(self.verdict, Verdict::Change | Verdict::ChangeUnseen)
    }

    /// What it would do, in words: one sentence for each thing that is wrong.
    #[must_use]
    pub fn told(&self) -> Vec<Message> {
        let action = self.wish.as_ref().map_or(Action::Grant, |wish| wish.action);
        let one = |key: &'static str| vec![Message::new(key)];
        match (&self.verdict, action) {
            (Verdict::Change, Action::Grant) => one("provider.bulk.would_grant"),
            (Verdict::Change, Action::Revoke) => one("provider.bulk.would_revoke"),
            (Verdict::ChangeUnseen, Action::Grant) => one("provider.bulk.would_grant_unseen"),
            (Verdict::ChangeUnseen, Action::Revoke) => one("provider.bulk.would_revoke_unseen"),
            (Verdict::Already, Action::Grant) => one("provider.bulk.already_has"),
            (Verdict::Already, Action::Revoke) => one("provider.bulk.has_not"),
            (Verdict::Repeats(line), _) => {
                vec![Message::new("provider.bulk.repeats").with("line", line.to_string())]
            }
            (Verdict::Wrong(faults), _) => faults.iter().map(LineFault::message).collect(),
        }
    }

    /// The line as `--format json` shows it.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let (outcome, problems) = match &self.verdict {
            Verdict::Change | Verdict::ChangeUnseen => ("change", &[][..]),
            Verdict::Already => ("already", &[][..]),
            Verdict::Repeats(_) => ("repeats", &[][..]),
            Verdict::Wrong(faults) => ("wrong", faults.as_slice()),
        };
        let problems = problems
            .iter()
            .map(|fault| json!({ "code": fault.code(), "message": fault.message().text(language) }));
        json!({
            "line": self.line,
            "action": self.wish.as_ref().map(|wish| wish.action.word()),
            "scope": self.wish.as_ref().map(|wish| wish.scope.as_str()),
            "orgno": self.wish.as_ref().map(|wish| wish.consumer.as_str()),
            "outcome": outcome,
            "problems": problems.collect::<Vec<_>>(),
        })
    }
}

fn plan(row: &Row, known: &Known) -> PlannedLine {
    let (wish, verdict) = match &row.wish {
        Err(faults) => (None, Verdict::Wrong(faults.clone())),
        Ok(wish) => (Some(wish.clone()), judge(wish, row.repeats, known)),
    };
    PlannedLine {
        line: row.line,
        wish,
        verdict,
    }
}

fn judge(wish: &Wish, repeats: Option<u64>, known: &Known) -> Verdict {
    let name = || wish.scope.to_string();
    match (&known.own, known.own.get(&wish.scope)) {
        (OwnScopes::Unreadable, _) => {}
        (OwnScopes::Known(_), None) => return Verdict::Wrong(vec![LineFault::NotOwn(name())]),
        (OwnScopes::Known(_), Some(scope)) if !scope.is_active() && wish.action == Action::Grant => {
            return Verdict::Wrong(vec![LineFault::Deactivated(name())]);
        }
        (OwnScopes::Known(_), Some(_)) => {}
    }
    if let Some(line) = repeats {
        return Verdict::Repeats(line);
    }
    match known.has(&wish.scope, &wish.consumer) {
        None => Verdict::ChangeUnseen,
        Some(has) if has == (wish.action == Action::Grant) => Verdict::Already,
        Some(_) => Verdict::Change,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::{Defaults, Held, read};
    use super::*;
    use crate::model::{OrgNo, Scope, ScopeBody};

    fn known() -> Known {
        let scope =
            |name: &str, active| ScopeBody::from_json(json!({"name": name, "active": active})).unwrap();
        let held = Held::Known([OrgNo::parse("311718371").unwrap()].into());
        Known {
            own: OwnScopes::Known(vec![scope("losby:a", true), scope("losby:old", false)]),
            held: BTreeMap::from([
                (Scope::parse("losby:a").unwrap(), held.clone()),
                (Scope::parse("losby:old").unwrap(), held),
            ]),
        }
    }

    fn verdicts(text: &str, known: &Known) -> Vec<Verdict> {
        let defaults = Defaults {
            scope: Some(Scope::parse("losby:a").unwrap()),
            action: Action::Grant,
        };
        let bulk = Bulk::new(&read(text, &defaults).unwrap(), known);
        bulk.lines.into_iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn what_is_there_already_is_not_done_again() {
        let text = "orgnr;handling\n311718371;\n991825827;\n889640782;fjern\n991825827;gi";
        assert_eq!(
            verdicts(text, &known()),
            [
                Verdict::Already,
                Verdict::Change,
                Verdict::Already,
                Verdict::Repeats(3)
            ]
        );
    }

    #[test]
    fn a_scope_of_somebody_else_and_one_that_is_deactivated_are_wrong() {
        let text =
            "orgnr;scope;handling\n991825827;krr:user/x;\n991825827;losby:old;\n311718371;losby:old;fjern";
        assert_eq!(
            verdicts(text, &known()),
            [
                Verdict::Wrong(vec![LineFault::NotOwn("krr:user/x".into())]),
                Verdict::Wrong(vec![LineFault::Deactivated("losby:old".into())]),
                Verdict::Change
            ]
        );
    }

    #[test]
    fn lists_that_may_not_be_read_are_no_reason_to_refuse() {
        assert_eq!(verdicts("991825827", &Known::default()), [Verdict::ChangeUnseen]);
    }

    #[test]
    fn one_wrong_line_makes_the_list_unsound() {
        let defaults = Defaults {
            scope: None,
            action: Action::Grant,
        };
        let sheet = read(
            "orgnr;scope\n991825827;losby:a\n..;losby:a\n311718371;losby:a",
            &defaults,
        )
        .unwrap();
        let bulk = Bulk::new(&sheet, &known());
        assert!(!bulk.is_sound());
        let counts = Counts {
            grants: 1,
            revokes: 0,
            already: 1,
            wrong: 1,
        };
        assert_eq!(bulk.counts(), counts);
        assert_eq!(
            bulk.lines[1].to_json(Language::Nb)["problems"][0]["code"],
            "access-list/not-an-orgno"
        );
    }
}
