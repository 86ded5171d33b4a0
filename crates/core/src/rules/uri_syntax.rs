//! Whether the URIs are URIs that can be registered at all, in any environment.

use std::collections::HashSet;

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, RedirectUri};

const INVALID: Rule = Rule::new("uri/invalid", source::CLIENTREG);
const WILDCARD: Rule = Rule::new("uri/wildcard", source::CLIENTREG);
const ANY_PORT: Rule = Rule::new("uri/any-port", source::NATIVE);
const FRAGMENT: Rule = Rule::new("uri/fragment", source::CLIENTREG);
const USERINFO: Rule = Rule::new("uri/userinfo", source::CLIENTREG);
const DUPLICATE: Rule = Rule::new("uri/duplicate", source::API);

pub(super) const RULES: &[Rule] = &[INVALID, WILDCARD, ANY_PORT, FRAGMENT, USERINFO, DUPLICATE];

/// The members that hold lists of URIs.
pub(super) const LISTS: &[&str] = &["redirect_uris", "post_logout_redirect_uris"];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for member in LISTS {
        let mut seen = HashSet::new();
        for (at, text) in subject.plan.texts(member) {
            let place = patch::element(member, at);
            if !seen.insert(text) {
                let fix = patch::remove_element(subject.plan, member, at);
                findings.push(DUPLICATE.warning(place).with("uri", text).fixed_by(fix));
                continue;
            }
            findings.extend(one(subject, place, text).map(|(finding, better)| match better {
                Some(better) => finding.fixed_by(patch::replace_element(subject.plan, member, at, better)),
                None => finding,
            }));
        }
    }
    let member = "frontchannel_logout_uri";
    if let Some(text) = subject.plan.text(member).filter(|_| subject.has(member)) {
        findings.extend(
            one(subject, patch::place(member), text).map(|(finding, better)| match better {
                Some(better) => finding.fixed_by(patch::set(member, better)),
                None => finding,
            }),
        );
    }
}

/// What is wrong with one URI, and what was probably meant.
fn one(subject: &Subject<'_>, place: String, text: &str) -> Option<(Finding, Option<String>)> {
    if let Some(better) = any_port(subject, text) {
        let finding = ANY_PORT.warning(place).with("uri", text).with("right", &*better);
        return Some((finding, Some(better)));
    }
    if text.contains('*') {
        return Some((WILDCARD.error(place).with("uri", text), None));
    }
    let Ok(uri) = RedirectUri::parse(text) else {
        let better = completed(text);
        return Some((INVALID.error(place).with("uri", text), better));
    };
    let hosted = matches!(uri.scheme(), "http" | "https");
    if hosted && uri.host().is_none() {
        return Some((INVALID.error(place).with("uri", text), None));
    }
    // `minside.eksempel.no:8443/cb` and `localhost:8080/cb` parse as a scheme and a path; nobody means that.
    if uri.host().is_none() && looks_like_host(uri.scheme(), uri.path()) {
        return Some((INVALID.error(place).with("uri", text), completed(text)));
    }
    if uri.has_fragment() {
        let better = text.split('#').next().unwrap_or_default().to_owned();
        return Some((FRAGMENT.error(place).with("uri", text), Some(better)));
    }
    uri.has_userinfo()
        .then(|| (USERINFO.warning(place).with("uri", text), None))
}

/// An app's loopback address with a star for its port, as one of Digdir's examples writes it. What ID-porten's page
/// about apps asks for is `http` and port 0 (RFC 8252, 7.3), and then any port works at login.
fn any_port(subject: &Subject<'_>, text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let (host, path) = rest.split_once(":*")?;
    let local = matches!(host, "127.0.0.1" | "localhost" | "[::1]") && matches!(scheme, "http" | "https");
    let host = if host == "localhost" { "127.0.0.1" } else { host };
    let plain = !path.contains('*') && (path.is_empty() || path.starts_with('/'));
    (subject.is_native() && local && plain).then(|| format!("http://{host}:0{path}"))
}

/// Whether a scheme and a path are a host and a port whose scheme was forgotten.
pub(super) fn looks_like_host(scheme: &str, path: &str) -> bool {
    let port = path.split('/').next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    is_port && (scheme == "localhost" || scheme.contains('.'))
}

/// The URI that was meant: without white space around it, or with the scheme that was left out.
fn completed(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let usable = |text: &str| RedirectUri::parse(text).is_ok_and(|uri| uri.host().is_some());
    if trimmed != text && usable(trimmed) {
        return Some(trimmed.to_owned());
    }
    let host = trimmed.split(['/', ':']).next().unwrap_or_default();
    let scheme = if host == "localhost" { "http" } else { "https" };
    let guess = format!("{scheme}://{trimmed}");
    ((host == "localhost" || host.contains('.')) && usable(&guess)).then_some(guess)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, severity, user_data, with};
    use crate::model::{Environment, Severity};

    fn redirect(uri: &str) -> serde_json::Value {
        with(user_data(), "redirect_uris", json!([uri]))
    }

    #[test]
    fn what_was_left_out_or_pasted_along_is_mended() {
        for (wrong, right) in [
            (
                " https://minside.eksempel.no/cb\n",
                "https://minside.eksempel.no/cb",
            ),
            ("minside.eksempel.no/cb", "https://minside.eksempel.no/cb"),
            ("localhost:8080/cb", "http://localhost:8080/cb"),
            (
                "https://minside.eksempel.no/cb#start",
                "https://minside.eksempel.no/cb",
            ),
        ] {
            assert_eq!(fixed(&redirect(wrong))["redirect_uris"], json!([right]));
        }
    }

    #[test]
    fn what_cannot_be_guessed_is_refused_without_a_fix() {
        for wrong in ["", "/callback", "https://", "https:///cb", "https://a b/"] {
            let body = redirect(wrong);
            assert!(codes(&body).contains(&"uri/invalid"), "{wrong}");
            assert_eq!(fixed(&body)["redirect_uris"], json!([wrong]));
        }
    }

    #[test]
    fn stars_match_nothing() {
        assert!(codes(&redirect("https://*.eksempel.no/cb")).contains(&"uri/wildcard"));
    }

    #[test]
    fn an_app_asks_for_any_port_with_a_zero() {
        let body = with(
            redirect("https://127.0.0.1:*/callback"),
            "application_type",
            json!("native"),
        );
        let body = with(body, "token_endpoint_auth_method", json!("none"));
        assert_eq!(
            severity(Environment::Test, &body, "uri/any-port"),
            Some(Severity::Warning)
        );
        assert_eq!(
            fixed(&body)["redirect_uris"],
            json!(["http://127.0.0.1:0/callback"])
        );
    }
}
