//! The scope's name: prefix, colon, subscope. It can never be changed, and nothing is ever deleted, so a name that is
//! wrong stays in the list for good.

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::{Finding, Scope};
use crate::provider::OwnScopes;

const NOT_OWNED: Rule = Rule::new("scope-body/prefix-not-owned", source::MASKINPORTEN);
const TWICE: Rule = Rule::new("scope-body/prefix-twice", source::SCOPE);
const SYNTAX: Rule = Rule::new("scope-body/subscope-syntax", source::SCOPE);
const NO_POSTFIX: Rule = Rule::new("scope-body/no-postfix", source::SCOPE);
const FIXED: Rule = Rule::new("scope-body/name-fixed", source::MASKINPORTEN);
const TAKEN: Rule = Rule::new("scope-body/taken", source::MASKINPORTEN);
const DEACTIVATED: Rule = Rule::new("scope-body/deactivated", source::MASKINPORTEN);

pub(super) const RULES: &[Rule] = &[NOT_OWNED, TWICE, SYNTAX, NO_POSTFIX, FIXED, TAKEN, DEACTIVATED];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    match &subject.context.before {
        Some(_) => findings.extend(changed(subject)),
        None => {
            findings.extend(owned(subject));
            findings.extend(written(subject));
            findings.extend(taken(subject));
        }
    }
}

fn part<'a>(subject: &'a Subject<'_>, member: &str) -> Option<&'a str> {
    subject.scope.text(member).filter(|text| !text.trim().is_empty())
}

/// Digdir gives prefixes out one by one, by hand.
fn owned(subject: &Subject<'_>) -> Option<Finding> {
    let prefix = part(subject, "prefix")?;
    let prefixes = subject.context.prefixes.as_ref()?;
    let active: Vec<&str> = prefixes
        .iter()
        .filter(|own| own.active)
        .map(|own| own.prefix.as_str())
        .collect();
    if active.contains(&prefix) {
        return None;
    }
    let own = if active.is_empty() {
        "–".to_owned()
    } else {
        active.join(", ")
    };
    let finding = NOT_OWNED
        .error(patch::place("prefix"))
        .with("prefix", prefix)
        .with("own", own);
    Some(match active.as_slice() {
        [only] => finding.fixed_by(patch::set("prefix", *only)),
        _ => finding,
    })
}

fn written(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(subscope) = part(subject, "subscope") else {
        return Vec::new();
    };
    let place = || patch::place("subscope");
    let prefix = part(subject, "prefix").unwrap_or_default();
    let rest = subscope
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix(':'))
        .filter(|rest| !prefix.is_empty() && !rest.is_empty());
    if let Some(rest) = rest {
        let finding = TWICE
            .warning(place())
            .with("prefix", prefix)
            .with("subscope", rest);
        return vec![finding.fixed_by(patch::set("subscope", rest))];
    }
    if Scope::parse(subscope).is_err() || subscope.contains('*') {
        return vec![SYNTAX.error(place()).with("subscope", subscope)];
    }
    let says_what = [".read", ".write", ".admin"]
        .iter()
        .any(|end| subscope.ends_with(end));
    if says_what {
        Vec::new()
    } else {
        vec![NO_POSTFIX.hint(place()).with("subscope", subscope)]
    }
}

fn taken(subject: &Subject<'_>) -> Option<Finding> {
    let OwnScopes::Known(_) = &subject.context.own else {
        return None;
    };
    let name = subject.scope.name()?;
    let there = subject.context.own.get(&name)?;
    let rule = if there.is_active() { TAKEN } else { DEACTIVATED };
    Some(rule.error(patch::place("subscope")).with("scope", name.as_str()))
}

/// A change that would rename is refused by the API; it says so only after the fact.
fn changed(subject: &Subject<'_>) -> Vec<Finding> {
    let before = subject.context.before.as_ref();
    let differs = |member: &str| {
        let old = before.and_then(|before| before.text(member));
        old.is_some() && subject.scope.text(member) != old
    };
    let finding = |member: &str| {
        let old = before.and_then(|before| before.text(member)).unwrap_or_default();
        FIXED
            .error(patch::place(member))
            .with("member", member)
            .with("old", old)
            .fixed_by(patch::set(member, old))
    };
    ["prefix", "subscope"]
        .into_iter()
        .filter(|member| differs(member))
        .map(finding)
        .collect()
}
