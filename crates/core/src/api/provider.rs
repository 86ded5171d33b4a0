//! The API provider's calls: prefixes, own scopes, and who may use them.
//!
//! A scope's name goes in the query, because it has `/` and `:` in it, and the query is encoded by whoever sends it. An
//! organisation number goes in the path, and [`OrgNo`] is nine digits and nothing else: `..` would have turned the
//! removal of an access into the deactivation of a scope.

use serde_json::Value;

use super::{ApiReply, ApiRequest, Refusal};
use crate::grant::Operation;
use crate::model::{Access, OrgNo, Prefix, Scope, ScopeBody};

/// One operation of an API provider.
#[derive(Clone, Debug, PartialEq)]
pub enum ProviderCall {
    /// The prefixes that Digdir has given to the organisation.
    Prefixes,
    /// The organisation's own scopes, public and private.
    OwnScopes {
        /// Deactivated ones as well.
        inactive: bool,
    },
    /// One of them.
    OwnScope(Scope),
    /// A new scope. Its name is its identity, so a second one of the same name is refused (409).
    CreateScope(ScopeBody),
    /// A full replacement of a scope.
    UpdateScope(Scope, ScopeBody),
    /// Deactivation; Digdir never deletes.
    DeactivateScope(Scope),
    /// Who has been granted one of the organisation's scopes.
    AccessTo(Scope),
    /// Which of the organisation's scopes another organisation has been granted.
    AccessOf(OrgNo),
    /// Grants a scope to an organisation. Again is no error.
    Grant(Scope, OrgNo),
    /// Takes it away.
    Revoke(Scope, OrgNo),
}

/// A good answer to an API provider.
#[derive(Clone, Debug, PartialEq)]
pub enum ProviderAnswer {
    /// Prefixes; none is a good answer.
    Prefixes(Vec<Prefix>),
    /// Own scopes; none is a good answer.
    Scopes(Vec<ScopeBody>),
    /// One scope.
    Scope(ScopeBody),
    /// Accesses; none is a good answer.
    Accesses(Vec<Access>),
    /// The access as it is now; `None` when the server said nothing more than that it went well.
    Access(Option<Access>),
    /// There was no such access to take away.
    NothingToRevoke,
    /// Done, with nothing to say.
    Done,
}

impl ProviderCall {
    /// The request that performs it.
    #[must_use]
    pub fn request(&self) -> ApiRequest {
        let (method, path) = match self {
            Self::Prefixes => ("GET", "/prefix".to_owned()),
            Self::OwnScopes { .. } => ("GET", "/scopes".to_owned()),
            Self::OwnScope(_) => ("GET", "/scopes/scope".to_owned()),
            Self::CreateScope(_) => ("POST", "/scopes".to_owned()),
            Self::UpdateScope(..) => ("PUT", "/scopes".to_owned()),
            Self::DeactivateScope(_) => ("DELETE", "/scopes".to_owned()),
            Self::AccessTo(_) | Self::AccessOf(_) => ("GET", "/scopes/access".to_owned()),
            Self::Grant(_, orgno) => ("PUT", format!("/scopes/access/{orgno}")),
            Self::Revoke(_, orgno) => ("DELETE", format!("/scopes/access/{orgno}")),
        };
        let query = match self {
            Self::OwnScopes { inactive: true } => vec![("inactive", "true")],
            Self::OwnScope(scope)
            | Self::UpdateScope(scope, _)
            | Self::DeactivateScope(scope)
            | Self::AccessTo(scope)
            | Self::Grant(scope, _)
            | Self::Revoke(scope, _) => vec![("scope", scope.as_str())],
            Self::AccessOf(orgno) => vec![("consumer_orgno", orgno.as_str())],
            _ => Vec::new(),
        };
        let body = match self {
            Self::CreateScope(body) | Self::UpdateScope(_, body) => Some(body.request()),
            _ => None,
        };
        ApiRequest {
            method: method.to_owned(),
            path,
            query: query
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body,
            operation: Some(self.operation()),
        }
    }

    /// The class of token it needs.
    #[must_use]
    pub fn operation(&self) -> Operation {
        match self {
            Self::Prefixes
            | Self::OwnScopes { .. }
            | Self::OwnScope(_)
            | Self::AccessTo(_)
            | Self::AccessOf(_) => Operation::ScopesRead,
            Self::CreateScope(_)
            | Self::UpdateScope(..)
            | Self::DeactivateScope(_)
            | Self::Grant(..)
            | Self::Revoke(..) => Operation::Scopes,
        }
    }

    /// Reads the reply to this call.
    pub fn read(&self, reply: &ApiReply) -> Result<ProviderAnswer, Box<Refusal>> {
        let body: Option<Value> = serde_json::from_str(&reply.body).ok();
        if !(200..300).contains(&reply.status) {
            let refusal = Refusal::read(reply, body.as_ref());
            // The API's own words, and not a gateway's page about a path that it does not know.
            let in_its_words = refusal.description.is_some();
            return match self {
                Self::Prefixes if refusal.says_none() => Ok(ProviderAnswer::Prefixes(Vec::new())),
                Self::OwnScopes { .. } if refusal.says_none() => Ok(ProviderAnswer::Scopes(Vec::new())),
                Self::AccessTo(_) | Self::AccessOf(_) if refusal.says_none() => {
                    Ok(ProviderAnswer::Accesses(Vec::new()))
                }
                Self::Revoke(..) if reply.status == 404 && in_its_words => {
                    Ok(ProviderAnswer::NothingToRevoke)
                }
                _ => Err(Box::new(refusal)),
            };
        }
        self.success(body)
            .ok_or_else(|| Box::new(Refusal::read(reply, None)))
    }

    fn success(&self, body: Option<Value>) -> Option<ProviderAnswer> {
        Some(match self {
            Self::Prefixes => ProviderAnswer::Prefixes(list(body?, |value| Prefix::read(&value))?),
            Self::OwnScopes { .. } => ProviderAnswer::Scopes(list(body?, ScopeBody::from_json)?),
            Self::AccessTo(_) | Self::AccessOf(_) => {
                ProviderAnswer::Accesses(list(body?, Access::from_json)?)
            }
            // Another scope, or one without a name, is no answer: what is done next is done with it.
            Self::OwnScope(name) => ProviderAnswer::Scope(
                ScopeBody::from_json(body?).filter(|scope| scope.name().as_ref() == Some(name))?,
            ),
            Self::CreateScope(_) | Self::UpdateScope(..) | Self::DeactivateScope(_) => body
                .and_then(ScopeBody::from_json)
                // A body that names nothing shows nothing.
                .filter(|scope| scope.name().is_some())
                .map_or(ProviderAnswer::Done, ProviderAnswer::Scope),
            Self::Grant(..) | Self::Revoke(..) => ProviderAnswer::Access(body.and_then(Access::from_json)),
        })
    }
}

/// A list in which every element can be read; one that cannot makes the whole list nonsense.
fn list<T>(body: Value, read: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    match body {
        Value::Array(elements) => elements.into_iter().map(read).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(status: u16, body: &str) -> ApiReply {
        ApiReply {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    fn scope(name: &str) -> Scope {
        Scope::parse(name).unwrap()
    }

    fn orgno() -> OrgNo {
        OrgNo::parse("311 718 371").unwrap()
    }

    fn none() -> ApiReply {
        reply(
            400,
            r#"{"status":400,"error_description":", Organization 314330897 does not have any scopes"}"#,
        )
    }

    #[test]
    fn a_scope_arrives_whole_whatever_signs_it_has() {
        let name = "losby:barn/plass&alt=1#2?3.read";
        for call in [
            ProviderCall::OwnScope(scope(name)),
            ProviderCall::UpdateScope(scope(name), ScopeBody::default()),
            ProviderCall::DeactivateScope(scope(name)),
            ProviderCall::AccessTo(scope(name)),
            ProviderCall::Grant(scope(name), orgno()),
            ProviderCall::Revoke(scope(name), orgno()),
        ] {
            let request = call.request();
            assert_eq!(request.query, [("scope".to_owned(), name.to_owned())]);
            assert!(!request.path.contains("losby"), "{}", request.path);
        }
    }

    #[test]
    fn an_organisation_number_is_nine_digits_in_the_path_or_no_call_at_all() {
        let request = ProviderCall::Revoke(scope("losby:a"), orgno()).request();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("DELETE", "/scopes/access/311718371")
        );
        for text in [
            "..",
            "../",
            "%2e%2e",
            "311718371/..",
            "",
            ".",
            "311718371?x=1",
            "311718371#",
        ] {
            assert!(OrgNo::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_call_asks_for_the_least_that_it_needs() {
        assert_eq!(ProviderCall::Prefixes.operation(), Operation::ScopesRead);
        assert_eq!(ProviderCall::AccessOf(orgno()).operation(), Operation::ScopesRead);
        assert_eq!(
            ProviderCall::Grant(scope("losby:a"), orgno()).operation(),
            Operation::Scopes
        );
    }

    #[test]
    fn an_error_that_means_an_empty_list_is_an_empty_list() {
        assert_eq!(
            ProviderCall::Prefixes.read(&none()),
            Ok(ProviderAnswer::Prefixes(Vec::new()))
        );
        assert_eq!(
            ProviderCall::OwnScopes { inactive: true }.read(&none()),
            Ok(ProviderAnswer::Scopes(Vec::new()))
        );
        assert_eq!(
            ProviderCall::AccessTo(scope("losby:a")).read(&none()),
            Ok(ProviderAnswer::Accesses(Vec::new()))
        );
        // For a write it is a refusal like any other.
        assert!(
            ProviderCall::Grant(scope("losby:a"), orgno())
                .read(&none())
                .is_err()
        );
    }

    #[test]
    fn a_list_that_may_not_be_read_is_a_refusal_and_no_empty_list() {
        let refusal = ProviderCall::AccessTo(scope("losby:a"))
            .read(&reply(
                403,
                r#"{"error_description":", Autentisert bruker/system har ikke korrekte rettigheter"}"#,
            ))
            .unwrap_err();
        assert_eq!(refusal.reply.status, 403);
    }

    #[test]
    fn success_without_a_body_is_success() {
        let grant = ProviderCall::Grant(scope("losby:a"), orgno());
        for status in [200, 201, 204] {
            assert_eq!(grant.read(&reply(status, "")), Ok(ProviderAnswer::Access(None)));
        }
        let create = ProviderCall::CreateScope(ScopeBody::default());
        assert_eq!(create.read(&reply(201, "")), Ok(ProviderAnswer::Done));
        assert_eq!(
            ProviderCall::DeactivateScope(scope("losby:a")).read(&reply(204, "")),
            Ok(ProviderAnswer::Done)
        );
    }

    #[test]
    fn what_was_not_there_cannot_be_taken_away_and_a_lost_path_is_no_such_thing() {
        let revoke = ProviderCall::Revoke(scope("losby:a"), orgno());
        let said = r#"{"status":404,"error_description":", Organisasjonen har ikke tilgang"}"#;
        assert_eq!(
            revoke.read(&reply(404, said)),
            Ok(ProviderAnswer::NothingToRevoke)
        );
        assert!(revoke.read(&reply(404, "<html>404</html>")).is_err());
    }

    #[test]
    fn a_scope_that_is_not_the_one_that_was_asked_for_is_nonsense() {
        let one = ProviderCall::OwnScope(scope("losby:a"));
        for body in ["{}", r#"{"description":"x"}"#, r#"{"name":"losby:b"}"#] {
            assert!(one.read(&reply(200, body)).is_err(), "{body}");
        }
        for body in [r#"{"name":"losby:a"}"#, r#"{"prefix":"losby","subscope":"a"}"#] {
            assert!(one.read(&reply(200, body)).is_ok(), "{body}");
        }
    }

    #[test]
    fn a_list_of_something_else_is_nonsense() {
        let own = ProviderCall::OwnScopes { inactive: false };
        for body in ["{}", "[1]", "<html>", ""] {
            assert!(own.read(&reply(200, body)).is_err(), "{body}");
        }
        let body = json!([{"name": "losby:a", "description#en": "x"}]).to_string();
        assert!(matches!(own.read(&reply(200, &body)), Ok(ProviderAnswer::Scopes(list)) if list.len() == 1));
    }
}
