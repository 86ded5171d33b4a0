//! Which scopes go with which type of client, as far as their names tell.
//!
//! `krr:global` is for machines and `krr:user` for logins: Maskinporten and ID-porten hand out different tokens, and
//! a scope of the other kind is refused at registration or at the token endpoint (MP-201).

use super::{Rule, Subject, patch, scope_mangled, source};
use crate::model::{Finding, IntegrationType, Scope, ScopeFamily};

const MACHINE_ONLY: Rule = Rule::new("scope/machine-only", source::KRR_SCOPES);
const USER_ONLY: Rule = Rule::new("scope/user-only", source::KRR_SCOPES);
const LOGIN_ON_MACHINE: Rule = Rule::new("scope/login-on-machine", source::SCOPE);
const IDPORTEN: Rule = Rule::new("scope/idporten-has-its-own", source::CLIENTREG);
const KRR: Rule = Rule::new("scope/krr-has-its-own", source::CLIENTREG);
const ADMINISTRATION: Rule = Rule::new("scope/administration", source::API);

pub(super) const RULES: &[Rule] = &[
    MACHINE_ONLY,
    USER_ONLY,
    LOGIN_ON_MACHINE,
    IDPORTEN,
    KRR,
    ADMINISTRATION,
];

/// Scopes with the same content on the other side: (machine, user).
const SIBLINGS: &[(&str, &str)] = &[
    (
        "krr:global/kontaktinformasjon.read",
        "krr:user/kontaktinformasjon.read",
    ),
    ("krr:global/digitalpost.read", "krr:user/digitalpost.read"),
    ("krr:global/kontaktinfo.read", "krr:user/kontaktinformasjon.read"),
    ("krr:global/postkasse.read", "krr:user/digitalpost.read"),
];

/// What the table of client types calls obsolete: no longer extra scopes of an `idporten` client.
const OBSOLETE: &[&str] = &["eidas", "no_pid"];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let Some(kind) = subject.integration else { return };
    for (at, name) in subject.plan.texts("scopes") {
        let Ok(scope) = Scope::parse(name) else { continue };
        // `krr:global/*` and names that came out wrong have rules of their own.
        if name.contains('*') || scope_mangled::concerns(name) {
            continue;
        }
        let place = patch::element("scopes", at);
        let finding = match (scope.family(), kind) {
            (ScopeFamily::KrrGlobal, _) if subject.is_login() => {
                swapped(subject, MACHINE_ONLY.error(place), at, name)
            }
            (ScopeFamily::KrrUser, _) if subject.is_machine() => {
                swapped(subject, USER_ONLY.error(place), at, name)
            }
            (ScopeFamily::KrrUser, IntegrationType::Idporten) => {
                wants_type(subject, USER_ONLY.error(place), "api_klient")
            }
            (ScopeFamily::KrrUser, IntegrationType::Ansattporten) => USER_ONLY.error(place),
            (ScopeFamily::Login, _) if subject.is_machine() => {
                removed(subject, LOGIN_ON_MACHINE.error(place), at)
            }
            (ScopeFamily::Administration, _) if subject.is_login() || kind == IntegrationType::Krr => {
                removed(subject, ADMINISTRATION.error(place), at)
            }
            (ScopeFamily::Other, IntegrationType::Idporten) if OBSOLETE.contains(&name) => {
                removed(subject, IDPORTEN.warning(place), at)
            }
            (ScopeFamily::Other, IntegrationType::Idporten) => {
                wants_type(subject, IDPORTEN.error(place), "api_klient")
            }
            (ScopeFamily::Other, IntegrationType::Krr) => {
                wants_type(subject, KRR.error(place), "maskinporten")
            }
            _ => continue,
        };
        findings.push(finding.with("scope", name).with("type", kind.word()));
    }
}

/// Offers the scope with the same content for the client's own side.
fn swapped(subject: &Subject<'_>, finding: Finding, at: usize, name: &str) -> Finding {
    let sibling = SIBLINGS.iter().find_map(|(machine, user)| match name {
        _ if name == *machine => Some(*user),
        _ if name == *user && subject.is_machine() => Some(*machine),
        _ => None,
    });
    // Only an `api_klient` may have KRR's user scopes.
    let usable = subject.is_machine() || subject.integration == Some(IntegrationType::ApiKlient);
    match sibling.filter(|_| usable) {
        Some(right) if subject.has_scope(right) => removed(subject, finding, at),
        Some(right) => finding.fixed_by(patch::replace_element(subject.plan, "scopes", at, right)),
        None => finding,
    }
}

fn removed(subject: &Subject<'_>, finding: Finding, at: usize) -> Finding {
    finding.fixed_by(patch::remove_element(subject.plan, "scopes", at))
}

/// Offers the type that may have the scope, while the type can still be chosen.
fn wants_type(subject: &Subject<'_>, finding: Finding, kind: &'static str) -> Finding {
    if subject.registered {
        finding
    } else {
        finding.fixed_by(patch::set("integration_type", kind))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, user_data, with};

    #[test]
    fn a_login_gets_the_users_scope_instead_of_everyones() {
        let body = with(
            user_data(),
            "scopes",
            json!(["openid", "profile", "krr:global/kontaktinformasjon.read"]),
        );
        assert!(codes(&body).contains(&"scope/machine-only"));
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["openid", "profile", "krr:user/kontaktinformasjon.read"])
        );
    }

    #[test]
    fn a_machine_gets_everyones_scope_and_no_login() {
        for kind in ["krr", "maskinporten"] {
            let body = with(krr(), "integration_type", json!(kind));
            let body = with(
                body,
                "scopes",
                json!(["openid", "profile", "krr:user/digitalpost.read"]),
            );
            let found = codes(&body);
            assert!(
                found.contains(&"scope/user-only") && found.contains(&"scope/login-on-machine"),
                "{kind}"
            );
            assert_eq!(fixed(&body)["scopes"], json!(["krr:global/digitalpost.read"]));
        }
    }

    #[test]
    fn a_login_without_data_becomes_an_api_client_when_it_wants_data() {
        let body = with(user_data(), "integration_type", json!("idporten"));
        assert!(codes(&body).contains(&"scope/user-only"));
        assert_eq!(fixed(&body)["integration_type"], "api_klient");
    }

    #[test]
    fn a_krr_client_has_krr_scopes_and_nothing_else() {
        let body = with(
            krr(),
            "scopes",
            json!(["krr:global/kontaktinformasjon.read", "altinn:serviceowner"]),
        );
        assert!(codes(&body).contains(&"scope/krr-has-its-own"));
        assert_eq!(fixed(&body)["integration_type"], "maskinporten");
    }
}
