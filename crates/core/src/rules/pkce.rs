//! The proof that whoever fetches the token is whoever started the login (RFC 7636).

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, IntegrationType, Severity};

const OFF: Rule = Rule::new("pkce/off", source::BROWSER);
const MACHINE: Rule = Rule::new("pkce/machine", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[OFF, MACHINE];

const MEMBER: &str = "code_challenge_method";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let word = subject.plan.text(MEMBER);
    if subject.is_machine() && word == Some("S256") {
        findings.push(MACHINE.hint(patch::place(MEMBER)).fixed_by(patch::remove(MEMBER)));
    }
    if !subject.is_login() || word != Some("none") {
        return;
    }
    // ID-porten still lets servers with old software do without; apps, browsers and Ansattporten never.
    let refused = subject.is_public() || subject.integration == Some(IntegrationType::Ansattporten);
    let severity = if refused {
        Severity::Error
    } else {
        Severity::Warning
    };
    findings.push(
        OFF.at(severity, patch::place(MEMBER))
            .fixed_by(patch::set(MEMBER, "S256")),
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{severity, user_data, with};
    use crate::model::{Environment::Test, Severity};

    #[test]
    fn only_a_server_may_switch_it_off_and_should_not() {
        let body = with(user_data(), "code_challenge_method", json!("none"));
        assert_eq!(severity(Test, &body, "pkce/off"), Some(Severity::Warning));
        let app = with(body.clone(), "application_type", json!("native"));
        assert_eq!(severity(Test, &app, "pkce/off"), Some(Severity::Error));
        let employee = with(body, "integration_type", json!("ansattporten"));
        assert_eq!(severity(Test, &employee, "pkce/off"), Some(Severity::Error));
    }
}
