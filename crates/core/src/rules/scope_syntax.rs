//! Names that no scope can have, lists written as one name, and names that stand there twice.

use std::collections::HashSet;

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, Patch, PatchOperation};
use serde_json::Value;

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, Scope};

const SYNTAX: Rule = Rule::new("scope/syntax", source::SCOPE);
const WILDCARD: Rule = Rule::new("scope/wildcard", source::KRR_SCOPES);
const DUPLICATE: Rule = Rule::new("scope/duplicate", source::API);

pub(super) const RULES: &[Rule] = &[SYNTAX, WILDCARD, DUPLICATE];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (at, name) in subject.plan.texts("scopes") {
        let place = patch::element("scopes", at);
        if !seen.insert(name) {
            let fix = patch::remove_element(subject.plan, "scopes", at);
            findings.push(DUPLICATE.warning(place).with("scope", name).fixed_by(fix));
        } else if Scope::parse(name).is_err() {
            let fix = split(subject, at, name);
            findings.push(SYNTAX.error(place).with("scope", name).fixed_by(fix));
        } else if name.contains('*') {
            findings.push(WILDCARD.error(place).with("scope", name));
        }
    }
}

/// The parts of a list that was written as one name, in its place; nothing when there is nothing in it.
fn split(subject: &Subject<'_>, at: usize, name: &str) -> Patch {
    let separates = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '"' | '\\');
    let mut operations = patch::remove_element(subject.plan, "scopes", at).0;
    let parts = name.split(separates).filter(|part| !part.is_empty());
    operations.extend(parts.enumerate().map(|(offset, part)| {
        PatchOperation::Add(AddOperation {
            path: PointerBuf::from_tokens(["scopes", &(at + offset).to_string()]),
            value: Value::from(part),
        })
    }));
    Patch(operations)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, user_data, with};

    #[test]
    fn a_list_pasted_as_one_name_is_taken_apart() {
        let body = with(
            user_data(),
            "scopes",
            json!(["openid profile", "krr:user/kontaktinformasjon.read,"]),
        );
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["openid", "profile", "krr:user/kontaktinformasjon.read"])
        );
    }

    #[test]
    fn a_name_that_stands_twice_stands_once_afterwards() {
        let name = "krr:global/kontaktinformasjon.read";
        let body = with(krr(), "scopes", json!([name, name]));
        assert!(codes(&body).contains(&"scope/duplicate"));
        assert_eq!(fixed(&body)["scopes"], json!([name]));
    }

    #[test]
    fn the_star_of_the_documentation_cannot_be_registered() {
        let body = with(krr(), "scopes", json!(["krr:global/*"]));
        assert!(codes(&body).contains(&"scope/wildcard"));
    }
}
