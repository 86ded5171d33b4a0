//! Secrets that Digdir makes and shows once.

use super::{Rule, Subject, patch, source};
use crate::model::{AuthMethod, Finding};

const IN_BODY: Rule = Rule::new("secret/in-body", source::API);
const EXPIRES: Rule = Rule::new("secret/expires", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[IN_BODY, EXPIRES];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let member = "client_secret";
    if subject.has(member) {
        findings.push(
            IN_BODY
                .warning(patch::place(member))
                .fixed_by(patch::remove(member)),
        );
    }
    let secret = matches!(
        subject.method,
        Some(AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost)
    );
    if secret && subject.is_login() && !subject.is_public() {
        findings.push(EXPIRES.hint(patch::place("token_endpoint_auth_method")));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, user_data, with};

    #[test]
    fn a_secret_has_no_place_in_a_file() {
        let body = with(user_data(), "client_secret", json!("hemmelig"));
        assert!(codes(&body).contains(&"secret/in-body"));
        assert_eq!(fixed(&body), user_data());
    }
}
