//! A practice environment to talk to, and a notary whose signatures are digests.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

pub mod forger;

use std::collections::VecDeque;

use losen_core::Timestamp;
use losen_core::diagnosis::Symptom;
use losen_core::flow::create::Intent;
use losen_core::grant::Operation;
use losen_practice::{HttpReply, HttpRequest, Notary, PageNotary, Practice, Settings};
use secrecy::ExposeSecret as _;
use serde_json::Value;

pub const NOW: Timestamp = Timestamp(1_795_300_000);
pub const BASE: &str = "http://127.0.0.1:4711";
pub const ORGNO: &str = "314330897";

pub struct World {
    pub practice: Practice,
    pub now: Timestamp,
    pub notary: Box<dyn Notary>,
    /// What flows had kept, oldest first.
    pub recorded: Vec<Intent>,
    /// What proofs of a new key meet, one after the other, before they succeed.
    pub unproven: VecDeque<Symptom>,
    /// The answer to the first request of this method is put in other words: status and body.
    pub reworded: Option<(&'static str, u16, &'static str)>,
    /// What somebody else does before a request of this method, once.
    pub meanwhile: Vec<(&'static str, Somebody)>,
}

/// Somebody else who does something.
pub type Somebody = Box<dyn FnOnce(&mut World)>;

impl World {
    pub fn new() -> Self {
        Self::with(PageNotary)
    }

    pub fn with(notary: impl Notary + 'static) -> Self {
        let settings = Settings {
            base: BASE.into(),
            orgno: ORGNO.into(),
            organisation: "Losby havnevesen".into(),
            seed: [42; 16],
        };
        Self {
            practice: Practice::new(settings),
            now: NOW,
            notary: Box::new(notary),
            recorded: Vec::new(),
            unproven: VecDeque::new(),
            reworded: None,
            meanwhile: Vec::new(),
        }
    }

    pub fn token(&mut self, operation: Operation) -> String {
        let (token, _) = self.practice.token_in_page(self.now, &*self.notary, operation);
        token.expose_secret().to_owned()
    }

    pub fn send(&mut self, request: &HttpRequest) -> HttpReply {
        self.practice.handle(self.now, &*self.notary, request)
    }

    /// A call of the self-service API with a fresh token of that class.
    pub fn api(&mut self, operation: Operation, method: &str, path: &str, body: Option<&Value>) -> HttpReply {
        let token = self.token(operation);
        self.send(&request(method, path, Some(&token), body))
    }

    pub fn create(&mut self, body: &Value) -> Value {
        let reply = self.api(Operation::Write, "POST", "/api/v1/clients", Some(body));
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body_json()
    }
}

/// A request; what follows `?` in the path becomes the query.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> HttpRequest {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut headers = Vec::new();
    headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
    HttpRequest {
        method: method.into(),
        path: path.into(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers,
        body: body.map(Value::to_string).unwrap_or_default(),
    }
}

/// A request body of the documentation.
pub fn fixture(name: &str) -> Value {
    let path = format!("{}/data/bodies/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
