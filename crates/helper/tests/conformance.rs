//! The same bytes signed by a key file, a token and openssl are the same signature, and a JOSE library that Losen does
//! not use accepts every grant.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(unix)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/softhsm.rs"]
mod softhsm;

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Home, profile, status, stderr, stdout};
use losen_core::Timestamp;
use losen_helper::signer;
use losen_helper::signer::key_file::KeyFile;
use openssl::{Openssl, Pair, Wish};
use secrecy::SecretString;
use serde_json::{Value, json};
use softhsm::{PIN, SoftHsm, TOKEN};

const OPERATIONS: [&str; 5] = ["read", "write", "keys", "scopes-read", "scopes"];

fn print_grant(home: &Home, operation: &str) -> String {
    let output = home.run(&["grant", "--profile", "p", "--operation", operation, "--print"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    stdout(&output).lines().last().unwrap().to_owned()
}

fn setting(bits: &'static str) -> (Home, Openssl, SoftHsm, Pair) {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Losen practice CA");
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish {
        bits,
        ..Wish::default()
    });
    hsm.key(TOKEN, &pair.key, "a", "01");
    hsm.certificate(TOKEN, &pair.certificate, "01");
    (home, openssl, hsm, pair)
}

/// What openssl signs the first two parts of a JWS to.
fn by_openssl(openssl: &Openssl, key: &Path, message: &str) -> Vec<u8> {
    fs::write(openssl.path("message"), message).unwrap();
    let key = key.to_str().unwrap();
    openssl.run(&["dgst", "-sha256", "-sign", key, "-out", "signature", "message"]);
    fs::read(openssl.path("signature")).unwrap()
}

/// What a key file signs it to, in this process.
fn by_file(path: &Path, passphrase: &str, kid: Option<&str>, message: &str) -> Vec<u8> {
    let file = KeyFile::read(path, kid, None).unwrap();
    let now = Timestamp(jiff::Timestamp::now().as_second());
    let signer = file.open(&SecretString::from(passphrase), kid, now).unwrap();
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), signer.key(), jsonwebtoken::Algorithm::RS256).unwrap();
    URL_SAFE_NO_PAD.decode(signature).unwrap()
}

#[test]
fn a_token_a_key_file_of_each_kind_and_openssl_make_the_same_signature() {
    signer::provider::install();
    for bits in ["2048", "3072"] {
        let (home, openssl, hsm, pair) = setting(bits);
        profile(&home, &hsm.uri("object=a"), PIN);
        let jws = print_grant(&home, "write");
        let (message, signature) = jws.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert_eq!(
            signature,
            by_openssl(&openssl, &pair.key, message),
            "openssl, {bits}"
        );
        let p12 = openssl.pkcs12(&pair, "key.p12", "x", &[]);
        assert_eq!(signature, by_file(&p12, "x", None, message), "PKCS#12, {bits}");
        assert_eq!(
            signature,
            by_file(&pair.key, "", Some("k"), message),
            "PEM, {bits}"
        );
        let jwk = openssl.jwk(&pair, "k");
        assert_eq!(signature, by_file(&jwk, "", None, message), "JWK, {bits}");
    }
}

#[test]
fn a_jose_library_that_losen_does_not_use_accepts_every_grant() {
    let (home, openssl, hsm, pair) = setting("2048");
    let p12 = openssl.pkcs12(&pair, "key.p12", PIN, &[]);
    let jwk = openssl.jwk(&pair, "losen-2026.a_1");
    openssl.run(&["x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der"]);
    let leaf = STANDARD.encode(fs::read(openssl.path("leaf.der")).unwrap());
    let mut grants = Vec::new();
    for (key, kid) in [
        (p12, None),
        (hsm.uri("object=a"), None),
        (jwk.clone(), Some("losen-2026.a_1")),
    ] {
        profile(&home, &key, PIN);
        for operation in OPERATIONS {
            let jws = print_grant(&home, operation);
            grants.push(json!({"jws": jws, "kid": kid, "x5c": kid.is_none().then_some(&leaf)}));
        }
    }
    let mut public: Value = serde_json::from_str(&fs::read_to_string(&jwk).unwrap()).unwrap();
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        public.as_object_mut().unwrap().shift_remove(member);
    }
    let task = json!({"grants": grants, "jwk": public, "audience": "http://127.0.0.1:9/", "issuer": "admin"});
    let file = home.path().join("grants.json");
    fs::write(&file, task.to_string()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let output = Command::new("node")
        .arg(root.join("grants.mjs"))
        .arg(&file)
        .output()
        .expect("node is needed: ./build.sh setup");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        "15 grants verified"
    );
}
