//! The least access that serves the goal, and KRR's scopes for suppliers.

use super::{Goal, Rule, Subject, patch, source};
use crate::model::{Finding, IntegrationType};

const MORE: Rule = Rule::new("scope/more-than-needed", source::KRR_SCOPES);
const NATIONAL: Rule = Rule::new("scope/changes-national-register", source::KRR_SCOPES);
const DELEGATION: Rule = Rule::new("scope/delegation", source::KRR_CLIENT);
const DELEGATION_TYPE: Rule = Rule::new("scope/delegation-needs-maskinporten", source::KRR_CLIENT);
const SPECIAL: Rule = Rule::new("scope/special-permission", source::KRR_SCOPES);

pub(super) const RULES: &[Rule] = &[MORE, NATIONAL, DELEGATION, DELEGATION_TYPE, SPECIAL];

/// The scopes of 2026 that a supplier has on its own client, and whose access its customers delegate in Altinn.
const DELEGATED: [&str; 2] = ["krr:global/kontaktinfo.read", "krr:global/postkasse.read"];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (at, name) in subject.plan.texts("scopes") {
        let place = patch::element("scopes", at);
        let delegated = DELEGATED.contains(&name);
        let finding = match name {
            _ if delegated && subject.integration == Some(IntegrationType::Krr) => {
                DELEGATION_TYPE.warning(place)
            }
            _ if delegated => DELEGATION.hint(place),
            "krr:global/hentendring.read" => SPECIAL.warning(place),
            "krr:user/spraak.write" => NATIONAL.hint(place),
            "krr:global/digitalpost.read" if subject.goal() == Some(Goal::KrrLookup) => MORE.hint(place),
            "krr:user/digitalpost.read" if subject.goal() == Some(Goal::UserData) => MORE.hint(place),
            _ => continue,
        };
        findings.push(finding.with("scope", name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, krr, with};
    use super::super::{Context, check};
    use super::*;
    use crate::model::{Environment, Plan};

    #[test]
    fn more_than_the_goal_needs_is_pointed_out_when_the_goal_is_known() {
        let both = json!([
            "krr:global/kontaktinformasjon.read",
            "krr:global/digitalpost.read"
        ]);
        let body = with(krr(), "scopes", both);
        assert!(!codes(&body).contains(&"scope/more-than-needed"));
        let mut context = Context::new(Environment::Test);
        context.goal = Some(Goal::KrrLookup);
        let report = check(&Plan::from_json(body).unwrap(), &context);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.rule == "scope/more-than-needed");
        assert_eq!(finding.unwrap().path, "/scopes/1");
    }

    #[test]
    fn the_scopes_of_2026_are_for_suppliers_on_maskinporten() {
        let body = with(krr(), "scopes", json!(["krr:global/kontaktinfo.read"]));
        assert!(codes(&body).contains(&"scope/delegation-needs-maskinporten"));
        let body = with(body, "integration_type", json!("maskinporten"));
        assert!(codes(&body).contains(&"scope/delegation"));
    }
}
