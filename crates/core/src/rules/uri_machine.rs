//! A machine has no browser to send anywhere.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, Severity};

const REDIRECT: Rule = Rule::new("uri/machine-redirect", source::CLIENTREG);
const LOGOUT: Rule = Rule::new("uri/machine-logout", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[REDIRECT, LOGOUT];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !subject.is_machine() {
        return;
    }
    // A client that exists works in spite of them; a new one with redirect URIs is usually of the wrong type.
    let severity = if subject.registered {
        Severity::Warning
    } else {
        Severity::Error
    };
    let full = |member: &str| subject.has(member) && !subject.is_empty_list(member);
    let member = "redirect_uris";
    if full(member) {
        findings.push(
            REDIRECT
                .at(severity, patch::place(member))
                .fixed_by(patch::remove(member)),
        );
    }
    for member in ["post_logout_redirect_uris", "frontchannel_logout_uri"] {
        if full(member) {
            let finding = LOGOUT.warning(patch::place(member)).with("member", member);
            findings.push(finding.fixed_by(patch::remove(member)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, with};

    #[test]
    fn redirect_uris_are_taken_away() {
        let body = with(krr(), "redirect_uris", json!(["https://minside.eksempel.no/cb"]));
        assert!(codes(&body).contains(&"uri/machine-redirect"));
        assert_eq!(fixed(&body), krr());
    }

    #[test]
    fn an_empty_list_says_nothing() {
        let body = with(krr(), "redirect_uris", json!([]));
        assert!(!codes(&body).iter().any(|code| code.starts_with("uri/")));
    }
}
