//! Delegation in Altinn.

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::{Environment, Finding};

const SOURCE: Rule = Rule::new("scope-body/delegation-source", source::SCOPE);
const TYPE: Rule = Rule::new("scope-body/delegation-type", source::SCOPE);

pub(super) const RULES: &[Rule] = &[SOURCE, TYPE];

/// What `/delegationsources` answers in test and in production.
const TT02: &str = "https://tt02.altinn.no/";
const ALTINN: &str = "https://www.altinn.no/";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    // The API has absent and empty for the same thing.
    let Some(delegation) = subject
        .scope
        .text("delegation_source")
        .filter(|text| !text.is_empty())
    else {
        return;
    };
    let right = match subject.context.environment {
        Environment::Prod => ALTINN,
        Environment::Test | Environment::Practice => TT02,
    };
    if delegation != right {
        let finding = SOURCE
            .error(patch::place("delegation_source"))
            .with("source", delegation)
            .with("right", right);
        findings.push(finding.fixed_by(patch::set("delegation_source", right)));
    }
    let types = subject.scope.texts("allowed_integration_types");
    if !types.is_empty() && !types.iter().any(|kind| kind.eq_ignore_ascii_case("maskinporten")) {
        findings.push(TYPE.warning(patch::place("delegation_source")));
    }
}
