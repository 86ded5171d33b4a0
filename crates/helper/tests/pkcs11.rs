//! Keys on a token: SoftHSM, and a module around it that locks the PIN as a card does.

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
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Home, grant, profile, refusal, status, stderr, stdout};
use losen_core::protocol::code;
use openssl::{Openssl, Pair, Wish};
use serde_json::Value;
use softhsm::{PIN, SoftHsm, TOKEN};

const PRACTICE_ISSUER: &str = "Losen practice CA";

struct Setting {
    home: Home,
    openssl: Openssl,
    hsm: SoftHsm,
    pair: Pair,
}

/// A token with one key and its certificate.
fn setting() -> Setting {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), PRACTICE_ISSUER);
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish::default());
    hsm.key(TOKEN, &pair.key, "nøkkel", "0a");
    hsm.certificate(TOKEN, &pair.certificate, "0a");
    Setting {
        home,
        openssl,
        hsm,
        pair,
    }
}

fn header(home: &Home) -> Value {
    let output = grant(home);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    let part = text.lines().last().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The refusal's code and the whole message.
fn complaint(home: &Home) -> (String, String) {
    (refusal(home), stderr(&grant(home)))
}

fn add_to_profile(home: &Home, line: &str) {
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replacen("[endpoints]", &format!("{line}\n[endpoints]"), 1),
    )
    .unwrap();
}

#[test]
fn a_key_is_found_by_its_token_its_label_and_its_id() {
    let Setting { home, hsm, .. } = setting();
    for path in [
        "token=Losby%20kort",
        "token=Losby%20kort;object=n%C3%B8kkel",
        "id=%0a;type=private",
        "manufacturer=SoftHSM%20project;object=n%C3%B8kkel;id=%0A",
    ] {
        profile(&home, &hsm.uri(path), PIN);
        assert_eq!(header(&home)["x5c"].as_array().unwrap().len(), 1, "{path}");
    }
}

#[test]
fn the_chain_is_put_together_from_what_is_on_the_token() {
    let Setting {
        home, hsm, openssl, ..
    } = setting();
    hsm.certificate(TOKEN, &openssl.path("ca.pem"), "0b");
    profile(&home, &hsm.uri("id=%0a"), PIN);
    assert_eq!(header(&home)["x5c"].as_array().unwrap().len(), 2);
}

#[test]
fn a_certificate_can_come_from_a_file_instead() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), PRACTICE_ISSUER);
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish::default());
    let other = openssl.issue(Wish {
        name: "other",
        ..Wish::default()
    });
    hsm.key(TOKEN, &pair.key, "a", "01");
    profile(&home, &hsm.uri("object=a"), PIN);
    let (code, text) = complaint(&home);
    assert_eq!(code, code::KEY_NOT_FOUND);
    assert!(text.contains("'certificate' in the profile"), "{text}");
    for (certificate, expected) in [(&pair.certificate, 0), (&other.certificate, 1)] {
        profile(&home, &hsm.uri("object=a"), PIN);
        add_to_profile(&home, &format!("certificate = '{}'", certificate.display()));
        assert_eq!(status(&grant(&home)), expected, "{}", certificate.display());
    }
}

#[test]
fn a_registered_key_on_a_token_signs_with_its_kid() {
    let Setting { home, hsm, .. } = setting();
    profile(&home, &hsm.uri("object=n%C3%B8kkel"), PIN);
    add_to_profile(&home, "kid = \"kort-1\"");
    let header = header(&home);
    assert_eq!(
        header,
        serde_json::json!({"typ": "JWT", "alg": "RS256", "kid": "kort-1"})
    );
}

#[test]
fn what_is_missing_is_named() {
    let Setting { home, hsm, .. } = setting();
    let no_module = home.path().join("feil.so");
    fs::write(&no_module, "no library").unwrap();
    let cases: [(PathBuf, &str); 5] = [
        (
            softhsm::uri("object=a", Path::new("/finnes/ikke.so")),
            "no PKCS#11 module",
        ),
        (
            softhsm::uri("object=a", &no_module),
            "no PKCS#11 module for this kind of machine",
        ),
        (hsm.uri("token=Annet"), "no token fits; there is 'Losby kort'"),
        (hsm.uri("slot-id=12"), "no token fits"),
        (hsm.uri("object=annen"), "object=nøkkel id=%0a"),
    ];
    for (uri, words) in cases {
        profile(&home, &uri, PIN);
        let (code, text) = complaint(&home);
        assert_eq!(code, code::KEY_NOT_FOUND, "{text}");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn several_that_fit_are_never_chosen_between() {
    let Setting { home, hsm, pair, .. } = setting();
    hsm.key(TOKEN, &pair.key, "reserve", "0b");
    profile(&home, &hsm.uri("token=Losby%20kort"), PIN);
    let (code, text) = complaint(&home);
    assert_eq!(code, code::KEY_NOT_FOUND);
    assert!(
        text.contains("several keys") && text.contains("object=reserve id=%0b"),
        "{text}"
    );
    hsm.token("Kort to");
    profile(&home, &hsm.uri("id=%0a"), PIN);
    let (code, text) = complaint(&home);
    assert_eq!(code, code::KEY_NOT_FOUND);
    assert!(
        text.contains("several tokens") && text.contains("'Kort to'"),
        "{text}"
    );
}

#[test]
fn a_token_without_a_key_and_a_machine_without_a_token_are_called_so() {
    let home = Home::new();
    let hsm = SoftHsm::new(&home);
    profile(&home, &hsm.uri("token=Losby%20kort"), PIN);
    assert!(complaint(&home).1.contains("holds no private RSA key"));
    fs::remove_dir_all(hsm.folder().join("tokens")).unwrap();
    fs::create_dir(hsm.folder().join("tokens")).unwrap();
    let (code, text) = complaint(&home);
    assert_eq!(code, code::KEY_NOT_FOUND);
    assert!(text.contains("is the card inserted?"), "{text}");
}

#[test]
fn a_short_key_on_a_token_is_refused() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), PRACTICE_ISSUER);
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish {
        bits: "1024",
        ..Wish::default()
    });
    hsm.key(TOKEN, &pair.key, "kort", "01");
    hsm.certificate(TOKEN, &pair.certificate, "01");
    profile(&home, &hsm.uri("object=kort"), PIN);
    assert_eq!(refusal(&home), code::KEY_UNUSABLE);
}

#[test]
fn each_wrong_pin_counts_once_and_a_locked_card_is_not_tried() {
    let Setting { home, hsm, .. } = setting();
    let (module, count) = hsm.counting();
    let uri = softhsm::uri("object=n%C3%B8kkel", &module);
    let wrong = || fs::read(&count).map_or(0, |bytes| bytes.len());
    profile(&home, &uri, "000000");
    let said = |words: &str, expected: &str, tries: usize| {
        let output = grant(&home);
        let text = stderr(&output);
        assert!(text.contains(expected) && text.contains(words), "{text}");
        assert_eq!(wrong(), tries);
    };
    said("a few more lock", code::WRONG_PIN, 1);
    said("one more wrong PIN locks", code::WRONG_PIN, 2);
    profile(&home, &uri, PIN);
    assert_eq!(status(&grant(&home)), 0);
    assert_eq!(wrong(), 0, "the right PIN sets the count back");
    profile(&home, &uri, "000000");
    for _ in 0..2 {
        grant(&home);
    }
    said("locked", code::PIN_LOCKED, 3);
    // Even the right PIN is not sent to a card that says it is locked.
    profile(&home, &uri, PIN);
    said("locked", code::PIN_LOCKED, 3);
}

#[test]
fn the_module_is_not_loaded_until_the_profile_is_used() {
    let Setting { home, hsm, .. } = setting();
    let (module, _) = hsm.counting();
    // A module that cannot even be loaded is no problem for a status, as long as it is there.
    fs::write(&module, "no library").unwrap();
    profile(&home, &softhsm::uri("object=a", &module), PIN);
    let status = home
        .host(&["host"])
        .ask(&serde_json::json!({"id": 1, "cmd": "status"}));
    assert!(status["ok"]["profiles"][0].get("problem").is_none(), "{status}");
    fs::remove_file(&module).unwrap();
    let status = home
        .host(&["host"])
        .ask(&serde_json::json!({"id": 1, "cmd": "status"}));
    assert_eq!(
        status["ok"]["profiles"][0]["problem"]["code"],
        code::KEY_NOT_FOUND
    );
}
