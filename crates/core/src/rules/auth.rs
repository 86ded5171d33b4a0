//! How the client proves who it is, given where its code runs.

use super::{Rule, Subject, patch, source};
use crate::model::{ApplicationType, AuthMethod, Finding};

const MISSING: Rule = Rule::new("auth/missing", source::CLIENTREG);
const MACHINE: Rule = Rule::new("auth/machine-signs", source::MASKINPORTEN);
const PUBLIC: Rule = Rule::new("auth/public-client", source::CLIENTREG);
const WEB: Rule = Rule::new("auth/web-needs-proof", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[MISSING, MACHINE, PUBLIC, WEB];

const MEMBER: &str = "token_endpoint_auth_method";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let right = if subject.is_machine() || subject.application == Some(ApplicationType::Web) {
        AuthMethod::PrivateKeyJwt
    } else if subject.is_public() {
        AuthMethod::None
    } else {
        return;
    };
    if !subject.is_machine() && !subject.is_login() {
        return;
    }
    let Some(method) = subject.method else {
        let unsaid = subject
            .plan
            .get(MEMBER)
            .is_none_or(|value| value.is_null() || value == "");
        if unsaid {
            let finding = MISSING.error(patch::place(MEMBER)).with("right", right.word());
            findings.push(finding.fixed_by(patch::set(MEMBER, right.word())));
        }
        return;
    };
    let rule = match right {
        _ if subject.is_machine() && method != AuthMethod::PrivateKeyJwt => MACHINE,
        AuthMethod::None if method != AuthMethod::None => PUBLIC,
        AuthMethod::PrivateKeyJwt if method == AuthMethod::None => WEB,
        _ => return,
    };
    let application = subject.application.map_or("web", ApplicationType::word);
    findings.push(
        rule.error(patch::place(MEMBER))
            .with("method", method.word())
            .with("application", application)
            .fixed_by(patch::set(MEMBER, right.word())),
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, user_data, with};

    #[test]
    fn a_machine_signs_and_has_no_secret() {
        for method in ["client_secret_post", "client_secret_basic", "none"] {
            let body = with(krr(), "token_endpoint_auth_method", json!(method));
            assert!(codes(&body).contains(&"auth/machine-signs"), "{method}");
            assert_eq!(fixed(&body)["token_endpoint_auth_method"], "private_key_jwt");
        }
    }

    #[test]
    fn code_on_the_users_machine_cannot_keep_a_secret() {
        for application in ["browser", "native"] {
            let body = with(user_data(), "application_type", json!(application));
            assert!(codes(&body).contains(&"auth/public-client"), "{application}");
        }
    }

    #[test]
    fn a_server_may_use_any_method_but_none() {
        for method in ["client_secret_post", "client_secret_basic", "private_key_jwt"] {
            let body = with(user_data(), "token_endpoint_auth_method", json!(method));
            assert!(
                !codes(&body).iter().any(|code| code.starts_with("auth/")),
                "{method}"
            );
        }
        let body = with(user_data(), "token_endpoint_auth_method", json!("none"));
        assert!(codes(&body).contains(&"auth/web-needs-proof"));
    }
}
