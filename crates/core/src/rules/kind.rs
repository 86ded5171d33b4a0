//! The two choices that decide everything else: which shared service, and where the code runs.

use serde_json::Value;

use super::{Goal, Rule, Subject, patch, source};
use crate::model::{ApplicationType, Finding, IntegrationType};

const MISSING: Rule = Rule::new("client/missing-integration-type", source::CLIENTREG);
const ADMINISTERED: Rule = Rule::new("client/administered-by-digdir", source::CLIENTREG);
const GOAL: Rule = Rule::new("client/wrong-for-goal", source::KRR_CLIENT);
const NO_APPLICATION: Rule = Rule::new("client/missing-application-type", source::CLIENTREG);
const MACHINE_IS_WEB: Rule = Rule::new("client/machine-is-web", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[MISSING, ADMINISTERED, GOAL, NO_APPLICATION, MACHINE_IS_WEB];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    findings.extend(missing(subject));
    findings.extend(administered(subject));
    findings.extend(goal(subject));
    findings.extend(no_application(subject));
    findings.extend(machine_is_web(subject));
}

fn missing(subject: &Subject<'_>) -> Option<Finding> {
    let absent = matches!(subject.plan.get("integration_type"), None | Some(Value::Null))
        || subject.plan.text("integration_type") == Some("");
    let finding = absent.then(|| MISSING.error(patch::place("integration_type")))?;
    Some(match subject.goal() {
        Some(Goal::UserData) => finding.fixed_by(patch::set("integration_type", "api_klient")),
        Some(Goal::Login) => finding.fixed_by(patch::set("integration_type", "idporten")),
        _ => finding,
    })
}

fn administered(subject: &Subject<'_>) -> Option<Finding> {
    use IntegrationType::{Eformidling, IdportenSaml2};
    let kind = subject
        .integration
        .filter(|kind| matches!(kind, Eformidling | IdportenSaml2))?;
    Some(
        ADMINISTERED
            .error(patch::place("integration_type"))
            .with("type", kind.word()),
    )
}

/// The type can never be changed, so a type that cannot serve the goal is an error before the client exists.
fn goal(subject: &Subject<'_>) -> Option<Finding> {
    let kind = subject.integration?;
    let (serves, better) = match subject.goal()? {
        Goal::KrrLookup => (subject.is_machine(), "maskinporten"),
        Goal::UserData => (kind == IntegrationType::ApiKlient, "api_klient"),
        Goal::Machine => (kind == IntegrationType::Maskinporten, "maskinporten"),
        Goal::Login => (kind == IntegrationType::Idporten, "idporten"),
    };
    (!serves && !subject.registered).then(|| {
        GOAL.error(patch::place("integration_type"))
            .with("type", kind.word())
            .with("better", better)
            .fixed_by(patch::set("integration_type", better))
    })
}

/// The API's default is not documented. Digdir's own example of a machine client leaves it out.
fn no_application(subject: &Subject<'_>) -> Option<Finding> {
    let absent = !subject.has("application_type")
        && subject
            .plan
            .get("application_type")
            .is_none_or(|v| v.is_null() || v == "");
    let place = patch::place("application_type");
    match absent {
        true if subject.is_machine() => Some(
            NO_APPLICATION
                .hint(place)
                .fixed_by(patch::set("application_type", "web")),
        ),
        true if subject.is_login() => Some(NO_APPLICATION.warning(place)),
        _ => None,
    }
}

fn machine_is_web(subject: &Subject<'_>) -> Option<Finding> {
    let application = subject.application.filter(|kind| *kind != ApplicationType::Web)?;
    subject.is_machine().then(|| {
        MACHINE_IS_WEB
            .error(patch::place("application_type"))
            .with("type", subject.integration.map_or("", IntegrationType::word))
            .with("application", application.word())
            .fixed_by(patch::set("application_type", "web"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, krr, severity, user_data, with};
    use super::super::{Context, check};
    use super::*;
    use crate::model::{Environment, Plan, Severity};

    #[test]
    fn types_that_digdir_administers_are_refused() {
        for kind in ["eformidling", "idporten_saml2"] {
            let body = with(krr(), "integration_type", json!(kind));
            assert_eq!(
                severity(Environment::Test, &body, "client/administered-by-digdir"),
                Some(Severity::Error),
            );
        }
    }

    #[test]
    fn a_machine_client_may_leave_its_application_type_out() {
        let body = with(krr(), "application_type", json!(null));
        assert_eq!(
            severity(Environment::Test, &body, "client/missing-application-type"),
            Some(Severity::Hint)
        );
        assert!(codes(&with(krr(), "application_type", json!("browser"))).contains(&"client/machine-is-web"));
    }

    #[test]
    fn a_type_that_cannot_serve_the_goal_is_stopped_while_it_can_be_changed() {
        let mut context = Context::new(Environment::Test);
        context.goal = Some(Goal::KrrLookup);
        let has = |body: Value| {
            let report = check(&Plan::from_json(body).unwrap(), &context);
            report
                .findings
                .iter()
                .any(|finding| finding.rule == "client/wrong-for-goal")
        };
        assert!(has(user_data()));
        assert!(!has(krr()));
        assert!(!has(with(user_data(), "created", json!("2026-01-01T00:00:00Z"))));
    }
}
