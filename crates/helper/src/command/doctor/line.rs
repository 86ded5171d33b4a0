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
    let seconds = (now.0 - there.0).abs().to_string();
    let seen = Message::new("doctor.seen.clock").with("seconds", seconds);
    match clock_differs(now, there) {
        Some(cause) => Step::broken(Link::Clock, vec![cause]),
        None => Step::fine(Link::Clock, [seen]),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::sync::Arc;

    use losen_core::api::{Obstacle, TransportFailure};
    use losen_core::model::Environment;
    use losen_core::text::Language;
    use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, StreamOwned};

    use super::super::chain::State;
    use super::*;

    /// A network that opens TLS: a server on this machine with a certificate of its own authority. Its base address.
    fn inspected(authority: &str) -> String {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, authority);
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let config = Arc::new(config);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(config.clone()).unwrap();
                // Whoever looks at the certificate breaks off, which ends the reading.
                let _gone = StreamOwned::new(connection, stream.unwrap()).read(&mut [0; 1]);
            }
        });
        base
    }

    fn endpoints(base: &str) -> Endpoints {
        Endpoints {
            api: format!("{base}/api/v1"),
            token: format!("{base}/token"),
            audience: format!("{base}/"),
            krr: format!("{base}/rest"),
            portal: base.to_owned(),
        }
    }

    #[test]
    fn traffic_that_is_opened_on_its_way_is_noticed_and_the_opener_named() {
        let endpoints = endpoints(&inspected("Zscaler Root CA"));
        let http = Http::to(Environment::Test, endpoints.clone());
        let steps = examine(&http, &endpoints, Timestamp(0));
        let states: Vec<_> = steps.iter().map(|step| (step.link, step.state)).collect();
        assert_eq!(states, [(Link::Network, State::Ok), (Link::Tls, State::Broken)]);
        assert_eq!(steps[1].causes[0].code, "network/tls-intercepted");
        assert!(steps[1].seen[0].text(Language::Nb).contains("«Zscaler Root CA»"));
    }

    #[test]
    fn traffic_that_is_opened_is_told_of_every_call_and_not_only_of_a_look() {
        use crate::http::Network as _;
        let http = Http::to(Environment::Test, endpoints(&inspected("Zscaler Root CA")));
        let secret = secrecy::SecretString::from("t".to_owned());
        let opened = Err(TransportFailure::Stopped(Obstacle::ForeignCertificate));
        assert_eq!(http.token(&secret), opened);
        assert_eq!(http.lookup(&secret), opened);
        let request = losen_core::api::Call::ListClients { inactive: false }.request();
        assert_eq!(http.api(&request, Some(&secret)), opened);
    }

    #[test]
    fn a_product_that_opens_tls_is_known_by_its_name() {
        let of = |authority: &str| peer::look(&format!("{}/", inspected(authority))).unwrap();
        assert!(of("ESET SSL Filter CA").inspects);
        assert_eq!(
            of("Buypass Class 2 CA 5"),
            Peer {
                issuer: "Buypass Class 2 CA 5".into(),
                inspects: false
            }
        );
    }

    #[test]
    fn nobody_has_a_certificate_without_tls_or_without_a_server() {
        assert_eq!(peer::look("http://127.0.0.1:1/"), None);
        assert_eq!(peer::look("https://127.0.0.1:1/"), None);
    }
}
