//! Which URIs an environment and an application type allow.

use super::{Rule, Subject, patch, source, uri_syntax};
use crate::model::{Finding, RedirectUri, Severity};

const MISSING: Rule = Rule::new("uri/missing", source::CLIENTREG);
const SCHEME: Rule = Rule::new("uri/scheme", source::CLIENTREG);
const HTTP: Rule = Rule::new("uri/http-in-production", source::CLIENTREG);
const LOCAL: Rule = Rule::new("uri/localhost-in-production", source::CLIENTREG);
const LOCAL_HTTPS: Rule = Rule::new("uri/https-on-localhost", source::CLIENTREG);
const FRONTCHANNEL: Rule = Rule::new("uri/frontchannel-origin", source::CLIENTREG);
const NO_LOGOUT: Rule = Rule::new("uri/no-post-logout", source::CLIENTREG);

pub(super) const RULES: &[Rule] = &[MISSING, SCHEME, HTTP, LOCAL, LOCAL_HTTPS, FRONTCHANNEL, NO_LOGOUT];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if !subject.is_login() {
        return;
    }
    if subject.is_empty_list("redirect_uris") {
        findings.push(MISSING.error(patch::place("redirect_uris")));
    }
    for member in uri_syntax::LISTS {
        for (at, text) in subject.plan.texts(member) {
            let Some((finding, better)) = one(subject, patch::element(member, at), text) else {
                continue;
            };
            findings.push(match better {
                Some(better) => finding.fixed_by(patch::replace_element(subject.plan, member, at, better)),
                None => finding,
            });
        }
    }
    findings.extend(frontchannel(subject));
    if subject.is_empty_list("post_logout_redirect_uris") {
        findings.push(NO_LOGOUT.warning(patch::place("post_logout_redirect_uris")));
    }
}

fn one(subject: &Subject<'_>, place: String, text: &str) -> Option<(Finding, Option<String>)> {
    let uri = RedirectUri::parse(text).ok()?;
    let web = matches!(uri.scheme(), "http" | "https");
    if !web {
        // Apps may have a scheme of their own. `localhost:8080/cb` is no scheme but a forgotten one (uri/invalid).
        let forgotten = uri.host().is_none() && uri_syntax::looks_like_host(uri.scheme(), uri.path());
        let wrong = !subject.is_native() && !forgotten;
        return wrong.then(|| {
            (
                SCHEME.error(place).with("uri", text).with("scheme", uri.scheme()),
                None,
            )
        });
    }
    uri.host()?;
    if uri.is_local() {
        return if subject.in_production() && !subject.is_native() {
            Some((LOCAL.error(place).with("uri", text), None))
        } else if uri.scheme() == "https" {
            let better = text.get(5..).map(|rest| format!("http{rest}"));
            Some((LOCAL_HTTPS.warning(place).with("uri", text), better))
        } else {
            None
        };
    }
    (subject.in_production() && uri.scheme() == "http").then(|| {
        // For an app's own host nothing is written; there it is bad advice rather than refused.
        let severity = if subject.is_native() {
            Severity::Warning
        } else {
            Severity::Error
        };
        let better = text.get(4..).map(|rest| format!("https{rest}"));
        (HTTP.at(severity, place).with("uri", text), better)
    })
}

/// The logout call goes to the site that logged the user in: same scheme, host and port as one of the redirect URIs.
fn frontchannel(subject: &Subject<'_>) -> Option<Finding> {
    let member = "frontchannel_logout_uri";
    let text = subject.plan.text(member).filter(|_| subject.has(member))?;
    let uri = RedirectUri::parse(text).ok()?;
    let redirects: Vec<_> = subject
        .plan
        .texts("redirect_uris")
        .into_iter()
        .filter_map(|(_, text)| RedirectUri::parse(text).ok())
        .collect();
    let lonely = !redirects.is_empty() && redirects.iter().all(|redirect| redirect.origin() != uri.origin());
    (lonely && !subject.is_native()).then(|| FRONTCHANNEL.error(patch::place(member)).with("uri", text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{codes, report_in, severity, user_data, with};
    use crate::model::{
        Environment::{Prod, Test},
        Severity,
    };

    fn redirect(uri: &str) -> Value {
        with(user_data(), "redirect_uris", json!([uri]))
    }

    #[test]
    fn a_login_needs_somewhere_to_return_to() {
        for none in [json!(null), json!([])] {
            assert!(codes(&with(user_data(), "redirect_uris", none)).contains(&"uri/missing"));
        }
    }

    #[test]
    fn plain_http_is_for_the_test_environment() {
        let body = redirect("http://minside.eksempel.no/cb");
        assert_eq!(severity(Test, &body, "uri/http-in-production"), None);
        assert_eq!(
            severity(Prod, &body, "uri/http-in-production"),
            Some(Severity::Error)
        );
        assert_eq!(
            report_in(Prod, &body).fixed["redirect_uris"],
            json!(["https://minside.eksempel.no/cb"])
        );
    }

    #[test]
    fn this_machine_is_for_the_test_environment_and_for_apps() {
        let body = redirect("http://localhost:8080/cb");
        assert_eq!(severity(Test, &body, "uri/localhost-in-production"), None);
        assert_eq!(
            severity(Prod, &body, "uri/localhost-in-production"),
            Some(Severity::Error)
        );
        let app = with(body, "application_type", json!("native"));
        assert_eq!(severity(Prod, &app, "uri/localhost-in-production"), None);
    }

    #[test]
    fn localhost_is_written_with_http() {
        assert_eq!(
            severity(
                Test,
                &redirect("https://localhost:8443/cb"),
                "uri/https-on-localhost"
            ),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn an_app_may_have_a_scheme_of_its_own_and_a_site_may_not() {
        let body = redirect("myapp://cb");
        assert!(codes(&body).contains(&"uri/scheme"));
        assert!(codes(&redirect("no.eksempel:/cb")).contains(&"uri/scheme"));
        assert!(!codes(&with(body, "application_type", json!("native"))).contains(&"uri/scheme"));
    }

    #[test]
    fn the_logout_call_goes_where_the_login_went() {
        let same = with(
            user_data(),
            "frontchannel_logout_uri",
            json!("https://MINSIDE.eksempel.no:443/ut"),
        );
        assert!(!codes(&same).contains(&"uri/frontchannel-origin"));
        let other = with(
            user_data(),
            "frontchannel_logout_uri",
            json!("https://eksempel.no/ut"),
        );
        assert!(codes(&other).contains(&"uri/frontchannel-origin"));
    }
}
