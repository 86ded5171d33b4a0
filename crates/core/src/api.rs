//! The self-service API as values: a [`Call`] becomes an [`ApiRequest`], and the [`ApiReply`] to it is read into an
//! [`Answer`] or a [`Refusal`]. Nothing here sends anything.
//!
//! Contract: `AddClientRequest` and friends of the API's OpenAPI document (2025-08), and the deviations that
//! production clients have met: 201 and 204, empty bodies, 404 for a client without keys, and lists that answer
//! "does not have any" as an error.

mod keys;
mod post;
mod provider;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grant::Operation;
use crate::model::{ClientId, Plan};

pub use keys::{KeyAnswer, KeyCall};
pub use post::Post;
pub use provider::{ProviderAnswer, ProviderCall};

/// One operation of the API, made of parts that are already valid, so that none of them can become another call.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// All clients of the organisation.
    ListClients {
        /// Deactivated ones as well.
        inactive: bool,
    },
    /// One client.
    GetClient(ClientId),
    /// A new client. Sent once, never repeated by itself: there is no idempotency key.
    CreateClient(Plan),
    /// A full replacement of a client.
    UpdateClient(ClientId, Plan),
    /// Deactivation; Digdir never deletes.
    DeactivateClient(ClientId),
    /// A new secret; the old one dies at once.
    NewSecret(ClientId),
    /// The keys of a client.
    Keys(ClientId, KeyCall),
    /// Every public scope. Needs no token.
    AllScopes,
    /// The scopes that others have granted to the organisation.
    GrantedScopes,
    /// What an API provider does.
    Provider(ProviderCall),
}

impl Call {
    /// The client that the call is about, when it is about one that is there.
    #[must_use]
    pub fn client(&self) -> Option<&ClientId> {
        match self {
            Self::GetClient(id)
            | Self::UpdateClient(id, _)
            | Self::DeactivateClient(id)
            | Self::NewSecret(id)
            | Self::Keys(id, _) => Some(id),
            Self::ListClients { .. }
            | Self::CreateClient(_)
            | Self::AllScopes
            | Self::GrantedScopes
            | Self::Provider(_) => None,
        }
    }
}

/// A request to be sent to the API of an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiRequest {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// What follows the base address, beginning with a slash, without the query.
    pub path: String,
    /// Names and values of the query, not encoded yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    /// The body: JSON, or a text, which is sent as it is as `text/plain`. No call has a bare text as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The class of token it needs; `None` for the open lists.
    pub operation: Option<Operation>,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiReply {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values. Shells pass on at least `content-type`, `www-authenticate`,
    /// `date` and `retry-after`.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body as text.
    #[serde(default)]
    pub body: String,
}

/// Nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransportFailure {
    /// Certain that the request was not sent: refused connection, name not found, failed TLS.
    NotSent,
    /// Certain that the request was not sent, and why.
    Stopped(Obstacle),
    /// The request may have arrived: the connection was lost afterwards, or nobody answered in time. A browser
    /// cannot tell the two apart and always reports this one.
    Unknown,
}

/// What stopped a request before it left, where whoever sent it could tell. Words of its own, so that no foreign text
/// has to travel with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// This machine has no network.
    Offline,
    /// Nobody knows the name of the host.
    Name,
    /// The host, or a firewall before it, refused the connection.
    Refused,
    /// Nobody answered when the connection was made.
    Timeout,
    /// A proxy wants somebody to log in.
    ProxyLogin,
    /// The certificate is not from anybody that this machine trusts: somebody opens the traffic.
    ForeignCertificate,
    /// The certificate's time is not this machine's.
    CertificateTime,
}

/// A good answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One client.
    Client(Plan),
    /// Several.
    Clients(Vec<Plan>),
    /// To a call about keys.
    Keys(KeyAnswer),
    /// Scopes or scope accesses, as they came.
    Scopes(Vec<Value>),
    /// To an API provider.
    Provider(ProviderAnswer),
    /// Done, with nothing to say.
    Done,
}

/// A refusal or an answer that makes no sense, with what the diagnosis needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The reply as it came.
    pub reply: ApiReply,
    /// The server's own words, when the body had any.
    pub description: Option<String>,
    /// What support wants to know.
    pub correlation_id: Option<String>,
    /// Which members of the body the server complains of, as (member, message).
    pub fields: Vec<(String, String)>,
}

impl Call {
    /// The request that performs it.
    #[must_use]
    pub fn request(&self) -> ApiRequest {
        let client = |id: &ClientId| format!("/clients/{id}");
        let make =
            |method: &str, path: String, body: Option<Value>, operation: Option<Operation>| ApiRequest {
                method: method.to_owned(),
                path,
                query: Vec::new(),
                body,
                operation,
            };
        match self {
            Self::ListClients { inactive } => {
                let mut request = make("GET", "/clients".into(), None, Some(Operation::Read));
                if *inactive {
                    request.query.push(("inactive".into(), "true".into()));
                }
                request
            }
            Self::GetClient(id) => make("GET", client(id), None, Some(Operation::Read)),
            Self::CreateClient(plan) => make(
                "POST",
                "/clients".into(),
                Some(plan.to_json()),
                Some(Operation::Write),
            ),
            Self::UpdateClient(id, plan) => {
                make("PUT", client(id), Some(plan.to_json()), Some(Operation::Write))
            }
            Self::DeactivateClient(id) => make("DELETE", client(id), None, Some(Operation::Write)),
            Self::NewSecret(id) => make(
                "POST",
                format!("{}/secret", client(id)),
                None,
                Some(Operation::Write),
            ),
            Self::Keys(id, call) => call.request(id),
            Self::AllScopes => make("GET", "/scopes/all".into(), None, None),
            Self::GrantedScopes => make(
                "GET",
                "/scopes/access/all".into(),
                None,
                Some(Operation::ScopesRead),
            ),
            Self::Provider(call) => call.request(),
        }
    }

    /// Reads the reply to this call.
    pub fn read(&self, reply: &ApiReply) -> Result<Answer, Box<Refusal>> {
        match self {
            Self::Provider(call) => return call.read(reply).map(Answer::Provider),
            Self::Keys(_, call) => return call.read(reply).map(Answer::Keys),
            _ => {}
        }
        let body: Option<Value> = serde_json::from_str(&reply.body).ok();
        if !(200..300).contains(&reply.status) {
            let refusal = Refusal::read(reply, body.as_ref());
            return match self {
                Self::ListClients { .. } if refusal.says_none() => Ok(Answer::Clients(Vec::new())),
                Self::AllScopes | Self::GrantedScopes if refusal.says_none() => {
                    Ok(Answer::Scopes(Vec::new()))
                }
                _ => Err(Box::new(refusal)),
            };
        }
        self.read_success(body)
            .ok_or_else(|| Box::new(Refusal::read(reply, None)))
    }

    fn read_success(&self, body: Option<Value>) -> Option<Answer> {
        match self {
            Self::ListClients { .. } => {
                let Value::Array(list) = body? else { return None };
                let clients: Result<Vec<Plan>, Value> = list.into_iter().map(Plan::from_json).collect();
                Some(Answer::Clients(clients.ok()?))
            }
            Self::CreateClient(_) => {
                let client = Plan::from_json(body?).ok()?;
                // Without a usable id the client exists and nobody knows which it is: not a success.
                ClientId::parse(client.text("client_id")?).ok()?;
                Some(Answer::Client(client))
            }
            Self::GetClient(_) => Some(Answer::Client(Plan::from_json(body?).ok()?)),
            Self::NewSecret(_) => {
                let client = Plan::from_json(body?).ok()?;
                // Without the secret there is a new one that nobody has seen.
                client.text("client_secret")?;
                Some(Answer::Client(client))
            }
            Self::UpdateClient(..) => Some(
                body.and_then(|body| Plan::from_json(body).ok())
                    // A body that names nothing shows nothing.
                    .filter(|client| client.text("client_id").is_some())
                    .map_or(Answer::Done, Answer::Client),
            ),
            Self::DeactivateClient(_) => Some(Answer::Done),
            Self::AllScopes | Self::GrantedScopes => match body? {
                Value::Array(list) => Some(Answer::Scopes(list)),
                _ => None,
            },
            // Read by themselves.
            Self::Provider(_) | Self::Keys(..) => None,
        }
    }
}

impl ApiRequest {
    /// The address that it goes to. The base ends with the version of the API; a path that begins with another version
    /// goes there.
    #[must_use]
    pub fn address(&self, base: &str) -> String {
        match base.strip_suffix("/v1") {
            Some(api) if self.path.starts_with("/v2/") => format!("{api}{}", self.path),
            _ => format!("{base}{}", self.path),
        }
    }

    /// The content type and the text of the body.
    #[must_use]
    pub fn content(&self) -> Option<(&'static str, String)> {
        self.body.as_ref().map(|body| match body {
            Value::String(text) => ("text/plain", text.clone()),
            json => ("application/json", json.to_string()),
        })
    }
}

impl ApiReply {
    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Refusal {
    /// Reads the API's error body (`ApiErrorResponse`), leniently: a gateway may answer anything.
    fn read(reply: &ApiReply, body: Option<&Value>) -> Self {
        let text = |member: &str| body.and_then(|body| body.get(member)).and_then(Value::as_str);
        // The server writes ", first, second" when it joins messages.
        let description = text("error_description")
            .or_else(|| text("error"))
            .or_else(|| text("message"));
        let fields = body.and_then(|body| body.get("errors")).and_then(Value::as_array);
        let field = |error: &Value| {
            let of = |member: &str| {
                error
                    .get(member)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            (of("fieldIdentifier"), of("errorMessage"))
        };
        Self {
            reply: reply.clone(),
            description: description
                .map(|text| text.trim_start_matches([',', ' ']).to_owned())
                .filter(|text| !text.is_empty()),
            correlation_id: text("correlation_id").map(str::to_owned),
            fields: fields.into_iter().flatten().map(field).collect(),
        }
    }

    /// Some lists answer an error instead of `[]` when there is nothing in them.
    fn says_none(&self) -> bool {
        self.description
            .as_deref()
            .is_some_and(|text| text.contains("does not have any"))
    }
}
