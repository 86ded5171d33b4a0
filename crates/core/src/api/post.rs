//! The calls that make something new: the ones that must be sent once and never again, since there is no idempotency key.
//!
//! A browser sends a POST a second time by itself when a connection that it used before breaks, and a page can neither see
//! nor forbid it. So a page hands these to the helper, which sends them on a new connection, once. What it hands over is
//! which of them is meant, not an address: there are no others, and the address follows from it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ApiRequest, Call, KeyCall, ProviderCall};
use crate::grant::Operation;
use crate::model::{ClientId, Plan, ScopeBody};

/// A call that makes something new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "post", rename_all = "kebab-case")]
pub enum Post {
    /// A client.
    Client {
        /// As it is sent.
        body: Value,
    },
    /// A secret for a client; the old one dies at once.
    Secret {
        /// The client.
        client_id: ClientId,
    },
    /// One more key for a client.
    Key {
        /// The client.
        client_id: ClientId,
        /// The key, a JWK.
        body: Value,
    },
    /// A whole set of keys in place of the one that a client has.
    Keys {
        /// The client.
        client_id: ClientId,
        /// The set, a JWKS.
        body: Value,
    },
    /// A scope.
    Scope {
        /// As it is sent.
        body: Value,
    },
}

impl Post {
    /// Reads a request. `None` when it is none of these, or would not be the same request when it is made again.
    #[must_use]
    pub fn of(request: &ApiRequest) -> Option<Self> {
        let body = || request.body.clone();
        let client = |path: &str, rest: &str| {
            let id = path.strip_prefix("/clients/")?.strip_suffix(rest)?;
            ClientId::parse(id).ok()
        };
        let path = request.path.as_str();
        let post = match path {
            "/clients" => Self::Client { body: body()? },
            "/scopes" => Self::Scope { body: body()? },
            _ if path.ends_with("/secret") => Self::Secret {
                client_id: client(path, "/secret")?,
            },
            _ if path.ends_with("/jwks") => Self::Keys {
                client_id: client(path, "/jwks")?,
                body: body()?,
            },
            _ => Self::Key {
                client_id: client(path.strip_prefix("/v2")?, "/key")?,
                // A key is sent as a text.
                body: serde_json::from_str(body()?.as_str()?).ok()?,
            },
        };
        (post.request().as_ref() == Some(request)).then_some(post)
    }

    /// The request that performs it; `None` when its body is not of the kind that is sent there.
    #[must_use]
    pub fn request(&self) -> Option<ApiRequest> {
        let call = match self {
            Self::Client { body } => Call::CreateClient(Plan::from_json(body.clone()).ok()?),
            Self::Secret { client_id } => Call::NewSecret(client_id.clone()),
            Self::Key { client_id, body } => {
                let jwk = body.is_object().then(|| body.clone())?;
                Call::Keys(client_id.clone(), KeyCall::Add(jwk))
            }
            Self::Keys { client_id, body } => {
                let keys = body.get("keys")?.as_array()?.clone();
                Call::Keys(client_id.clone(), KeyCall::ReplaceAll(keys))
            }
            Self::Scope { body } => {
                Call::Provider(ProviderCall::CreateScope(ScopeBody::from_json(body.clone())?))
            }
        };
        Some(call.request())
    }

    /// Whether a token of this class may do it. The token that creates a client may give it its key as well.
    #[must_use]
    pub fn may_use(&self, operation: Operation) -> bool {
        match self {
            Self::Client { .. } | Self::Secret { .. } => operation == Operation::Write,
            Self::Key { .. } | Self::Keys { .. } => {
                matches!(operation, Operation::Write | Operation::Keys)
            }
            Self::Scope { .. } => operation == Operation::Scopes,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id() -> ClientId {
        ClientId::parse("b1c2").unwrap()
    }

    /// Every call that there is and is a POST. A new one has to be added here and above, or a page cannot send it.
    fn posts() -> Vec<Call> {
        let body = json!({"client_name": "Æ < Ø", "scopes": ["a:b/c&d"], "new_in_2027": 1.5});
        let key = json!({"kty": "RSA", "kid": "k", "n": "…"});
        let scope = json!({"prefix": "losby", "subscope": "a/b", "description#en": "x"});
        vec![
            Call::CreateClient(Plan::from_json(body).unwrap()),
            Call::NewSecret(id()),
            Call::Keys(id(), KeyCall::Add(key.clone())),
            Call::Keys(id(), KeyCall::ReplaceAll(vec![key])),
            Call::Provider(ProviderCall::CreateScope(ScopeBody::from_json(scope).unwrap())),
        ]
    }

    #[test]
    fn every_post_arrives_as_the_request_that_it_was() {
        for call in posts() {
            let request = call.request();
            assert_eq!(request.method, "POST");
            let post = Post::of(&request).unwrap_or_else(|| panic!("{call:?}"));
            let wire = serde_json::to_string(&post).unwrap();
            let read: Post = serde_json::from_str(&wire).unwrap();
            assert_eq!(read.request(), Some(request.clone()), "{wire}");
            assert!(request.operation.is_some_and(|class| post.may_use(class)));
            assert!(!post.may_use(Operation::Read) && !post.may_use(Operation::ScopesRead));
        }
    }

    #[test]
    fn what_is_no_such_call_is_none_of_them() {
        for (method, path) in [
            ("PUT", "/clients"),
            ("DELETE", "/clients/b1c2/jwks"),
            ("POST", "/clients/../scopes/secret"),
            ("POST", "/clients/b1c2/jwks/k"),
            ("POST", "/v2/clients/b1c2/jwks"),
            ("POST", "//evil.example/clients"),
            ("POST", "/clients?x=1"),
        ] {
            let request = ApiRequest {
                method: method.into(),
                path: path.into(),
                query: Vec::new(),
                body: Some(json!({"keys": []})),
                operation: Some(Operation::Write),
            };
            assert_eq!(Post::of(&request), None, "{method} {path}");
        }
        let mut asked = Call::CreateClient(Plan::default()).request();
        asked.query.push(("inactive".into(), "true".into()));
        assert_eq!(Post::of(&asked), None);
    }

    #[test]
    fn a_body_of_another_kind_is_not_sent() {
        let client_id = id();
        for post in [
            Post::Client { body: json!("text") },
            Post::Scope { body: json!([]) },
            Post::Key {
                client_id: client_id.clone(),
                body: json!("-----BEGIN PRIVATE KEY-----"),
            },
            Post::Keys {
                client_id,
                body: json!({"keys": "k"}),
            },
        ] {
            assert_eq!(post.request(), None, "{post:?}");
        }
    }
}
