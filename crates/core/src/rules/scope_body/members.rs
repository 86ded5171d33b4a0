//! The members' JSON types, and names that the API does not read although its documentation has them.

use super::super::shape::{Shape, converted, fits, notation, shown};
use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::Finding;

const TYPE: Rule = Rule::new("scope-body/type", source::API);
const MISSPELT: Rule = Rule::new("scope-body/misspelt-member", source::SCOPE);

pub(super) const RULES: &[Rule] = &[TYPE, MISSPELT];

/// The members of a scope that can be written (OpenAPI document of the API, 2025-08).
pub(super) const MEMBERS: &[(&str, Shape)] = &[
    ("prefix", Shape::Text),
    ("subscope", Shape::Text),
    ("description", Shape::Text),
    ("long_description", Shape::Text),
    ("active", Shape::Flag),
    ("allowed_integration_types", Shape::Texts),
    ("token_type", Shape::Text),
    ("visibility", Shape::Text),
    ("requires_user_consent", Shape::Flag),
    ("requires_user_authentication", Shape::Flag),
    ("requires_pseudonymous_tokens", Shape::Flag),
    ("delegation_source", Shape::Text),
    ("at_max_age", Shape::Number),
    ("authorization_max_lifetime", Shape::Number),
    ("accessible_for_all", Shape::Flag),
    ("enforced_aud_for_access_token", Shape::Text),
];

/// What the documentation writes, and what the API reads. The API ignores what it does not know, so the setting would
/// silently be without effect.
const DOCUMENTED: [(&str, &str); 3] = [
    ("visiblity", "visibility"),
    ("allowable_integration_types", "allowed_integration_types"),
    ("authorization_max_age", "authorization_max_lifetime"),
];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (member, value) in subject.scope.body() {
        if let Some((_, right)) = DOCUMENTED.iter().find(|(wrong, _)| wrong == member) {
            let mut finding = MISSPELT
                .warning(patch::place(member))
                .with("member", member)
                .with("right", *right);
            if subject.scope.get(right).is_none() {
                let mut fix = patch::set(right, value.clone());
                fix.0.extend(patch::remove(member).0);
                finding = finding.fixed_by(fix);
            }
            findings.push(finding);
        }
        let Some((_, shape)) = MEMBERS.iter().find(|(name, _)| name == member) else {
            continue;
        };
        if !fits(*shape, value) {
            let mut finding = TYPE
                .error(patch::place(member))
                .with("member", member)
                .with("expected", notation(*shape))
                .with("found", shown(value));
            if let Some(better) = converted(*shape, value) {
                finding = finding.fixed_by(patch::set(member, better));
            }
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed};

    #[test]
    fn a_misspelt_member_is_renamed_unless_the_right_one_is_there() {
        let body = fixed(json!({"visiblity": "PRIVATE"}));
        assert_eq!(body, json!({"visibility": "PRIVATE"}));
        let both = json!({"visiblity": "PRIVATE", "visibility": "PUBLIC"});
        assert_eq!(fixed(both.clone()), both);
        assert!(codes(both).contains(&"scope-body/misspelt-member"));
    }

    #[test]
    fn a_word_in_the_place_of_a_list_becomes_a_list() {
        let body = fixed(json!({"allowed_integration_types": "maskinporten krr"}));
        assert_eq!(body["allowed_integration_types"], json!(["maskinporten", "krr"]));
    }
}
