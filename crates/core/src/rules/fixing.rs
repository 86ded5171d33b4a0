use json_patch::Patch;
use serde_json::Value;

use super::Context;
use crate::model::{Finding, Plan, Severity};

/// How many findings may be looked at while fixing; a bound on what a crafted body can cost.
const WORK: usize = 100_000;

/// How bad a body is, most important first: any number of warnings weighs less than one error.
type Weight = [usize; 3];

/// The choices that most rules look at. What else there is to mend depends on them, so each is mended by itself.
const CHOICES: &[&str] = &["integration_type", "application_type"];

/// The body with every fix applied, in the order of the findings, until there is none left that helps.
///
/// A step is taken only when the body is not worse afterwards and has not been seen before, so this cannot loop and
/// cannot do harm even if two rules disagree. Fixes that follow each other and cannot touch each other are one step,
/// since each step costs a round of all rules; where such a step does not help, they are tried one at a time.
/// Mending what could not be read may uncover errors that were hidden; if they cannot be mended in turn, the best body
/// on the way is the answer.
pub(super) fn apply_all(plan: &Plan, context: &Context, findings: &[Finding]) -> Value {
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return plan.to_json();
    }
    let mut walk = Walk {
        context,
        seen: vec![plan.to_json()],
        attempts: (WORK / (findings.len() + 1)).clamp(2, 1024),
    };
    let mut best = (weight(findings), 0);
    let mut current = findings.to_vec();
    while let Some(after) = walk.step(&current) {
        current = after;
        if weight(&current) <= best.0 {
            best = (weight(&current), walk.seen.len() - 1);
        }
    }
    walk.seen.swap_remove(best.1)
}

/// The bodies so far, the last of which is the one to mend; never empty.
struct Walk<'a> {
    context: &'a Context,
    seen: Vec<Value>,
    attempts: usize,
}

impl Walk<'_> {
    /// Takes the next step; what the rules say of the body that came of it.
    fn step(&mut self, current: &[Finding]) -> Option<Vec<Finding>> {
        let fixes: Vec<&Patch> = in_order(current)
            .filter_map(|finding| finding.fix.as_ref())
            .collect();
        let together = together(&fixes);
        if together > 1
            && let Some(after) = self.taken(&fixes[..together], current)
        {
            return Some(after);
        }
        fixes.into_iter().find_map(|fix| self.taken(&[fix], current))
    }

    /// Applies fixes to the body, and keeps what comes of it if that is new and no worse.
    fn taken(&mut self, fixes: &[&Patch], current: &[Finding]) -> Option<Vec<Finding>> {
        self.attempts = self.attempts.checked_sub(1)?;
        let mut candidate = self.seen.last()?.clone();
        for fix in fixes {
            json_patch::patch(&mut candidate, fix).ok()?;
        }
        if self.seen.contains(&candidate) {
            return None;
        }
        let plan = Plan::from_json(candidate).ok()?;
        let after = super::findings(&plan, self.context);
        if (unread(&after), weight(&after)) > (unread(current), weight(current)) {
            return None;
        }
        self.seen.push(plan.into_json());
        Some(after)
    }
}

/// What cannot be read comes first.
fn in_order(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    let unread = findings.iter().filter(|finding| is_unread(finding));
    unread.chain(findings.iter().filter(|finding| !is_unread(finding)))
}

/// How many of the first fixes are about members of their own, none of which is a choice.
fn together(fixes: &[&Patch]) -> usize {
    let mut touched: Vec<&str> = Vec::new();
    for (at, fix) in fixes.iter().enumerate() {
        let members: Vec<&str> = fix.0.iter().map(|operation| member(operation.path())).collect();
        let free = |member: &&str| !touched.contains(member) && !CHOICES.contains(member);
        if !members.iter().all(free) {
            return at;
        }
        touched.extend(members);
    }
    fixes.len()
}

/// The member that a place is in. Members whose names need escaping are compared as they stand, which does no harm.
fn member(place: &json_patch::jsonptr::Pointer) -> &str {
    place.as_str().split('/').nth(1).unwrap_or_default()
}

fn weight(findings: &[Finding]) -> Weight {
    [Severity::Error, Severity::Warning, Severity::Hint]
        .map(|severity| findings.iter().filter(|f| f.severity == severity).count())
}

/// The rules about what cannot be read, in classes. Whatever stands there is hidden from the other rules, so it is
/// mended first: the scopes under a wrong name are better than the usual ones in their place.
const UNREAD: [&[&str]; 3] = [
    &["client/type", "client/element-type", "client/misnamed-member"],
    &[
        "client/missing-integration-type",
        "client/unknown-word",
        "client/wrong-for-goal",
    ],
    &["scope/syntax"],
];

/// How much of a body cannot be read.
fn unread(findings: &[Finding]) -> Weight {
    UNREAD.map(|codes| findings.iter().filter(|f| codes.contains(&f.rule)).count())
}

fn is_unread(finding: &Finding) -> bool {
    UNREAD.iter().any(|codes| codes.contains(&finding.rule))
}
