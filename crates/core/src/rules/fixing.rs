use serde_json::Value;

use super::Context;
use crate::model::{Finding, Plan, Severity};

/// How many findings may be looked at while fixing; a bound on what a crafted body can cost.
const WORK: usize = 100_000;

/// How bad a body is, most important first: any number of warnings weighs less than one error.
type Weight = [usize; 3];

/// The body with every fix applied, one after the other, until there is none left that helps.
///
/// A fix is taken only when the body is not worse afterwards and has not been seen before, so this cannot loop and
/// cannot do harm even if two rules disagree. Mending what could not be read may uncover errors that were hidden;
/// if they cannot be mended in turn, the best body on the way is the answer.
pub(super) fn apply_all(plan: &Plan, context: &Context, findings: &[Finding]) -> Value {
    let mut body = plan.to_json();
    let mut best = (weight(findings), body.clone());
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return body;
    }
    let mut seen = vec![body.clone()];
    let mut current = findings.to_vec();
    let mut attempts = (WORK / (findings.len() + 1)).clamp(2, 1024);
    loop {
        let readable = current.iter().filter(|finding| !is_unread(finding));
        let order = current
            .iter()
            .filter(|finding| is_unread(finding))
            .chain(readable);
        let next = order.into_iter().find_map(|finding| {
            attempts = attempts.checked_sub(1)?;
            let candidate = mended(&body, finding).filter(|candidate| !seen.contains(candidate))?;
            let plan = Plan::from_json(candidate).ok()?;
            let after = super::findings(&plan, context);
            let better = (unread(&after), weight(&after)) <= (unread(&current), weight(&current));
            better.then(|| (plan.to_json(), after))
        });
        let Some((candidate, after)) = next else { break };
        body = candidate;
        current = after;
        seen.push(body.clone());
        if weight(&current) <= best.0 {
            best = (weight(&current), body.clone());
        }
    }
    best.1
}

/// The body after one finding's fix; `None` when it has none or it does not fit.
fn mended(body: &Value, finding: &Finding) -> Option<Value> {
    let fix = finding.fix.as_ref()?;
    let mut candidate = body.clone();
    json_patch::patch(&mut candidate, fix).ok()?;
    Some(candidate)
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
