//! How long tokens and logins live, in seconds.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, GrantType, Severity};

const ZERO: Rule = Rule::new("lifetime/zero", source::API);
const NEGATIVE: Rule = Rule::new("lifetime/negative", source::API);
const ORDER: Rule = Rule::new("lifetime/order", source::CLIENTREG);

const CAPPED: Rule = Rule::new("lifetime/capped", source::SCOPE);
const MACHINE: Rule = Rule::new("lifetime/machine", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[ZERO, NEGATIVE, ORDER, CAPPED, MACHINE];

const MEMBERS: [&str; 3] = [
    "access_token_lifetime",
    "refresh_token_lifetime",
    "authorization_lifetime",
];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for member in MEMBERS {
        let place = patch::place(member);
        let finding = match subject.plan.number(member) {
            // A reply says 0 for "the default"; since the middle of 2025 a request that says so gets a 400.
            Some(0) => {
                let severity = if subject.registered {
                    Severity::Hint
                } else {
                    Severity::Error
                };
                ZERO.at(severity, place)
            }
            Some(seconds) if seconds < 0 => NEGATIVE.error(place),
            _ => continue,
        };
        findings.push(finding.with("member", member).fixed_by(patch::remove(member)));
    }
    findings.extend(order(subject));
    findings.extend(capped(subject));
    findings.extend(machine(subject));
}

/// A scope may set a limit of its own, and the lowest wins.
fn capped(subject: &Subject<'_>) -> Option<Finding> {
    let wanted = subject.plan.number(MEMBERS[0])?;
    let records = subject.plan.scopes().into_iter().filter_map(|name| {
        let limit = subject.context.catalogue.get(name)?.at_max_age?;
        Some((limit, name))
    });
    let (limit, scope) = records.min()?;
    (wanted > limit).then(|| {
        CAPPED
            .hint(patch::place(MEMBERS[0]))
            .with("scope", scope)
            .with("limit", limit.to_string())
    })
}

/// A machine asks anew instead of refreshing; only the access token's own life means anything.
fn machine(subject: &Subject<'_>) -> Option<Finding> {
    let member = MEMBERS[1..]
        .iter()
        .find(|member| subject.plan.number(member).is_some_and(|seconds| seconds > 0))?;
    (subject.is_machine() && !subject.registered)
        .then(|| MACHINE.hint(patch::place(member)).with("member", *member))
}

/// The main rule of Digdir's table: access < refresh ≤ authorization. What is left out has the API's default.
fn order(subject: &Subject<'_>) -> Option<Finding> {
    if !subject.is_login() {
        return None;
    }
    let refreshes = subject
        .grants()
        .iter()
        .any(|(_, _, grant)| *grant == GrantType::RefreshToken);
    let of = |member: &str, default| match subject.plan.number(member) {
        Some(seconds) if seconds > 0 => seconds,
        _ => default,
    };
    let [access, refresh, authorization] = [of(MEMBERS[0], 120), of(MEMBERS[1], 600), of(MEMBERS[2], 7200)];
    let member = if refreshes && access >= refresh {
        MEMBERS[1]
    } else if refreshes && refresh > authorization || access > authorization {
        MEMBERS[2]
    } else {
        return None;
    };
    Some(
        ORDER
            .warning(patch::place(member))
            .with("access", access.to_string())
            .with("refresh", refresh.to_string())
            .with("authorization", authorization.to_string()),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, severity, user_data, with};
    use crate::model::{Environment::Test, Severity};

    #[test]
    fn a_zero_is_an_answer_and_no_question() {
        let body = with(user_data(), "access_token_lifetime", json!(0));
        assert_eq!(severity(Test, &body, "lifetime/zero"), Some(Severity::Error));
        assert_eq!(fixed(&body), user_data());
        let answer = with(body, "created", json!("2026-01-01T00:00:00Z"));
        assert_eq!(severity(Test, &answer, "lifetime/zero"), Some(Severity::Hint));
    }

    #[test]
    fn lifetimes_stand_in_order() {
        let body = with(
            user_data(),
            "grant_types",
            json!(["authorization_code", "refresh_token"]),
        );
        assert!(!codes(&body).contains(&"lifetime/order"));
        let body = with(body, "access_token_lifetime", json!(600));
        assert_eq!(severity(Test, &body, "lifetime/order"), Some(Severity::Warning));
    }
}
