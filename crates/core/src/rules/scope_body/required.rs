//! What a scope cannot be without, and a long description that the portal would not take.

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::Finding;

const MISSING: Rule = Rule::new("scope-body/missing", source::API);
const LONG: Rule = Rule::new("scope-body/long-description", source::SCOPE);

pub(super) const RULES: &[Rule] = &[MISSING, LONG];

/// Signs that the portal takes in a long description, besides letters, digits and white space.
const SIGNS: &str = ".,-_:;!?'\"()/*[]#";
/// Letters that it takes besides the English ones.
const LETTERS: &str = "ÆØÅæøåÉéÜüÑñÇç";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for member in ["prefix", "subscope", "description"] {
        // One of another type is already complained of.
        let empty = subject
            .scope
            .text(member)
            .is_some_and(|text| text.trim().is_empty());
        if subject.scope.get(member).is_none_or(serde_json::Value::is_null) || empty {
            findings.push(MISSING.error(patch::place(member)).with("member", member));
        }
    }
    let stray = subject
        .scope
        .text("long_description")
        .and_then(|text| text.chars().find(|c| !is_taken(*c)));
    if let Some(stray) = stray {
        findings.push(
            LONG.warning(patch::place("long_description"))
                .with("sign", stray.to_string()),
        );
    }
}

/// The portal's own pattern: `^[A-Za-zÆØÅæøåÉéÜüÑñÇç0-9\s.,\-_:;!?'"()/*[\]#\r\n]*$`.
fn is_taken(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_whitespace() || SIGNS.contains(c) || LETTERS.contains(c)
}
