//! Clients that one organisation makes for another.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, OrgNo};

const FOREIGN: Rule = Rule::new("supplier/other-organisation", source::SUPPLIER);
const AUTOMATIC: Rule = Rule::new("supplier/set-automatically", source::SUPPLIER);
const OLD_KRR: Rule = Rule::new("supplier/krr-delegation", source::KRR_CLIENT);

pub(super) const RULES: &[Rule] = &[FOREIGN, AUTOMATIC, OLD_KRR];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let number = |member: &str| OrgNo::parse(subject.plan.text(member)?).ok();
    let (client, supplier) = (number("client_orgno"), number("supplier_orgno"));
    let caller = subject.context.organisation.clone().or_else(|| supplier.clone());
    let for_another = client.is_some() && caller.is_some() && client != caller;
    if for_another && !subject.registered && subject.context.organisation.is_some() {
        let orgno = client.map(|orgno| orgno.to_string()).unwrap_or_default();
        findings.push(FOREIGN.warning(patch::place("client_orgno")).with("orgno", orgno));
    }
    if supplier.is_some() && !subject.registered {
        let member = "supplier_orgno";
        findings.push(
            AUTOMATIC
                .warning(patch::place(member))
                .fixed_by(patch::remove(member)),
        );
    }
    // 2026: KRR's trust in suppliers on the customer's number is being phased out.
    let old = |(_, name): &(usize, &str)| {
        matches!(
            *name,
            "krr:global/kontaktinformasjon.read" | "krr:global/digitalpost.read"
        )
    };
    if for_another && subject.is_machine() {
        let scopes = subject.plan.texts("scopes");
        findings.extend(scopes.iter().find(|scope| old(scope)).map(|(at, name)| {
            OLD_KRR
                .warning(patch::element("scopes", *at))
                .with("scope", *name)
        }));
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
    fn another_organisation_needs_a_right_of_its_own() {
        let mut context = Context::new(Environment::Test);
        context.organisation = OrgNo::parse("991825827").ok();
        let found = |orgno: &str| {
            let plan = Plan::from_json(with(krr(), "client_orgno", json!(orgno))).unwrap();
            let report = check(&plan, &context);
            report
                .findings
                .iter()
                .map(|finding| finding.rule)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("889640782"),
            ["supplier/other-organisation", "supplier/krr-delegation"]
        );
        assert!(found("991825827").is_empty());
    }

    #[test]
    fn the_supplier_is_filled_in_by_digdir() {
        let body = with(krr(), "supplier_orgno", json!("991825827"));
        assert!(codes(&body).contains(&"supplier/set-automatically"));
        let answer = with(body, "created", json!("2026-01-01T00:00:00Z"));
        assert!(!codes(&answer).contains(&"supplier/set-automatically"));
    }
}
