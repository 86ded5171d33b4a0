//! What makes a scope of one's own work or not, checked before it is created or changed.
//!
//! The API takes most of what it is sent, and a scope that is wrong is only noticed by those who ask for it. What the API
//! writes and its documentation spells otherwise (`INTERAL`, `authorization_max_age`) is mended.

mod access;
mod delegation;
mod lifetimes;
mod members;
mod name;
mod required;
mod words;

use serde_json::Value;

use super::{Report, Rule};
use crate::model::{Environment, Finding, Prefix, ScopeBody};
use crate::provider::OwnScopes;

/// What the rules may know besides the scope itself.
#[derive(Clone, Debug)]
pub struct ScopeContext {
    /// Where the scope is to live.
    pub environment: Environment,
    /// The prefixes that the organisation has; `None` when they are not known.
    pub prefixes: Option<Vec<Prefix>>,
    /// The scopes that the organisation has.
    pub own: OwnScopes,
    /// The scope as it is, when this is a change.
    pub before: Option<ScopeBody>,
}

impl ScopeContext {
    /// Nothing known but the environment.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            prefixes: None,
            own: OwnScopes::Unreadable,
            before: None,
        }
    }
}

/// A scope while it is looked at.
struct Subject<'a> {
    scope: &'a ScopeBody,
    context: &'a ScopeContext,
}

/// The rules of one file and the function that applies them.
struct Family {
    rules: &'static [Rule],
    apply: fn(&Subject<'_>, &mut Vec<Finding>),
}

macro_rules! families {
    ($($module:ident),+ $(,)?) => {
        &[$(Family { rules: $module::RULES, apply: $module::apply }),+]
    };
}

const FAMILIES: &[Family] = families![members, required, words, name, access, delegation, lifetimes];

/// Every rule about scopes of one's own.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules)
}

/// Checks a scope against every rule: errors first.
#[must_use]
pub fn check(scope: &ScopeBody, context: &ScopeContext) -> Report {
    let subject = Subject { scope, context };
    let mut findings = Vec::new();
    for family in FAMILIES {
        (family.apply)(&subject, &mut findings);
    }
    findings.sort_by_key(|finding| finding.severity);
    let fixed = mended(scope, &findings);
    Report { findings, fixed }
}

/// The body with every fix applied. Each fix is about a member of its own, so they cannot get in each other's way.
fn mended(scope: &ScopeBody, findings: &[Finding]) -> Value {
    let mut body = scope.to_json();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let before = body.clone();
        if json_patch::patch(&mut body, fix).is_err() {
            body = before;
        }
    }
    body
}

#[cfg(test)]
mod testing {
    use serde_json::Value;

    use super::*;

    /// The codes that are found in the test environment, where nothing is known of the organisation.
    pub fn codes(scope: Value) -> Vec<&'static str> {
        let scope = ScopeBody::from_json(scope).unwrap();
        let report = check(&scope, &ScopeContext::new(Environment::Test));
        report.findings.iter().map(|finding| finding.rule).collect()
    }

    /// The body with every fix.
    pub fn fixed(scope: Value) -> Value {
        check(
            &ScopeBody::from_json(scope).unwrap(),
            &ScopeContext::new(Environment::Test),
        )
        .fixed
    }
}
