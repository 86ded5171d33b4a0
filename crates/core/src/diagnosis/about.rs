//! What a call was about, so that a refusal of it is told in the right words: the same 403 and 409 come for a client and for
//! a scope.

use super::Cause;
use crate::api::ApiRequest;
use crate::text::Message;

/// What a call to the self-service API concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// An API provider's own scope.
    Scope,
    /// Who may use a scope.
    Access,
    /// Clients and everything else; the catalogue's own words are theirs.
    Client,
}

/// The causes that have words of their own for scopes and for access to them.
const WORDED: &[(&str, &[About])] = &[
    ("forbidden/other-organisation", &[About::Scope, About::Access]),
    ("api/conflict", &[About::Scope, About::Access]),
    ("api/duplicate", &[About::Scope, About::Access]),
    ("api/deactivated", &[About::Scope, About::Access]),
    ("api/not-found", &[About::Scope, About::Access]),
];

impl About {
    pub(super) fn of(request: &ApiRequest) -> Self {
        let path = request.path.trim_start_matches("/api/v1");
        match path.strip_prefix("/scopes") {
            Some(rest) if rest.starts_with("/access") => Self::Access,
            Some("" | "/" | "/scope") => Self::Scope,
            _ if path.starts_with("/prefix") => Self::Scope,
            _ => Self::Client,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Access => "access",
            Self::Client => "client",
        }
    }

    /// Gives a cause the words for what the call was about.
    pub(super) fn tell(self, cause: &mut Cause) {
        let worded = WORDED
            .iter()
            .any(|(code, about)| *code == cause.code && about.contains(&self));
        if worded {
            let place = cause.code.replace('/', ".").replace('-', "_");
            let word = self.word();
            cause.message = Message::new(format!("diagnosis.{place}.message_{word}"));
            cause.fix = Message::new(format!("diagnosis.{place}.fix_{word}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiReply;
    use crate::diagnosis::{Evidence, Symptom, diagnose};
    use crate::text::Language;

    fn told(method: &str, path: &str, status: u16, body: &str) -> Vec<Cause> {
        let request = ApiRequest {
            method: method.into(),
            path: path.into(),
            query: Vec::new(),
            body: None,
            operation: None,
        };
        let reply = ApiReply {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.into(),
        };
        diagnose(&Symptom::Http { request, reply }, &Evidence::default())
    }

    #[test]
    fn a_refusal_about_a_scope_speaks_of_no_client() {
        for (method, path) in [
            ("POST", "/scopes"),
            ("PUT", "/scopes"),
            ("DELETE", "/scopes"),
            ("PUT", "/scopes/access/991825827"),
            ("DELETE", "/scopes/access/991825827"),
            ("GET", "/scopes/access"),
            ("GET", "/prefix"),
        ] {
            for (status, body) in [
                (403, "{}"),
                (
                    403,
                    r#"{"error_description":"må tilhøre samme organisasjonsnummer"}"#,
                ),
                (404, "{}"),
                (
                    409,
                    r#"{"error_description":"Ressursen er ikke i riktig tilstand"}"#,
                ),
                (409, r#"{"error_description":"finnes allerede"}"#),
                (409, r#"{"error_description":"er deaktivert"}"#),
            ] {
                for cause in told(method, path, status, body) {
                    for (language, words) in [
                        (Language::Nb, [" klienten ", "Klienten "]),
                        (Language::Nn, [" klienten ", "Klienten "]),
                        (Language::En, [" the client ", "The client "]),
                    ] {
                        let text = format!("{} {}", cause.message.text(language), cause.fix.text(language));
                        let text = text
                            .replace("dministrasjonsklienten", "")
                            .replace("administration client", "");
                        assert!(
                            !words.iter().any(|word| text.contains(word)),
                            "{method} {path} {status}: {} says {text}",
                            cause.code
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_refusal_about_a_client_still_does() {
        let causes = told("PUT", "/clients/abc", 409, "{}");
        assert!(causes[0].fix.text(Language::En).contains("client"));
    }
}
