//! Where passphrases and PINs come from, in whichever form they are written, and what `losen setup` writes for a key
//! that is no file.

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
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Home, profile, status, stderr, stdout};
use losen_core::protocol::code;
use openssl::{Openssl, Wish};
use serde_json::{Value, json};
use softhsm::{PIN, SoftHsm, TOKEN};

/// The same word with å as one character and as two.
const COMPOSED: &str = "Bl\u{e5}b\u{e6}r-\u{d8}l";
const DECOMPOSED: &str = "Bla\u{30a}b\u{e6}r-\u{d8}l";

/// A profile that asks for the passphrase instead of reading it from a file.
fn asking(home: &Home, key: &Path, source: &str) {
    profile(home, key, "");
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("passphrase = \"file\"\npassphrase_file = \"passord\"\n", source);
    fs::write(path, text).unwrap();
}

fn grant(home: &Home, lines: &str) -> Output {
    home.run_with_descriptor(&["grant", "--profile", "p", "--operation", "read"], lines)
}

fn setting(issuer: &str) -> (Home, Openssl) {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), issuer);
    (home, openssl)
}

#[test]
fn a_descriptor_gives_the_passphrase_and_nobody_is_asked() {
    let (home, openssl) = setting("Losen practice CA");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "key.p12", COMPOSED, &[]);
    asking(&home, &key, "");
    let right = grant(&home, &format!("{COMPOSED}\nnoe annet\n"));
    assert_eq!(status(&right), 0, "{}", stderr(&right));
    for (lines, expected) in [("feil\n", code::WRONG_PASSPHRASE), ("", code::NO_PROMPT)] {
        let output = grant(&home, lines);
        assert_eq!(status(&output), 1);
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

#[test]
fn a_descriptor_that_is_not_open_and_a_passphrase_as_argument_are_refused() {
    let home = Home::new();
    for number in ["77", "1", "-1", "hemmelig"] {
        let output = home.run(&[
            "grant",
            "--profile",
            "p",
            "--operation",
            "read",
            "--passphrase-fd",
            number,
        ]);
        assert_eq!(status(&output), 2, "{number}: {}", stderr(&output));
    }
    let output = home.run(&[
        "grant",
        "--profile",
        "p",
        "--operation",
        "read",
        "--passphrase",
        "x",
    ]);
    assert_eq!(status(&output), 2);
}

#[test]
fn letters_fit_whether_they_are_written_as_one_character_or_as_two() {
    let (home, openssl) = setting("Losen practice CA");
    let pair = openssl.issue(Wish::default());
    for (made, typed) in [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)] {
        for further in [&[][..], &["-legacy"]] {
            let key = openssl.pkcs12(&pair, "key.p12", made, further);
            asking(&home, &key, "");
            let output = grant(&home, typed);
            assert_eq!(status(&output), 0, "{further:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn a_keychain_that_is_not_there_is_no_reason_not_to_ask() {
    let (home, openssl) = setting("Losen practice CA");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "key.p12", COMPOSED, &[]);
    asking(&home, &key, "passphrase = \"keychain\"\n");
    // No session bus runs here, and none may be started.
    home.set("DBUS_SESSION_BUS_ADDRESS", Path::new("unix:path=/finnes/ikke"));
    let output = grant(&home, COMPOSED);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("keychain"), "{}", stderr(&output));
}

#[test]
fn a_jwk_that_is_no_private_rsa_key_is_refused_in_words() {
    let (home, _) = setting("Losen practice CA");
    let key = home.path().join("key.jwk");
    let public = r#"{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}"#;
    for (text, word) in [
        (public.to_owned(), "public half"),
        (format!(r#"{{"keys":[{public}]}}"#), "no private members"),
        (
            r#"{"kty":"EC","kid":"a"}"#.to_owned(),
            "not a JWK with an RSA key",
        ),
        ("{".to_owned(), "not a JWK with an RSA key"),
    ] {
        fs::write(&key, text).unwrap();
        asking(&home, &key, "");
        let output = grant(&home, "");
        assert_eq!(status(&output), 1);
        let said = stderr(&output);
        assert!(
            said.contains(code::KEY_UNREADABLE) && said.contains(word),
            "{said}"
        );
    }
}

#[test]
fn setup_takes_a_key_on_a_card_and_writes_no_pin() {
    let (home, openssl) = setting("Buypass Class 3 Test4 CA G2 ST Business");
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish::default());
    hsm.key(TOKEN, &pair.key, "a", "01");
    hsm.certificate(TOKEN, &pair.certificate, "01");
    let uri = hsm.uri("object=a");
    let uri = uri.to_str().unwrap();
    let setup = |key: &str, environment: &str, pin: &str, further: &[&str]| {
        let what = ["setup", "--name", "kort", "--client-id", "admin", "--replace"];
        let which = ["--environment", environment, "--key", key];
        home.run_with_descriptor(&[&what[..], &which, further].concat(), pin)
    };
    let file = home.profiles().join("kort.toml");
    for (key, environment, pin, expected) in [
        (uri, "test", "000000", code::WRONG_PIN),
        (uri, "prod", PIN, code::CERTIFICATE_ENVIRONMENT),
        (&format!("{uri}&pin-value={PIN}"), "test", PIN, "PIN"),
    ] {
        let output = setup(key, environment, pin, &[]);
        assert_ne!(status(&output), 0);
        let said = stderr(&output);
        assert!(said.contains(expected) && !said.contains(PIN), "{said}");
        assert!(!file.exists());
    }
    let output = setup(uri, "test", PIN, &["--keychain"]);
    assert_eq!(status(&output), 2, "a PIN is never kept");
    let output = setup(uri, "test", PIN, &[]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("Losby havnevesen"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("pkcs11:object=a") && !text.contains(PIN), "{text}");
}

/// The header of a grant.
fn header(home: &Home) -> Value {
    let output = common::grant(home);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    let header = text.lines().last().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

fn add(home: &Home, line: &str) {
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("{line}\n{text}")).unwrap();
}

#[test]
fn of_a_set_of_keys_the_one_is_taken_that_the_profile_names() {
    let (home, openssl) = setting("Losen practice CA");
    let keys: Vec<Value> = ["en", "to"]
        .iter()
        .map(|kid| {
            let pair = openssl.issue(Wish {
                name: kid,
                ..Wish::default()
            });
            serde_json::from_str(&fs::read_to_string(openssl.jwk(&pair, kid)).unwrap()).unwrap()
        })
        .collect();
    let file = home.path().join("set.jwk");
    fs::write(&file, json!({ "keys": keys }).to_string()).unwrap();
    for kid in ["en", "to"] {
        profile(&home, &file, "");
        add(&home, &format!("kid = \"{kid}\""));
        assert_eq!(header(&home)["kid"], *kid);
    }
    for (line, words) in [
        ("", "several private keys"),
        ("kid = \"tre\"", "no private key with the kid"),
    ] {
        profile(&home, &file, "");
        add(&home, line);
        let output = common::grant(&home);
        assert_eq!(status(&output), 1);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
}

#[test]
fn a_key_in_pem_goes_with_the_certificate_that_the_profile_names() {
    let (home, openssl) = setting("Losen practice CA");
    let pair = openssl.issue(Wish::default());
    // With its authority, in the wrong order.
    let chain = openssl.path("kjede.pem");
    let text = |path: &Path| fs::read_to_string(path).unwrap();
    fs::write(&chain, text(&openssl.path("ca.pem")) + &text(&pair.certificate)).unwrap();
    profile(&home, &pair.key, "");
    add(&home, &format!("certificate = '{}'", chain.display()));
    let header = header(&home);
    assert!(header.get("kid").is_none());
    let sent = header["x5c"].as_array().unwrap();
    openssl.run(&["x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der"]);
    let leaf = STANDARD.encode(fs::read(openssl.path("leaf.der")).unwrap());
    assert_eq!((sent.len(), sent[0].as_str()), (2, Some(leaf.as_str())));
    // Another key's certificate is not sent.
    let other = openssl.issue(Wish {
        name: "annen",
        ..Wish::default()
    });
    profile(&home, &pair.key, "");
    add(&home, &format!("certificate = '{}'", other.certificate.display()));
    assert_eq!(common::refusal(&home), code::KEY_UNUSABLE);
}

#[test]
fn a_card_is_found_by_the_slot_that_it_sits_in() {
    let (home, openssl) = setting("Losen practice CA");
    let hsm = SoftHsm::new(&home);
    hsm.token("Et annet kort");
    let pair = openssl.issue(Wish::default());
    hsm.key(TOKEN, &pair.key, "a", "01");
    hsm.certificate(TOKEN, &pair.certificate, "01");
    let slots = std::process::Command::new("softhsm2-util")
        .arg("--show-slots")
        .env("SOFTHSM2_CONF", hsm.configuration())
        .output()
        .unwrap();
    let text = stdout(&slots);
    let slot = |label: &str| {
        let block = text.split("\nSlot ").find(|block| block.contains(label)).unwrap();
        block.split_whitespace().next().unwrap().to_owned()
    };
    profile(&home, &hsm.uri(&format!("slot-id={};object=a", slot(TOKEN))), PIN);
    assert_eq!(header(&home)["x5c"].as_array().unwrap().len(), 1);
    profile(
        &home,
        &hsm.uri(&format!("slot-id={};object=a", slot("Et annet kort"))),
        PIN,
    );
    assert_eq!(common::refusal(&home), code::KEY_NOT_FOUND);
}
