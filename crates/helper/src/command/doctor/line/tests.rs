use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use losen_core::api::{Obstacle, TransportFailure};
use losen_core::model::Environment;
use losen_core::text::Language;
use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::*;
use crate::command::doctor::chain::State;

/// Who answers over TLS on this machine.
struct Server {
    base: String,
    /// The authority that its certificate comes from.
    authority: CertificateDer<'static>,
}

/// A server on this machine with a certificate of its own authority, valid from and to so many days from now. It answers
/// as Maskinporten does, to whoever trusts it.
fn serving(authority: &str, days: (i64, i64)) -> Server {
    let moment = |days: i64| time::OffsetDateTime::now_utc() + time::Duration::days(days);
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, authority);
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    (leaf.not_before, leaf.not_after) = (moment(days.0), moment(days.1));
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
    let described = format!("{{\"issuer\":\"{base}/\"}}");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut line = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            // Whoever looks at the certificate and does not trust it breaks off, which ends the reading.
            let heard = line
                .by_ref()
                .lines()
                .take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()));
            if heard.count() > 0 {
                let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
                let length = described.len();
                let stream = line.get_mut();
                let _gone = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ndate: {date}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{described}"
                );
                stream.conn.send_close_notify();
                let _gone = stream.flush();
            }
        }
    });
    let authority = issuer.der().clone();
    Server { base, authority }
}

/// A network that opens TLS. Its base address.
fn inspected(authority: &str) -> String {
    serving(authority, (-1, 365)).base
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

/// A way to one place of those that trust an authority.
struct Way<'a> {
    to: String,
    trusts: &'a [CertificateDer<'static>],
}

/// The first cause and the links that hold.
fn walked(way: &Way<'_>) -> (Option<&'static str>, Vec<Link>) {
    let endpoints = endpoints(&way.to);
    let http = Http::trusting(endpoints.clone(), way.trusts);
    let steps = examine(&http, &endpoints, crate::clock::now());
    let holds = steps.iter().filter(|step| step.state == State::Ok);
    let holds = holds.map(|step| step.link).collect();
    let first = steps
        .iter()
        .flat_map(|step| &step.causes)
        .map(|cause| cause.code)
        .next();
    (first, holds)
}

/// What is wrong with a line is the first cause, and when its fix has been followed the line holds from network to clock.
/// These cannot be brought about with a profile: one for practice knows only addresses of this machine, and no test goes to
/// another environment.
#[test]
fn what_is_wrong_with_a_line_is_named_and_its_fix_makes_it_whole() {
    let good = serving("Buypass Class 2 CA 5", (-1, 365));
    let inspected = serving("Zscaler Root CA", (-1, 365));
    let early = serving("Buypass Class 2 CA 5", (1, 365));
    let late = serving("Buypass Class 2 CA 5", (-365, -1));
    let at = |server: &Server| Way {
        to: server.base.clone(),
        trusts: &[],
    };
    let here = std::slice::from_ref(&good.authority);
    let home = || Way {
        to: good.base.clone(),
        trusts: here,
    };
    // No name has a part of more than 63 letters, so nobody is asked.
    let nobody = format!("https://{}.no", "a".repeat(64));
    let cases: [(&str, Way<'_>, Way<'_>); 5] = [
        // The system sends nothing over TCP to a group of machines: there is no way there, as when nothing is plugged in.
        (
            "network/offline",
            Way {
                to: "https://224.0.0.1".into(),
                trusts: here,
            },
            home(),
        ),
        (
            "network/name-not-found",
            Way {
                to: nobody,
                trusts: here,
            },
            home(),
        ),
        (
            "network/tls-intercepted",
            at(&inspected),
            // IT makes the machine trust its own authority, and nobody turns the check off.
            Way {
                to: inspected.base.clone(),
                trusts: std::slice::from_ref(&inspected.authority),
            },
        ),
        // Nobody sets the clock of a machine in a test, so it is the certificate that has another time.
        (
            "network/tls-clock",
            Way {
                to: early.base.clone(),
                trusts: std::slice::from_ref(&early.authority),
            },
            home(),
        ),
        (
            "network/tls-clock",
            Way {
                to: late.base.clone(),
                trusts: std::slice::from_ref(&late.authority),
            },
            home(),
        ),
    ];
    for (code, broken, mended) in cases {
        assert_eq!(walked(&broken).0, Some(code));
        assert_eq!(
            walked(&mended),
            (None, vec![Link::Network, Link::Tls, Link::Clock]),
            "{code}"
        );
    }
}
