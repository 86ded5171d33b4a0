//! Refresh tokens and single sign-on.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, GrantType, IntegrationType, Severity};

const NO_GRANT: Rule = Rule::new("refresh/no-grant", source::CLIENTREG);
const REUSE: Rule = Rule::new("refresh/reuse", source::CLIENTREG);
const SSO: Rule = Rule::new("sso/always-off", source::NO_SSO);

pub(super) const RULES: &[Rule] = &[NO_GRANT, REUSE, SSO];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !subject.is_login() {
        return;
    }
    let refreshes = subject
        .grants()
        .iter()
        .any(|(_, _, grant)| *grant == GrantType::RefreshToken);
    let lives = subject
        .plan
        .number("refresh_token_lifetime")
        .is_some_and(|seconds| seconds > 0);
    if lives && !refreshes && !subject.registered {
        findings.push(NO_GRANT.hint(patch::place("refresh_token_lifetime")));
    }
    let member = "refresh_token_usage";
    if refreshes && subject.plan.text(member) == Some("REUSE") {
        // A stolen token of a client without a secret can be used by anyone for as long as it lives.
        let severity = if subject.is_public() {
            Severity::Warning
        } else {
            Severity::Hint
        };
        findings.push(
            REUSE
                .at(severity, patch::place(member))
                .fixed_by(patch::set(member, "ONETIME")),
        );
    }
    let ansattporten = subject.integration == Some(IntegrationType::Ansattporten);
    if ansattporten && subject.plan.flag("sso_disabled") == Some(false) {
        findings.push(SSO.hint(patch::place("sso_disabled")));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, severity, user_data, with};
    use crate::model::{Environment::Test, Severity};

    #[test]
    fn a_lifetime_without_the_grant_does_nothing() {
        let body = with(user_data(), "refresh_token_lifetime", json!(600));
        assert!(codes(&body).contains(&"refresh/no-grant"));
    }

    #[test]
    fn reusable_tokens_hurt_most_where_nothing_can_be_kept() {
        let body = with(
            user_data(),
            "grant_types",
            json!(["authorization_code", "refresh_token"]),
        );
        let body = with(body, "refresh_token_usage", json!("REUSE"));
        assert_eq!(severity(Test, &body, "refresh/reuse"), Some(Severity::Hint));
        let app = with(body, "application_type", json!("native"));
        assert_eq!(severity(Test, &app, "refresh/reuse"), Some(Severity::Warning));
    }
}
