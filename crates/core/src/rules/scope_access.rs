//! Whether the organisation has been granted what the client asks for. The API saves a client in any case; the
//! token call is refused afterwards (MP-250).

use super::{Granted, Rule, Subject, patch, source};
use crate::model::{Finding, Scope, ScopeFamily};

const NOT_GRANTED: Rule = Rule::new("scope/not-granted", source::SCOPE);
const UNREAD: Rule = Rule::new("scope/grants-unread", source::API);

pub(super) const RULES: &[Rule] = &[NOT_GRANTED, UNREAD];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let in_question: Vec<_> = subject
        .plan
        .texts("scopes")
        .into_iter()
        .filter(|(_, name)| needs_grant(subject, name))
        .collect();
    match &subject.context.granted {
        Granted::NotAsked => {}
        Granted::Unreadable if in_question.is_empty() => {}
        Granted::Unreadable => findings.push(UNREAD.hint(patch::place("scopes"))),
        Granted::Known(granted) => {
            let missing = in_question
                .into_iter()
                .filter(|(_, name)| !granted.contains(*name));
            findings.extend(missing.map(|(at, name)| {
                let place = patch::element("scopes", at);
                // Customers take KRR's own scopes themselves once their use of KRR has been accepted.
                if name.starts_with("krr:") {
                    NOT_GRANTED.hint(place).with("scope", name)
                } else {
                    NOT_GRANTED.warning(place).with("scope", name)
                }
            }));
        }
    }
}

/// Not for a login's own scopes, those that all may use, one's own, and those that a customer delegates in Altinn.
fn needs_grant(subject: &Subject<'_>, name: &str) -> bool {
    let Ok(scope) = Scope::parse(name) else {
        return false;
    };
    if scope.family() == ScopeFamily::Login || scope.prefix().is_none() {
        return false;
    }
    subject.context.catalogue.get(name).is_none_or(|record| {
        let own = subject.context.organisation.as_ref();
        let owned = own.is_some_and(|own| record.owner.as_deref() == Some(own.as_str()));
        !record.accessible_for_all && !record.delegable && !owned
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{krr, with};
    use super::super::{Context, check};
    use super::*;
    use crate::model::{Environment, Plan, Severity};

    fn found(scopes: serde_json::Value, granted: Granted) -> Vec<(&'static str, Severity)> {
        let body = with(
            with(krr(), "integration_type", json!("maskinporten")),
            "scopes",
            scopes,
        );
        let mut context = Context::new(Environment::Test);
        context.granted = granted;
        let findings = check(&Plan::from_json(body).unwrap(), &context).findings;
        findings
            .iter()
            .map(|finding| (finding.rule, finding.severity))
            .collect()
    }

    #[test]
    fn a_scope_that_nobody_has_granted_is_pointed_out() {
        let access = [
            json!({"scope": "nav:a.read", "state": "APPROVED"}),
            json!({"scope": "nav:b.read", "state": "REQUESTED"}),
        ];
        let found = found(json!(["nav:a.read", "nav:b.read"]), Granted::read(&access));
        assert_eq!(found, [("scope/not-granted", Severity::Warning)]);
    }

    #[test]
    fn an_unreadable_list_is_said_once() {
        let found = found(json!(["nav:a.read", "nav:b.read"]), Granted::Unreadable);
        assert_eq!(found, [("scope/grants-unread", Severity::Hint)]);
    }

    #[test]
    fn what_a_customer_delegates_needs_no_grant() {
        let scope = "altinn:accessmanagement/authorizedparties.resourceowner";
        assert!(found(json!([scope]), Granted::read(&[])).is_empty());
    }
}
