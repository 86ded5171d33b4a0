//! The causes that no server can bring about: they are the browser's, the helper's or the line's. Each is shown in the
//! words of the program that says them. What a server can bring about is in `crates/practice/tests/every_cause.rs`, which
//! also sees to it that no cause is forgotten.

use losen_core::api::TransportFailure::{NotSent, Unknown};
use losen_core::api::{ApiReply, ApiRequest};
use losen_core::diagnosis::{Certainty, Evidence, PastedKind, Symptom, diagnose, host_code, read_pasted};
use losen_core::protocol::{Fault, code};

fn first(symptom: &Symptom, known: &Evidence) -> &'static str {
    diagnose(symptom, known)[0].code
}

#[test]
fn what_a_browser_says_of_the_helper() {
    for (words, cause) in [
        ("Specified native messaging host not found.", "host/not-found"),
        ("No such native application no.losen.helper", "host/not-found"),
        (
            "Access to the specified native messaging host is forbidden.",
            "host/forbidden",
        ),
        ("Failed to start native messaging host.", "host/broken"),
        ("Native host has exited.", "host/exited"),
        (
            "Message exceeded maximum allowed size of 64MiB.",
            "host/too-large",
        ),
        ("The port timed out", "host/timeout"),
        ("Something that no browser has said yet", "host/unknown"),
    ] {
        let code = host_code(Some(words)).to_owned();
        let raw = words.to_owned();
        assert_eq!(
            first(&Symptom::NoHelper { code, raw }, &Evidence::default()),
            cause,
            "{words}"
        );
    }
}

#[test]
fn what_the_helper_says_of_itself() {
    let brought_about = [
        (code::TOO_OLD, "protocol/too-old"),
        (code::TOO_NEW, "protocol/too-new"),
        (code::MALFORMED, "request/malformed"),
        (code::UNKNOWN_COMMAND, "request/unknown-command"),
        (code::BAD_ARGUMENT, "request/bad-argument"),
        (code::TOO_LARGE, "request/too-large"),
        (code::CALLER, "caller/forbidden"),
        (code::NO_PROFILE, "profile/unknown"),
        (code::BAD_PROFILE, "profile/invalid"),
        (code::KEY_UNREADABLE, "key/unreadable"),
        (code::WRONG_PASSPHRASE, "key/wrong-passphrase"),
        (code::WRONG_PIN, "key/wrong-pin"),
        (code::PIN_LOCKED, "key/pin-locked"),
        (code::KEY_NOT_FOUND, "key/not-found"),
        (code::NO_PROMPT, "key/no-prompt"),
        (code::CANCELLED, "key/cancelled"),
        (code::KEY_UNUSABLE, "key/unusable"),
        (code::CERTIFICATE_EXPIRED, "certificate/expired"),
        (code::CERTIFICATE_NOT_YET, "certificate/not-yet-valid"),
        (code::CERTIFICATE_ENVIRONMENT, "certificate/wrong-environment"),
        (code::POLICY, "policy/refused"),
        (code::TOKEN_UNREACHABLE, "token/unreachable"),
        (code::TOKEN_NONSENSE, "token/nonsense"),
        (code::PROOF_UNSUPPORTED, "proof/unsupported"),
        (code::KEY_ELSEWHERE, "proof/key-elsewhere"),
        (code::PROOF_UNREACHABLE, "proof/unreachable"),
        (code::PROOF_NOT_FOR_LOGIN, "proof/not-for-login"),
        (code::PROOF_CLIENT_UNREADABLE, "proof/client-unreadable"),
        (code::PROOF_KEY_NEEDED, "proof/key-needed"),
        (code::PROOF_SECRET_NEEDED, "proof/secret-needed"),
        (code::PROOF_LOGIN_UNKNOWN, "proof/login-unknown"),
        (code::PROOF_LOGIN_MISMATCH, "proof/login-mismatch"),
        (code::SEND_UNKNOWN_TOKEN, "send/unknown-token"),
        (code::INTERNAL, "helper/internal"),
        ("helper/of-a-later-version", "helper/unknown"),
    ];
    for (fault, cause) in brought_about {
        let symptom = Symptom::Helper(Fault::new(fault, "nobody has more to say"));
        assert_eq!(first(&symptom, &Evidence::default()), cause);
    }
    // What Maskinporten and ID-porten refuse has causes of its own.
    let missing = code::ALL
        .iter()
        .filter(|code| !brought_about.iter().any(|(fault, _)| fault == *code));
    assert_eq!(
        missing.collect::<Vec<_>>(),
        [&code::TOKEN_REJECTED, &code::CLOCK, &code::PROOF_LOGIN_REFUSED]
    );
}

#[test]
fn what_libraries_say_of_a_line_that_never_was() {
    for (failure, words, cause) in [
        (NotSent, None, "network/not-sent"),
        (NotSent, Some("net::ERR_INTERNET_DISCONNECTED"), "network/offline"),
        (
            NotSent,
            Some("io: failed to lookup address information: Name or service not known"),
            "network/name-not-found",
        ),
        (
            NotSent,
            Some("connect error: Connection refused (os error 111)"),
            "network/refused",
        ),
        (NotSent, Some("connect: operation timed out"), "network/timeout"),
        (
            NotSent,
            Some("rustls: invalid peer certificate: UnknownIssuer"),
            "network/tls-intercepted",
        ),
        (NotSent, Some("net::ERR_CERT_DATE_INVALID"), "network/tls-clock"),
        (
            NotSent,
            Some("getaddrinfo EAI_AGAIN test.maskinporten.no"),
            "network/name-not-found",
        ),
        (
            NotSent,
            Some("java.net.UnknownHostException: test.maskinporten.no"),
            "network/name-not-found",
        ),
        (
            NotSent,
            Some("No such host is known. (test.maskinporten.no:443)"),
            "network/name-not-found",
        ),
        (
            NotSent,
            Some(
                "No connection could be made because the target machine actively refused it. (os error 10061)",
            ),
            "network/refused",
        ),
        (
            NotSent,
            Some("A socket operation was attempted to an unreachable network. (os error 10051)"),
            "network/offline",
        ),
        (
            NotSent,
            Some("x509: certificate signed by unknown authority"),
            "network/tls-intercepted",
        ),
        (
            NotSent,
            Some("schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT (0x80090325)"),
            "network/tls-intercepted",
        ),
        (
            NotSent,
            Some(
                "The remote certificate is invalid because of errors in the certificate chain: PartialChain",
            ),
            "network/tls-intercepted",
        ),
        (
            NotSent,
            Some(
                "curl: (7) Failed to connect to test.maskinporten.no port 443 after 9 ms: Could not connect to server",
            ),
            "network/not-sent",
        ),
        (
            NotSent,
            Some(
                "invalid peer certificate: certificate expired: verification time 1763800000 (UNIX), but certificate is not valid after 1763700000 (100000 seconds ago)",
            ),
            "network/tls-clock",
        ),
        (
            NotSent,
            Some("curl: (56) CONNECT tunnel failed, response 502"),
            "network/proxy-page",
        ),
        (
            NotSent,
            Some("curl: (56) CONNECT tunnel failed, response 407"),
            "network/proxy-login",
        ),
        (
            NotSent,
            Some("curl: (56) Received HTTP code 403 from proxy after CONNECT"),
            "network/proxy-page",
        ),
        (
            NotSent,
            Some("net::ERR_TUNNEL_CONNECTION_FAILED"),
            "network/proxy-page",
        ),
        (
            NotSent,
            Some("net::ERR_PROXY_CONNECTION_FAILED"),
            "network/not-sent",
        ),
        (
            NotSent,
            Some("curl: (5) Could not resolve proxy: proxy.kommune.no"),
            "network/not-sent",
        ),
        (
            NotSent,
            Some("schannel: CertGetCertificateChain trust error CERT_TRUST_IS_UNTRUSTED_ROOT"),
            "network/tls-intercepted",
        ),
        (
            NotSent,
            Some("Error code: MOZILLA_PKIX_ERROR_MITM_DETECTED"),
            "network/tls-intercepted",
        ),
        (
            NotSent,
            Some("The remote name could not be resolved: 'test.maskinporten.no'"),
            "network/name-not-found",
        ),
        (
            NotSent,
            Some("<urlopen error [Errno 11001] getaddrinfo failed>"),
            "network/name-not-found",
        ),
        (NotSent, Some("net::ERR_CONNECTION_TIMED_OUT"), "network/timeout"),
        (
            NotSent,
            Some("connect: No route to host (os error 113)"),
            "network/refused",
        ),
        (NotSent, Some("read ECONNRESET"), "network/not-sent"),
        (Unknown, Some("read ECONNRESET"), "network/unknown-outcome"),
        (
            Unknown,
            Some("peer closed connection without sending TLS close_notify"),
            "network/unknown-outcome",
        ),
    ] {
        let known = Evidence {
            transport: words.map(str::to_owned),
            ..Evidence::default()
        };
        assert_eq!(first(&Symptom::Transport(failure), &known), cause, "{words:?}");
    }
}

/// These words are also said where nobody opens the traffic and no firewall stands.
#[test]
fn words_that_fit_a_cause_and_do_not_decide() {
    for (words, cause) in [
        (
            "curl: (35) schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012)",
            "network/tls-intercepted",
        ),
        (
            "Could not establish trust relationship for the SSL/TLS secure channel.",
            "network/tls-intercepted",
        ),
        ("connect EHOSTUNREACH: No route to host", "network/refused"),
    ] {
        let known = Evidence {
            transport: Some(words.to_owned()),
            ..Evidence::default()
        };
        let found = &diagnose(&Symptom::Transport(NotSent), &known)[0];
        assert_eq!(
            (found.code, found.certainty),
            (cause, Certainty::Likely),
            "{words}"
        );
    }
}

#[test]
fn a_token_alone_in_which_nothing_is_wrong() {
    let known = Evidence {
        token_claims: Some(
            serde_json::json!({"iss": "https://test.maskinporten.no/", "scope": "idporten:dcr.read"}),
        ),
        ..Evidence::default()
    };
    assert_eq!(first(&Symptom::AccessToken, &known), "token/nothing-wrong");
}

#[test]
fn a_private_key_where_an_error_was_expected() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
    let pasted = read_pasted(key);
    let cause = pasted.causes(&Evidence::default())[0].code;
    assert_eq!(
        (pasted.kind, cause),
        (PastedKind::PrivateKey, "paste/private-key")
    );
}

/// The API says 428 for this, so with a 401 it can only be ruled out, and it never stands first.
#[test]
fn terms_that_are_not_signed_stand_among_the_guesses() {
    let request = ApiRequest {
        method: "POST".into(),
        path: "/clients".into(),
        query: Vec::new(),
        body: None,
        operation: None,
    };
    let reply = ApiReply {
        status: 401,
        ..ApiReply::default()
    };
    let claims = serde_json::json!({"iss": "https://test.maskinporten.no/", "scope": "idporten:dcr.write"});
    let known = Evidence {
        token_claims: Some(claims),
        ..Evidence::default()
    };
    let causes = diagnose(&Symptom::Http { request, reply }, &known);
    assert!(
        causes
            .iter()
            .skip(1)
            .any(|cause| cause.code == "unauthorized/terms-not-signed")
    );
}
