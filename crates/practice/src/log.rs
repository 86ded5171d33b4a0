use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::{Fate, HttpReply, HttpRequest};
use crate::jwks::PRIVATE;

/// One request that reached the practice environment, without anything secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query, for the API's paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    /// The JSON body, for the API's paths, without what somebody should not have sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What was answered.
    pub status: u16,
    /// Whether the answer was kept back by a fault.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dropped: bool,
}

/// The latest requests, oldest first.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Log(Vec<Entry>);

/// Little enough to be kept by a page.
const LENGTH: usize = 1_000;

impl Log {
    pub fn note(&mut self, now: Timestamp, request: &HttpRequest, reply: &HttpReply) {
        let api = request.path.starts_with("/api/");
        if self.0.len() >= LENGTH {
            self.0.remove(0);
        }
        self.0.push(Entry {
            at: now,
            method: request.method.clone(),
            path: request.path.clone(),
            query: if api { request.query.clone() } else { Vec::new() },
            body: api.then(|| readable(&request.body)).flatten(),
            status: reply.status,
            dropped: reply.fate == Fate::DropConnection,
        });
    }

    pub fn entries(&self) -> &[Entry] {
        &self.0
    }
}

/// A body as JSON, without the private members of keys: one that is sent by mistake is refused, and not kept.
fn readable(body: &str) -> Option<Value> {
    let mut body: Value = serde_json::from_str(body).ok()?;
    let mut places = vec![&mut body];
    while let Some(place) = places.pop() {
        match place {
            Value::Object(members) => {
                members.retain(|name, _| !PRIVATE.contains(&name.as_str()) && name != "client_secret");
                places.extend(members.values_mut());
            }
            Value::Array(list) => places.extend(list.iter_mut()),
            _ => {}
        }
    }
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_members_of_a_key_are_not_kept() {
        let kept = readable(r#"{"keys":[{"n":"public","d":"private","p":"private"}]}"#).unwrap();
        assert_eq!(kept.to_string(), r#"{"keys":[{"n":"public"}]}"#);
    }
}
