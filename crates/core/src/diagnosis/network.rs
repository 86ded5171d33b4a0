//! Nothing came back, or somebody between this machine and Digdir answered: proxies, captive portals, firewalls.

use super::answer::{Answer, header};
use super::catalogue::{self as known, Entry};
use super::{Cause, evidence};
use crate::api::{ApiReply, Obstacle, TransportFailure};

/// Words by which HTTP and TLS libraries, browsers and curl name the reason.
const REASONS: &[(&str, &Entry)] = &[
    ("certificate is not yet valid", known::NETWORK_TLS_TIME),
    ("notvalidyet", known::NETWORK_TLS_TIME),
    ("certificate has expired", known::NETWORK_TLS_TIME),
    // In the words of rustls, which names both moments after them.
    (
        "invalid peer certificate: certificate expired",
        known::NETWORK_TLS_TIME,
    ),
    (
        "invalid peer certificate: certificate not valid yet",
        known::NETWORK_TLS_TIME,
    ),
    ("invalid peer certificate: expired", known::NETWORK_TLS_TIME),
    ("err_cert_date_invalid", known::NETWORK_TLS_TIME),
    ("unknownissuer", known::NETWORK_TLS),
    ("unknown issuer", known::NETWORK_TLS),
    ("self signed certificate", known::NETWORK_TLS),
    ("self-signed certificate", known::NETWORK_TLS),
    ("unable to get local issuer certificate", known::NETWORK_TLS),
    ("certificate verify failed", known::NETWORK_TLS),
    ("invalid peer certificate", known::NETWORK_TLS),
    ("err_cert_authority_invalid", known::NETWORK_TLS),
    ("pkix path building failed", known::NETWORK_TLS),
    // Go, Node, .NET, Windows' own TLS and Firefox.
    ("certificate signed by unknown authority", known::NETWORK_TLS),
    ("self_signed_cert_in_chain", known::NETWORK_TLS),
    ("unable_to_get_issuer_cert_locally", known::NETWORK_TLS),
    ("unable to verify the first certificate", known::NETWORK_TLS),
    ("certificate chain: partialchain", known::NETWORK_TLS),
    ("certificate chain: untrustedroot", known::NETWORK_TLS),
    ("sec_e_untrusted_root", known::NETWORK_TLS),
    ("sec_error_unknown_issuer", known::NETWORK_TLS),
    ("mozilla_pkix_error_mitm_detected", known::NETWORK_TLS),
    ("cert_trust_is_untrusted_root", known::NETWORK_TLS),
    ("could not establish trust relationship", known::NETWORK_TLS),
    ("crypt_e_no_revocation_check", known::NETWORK_TLS),
    // A proxy that was asked to connect to the server, in the words of curl and Chrome.
    ("connect tunnel failed, response 407", known::NETWORK_PROXY_LOGIN),
    (
        "http code 407 from proxy after connect",
        known::NETWORK_PROXY_LOGIN,
    ),
    ("connect tunnel failed, response", known::NETWORK_PROXY),
    ("from proxy after connect", known::NETWORK_PROXY),
    ("err_tunnel_connection_failed", known::NETWORK_PROXY),
    ("could not resolve proxy", known::NETWORK_NOT_SENT),
    ("err_proxy_connection_failed", known::NETWORK_NOT_SENT),
    ("proxy authentication required", known::NETWORK_PROXY_LOGIN),
    ("err_internet_disconnected", known::NETWORK_OFFLINE),
    ("network is unreachable", known::NETWORK_OFFLINE),
    ("attempted to an unreachable network", known::NETWORK_OFFLINE),
    ("could not resolve host", known::NETWORK_NAME),
    ("name or service not known", known::NETWORK_NAME),
    ("temporary failure in name resolution", known::NETWORK_NAME),
    ("failed to lookup address", known::NETWORK_NAME),
    ("nodename nor servname", known::NETWORK_NAME),
    ("enotfound", known::NETWORK_NAME),
    ("eai_again", known::NETWORK_NAME),
    ("no such host", known::NETWORK_NAME),
    ("unknownhostexception", known::NETWORK_NAME),
    ("err_name_not_resolved", known::NETWORK_NAME),
    ("getaddrinfo failed", known::NETWORK_NAME),
    ("remote name could not be resolved", known::NETWORK_NAME),
    ("connection refused", known::NETWORK_REFUSED),
    ("econnrefused", known::NETWORK_REFUSED),
    ("err_connection_refused", known::NETWORK_REFUSED),
    ("target machine actively refused it", known::NETWORK_REFUSED),
    // What a firewall answers that refuses on behalf of the host.
    ("no route to host", known::NETWORK_REFUSED),
    ("timed out", known::NETWORK_TIMEOUT),
    ("err_connection_timed_out", known::NETWORK_TIMEOUT),
    ("etimedout", known::NETWORK_TIMEOUT),
    (
        "did not properly respond after a period of time",
        known::NETWORK_TIMEOUT,
    ),
    ("host has failed to respond", known::NETWORK_TIMEOUT),
    // curl says no more where the system does not.
    ("could not connect to server", known::NETWORK_NOT_SENT),
    ("econnreset", known::NETWORK_UNKNOWN),
];

/// Words among [`REASONS`] that fit their cause best and do not decide: a list of revoked certificates may be out of reach for
/// other reasons, a certificate may have expired, and a route may be missing.
const UNDECIDED: &[&str] = &[
    "crypt_e_no_revocation_check",
    "could not establish trust relationship",
    "no route to host",
];

/// Marks that well-known proxies and filters leave on their pages.
const PROXIES: &[&str] = &[
    "zscaler",
    "blue coat",
    "bluecoat",
    "symantec web",
    "forcepoint",
    "websense",
    "netskope",
    "fortiguard",
    "fortinet",
    "palo alto",
    "mcafee web gateway",
    "skyhigh secure",
    "cisco umbrella",
    "ironport",
    "squid",
    "checkpoint",
];

/// The reason that a text about a failed connection names.
pub(super) fn reason(answer: &Answer) -> Option<&'static Entry> {
    found(answer).map(|(_, entry)| entry)
}

/// That reason, and how sure it is. Of a line that broke, the words say no reason: what became of the call is told by how far
/// it came.
pub(super) fn named(text: &str) -> Option<Cause> {
    let (words, entry) = found(&Answer::of_text(text))?;
    let undecided = UNDECIDED.contains(&words);
    let cause = if undecided {
        entry.likely()
    } else {
        entry.certain()
    };
    (entry.code != known::NETWORK_UNKNOWN.code).then_some(cause)
}

fn found(answer: &Answer) -> Option<(&'static str, &'static Entry)> {
    REASONS.iter().find(|(words, _)| answer.says(words)).copied()
}

/// Whether curl says in a line why it gave up. It does so at the end, or when a proxy does not connect it.
pub(super) fn is_last_word_of_curl(line: &str) -> bool {
    ["curl: (", "* CONNECT tunnel failed", "* Received HTTP code"]
        .iter()
        .any(|begin| line.starts_with(begin))
        && reason(&Answer::of_text(line)).is_some()
}

/// Whether a line says that the name of a host was not found.
pub(super) fn names_no_host(line: &str) -> bool {
    reason(&Answer::of_text(line)).is_some_and(|entry| entry.code == known::NETWORK_NAME.code)
}

/// Each obstacle with its cause, and with words of [`REASONS`] in which it can be told.
const OBSTACLES: &[(Obstacle, &Entry, &str)] = &[
    (
        Obstacle::Offline,
        known::NETWORK_OFFLINE,
        "network is unreachable",
    ),
    (Obstacle::Name, known::NETWORK_NAME, "could not resolve host"),
    (Obstacle::Refused, known::NETWORK_REFUSED, "connection refused"),
    (Obstacle::Timeout, known::NETWORK_TIMEOUT, "timed out"),
    (
        Obstacle::ProxyLogin,
        known::NETWORK_PROXY_LOGIN,
        "proxy authentication required",
    ),
    (Obstacle::ForeignCertificate, known::NETWORK_TLS, "unknown issuer"),
    (
        Obstacle::CertificateTime,
        known::NETWORK_TLS_TIME,
        "certificate is not yet valid",
    ),
];

impl Obstacle {
    /// The obstacle that the words of an HTTP library name.
    #[must_use]
    pub fn named_in(words: &str) -> Option<Self> {
        let entry = reason(&Answer::of_text(words))?;
        let (obstacle, ..) = OBSTACLES.iter().find(|(_, of, _)| of.code == entry.code)?;
        Some(*obstacle)
    }

    /// Words for it that every reader of such words recognises, and that hold nothing foreign.
    #[must_use]
    pub fn words(self) -> &'static str {
        OBSTACLES
            .iter()
            .find(|(obstacle, ..)| *obstacle == self)
            .map_or("", |(.., words)| words)
    }
}

/// Who answered in the place of one of Digdir's services: the code of a `network/…` cause. Nothing of the answer comes along.
#[must_use]
pub fn in_between(reply: &ApiReply) -> Option<&'static str> {
    let answer = Answer::of_reply(reply);
    let challenge = header(reply, "www-authenticate").or_else(|| header(reply, "proxy-authenticate"));
    if asks_for_login(reply.status, challenge) {
        return Some(known::NETWORK_PROXY_LOGIN.code);
    }
    let causes = answer.is_page.then(|| page(reply.status, &answer, challenge))?;
    causes.first().map(|cause| cause.code)
}

/// The causes of a page that is known by the code of [`in_between`] alone.
pub(super) fn of_code(code: &str) -> Option<Cause> {
    [
        known::NETWORK_PROXY_LOGIN.certain(),
        known::NETWORK_PROXY.certain(),
        known::NETWORK_CAPTIVE.likely(),
        known::NETWORK_HTML.likely(),
    ]
    .into_iter()
    .find(|cause| cause.code == code)
}

pub(super) fn causes(failure: TransportFailure, said: Option<&str>) -> Vec<Cause> {
    let stopped = match failure {
        TransportFailure::Stopped(obstacle) => Some(obstacle.words()),
        TransportFailure::NotSent | TransportFailure::Unknown => None,
    };
    let named = said.or(stopped).and_then(named);
    // A broken line leaves it open whether the request arrived; a name that was not found does not.
    let was_sent = failure == TransportFailure::Unknown
        && named
            .as_ref()
            .is_none_or(|cause| cause.code == known::NETWORK_TIMEOUT.code);
    let mut causes = Vec::new();
    if was_sent {
        // What must happen to a write comes before why the line broke.
        causes.push(known::NETWORK_UNKNOWN.certain());
    } else if named.is_none() {
        causes.push(known::NETWORK_NOT_SENT.certain());
    }
    causes.extend(named);
    let seen = said.and_then(|text| evidence::quoted("diagnosis.evidence.transport", text));
    causes
        .into_iter()
        .map(|cause| cause.because_all(seen.clone()))
        .collect()
}

/// A web page where JSON was due. `challenge` is the `www-authenticate` or `proxy-authenticate` header.
pub(super) fn page(status: u16, answer: &Answer, challenge: Option<&str>) -> Vec<Cause> {
    let seen = crate::text::Message::new("diagnosis.evidence.page");
    let cause = if asks_for_login(status, challenge) {
        known::NETWORK_PROXY_LOGIN.certain()
    } else if PROXIES.iter().any(|name| answer.says(name)) {
        known::NETWORK_PROXY.certain()
    } else if status == 511 || is_portal(answer) {
        known::NETWORK_CAPTIVE.likely()
    } else {
        known::NETWORK_HTML.likely()
    };
    vec![cause.because(seen)]
}

/// Only a proxy asks for a Windows login or answers 407; Digdir's services take bearer tokens.
pub(super) fn asks_for_login(status: u16, challenge: Option<&str>) -> bool {
    let challenge = challenge.unwrap_or_default().to_lowercase();
    status == 407
        || ["negotiate", "ntlm", "kerberos"]
            .iter()
            .any(|scheme| challenge.starts_with(scheme))
}

fn is_portal(answer: &Answer) -> bool {
    [
        "captive portal",
        "captiveportal",
        "wi-fi",
        "wifi",
        "hotspot",
        "gjestenett",
        "guest network",
    ]
    .iter()
    .any(|words| answer.says(words))
}
