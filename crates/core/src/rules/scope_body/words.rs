//! Words that the API does not know, with the one that was meant where there is no doubt.

use serde_json::Value;

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::{Finding, IntegrationType};

const UNKNOWN: Rule = Rule::new("scope-body/unknown-word", source::SCOPE);
const INTERNAL: Rule = Rule::new("scope-body/internal", source::SCOPE);

pub(super) const RULES: &[Rule] = &[UNKNOWN, INTERNAL];

const VISIBILITIES: &[&str] = &["PUBLIC", "PRIVATE", "INTERNAL"];
const TOKEN_TYPES: &[&str] = &["SELF_CONTAINED", "OPAQUE"];

/// Spellings of the documentation and of the portal's own code.
const MEANT: [(&str, &str); 4] = [
    ("interal", "INTERNAL"),
    ("selfcontained", "SELF_CONTAINED"),
    ("apiclient", "api_klient"),
    ("apiklient", "api_klient"),
];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (member, words) in [("visibility", VISIBILITIES), ("token_type", TOKEN_TYPES)] {
        let unknown = subject.scope.text(member).filter(|word| !words.contains(word));
        if let Some(word) = unknown {
            let finding = unknown_word(member, patch::place(member), word, words);
            findings.push(match meant(word, words) {
                Some(right) => finding.fixed_by(patch::set(member, right)),
                None => finding,
            });
        }
    }
    if subject.scope.text("visibility") == Some("INTERNAL") {
        findings.push(INTERNAL.warning(patch::place("visibility")));
    }
    types(subject, findings);
}

fn types(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    const MEMBER: &str = "allowed_integration_types";
    let words: Vec<&str> = IntegrationType::ALL.iter().map(|kind| kind.word()).collect();
    let listed = subject.scope.texts(MEMBER);
    for (at, word) in listed.iter().enumerate() {
        // The API reads either case.
        if words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            continue;
        }
        let finding = unknown_word(MEMBER, patch::element(MEMBER, at), word, &words);
        findings.push(match meant(word, &words) {
            Some(right) => {
                let mended = listed
                    .iter()
                    .enumerate()
                    .map(|(i, old)| if i == at { right } else { *old });
                finding.fixed_by(patch::set(MEMBER, Value::from(mended.collect::<Vec<_>>())))
            }
            None => finding,
        });
    }
}

fn unknown_word(member: &str, path: String, word: &str, words: &[&str]) -> Finding {
    UNKNOWN
        .error(path)
        .with("member", member)
        .with("word", word)
        .with("known", words.join(", "))
}

fn meant<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let wanted = plain(word);
    let alias = MEANT
        .iter()
        .find(|(wrong, _)| *wrong == wanted)
        .map(|(_, right)| *right);
    words
        .iter()
        .copied()
        .find(|known| plain(known) == wanted || Some(*known) == alias)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed};

    #[test]
    fn the_spellings_of_the_documentation_are_understood() {
        let body = fixed(json!({"token_type": "SELF-CONTAINED", "visibility": "public",
            "allowed_integration_types": ["maskinporten", "api_client"]}));
        assert_eq!(body["token_type"], "SELF_CONTAINED");
        assert_eq!(body["visibility"], "PUBLIC");
        assert_eq!(
            body["allowed_integration_types"],
            json!(["maskinporten", "api_klient"])
        );
        let capitals = json!({"allowed_integration_types": ["MASKINPORTEN"]});
        assert!(!codes(capitals).contains(&"scope-body/unknown-word"));
    }
}
