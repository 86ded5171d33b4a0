//! Who may use the scope.

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::{Finding, ScopeBody};

const FOR_ALL: Rule = Rule::new("scope-body/open-for-all", source::SCOPE);
const PRIVATE_FOR_ALL: Rule = Rule::new("scope-body/private-for-all", source::SCOPE);
const ANY_TYPE: Rule = Rule::new("scope-body/any-type", source::SCOPE);
const USER: Rule = Rule::new("scope-body/user-without-login", source::SCOPE);
const DEACTIVATES: Rule = Rule::new("scope-body/deactivates", source::MASKINPORTEN);

pub(super) const RULES: &[Rule] = &[FOR_ALL, PRIVATE_FOR_ALL, ANY_TYPE, USER, DEACTIVATES];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let scope = subject.scope;
    let before = subject.context.before.as_ref();
    // A deactivation shows who loses access and has the name typed; a change does neither.
    if !scope.is_active() && before.is_some_and(ScopeBody::is_active) {
        findings.push(DEACTIVATES.error(patch::place("active")));
    }
    if scope.is_open() {
        let was_open = before.is_some_and(ScopeBody::is_open);
        if scope.text("visibility") == Some("PRIVATE") {
            findings.push(PRIVATE_FOR_ALL.warning(patch::place("visibility")));
        } else if !was_open {
            findings.push(FOR_ALL.warning(patch::place("accessible_for_all")));
        }
    }
    let types = scope.texts("allowed_integration_types");
    if types.is_empty() {
        findings.push(ANY_TYPE.hint(patch::place("allowed_integration_types")));
        return;
    }
    let machine = |kind: &&str| {
        ["maskinporten", "krr"]
            .iter()
            .any(|one| one.eq_ignore_ascii_case(kind))
    };
    if types.iter().all(machine) {
        // A machine has no user who could log in or consent.
        for member in ["requires_user_authentication", "requires_user_consent"] {
            if scope.flag(member) == Some(true) {
                let finding = USER.error(patch::place(member)).with("member", member);
                findings.push(finding.fixed_by(patch::set(member, false)));
            }
        }
    }
}
