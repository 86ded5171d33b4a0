//! Drives a flow of the core against the practice environment, and counts what it sends.

#![allow(dead_code, reason = "each test file uses its part")]

use losen_core::api::{ApiReply, TransportFailure};
use losen_core::diagnosis::Symptom;
use losen_core::flow::{Answered, Ask, Flow, Step};
use losen_practice::{Fate, HttpRequest};

use super::World;

impl World {
    /// Runs a flow to its end. A dropped connection is an answer that is lost.
    pub fn run<T: 'static>(&mut self, flow: Flow<T>) -> T {
        self.run_for(flow, usize::MAX).unwrap()
    }

    /// Runs a flow until it ends, or is killed: what it asked for last is performed, and it never hears of it.
    pub fn run_for<T: 'static>(&mut self, mut flow: Flow<T>, asks: usize) -> Option<T> {
        let mut step = flow.begin(self.now);
        for asked in 0.. {
            if asked == asks {
                return None;
            }
            let answered = match step {
                Step::End(end) => return Some(end),
                Step::Ask(Ask::Wait(seconds)) => {
                    self.now = self.now.plus(seconds.into());
                    Answered::Waited
                }
                Step::Ask(Ask::Ready { .. }) => {
                    self.happens("READY");
                    Answered::Ready(Ok(()))
                }
                Step::Ask(Ask::Record(intent)) => {
                    self.recorded.push(*intent);
                    Answered::Recorded(true)
                }
                // These tests have no private keys.
                Step::Ask(Ask::Prove { .. }) => match self.unproven.pop_front() {
                    Some(symptom) => Answered::Proved(Err(Box::new(symptom))),
                    None => Answered::Proved(Ok(())),
                },
                Step::Ask(Ask::Call { call, class }) => {
                    let request = call.request();
                    let method = request.method.clone();
                    self.happens(&method);
                    let token = class.map(|class| self.token(class));
                    let content = request.content();
                    let kind = content
                        .as_ref()
                        .map(|(kind, _)| ("content-type".to_owned(), (*kind).to_owned()));
                    let bearer = token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}")));
                    let mut reply = self.send(&HttpRequest {
                        path: request.address("/api/v1"),
                        headers: bearer.into_iter().chain(kind).collect(),
                        body: content.map(|(_, body)| body).unwrap_or_default(),
                        method: request.method,
                        query: request.query,
                    });
                    if let Some((_, status, body)) = self.reworded.take_if(|(of, ..)| *of == method) {
                        (reply.status, reply.body) = (status, body.to_owned());
                    }
                    Answered::call(match reply.fate {
                        Fate::DropConnection => Err(Symptom::Transport(TransportFailure::Unknown)),
                        _ => Ok(ApiReply {
                            status: reply.status,
                            headers: reply.headers,
                            body: reply.body,
                        }),
                    })
                }
            };
            if asked + 1 == asks {
                return None;
            }
            step = flow.answered(self.now, answered);
        }
        None
    }

    /// What somebody else does before a request of this method leaves, or while a person confirms (`READY`).
    pub fn meanwhile(&mut self, method: &'static str, somebody: impl FnOnce(&mut Self) + 'static) {
        self.meanwhile.push((method, Box::new(somebody)));
    }

    fn happens(&mut self, method: &str) {
        if let Some(at) = self.meanwhile.iter().position(|(of, _)| *of == method) {
            let (_, somebody) = self.meanwhile.remove(at);
            somebody(self);
        }
    }

    /// How many requests of this method have reached a path.
    pub fn sent(&self, method: &str, path: &str) -> usize {
        let log = serde_json::to_value(self.practice.log()).unwrap();
        let entries = log.as_array().unwrap().clone();
        entries
            .iter()
            .filter(|entry| entry["method"] == method && entry["path"].as_str().unwrap().starts_with(path))
            .count()
    }
}
