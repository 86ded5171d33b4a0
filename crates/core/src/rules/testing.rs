//! Short words for the tests of the families.

use serde_json::Value;

use super::{Context, Report, check};
use crate::model::{Environment, Finding, Plan, Severity};

pub(super) fn report_in(environment: Environment, body: &Value) -> Report {
    check(
        &Plan::from_json(body.clone()).unwrap(),
        &Context::new(environment),
    )
}

/// Every code that the rules find in the test environment.
pub(super) fn codes(body: &Value) -> Vec<&'static str> {
    let findings = report_in(Environment::Test, body).findings;
    findings.iter().map(|finding| finding.rule).collect()
}

/// The body with every fix applied.
pub(super) fn fixed(body: &Value) -> Value {
    report_in(Environment::Test, body).fixed
}

/// The first finding of a rule.
pub(super) fn finding(environment: Environment, body: &Value, rule: &str) -> Option<Finding> {
    let findings = report_in(environment, body).findings;
    findings.into_iter().find(|finding| finding.rule == rule)
}

/// The severity of the first finding of a rule.
pub(super) fn severity(environment: Environment, body: &Value, rule: &str) -> Option<Severity> {
    finding(environment, body, rule).map(|finding| finding.severity)
}

/// A KRR client without a fault.
pub(super) fn krr() -> Value {
    serde_json::json!({
        "client_name": "Eksempel kommune - KRR-oppslag",
        "description": "Oppslag i KRR for varsling",
        "integration_type": "krr",
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"]
    })
}

/// A client for brukerstyrt datadeling without a fault.
pub(super) fn user_data() -> Value {
    serde_json::json!({
        "client_name": "Eksempel kommune - Min side",
        "description": "Innlogging med oppslag i KRR",
        "integration_type": "api_klient",
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code"],
        "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"],
        "redirect_uris": ["https://minside.eksempel.no/callback"],
        "post_logout_redirect_uris": ["https://minside.eksempel.no/"]
    })
}

/// The body with one member set; removed when the value is `null`.
pub(super) fn with(mut body: Value, member: &str, value: Value) -> Value {
    let object = body.as_object_mut().unwrap();
    if value.is_null() {
        object.shift_remove(member);
    } else {
        object.insert(member.to_owned(), value);
    }
    body
}
