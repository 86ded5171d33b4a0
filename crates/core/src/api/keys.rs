//! The calls about the keys of one client.
//!
//! Contract: the OpenAPI document (2025-08). `POST …/jwks` replaces the whole set, so a key is added by
//! `POST /api/v2/clients/{id}/key`, as the portal does, and changed or removed by its own address; the whole set is sent
//! only where a server does not know those. A client without keys answers 404.

use serde_json::{Value, json};

use super::{ApiReply, ApiRequest, Refusal};
use crate::grant::Operation;
use crate::model::{ClientId, Kid};

/// One operation on the keys of a client.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyCall {
    /// All of them.
    All,
    /// One of them.
    One(Kid),
    /// Adds one to those that are there.
    Add(Value),
    /// Replaces one, which begins its year anew.
    Renew(Kid, Value),
    /// Removes one.
    Remove(Kid),
    /// Replaces the whole set.
    ReplaceAll(Vec<Value>),
    /// Removes the whole set; an empty set cannot be posted.
    RemoveAll,
}

/// A good answer about keys.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyAnswer {
    /// All keys; none is a good answer.
    All(Vec<Value>),
    /// 404: the client has no keys, or there is no such client.
    NotFound,
    /// One key, when the server showed it.
    One(Option<Value>),
    /// Done, with nothing to say.
    Done,
}

impl KeyCall {
    pub(super) fn request(&self, client: &ClientId) -> ApiRequest {
        let set = format!("/clients/{client}/jwks");
        let (method, path, body) = match self {
            Self::All => ("GET", set, None),
            Self::One(kid) => ("GET", format!("{set}/{kid}"), None),
            // A text goes as text/plain.
            Self::Add(jwk) => (
                "POST",
                format!("/v2/clients/{client}/key"),
                Some(Value::String(jwk.to_string())),
            ),
            Self::Renew(kid, jwk) => ("PUT", format!("{set}/{kid}"), Some(jwk.clone())),
            Self::Remove(kid) => ("DELETE", format!("{set}/{kid}"), None),
            Self::ReplaceAll(keys) => ("POST", set, Some(json!({ "keys": keys }))),
            Self::RemoveAll => ("DELETE", set, None),
        };
        ApiRequest {
            method: method.to_owned(),
            path,
            query: Vec::new(),
            body,
            operation: Some(if matches!(self, Self::All | Self::One(_)) {
                Operation::Read
            } else {
                Operation::Keys
            }),
        }
    }

    pub(super) fn read(&self, reply: &ApiReply) -> Result<KeyAnswer, Box<Refusal>> {
        let body: Option<Value> = serde_json::from_str(&reply.body).ok();
        if !(200..300).contains(&reply.status) {
            let refusal = Refusal::read(reply, body.as_ref());
            return match self {
                Self::All if refusal.says_none() => Ok(KeyAnswer::All(Vec::new())),
                Self::All if reply.status == 404 => Ok(KeyAnswer::NotFound),
                _ => Err(Box::new(refusal)),
            };
        }
        Ok(match self {
            Self::All => {
                // An empty body of a good answer is no list of keys: what is there would be taken for nothing.
                let keys = body.as_ref().and_then(|body| body.get("keys"));
                let keys = keys.and_then(Value::as_array).cloned();
                KeyAnswer::All(keys.ok_or_else(|| Box::new(Refusal::read(reply, None)))?)
            }
            Self::One(_) | Self::Add(_) | Self::Renew(..) => {
                KeyAnswer::One(body.filter(|body| body.get("kid").is_some()))
            }
            Self::Remove(_) | Self::ReplaceAll(_) | Self::RemoveAll => KeyAnswer::Done,
        })
    }
}
