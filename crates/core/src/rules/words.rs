//! Words that the API does not know, with the one that was meant where there is no doubt.

use super::{Rule, Subject, patch, source};
use crate::model::{ApplicationType, AuthMethod, Finding, GrantType, IntegrationType};

const UNKNOWN: Rule = Rule::new("client/unknown-word", source::API);

pub(super) const RULES: &[Rule] = &[UNKNOWN];

/// Spellings met in documentation and code, and the API's own. Digdir's pages write `Web`, `Maskinporten` and
/// `jwt_bearer_token`; the portal's own code once wrote `api_client`.
const MEANT: &[(&str, &str)] = &[
    ("api_client", "api_klient"),
    ("api-klient", "api_klient"),
    ("apiklient", "api_klient"),
    ("id-porten", "idporten"),
    ("jwt_bearer_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
    ("jwt-bearer", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
    ("jwt_bearer", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
    ("authorization-code", "authorization_code"),
    ("code", "authorization_code"),
    ("refresh-token", "refresh_token"),
    ("one_time", "ONETIME"),
    ("reusable", "REUSE"),
];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let one = |member: &str, words: &[&'static str]| {
        let word = subject.plan.text(member).filter(|_| subject.has(member))?;
        let finding = unknown(patch::place(member), member, word, words)?;
        Some(match meant(word, words) {
            Some(right) => finding.fixed_by(patch::set(member, right)),
            None => finding,
        })
    };
    findings.extend(one("integration_type", IntegrationType::WORDS));
    findings.extend(one("application_type", ApplicationType::WORDS));
    findings.extend(one("token_endpoint_auth_method", AuthMethod::WORDS));
    findings.extend(one("refresh_token_usage", &["ONETIME", "REUSE"]));
    findings.extend(one("code_challenge_method", &["S256", "none"]));

    let grants = GrantType::WORDS;
    for (at, word) in subject.plan.texts("grant_types") {
        let Some(finding) = unknown(patch::element("grant_types", at), "grant_types", word, grants) else {
            continue;
        };
        findings.push(match meant(word, grants) {
            Some(right) => finding.fixed_by(patch::replace_element(subject.plan, "grant_types", at, right)),
            None => finding.fixed_by(patch::remove_element(subject.plan, "grant_types", at)),
        });
    }
}

fn unknown(path: String, member: &str, word: &str, words: &[&'static str]) -> Option<Finding> {
    (!words.contains(&word)).then(|| {
        UNKNOWN
            .error(path)
            .with("member", member)
            .with("word", word)
            .with("known", words.join(", "))
    })
}

/// The word that was meant, so that the other rules can judge a misspelled choice by what it will be.
pub(super) fn read<T: Copy>(word: &str, all: &[T], words: &[&'static str]) -> Option<T> {
    let right = meant(word, words)?;
    let at = words.iter().position(|known| *known == right)?;
    all.get(at).copied()
}

fn meant(word: &str, words: &[&'static str]) -> Option<&'static str> {
    let plain = word.trim();
    let alias = MEANT
        .iter()
        .find(|(wrong, _)| wrong.eq_ignore_ascii_case(plain))
        .map(|(_, right)| *right);
    words
        .iter()
        .copied()
        .find(|known| known.eq_ignore_ascii_case(plain) || Some(*known) == alias)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, with};

    #[test]
    fn the_spellings_of_the_documentation_are_understood() {
        let body = fixed(
            &json!({"integration_type": "Maskinporten", "application_type": "Web", "grant_types": ["jwt_bearer_token"]}),
        );
        assert_eq!(body["integration_type"], "maskinporten");
        assert_eq!(body["application_type"], "web");
        assert_eq!(
            body["grant_types"],
            json!(["urn:ietf:params:oauth:grant-type:jwt-bearer"])
        );
    }

    #[test]
    fn a_method_that_digdir_does_not_support_is_not_known() {
        let body = with(krr(), "token_endpoint_auth_method", json!("client_secret_jwt"));
        assert!(codes(&body).contains(&"client/unknown-word"));
    }
}
