//! What the client may exchange for a token.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, GrantType};

const MISSING: Rule = Rule::new("grant/missing", source::CLIENTREG);
const WRONG: Rule = Rule::new("grant/wrong-kind", source::CLIENTREG);
const IMPLICIT: Rule = Rule::new("grant/implicit", source::CLIENTREG);
const DUPLICATE: Rule = Rule::new("grant/duplicate", source::API);

pub(super) const RULES: &[Rule] = &[MISSING, WRONG, IMPLICIT, DUPLICATE];

const MEMBER: &str = "grant_types";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let right = if subject.is_machine() {
        GrantType::JwtBearer
    } else if subject.is_login() {
        GrantType::AuthorizationCode
    } else {
        return;
    };
    let grants = subject.grants();
    let readable = subject
        .plan
        .get(MEMBER)
        .is_none_or(|value| value.is_null() || value.is_array());
    if readable && !grants.iter().any(|(_, _, grant)| *grant == right) {
        findings.push(
            MISSING
                .error(patch::place(MEMBER))
                .with("right", right.word())
                .fixed_by(patch::append(subject.plan, MEMBER, &[right.word()])),
        );
    }
    let mut seen = Vec::new();
    for (at, word, grant) in grants {
        let place = patch::element(MEMBER, at);
        let fix = patch::remove_element(subject.plan, MEMBER, at);
        let foreign = (grant == GrantType::JwtBearer) != (right == GrantType::JwtBearer);
        let finding = if seen.contains(&grant) {
            DUPLICATE.warning(place)
        } else if grant == GrantType::Implicit && subject.is_login() {
            IMPLICIT.warning(place)
        } else if foreign {
            WRONG.error(place).with("right", right.word())
        } else {
            seen.push(grant);
            continue;
        };
        seen.push(grant);
        findings.push(finding.with("grant", word).fixed_by(fix));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, severity, user_data, with};
    use crate::model::{Environment, Severity};

    const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    #[test]
    fn a_machine_has_the_signed_grant_and_nothing_else() {
        let body = with(
            krr(),
            "grant_types",
            json!(["authorization_code", "refresh_token"]),
        );
        let found = codes(&body);
        assert!(found.contains(&"grant/missing") && found.contains(&"grant/wrong-kind"));
        assert_eq!(fixed(&body)["grant_types"], json!([JWT]));
    }

    #[test]
    fn a_login_has_the_code_and_may_have_refresh_tokens() {
        let body = with(
            user_data(),
            "grant_types",
            json!(["refresh_token", "authorization_code"]),
        );
        assert!(!codes(&body).iter().any(|code| code.starts_with("grant/")));
        assert_eq!(
            fixed(&with(user_data(), "grant_types", json!([JWT])))["grant_types"],
            json!(["authorization_code"])
        );
    }

    #[test]
    fn implicit_beside_the_code_works_and_will_hurt() {
        let body = with(
            user_data(),
            "grant_types",
            json!(["authorization_code", "implicit"]),
        );
        assert_eq!(
            severity(Environment::Test, &body, "grant/implicit"),
            Some(Severity::Warning)
        );
    }
}
