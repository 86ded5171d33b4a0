//! Scopes that must be there.

use super::{Goal, Rule, Subject, patch, source};
use crate::model::{Finding, IntegrationType, Severity};

const MISSING: Rule = Rule::new("scope/missing", source::CLIENTREG);
const OPENID: Rule = Rule::new("scope/missing-openid", source::SCOPE);
const PROFILE: Rule = Rule::new("scope/missing-profile", source::KRR_CLIENT);

pub(super) const RULES: &[Rule] = &[MISSING, OPENID, PROFILE];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !subject.is_login() && !subject.is_machine() {
        return;
    }
    if subject.is_empty_list("scopes") {
        findings.push(none_at_all(subject));
    } else if subject.is_login()
        && subject
            .plan
            .get("scopes")
            .is_some_and(serde_json::Value::is_array)
    {
        findings.extend(login(subject));
    }
}

/// Digdir adds the usual scopes to an `idporten` client by itself; no other type is documented to get any that works
/// without saying so.
fn none_at_all(subject: &Subject<'_>) -> Finding {
    let usual: &[&str] = match subject.integration {
        // The goal needs no more than this (`scope/more-than-needed`).
        Some(IntegrationType::Krr) if subject.goal() == Some(Goal::KrrLookup) => {
            &["krr:global/kontaktinformasjon.read"]
        }
        Some(IntegrationType::Krr) => &[
            "krr:global/kontaktinformasjon.read",
            "krr:global/digitalpost.read",
        ],
        Some(IntegrationType::Maskinporten) => &[],
        _ => &["openid", "profile"],
    };
    let severity = match subject.integration {
        Some(IntegrationType::Idporten) => Severity::Warning,
        _ => Severity::Error,
    };
    let finding = MISSING.at(severity, patch::place("scopes"));
    if usual.is_empty() {
        finding
    } else {
        finding.fixed_by(patch::append(subject.plan, "scopes", usual))
    }
}

/// `openid` starts a login and `profile` opens /userinfo. KRR's guide demands both beside its own scopes; an
/// `api_klient` for another API may do without (Digdir's own example of an app does).
fn login(subject: &Subject<'_>) -> Vec<Finding> {
    let scopes = subject.plan.scopes();
    let for_krr = scopes.iter().any(|name| name.starts_with("krr:user"));
    let for_data = subject.integration == Some(IntegrationType::ApiKlient);
    let openid = if for_data && !for_krr {
        Severity::Warning
    } else {
        Severity::Error
    };
    let profile = if for_krr { Severity::Error } else { Severity::Hint };
    [(OPENID, "openid", openid), (PROFILE, "profile", profile)]
        .into_iter()
        .filter(|(_, name, _)| !scopes.contains(name))
        // An app without a login has no use for /userinfo either: one finding says it.
        .filter(|(_, name, _)| *name == "openid" || for_krr || scopes.contains(&"openid"))
        .map(|(rule, name, severity)| {
            let finding = rule.at(severity, patch::place("scopes"));
            finding.fixed_by(patch::append(subject.plan, "scopes", &[name]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, severity, user_data, with};
    use super::super::{Context, check};
    use super::*;
    use crate::model::{Environment, Plan};

    #[test]
    fn the_users_data_from_krr_need_openid_and_profile() {
        let body = with(user_data(), "scopes", json!(["krr:user/kontaktinformasjon.read"]));
        assert_eq!(
            severity(Environment::Test, &body, "scope/missing-openid"),
            Some(Severity::Error)
        );
        assert_eq!(
            severity(Environment::Test, &body, "scope/missing-profile"),
            Some(Severity::Error)
        );
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["krr:user/kontaktinformasjon.read", "openid", "profile"])
        );
    }

    #[test]
    fn another_api_may_be_called_without_a_login() {
        let body = with(user_data(), "scopes", json!(["skatteetaten:skattemelding"]));
        assert_eq!(
            severity(Environment::Test, &body, "scope/missing-openid"),
            Some(Severity::Warning)
        );
        assert!(!codes(&body).contains(&"scope/missing-profile"));
    }

    #[test]
    fn a_client_without_scopes_gets_no_token() {
        assert_eq!(
            severity(
                Environment::Test,
                &with(krr(), "scopes", json!([])),
                "scope/missing"
            ),
            Some(Severity::Error)
        );
        let body = with(krr(), "integration_type", json!("idporten"));
        let body = with(body, "scopes", json!(null));
        assert_eq!(
            severity(Environment::Test, &body, "scope/missing"),
            Some(Severity::Warning)
        );
    }
    #[test]
    fn what_is_added_is_no_more_than_the_goal_needs() {
        let mut context = Context::new(Environment::Test);
        context.goal = Some(Goal::KrrLookup);
        let plan = Plan::from_json(with(krr(), "scopes", json!([]))).unwrap();
        let fixed = check(&plan, &context).fixed;
        assert_eq!(fixed["scopes"], json!(["krr:global/kontaktinformasjon.read"]));
        let again = check(&Plan::from_json(fixed).unwrap(), &context).findings;
        assert!(again.is_empty(), "{again:#?}");
    }
}
