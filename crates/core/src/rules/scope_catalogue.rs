//! What the catalogue of scopes knows: which types may have a scope, and what a misspelled name was meant to be.

use super::{Rule, Subject, patch, scope_mangled, source};
use crate::model::{Finding, IntegrationType, Scope, ScopeFamily};

const NOT_FOR_TYPE: Rule = Rule::new("scope/not-for-type", source::SCOPE);
const NEEDS_USER: Rule = Rule::new("scope/needs-user", source::SCOPE);
const INACTIVE: Rule = Rule::new("scope/inactive", source::SCOPE);
const MISSPELLED: Rule = Rule::new("scope/misspelled", source::SCOPE);
const UNKNOWN_KRR: Rule = Rule::new("scope/unknown-krr", source::KRR_SCOPES);

pub(super) const RULES: &[Rule] = &[NOT_FOR_TYPE, NEEDS_USER, INACTIVE, MISSPELLED, UNKNOWN_KRR];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (at, name) in subject.plan.texts("scopes") {
        let Ok(scope) = Scope::parse(name) else { continue };
        if name.contains('*') || scope_mangled::concerns(name) {
            continue;
        }
        findings.extend(match subject.context.catalogue.get(name) {
            Some(_) => known(subject, at, name, scope.family()),
            None => unknown(subject, at, name, scope.family()),
        });
    }
}

fn known(subject: &Subject<'_>, at: usize, name: &str, family: ScopeFamily) -> Option<Finding> {
    use IntegrationType::{Ansattporten, ApiKlient, Maskinporten};
    let record = subject.context.catalogue.get(name)?;
    let kind = subject.integration?;
    let place = patch::element("scopes", at);
    // The families with names of their own have been judged by name; so have the types with fixed lists.
    let judged = family != ScopeFamily::Other || !matches!(kind, Ansattporten | ApiKlient | Maskinporten);
    let allowed = record.allowed.is_empty() || record.allowed.iter().any(|other| other == kind.word());
    let finding = if !judged && !allowed {
        NOT_FOR_TYPE
            .error(place)
            .with("allowed", record.allowed.join(", "))
    } else if !judged && record.requires_user && subject.is_machine() {
        NEEDS_USER.error(place)
    } else if record.inactive {
        INACTIVE.warning(place)
    } else {
        return None;
    };
    Some(finding.with("scope", name).with("type", kind.word()))
}

fn unknown(subject: &Subject<'_>, at: usize, name: &str, family: ScopeFamily) -> Option<Finding> {
    let place = patch::element("scopes", at);
    let krr = matches!(family, ScopeFamily::KrrGlobal | ScopeFamily::KrrUser);
    if let Some(right) = nearest(subject, name, krr) {
        let finding = MISSPELLED.error(place).with("scope", name).with("right", &*right);
        return Some(finding.fixed_by(patch::replace_element(subject.plan, "scopes", at, right)));
    }
    krr.then(|| UNKNOWN_KRR.warning(place).with("scope", name))
}

/// The known name that a name was meant to be. KRR's list is complete, so two wrong letters are forgiven there;
/// anyone may make names like Altinn's, so elsewhere only capital letters are.
fn nearest(subject: &Subject<'_>, name: &str, krr: bool) -> Option<String> {
    let mut names = subject.context.catalogue.names();
    let right = if krr {
        names.find(|known| known.starts_with("krr:") && (within(known, name, 2) || lacks_ending(known, name)))
    } else {
        names.find(|known| known.eq_ignore_ascii_case(name))
    };
    right.filter(|right| !subject.has_scope(right)).map(str::to_owned)
}

/// `krr:global/kontaktinformasjon` for `krr:global/kontaktinformasjon.read`.
fn lacks_ending(known: &str, name: &str) -> bool {
    known
        .strip_prefix(name)
        .is_some_and(|rest| matches!(rest, ".read" | ".write"))
}

/// Whether so many insertions, removals, replacements and swaps of neighbours at most turn one text into the other.
fn within(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(left != right))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *right && *left == b[j - 1] {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, user_data, with};
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_mended() {
        let body = with(krr(), "scopes", json!(["krr:global/kontaktinformasjon.raed"]));
        assert!(codes(&body).contains(&"scope/misspelled"));
        assert_eq!(fixed(&body), krr());
        let body = with(
            user_data(),
            "scopes",
            json!(["OpenID", "profile", "krr:user/kontaktinformasjon.read"]),
        );
        assert_eq!(fixed(&body)["scopes"][0], "openid");
    }

    #[test]
    fn a_name_that_krr_does_not_have_is_pointed_out() {
        let body = with(
            krr(),
            "scopes",
            json!(["krr:global/kontaktinformasjon.read", "krr:global/alt.read"]),
        );
        assert!(codes(&body).contains(&"scope/unknown-krr"));
    }

    #[test]
    fn a_scope_for_machines_is_refused_on_a_login() {
        let body = with(
            user_data(),
            "scopes",
            json!(["openid", "profile", "altinn:broker.read"]),
        );
        assert!(codes(&body).contains(&"scope/not-for-type"));
        let body = with(
            user_data(),
            "scopes",
            json!(["openid", "profile", "altinn:instances.read"]),
        );
        assert!(!codes(&body).contains(&"scope/not-for-type"));
    }

    #[test]
    fn swapped_neighbours_count_as_one() {
        assert!(within("read", "raed", 1));
        assert!(!within("read", "rd", 1));
    }
}
