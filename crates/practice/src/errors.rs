//! Refusals of the self-service API, in its own body (`ApiErrorResponse`).

use losen_core::Timestamp;
use serde_json::{Value, json};

use crate::http::HttpReply;
use crate::mint::Mint;
use crate::moment;

/// Why the API says no. Texts in Norwegian are the API's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The body is not JSON, or a word in it is not one of the API's.
    #[error("{0}")]
    Unreadable(String),
    /// Members of the body that cannot be accepted.
    #[error("{} invalid members", .0.len())]
    Fields(Vec<FieldError>),
    /// A list without anything in it, which the API answers as an error.
    #[error("Organization {orgno} does not have any {what}")]
    DoesNotHaveAny { orgno: String, what: &'static str },
    /// The token is missing or not accepted. Spring answers this before the API does, without a body.
    #[error("unauthorized")]
    Unauthorized(Unauthorized),
    /// The token lacks the scope that the operation needs.
    #[error("Autentisert bruker/system har ikke korrekte rettigheter til å utføre forespurt operasjon")]
    MissingScope { any_of: &'static [&'static str] },
    /// The client is another organisation's.
    #[error("Klienten må tilhøre samme organisasjonsnummer som autentiserings-tokenet")]
    ForeignClient,
    /// Something else of somebody else's.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The thing is not in a state that allows it.
    #[error("{0}")]
    Conflict(String),
    /// The path exists, the method does not.
    #[error("Request method '{0}' is not supported")]
    MethodNotAllowed(String),
}

/// Why a token is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unauthorized {
    /// No `Authorization: Bearer`.
    NoToken,
    /// Something that cannot be a token.
    Malformed,
    /// Not issued by this Maskinporten.
    Foreign,
    /// Made here, and changed since.
    BadSignature,
    /// For somebody else.
    WrongAudience,
    /// Got in a way that is not accepted; nothing is said about it.
    WrongMethod,
    /// Issued by another of Digdir's services.
    WrongIssuer,
    /// Too old.
    Expired { at: String },
}

/// One member of a body that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The member.
    pub field: &'static str,
    /// What is wrong with it.
    pub message: String,
    /// What the member belongs to: `Client`, `JsonWebKeySet`, `Scope`.
    pub object: &'static str,
}

impl ApiError {
    pub fn status(&self) -> u16 {
        match self {
            Self::Unreadable(_) | Self::Fields(_) | Self::DoesNotHaveAny { .. } => 400,
            Self::Unauthorized(_) => 401,
            Self::MissingScope { .. } | Self::ForeignClient | Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::Conflict(_) => 409,
        }
    }

    pub fn reply(&self, now: Timestamp, mint: &mut Mint) -> HttpReply {
        match self {
            Self::Unauthorized(reason) => HttpReply::empty(401).with("www-authenticate", reason.challenge()),
            Self::Fields(fields) => {
                let errors = fields.iter().map(|field| {
                    json!({ "errorMessage": field.message, "isFieldError": true,
                        "objectName": field.object, "fieldIdentifier": field.field })
                });
                let messages: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
                body(400, now, mint, errors.collect(), &messages)
            }
            Self::MissingScope { any_of } => {
                let challenge = "Bearer error=\"insufficient_scope\", error_description=\"The request requires \
                                 higher privileges than provided by the access token.\", \
                                 error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\"";
                let scope = match any_of {
                    [] => String::new(),
                    _ => format!(", scope=\"{}\"", any_of.join(" ")),
                };
                self.plain(now, mint)
                    .with("www-authenticate", format!("{challenge}{scope}"))
            }
            _ => self.plain(now, mint),
        }
    }

    fn plain(&self, now: Timestamp, mint: &mut Mint) -> HttpReply {
        plain(self.status(), &self.to_string(), now, mint)
    }
}

impl Unauthorized {
    /// The words of Spring's resource server.
    fn challenge(&self) -> String {
        let because = |words: &str| {
            format!(
                "Bearer error=\"invalid_token\", error_description=\"{words}\", \
                 error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\""
            )
        };
        match self {
            Self::NoToken => "Bearer".to_owned(),
            Self::Malformed => because("Bearer token is malformed"),
            Self::Foreign => because(
                "An error occurred while attempting to decode the Jwt: Signed JWT rejected: Another algorithm \
                 expected, or no matching key(s) found",
            ),
            Self::BadSignature => because(
                "An error occurred while attempting to decode the Jwt: Signed JWT rejected: Invalid signature",
            ),
            Self::WrongAudience => because("The aud claim is not valid"),
            Self::WrongMethod => "Bearer error=\"invalid_token\"".to_owned(),
            Self::WrongIssuer => because("The iss claim is not valid"),
            Self::Expired { at } => because(&format!(
                "An error occurred while attempting to decode the Jwt: Jwt expired at {at}"
            )),
        }
    }
}

/// The API's body with one message that belongs to no field.
pub fn plain(status: u16, message: &str, now: Timestamp, mint: &mut Mint) -> HttpReply {
    let error = json!({ "errorMessage": message, "isFieldError": false, "objectName": null,
        "fieldIdentifier": null });
    body(status, now, mint, vec![error], &[message])
}

/// The API joins messages with ", " and puts one in front as well; clients must live with that.
fn body(status: u16, now: Timestamp, mint: &mut Mint, errors: Vec<Value>, messages: &[&str]) -> HttpReply {
    let description: String = messages.iter().map(|message| format!(", {message}")).collect();
    let reason = match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    let timestamp = moment::rfc3339(now, mint.micros());
    HttpReply::json(
        status,
        &json!({ "status": status, "timestamp": timestamp, "correlation_id": mint.trace(),
            "errors": errors, "error": format!(", {reason}"), "error_description": description }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(error: &ApiError) -> HttpReply {
        error.reply(Timestamp(1_768_815_637), &mut Mint::new([0; 16]))
    }

    #[test]
    fn messages_are_joined_with_a_comma_in_front() {
        let field = |field, message: &str| FieldError {
            field,
            message: message.into(),
            object: "Client",
        };
        let error = ApiError::Fields(vec![field("scopes", "one"), field("client_name", "two")]);
        let body = reply(&error).body_json();
        assert_eq!(body["error_description"], ", one, two");
        assert_eq!(body["errors"][1]["fieldIdentifier"], "client_name");
        assert_eq!(body["correlation_id"].as_str().unwrap().len(), 32);
    }

    #[test]
    fn a_missing_token_is_answered_by_the_gate_without_a_body() {
        let reply = reply(&ApiError::Unauthorized(Unauthorized::NoToken));
        assert_eq!((reply.status, reply.body.as_str()), (401, ""));
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }

    #[test]
    fn a_missing_scope_is_named_in_the_challenge_and_in_the_body() {
        let reply = reply(&ApiError::MissingScope {
            any_of: &["idporten:dcr.write"],
        });
        assert_eq!(reply.status, 403);
        assert!(
            reply
                .header("www-authenticate")
                .unwrap()
                .contains("insufficient_scope")
        );
        assert_eq!(reply.body_json()["status"], 403);
    }
}
