//! Members that the API does not know, that only it may set, or that say that the client sleeps or is to be put to sleep.

use json_patch::Patch;
use serde_json::Value;

use super::{Rule, Subject, patch, shape, source};
use crate::clients::OWN_MEMBER;
use crate::model::{Finding, Plan};

const UNKNOWN: Rule = Rule::new("client/unknown-member", source::API);
const MISNAMED: Rule = Rule::new("client/misnamed-member", source::API);
const OWN_ID: Rule = Rule::new("client/own-id", source::API);
const READ_ONLY: Rule = Rule::new("client/read-only", source::API);
const INACTIVE: Rule = Rule::new("client/inactive", source::API);
const DEACTIVATES: Rule = Rule::new("client/deactivates", source::API);

pub(super) const RULES: &[Rule] = &[UNKNOWN, MISNAMED, OWN_ID, READ_ONLY, INACTIVE, DEACTIVATES];

/// Names from Digdir's own pages and from other OAuth servers, and the ones that the API reads.
const MEANT: &[(&str, &str)] = &[
    ("display_name", "client_name"),
    ("name", "client_name"),
    ("orgno", "client_orgno"),
    ("scope", "scopes"),
    ("grant_type", "grant_types"),
    ("redirect_uri", "redirect_uris"),
    ("post_logout_redirect_uri", "post_logout_redirect_uris"),
    ("frontchannel_logout_uris", "frontchannel_logout_uri"),
    ("auth_method", "token_endpoint_auth_method"),
    ("type", "integration_type"),
    ("pkce", "code_challenge_method"),
];

/// What only a reply carries, and what Losen says beside it in a list of clients. A full replacement (`PUT`) must not send them back.
const READ_ONLY_MEMBERS: &[&str] = &["created", "last_updated", "jwks", "jwks_uri", OWN_MEMBER];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for member in subject.plan.body().keys() {
        let known = |name: &str| shape::MEMBERS.iter().any(|(other, _)| *other == name);
        if known(member) || (subject.registered && member == OWN_MEMBER) {
            continue;
        }
        let snake = snake_case(member);
        let alias = MEANT
            .iter()
            .find(|(wrong, _)| *wrong == snake)
            .map_or(&*snake, |(_, right)| *right);
        let place = patch::place(member);
        if !known(alias) {
            findings.push(UNKNOWN.hint(place).with("member", member));
            continue;
        }
        let finding = MISNAMED
            .warning(place)
            .with("member", member)
            .with("right", alias);
        let free = subject.plan.get(alias).is_none();
        let value = subject
            .plan
            .get(member)
            .and_then(|value| shape::fitted(alias, value));
        findings.push(match value.filter(|_| free) {
            Some(value) => finding.fixed_by(renamed(member, alias, value)),
            None => finding,
        });
    }
    if subject.registered {
        let carried: Vec<_> = READ_ONLY_MEMBERS
            .iter()
            .copied()
            .filter(|member| subject.has(member))
            .collect();
        findings.push(READ_ONLY.hint("").with("members", carried.join(", ")));
    } else if subject.has("client_id") {
        findings.push(OWN_ID.hint(patch::place("client_id")));
    }
    let sleeps = |client: &Plan| client.flag("active") == Some(false);
    if sleeps(subject.plan) {
        let place = patch::place("active");
        let before = subject.context.before.as_ref();
        // A deactivation says what stops working and has the name typed; a change does neither.
        findings.push(if before.is_some_and(|before| !sleeps(before)) {
            DEACTIVATES.error(place)
        } else {
            INACTIVE.warning(place)
        });
    }
}

fn renamed(from: &str, to: &str, value: Value) -> Patch {
    let mut operations = patch::remove(from).0;
    operations.extend(patch::set(to, value).0);
    Patch(operations)
}

/// `clientName` and `client-name` as the API would write them.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.trim().chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(if c == '-' { '_' } else { c.to_ascii_lowercase() });
    }
    snake
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, with};
    use super::super::{Context, findings};
    use crate::model::{Environment, Plan};

    #[test]
    fn the_names_of_the_documentation_are_understood() {
        for wrong in ["display_name", "clientName", "client-name"] {
            let body = with(
                with(krr(), "client_name", json!(null)),
                wrong,
                json!("Eksempel kommune"),
            );
            assert!(codes(&body).contains(&"client/misnamed-member"), "{wrong}");
            assert_eq!(fixed(&body)["client_name"], "Eksempel kommune");
        }
    }

    #[test]
    fn a_text_under_another_name_becomes_the_list_that_it_was() {
        let body = with(
            with(krr(), "scopes", json!(null)),
            "scope",
            json!("krr:global/kontaktinformasjon.read"),
        );
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["krr:global/kontaktinformasjon.read"])
        );
    }

    #[test]
    fn what_nobody_knows_is_mentioned_and_kept() {
        let body = with(krr(), "favourite_colour", json!("blue"));
        assert_eq!(codes(&body), ["client/unknown-member"]);
        assert_eq!(fixed(&body), body);
    }

    #[test]
    fn a_client_that_sleeps_may_go_on_sleeping_and_wake_up() {
        let active = |active: bool| Plan::from_json(with(krr(), "active", json!(active))).unwrap();
        let mut context = Context::new(Environment::Test);
        context.before = Some(active(false));
        for (wanted, codes) in [(false, vec!["client/inactive"]), (true, vec![])] {
            let found = findings(&active(wanted), &context);
            let found: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
            assert_eq!(found, codes);
        }
    }

    #[test]
    fn what_get_returned_is_read_as_such() {
        let body = with(krr(), "client_id", json!("abc"));
        assert_eq!(codes(&body), ["client/own-id"]);
        let body = with(body, "last_updated", json!("2026-01-19T09:40:37.258551Z"));
        assert_eq!(codes(&body), ["client/read-only"]);
        let body = with(body, "losen", json!({"environment": "test"}));
        assert_eq!(codes(&body), ["client/read-only"], "as Losen lists it");
    }
}
