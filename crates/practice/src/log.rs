use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::{HttpReply, HttpRequest};

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
    /// The JSON body, for the API's paths: nothing there is secret.
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

/// More than any test sends, and little enough to keep in a page.
const LENGTH: usize = 10_000;

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
            body: api.then(|| serde_json::from_str(&request.body).ok()).flatten(),
            status: reply.status,
            dropped: reply.fate == crate::http::Fate::DropConnection,
        });
    }

    pub fn entries(&self) -> &[Entry] {
        &self.0
    }
}
