//! Whose certificate answers at an address, trusted or not. The handshake is broken off as soon as the certificate has
//! been seen, so nothing is ever sent to whoever it is.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme};

use crate::certificate;

const PATIENCE: Duration = Duration::from_secs(5);

/// Names by which products that open TLS sign their certificates.
const PRODUCTS: &[&str] = &[
    "zscaler",
    "netskope",
    "fortinet",
    "fortigate",
    "palo alto",
    "blue coat",
    "bluecoat",
    "forcepoint",
    "websense",
    "check point",
    "checkpoint",
    "sophos",
    "mcafee",
    "skyhigh",
    "cisco umbrella",
    "barracuda",
    "watchguard",
    "squid",
    "mitmproxy",
    "kaspersky",
    "eset ssl",
    "avast",
    "bitdefender",
];

/// Who signed the certificate that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The issuer's name.
    pub issuer: String,
    /// Whether that is a product that opens TLS.
    pub inspects: bool,
}

/// Who answers at an `https` address; `None` when nobody does or it is another scheme.
pub fn look(address: &str) -> Option<Peer> {
    let rest = address.strip_prefix("https://")?;
    let authority = rest.split('/').next()?;
    let host = host(address)?;
    let port = authority
        .strip_prefix(host)
        .and_then(|port| port.strip_prefix(':'))
        .map_or(Some(443), |port| port.parse().ok())?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let seen = Arc::new(Recorder::default());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(seen.clone())
        .with_no_client_auth();
    let name = ServerName::try_from(bare.to_owned()).ok()?;
    let mut connection = ClientConnection::new(Arc::new(config), name).ok()?;
    let place = (bare, port).to_socket_addrs().ok()?.next()?;
    let mut stream = TcpStream::connect_timeout(&place, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    // It always ends in an error: the recorder refuses what it has seen.
    let _refused = connection.complete_io(&mut stream);
    let leaf = seen.leaf.lock().ok()?.take()?;
    let issuer = certificate::read(&leaf).ok()?.info.issuer;
    let letters = issuer.to_lowercase();
    let inspects = PRODUCTS.iter().any(|product| letters.contains(product));
    Some(Peer { issuer, inspects })
}

/// The host of an address, without its port.
pub fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split('/').next()?;
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(host),
        _ => Some(authority),
    }
}

/// Notes the certificate and refuses it, whatever it is.
#[derive(Debug, Default)]
struct Recorder {
    leaf: Mutex<Option<Vec<u8>>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut seen) = self.leaf.lock() {
            *seen = Some(leaf.to_vec());
        }
        Err(Error::General("seen".into()))
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _leaf: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("nothing is accepted here".into()))
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _leaf: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("nothing is accepted here".into()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let provider: CryptoProvider = rustls::crypto::aws_lc_rs::default_provider();
        provider.signature_verification_algorithms.supported_schemes()
    }
}
