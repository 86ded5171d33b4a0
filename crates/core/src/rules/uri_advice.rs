//! Addresses that can be registered and will surprise somebody: ID-porten compares to the letter.

use std::collections::HashMap;

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, RedirectUri};

const TWINS: Rule = Rule::new("uri/near-duplicate", source::CLIENTREG);
const SPELLING: Rule = Rule::new("uri/spelling", source::CLIENTREG);
const INTERNAL: Rule = Rule::new("uri/internal-host", source::CLIENTREG);
const LOOPBACK_NAME: Rule = Rule::new("uri/loopback-name", source::NATIVE);
const LOOPBACK_PORT: Rule = Rule::new("uri/loopback-port", source::NATIVE);
const SESSION: Rule = Rule::new("uri/session-without-frontchannel", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[TWINS, SPELLING, INTERNAL, LOOPBACK_NAME, LOOPBACK_PORT, SESSION];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !subject.is_login() {
        return;
    }
    let uris: Vec<_> = subject
        .plan
        .texts("redirect_uris")
        .into_iter()
        .filter_map(|(at, text)| Some((at, RedirectUri::parse(text).ok()?)))
        .collect();
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (at, uri) in &uris {
        let place = patch::element("redirect_uris", *at);
        let letters = uri.as_str().trim_end_matches('/').to_lowercase();
        match seen.get(&letters).filter(|other| **other != uri.as_str()) {
            Some(other) => {
                findings.push(TWINS.hint(place).with("uri", uri.as_str()).with("other", *other));
            }
            None => {
                findings.extend(one(subject, place, uri).map(|finding| finding.with("uri", uri.as_str())));
                seen.insert(letters, uri.as_str());
            }
        }
    }
    let session = subject.plan.flag("frontchannel_logout_session_required") == Some(true);
    if session && !subject.has("frontchannel_logout_uri") {
        findings.push(SESSION.hint(patch::place("frontchannel_logout_uri")));
    }
}

fn one(subject: &Subject<'_>, place: String, uri: &RedirectUri) -> Option<Finding> {
    let host = uri.host()?;
    if uri.is_local() {
        // RFC 8252, 7.3 and 8.3: an app binds to the address rather than the name, and to whatever port is free.
        return match (subject.is_native(), host, uri.port()) {
            (true, "localhost", _) => Some(LOOPBACK_NAME.hint(place)),
            (true, _, Some("0")) => None,
            (true, ..) => Some(LOOPBACK_PORT.hint(place)),
            _ => None,
        };
    }
    let web = matches!(uri.scheme(), "http" | "https");
    let default_port = matches!(
        (uri.scheme(), uri.port()),
        ("https", Some("443")) | ("http", Some("80"))
    );
    if web && !host.contains('.') && !host.starts_with('[') && subject.in_production() {
        return Some(INTERNAL.warning(place).with("host", host));
    }
    let letters = !uri.as_str().contains(host) || uri.path().contains("/../") || uri.path().is_empty();
    (web && (letters || default_port)).then(|| SPELLING.hint(place))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{codes, severity, user_data, with};
    use crate::model::{Environment, Severity};

    fn redirect(uris: Value) -> Value {
        with(user_data(), "redirect_uris", uris)
    }

    #[test]
    fn a_slash_at_the_end_makes_another_address() {
        let uris = json!([
            "https://minside.eksempel.no/cb",
            "https://minside.eksempel.no/cb/"
        ]);
        assert!(codes(&redirect(uris)).contains(&"uri/near-duplicate"));
    }

    #[test]
    fn spellings_that_a_browser_changes_are_pointed_out() {
        for uri in [
            "https://Minside.eksempel.no/cb",
            "https://minside.eksempel.no:443/cb",
            "https://minside.eksempel.no",
        ] {
            assert!(codes(&redirect(json!([uri]))).contains(&"uri/spelling"), "{uri}");
        }
    }

    #[test]
    fn citizens_cannot_reach_a_host_of_the_inner_network() {
        let body = redirect(json!(["https://intranett/cb"]));
        assert_eq!(
            severity(Environment::Prod, &body, "uri/internal-host"),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn an_app_listens_on_the_address_and_any_port() {
        let app = |uri: &str| with(redirect(json!([uri])), "application_type", json!("native"));
        assert!(codes(&app("http://localhost:0/cb")).contains(&"uri/loopback-name"));
        assert!(codes(&app("http://127.0.0.1:8080/cb")).contains(&"uri/loopback-port"));
        assert!(
            !codes(&app("http://127.0.0.1:0/cb"))
                .iter()
                .any(|code| code.starts_with("uri/loopback"))
        );
    }
}
