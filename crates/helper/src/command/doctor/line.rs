//! The line to Maskinporten: whether anybody answers, who it is, and what time it is there.
//!
//! What is asked for is Maskinporten's own description of itself, which is open to all.

use losen_core::Timestamp;
use losen_core::api::{ApiReply, ApiRequest};
use losen_core::diagnosis::{Evidence, Symptom, clock_differs, diagnose};
use losen_core::model::Endpoints;
use losen_core::text::Message;

use super::chain::{Link, Step};
use super::peer::{self, Peer};
use crate::http::{Http, NoReply};

/// Where OAuth servers describe themselves (RFC 8414).
const DESCRIPTION: &str = ".well-known/oauth-authorization-server";

/// Network, TLS and clock, as far as the line holds.
pub fn examine(http: &Http, endpoints: &Endpoints, now: Timestamp) -> Vec<Step> {
    let address = format!("{}{DESCRIPTION}", endpoints.audience);
    let host = peer::host(&address).unwrap_or_default().to_owned();
    let answers = || {
        let seen = Message::new("doctor.seen.network").with("host", &host);
        Step::fine(Link::Network, [seen])
    };
    match http.look(&address) {
        Ok(reply) => {
            if let Some(step) = stranger(&address, &reply, now) {
                return vec![step];
            }
            vec![answers(), trusted(&address, &host), clock(&reply, now)]
        }
        Err(NoReply { failure, words }) => {
            let known = Evidence {
                transport: Some(words),
                ..Evidence::default()
            };
            let causes = diagnose(&Symptom::Transport(failure), &known);
            let about_tls = causes.iter().any(|cause| cause.code.starts_with("network/tls-"));
            if !about_tls {
                return vec![Step::broken(Link::Network, causes)];
            }
            let mut step = Step::broken(Link::Tls, causes);
            step.seen.extend(peer::look(&address).map(|peer| {
                Message::new("doctor.seen.tls_foreign")
                    .with("host", &host)
                    .with("issuer", peer.issuer)
            }));
            vec![answers(), step]
        }
    }
}

/// Somebody else answers in Maskinporten's place: a proxy, a portal, a gateway.
fn stranger(address: &str, reply: &ApiReply, now: Timestamp) -> Option<Step> {
    let issuer = serde_json::from_str::<serde_json::Value>(&reply.body)
        .ok()
        .and_then(|body| body.get("issuer")?.as_str().map(str::to_owned));
    if reply.status == 200 && issuer.is_some() {
        return None;
    }
    let request = ApiRequest {
        method: "GET".into(),
        path: format!("/{DESCRIPTION}"),
        query: Vec::new(),
        body: None,
        operation: None,
    };
    let known = Evidence {
        address: Some(address.to_owned()),
        now: Some(now),
        ..Evidence::default()
    };
    let symptom = Symptom::Http {
        request,
        reply: reply.clone(),
    };
    Some(Step::broken(Link::Network, diagnose(&symptom, &known)))
}

fn trusted(address: &str, host: &str) -> Step {
    let seen = match peer::look(address) {
        Some(Peer { issuer, inspects }) => {
            let mut seen = vec![
                Message::new("doctor.seen.tls")
                    .with("host", host)
                    .with("issuer", issuer),
            ];
            seen.extend(inspects.then(|| Message::new("doctor.seen.tls_inspected")));
            seen
        }
        None if address.starts_with("http://") => vec![Message::new("doctor.seen.tls_not_used")],
        None => Vec::new(),
    };
    Step::fine(Link::Tls, seen)
}

fn clock(reply: &ApiReply, now: Timestamp) -> Step {
    let date = reply.headers.iter().find(|(name, _)| name == "date");
    let there = date
        .and_then(|(_, date)| {
            jiff::fmt::rfc2822::DateTimeParser::new()
                .parse_timestamp(date)
                .ok()
        })
        .map(|time| Timestamp(time.as_second()));
    let Some(there) = there else {
        return Step::fine(Link::Clock, [Message::new("doctor.seen.no_date")]);
    };
    let seconds = usize::try_from((now.0 - there.0).abs()).unwrap_or(usize::MAX);
    let seen = Message::of_count(seconds, "doctor.seen.clock_one", "doctor.seen.clock");
    match clock_differs(now, there) {
        Some(cause) => Step::broken(Link::Clock, vec![cause]),
        None => Step::fine(Link::Clock, [seen]),
    }
}

#[cfg(test)]
mod tests;
