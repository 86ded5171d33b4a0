//! Key files of every kind that is met in the wild, made with the `openssl` command, and what the helper says of the
//! ones that cannot be used.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Home, grant, profile, refusal, status, stderr, stdout};
use losen_core::protocol::code;
use openssl::{Openssl, SUBJECT, Wish};
use serde_json::Value;

const PASSPHRASE: &str = "Blåbær-Øl og æ€1";
const PRACTICE_ISSUER: &str = "Losen practice CA";

/// Header and claims of a grant, after `openssl` has verified it with the first certificate of its chain.
fn verified(home: &Home, openssl: &Openssl) -> (Value, Value) {
    let (header, claims, _) = verified_with_log(home, openssl);
    (header, claims)
}

fn verified_with_log(home: &Home, openssl: &Openssl) -> (Value, Value, String) {
    let output = grant(home);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    let jws = text.lines().last().unwrap();
    let parts: Vec<&str> = jws.split('.').collect();
    let part = |at: usize| URL_SAFE_NO_PAD.decode(parts[at]).unwrap();
    let header: Value = serde_json::from_slice(&part(0)).unwrap();
    let leaf = STANDARD.decode(header["x5c"][0].as_str().unwrap()).unwrap();
    fs::write(openssl.path("seen.der"), leaf).unwrap();
    fs::write(openssl.path("signature"), part(2)).unwrap();
    fs::write(openssl.path("message"), format!("{}.{}", parts[0], parts[1])).unwrap();
    openssl.run(&[
        "x509", "-inform", "DER", "-in", "seen.der", "-pubkey", "-noout", "-out", "seen.pub",
    ]);
    openssl.run(&[
        "dgst",
        "-sha256",
        "-verify",
        "seen.pub",
        "-signature",
        "signature",
        "message",
    ]);
    (header, serde_json::from_slice(&part(1)).unwrap(), stderr(&output))
}

fn setting() -> (Home, Openssl) {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), PRACTICE_ISSUER);
    (home, openssl)
}

#[test]
fn every_kind_of_key_file_that_openssl_makes_can_sign() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    let legacy = [
        "-legacy",
        "-keypbe",
        "PBE-SHA1-3DES",
        "-certpbe",
        "PBE-SHA1-RC2-40",
        "-macalg",
        "sha1",
    ];
    let triple = ["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"];
    let kinds: [(&str, &[&str]); 6] = [
        ("modern", &[]),
        ("many rounds", &["-iter", "10000"]),
        ("few rounds", &["-iter", "1", "-maciter"]),
        ("legacy", &legacy),
        ("3des", &triple),
        ("no checksum", &["-nomac"]),
    ];
    for (name, further) in kinds {
        for passphrase in ["enkel", PASSPHRASE] {
            let key = openssl.pkcs12(&pair, &format!("{name}.p12"), passphrase, further);
            profile(&home, &key, passphrase);
            let (header, claims, log) = verified_with_log(&home, &openssl);
            assert_eq!(header["alg"], "RS256", "{name}");
            assert_eq!(header["x5c"].as_array().unwrap().len(), 2, "{name}");
            assert!(header.get("kid").is_none() && header.get("x5t").is_none());
            assert_eq!(claims["iss"], "admin");
            assert_eq!(
                claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
                100
            );
            let warned = log.contains("no checksum");
            assert_eq!(warned, name == "no checksum");
        }
    }
}

#[test]
fn an_empty_passphrase_is_a_passphrase() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    let key = openssl.pkcs12(&pair, "empty.p12", "\n", &[]);
    profile(&home, &key, "");
    verified(&home, &openssl);
}

#[test]
fn of_two_key_pairs_the_one_for_signatures_is_taken_whatever_their_order() {
    let (home, openssl) = setting();
    let wish = |name, usage| Wish {
        name,
        usage,
        ..Wish::default()
    };
    let encryption = openssl.issue(wish("encryption", "keyEncipherment,dataEncipherment"));
    let seal = openssl.issue(wish("seal", "nonRepudiation"));
    let signature = openssl.issue(wish("signature", "digitalSignature"));
    // openssl writes one key a file; the library that the helper reads with can write several.
    let parts = [("a", &encryption), ("b", &seal), ("c", &signature)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut store = p12_keystore::KeyStore::new();
        for (place, at) in order.iter().enumerate() {
            let (_, pair) = parts[*at];
            let der = |path: &Path, kind: &[&str]| {
                let input = path.to_str().unwrap();
                openssl.run(&[kind, &["-in", input, "-outform", "DER", "-out", "part.der"]].concat());
                fs::read(openssl.path("part.der")).unwrap()
            };
            let key = der(&pair.key, &["pkcs8", "-topk8", "-nocrypt"]);
            let certificate = der(&pair.certificate, &["x509"]);
            let chain = p12_keystore::PrivateKeyChain::new(
                vec![u8::try_from(place).unwrap()],
                p12_keystore::PrivateKey::from_der(&key).unwrap(),
                [p12_keystore::Certificate::from_der(&certificate).unwrap()],
            );
            store.add_entry(
                &place.to_string(),
                p12_keystore::KeyStoreEntry::PrivateKeyChain(chain),
            );
        }
        let path = openssl.path("several.p12");
        fs::write(&path, store.writer("x").write().unwrap()).unwrap();
        profile(&home, &path, "x");
        let (header, _) = verified(&home, &openssl);
        let leaf = STANDARD.decode(header["x5c"][0].as_str().unwrap()).unwrap();
        openssl.run(&[
            "x509",
            "-in",
            "signature.pem",
            "-outform",
            "DER",
            "-out",
            "part.der",
        ]);
        assert_eq!(leaf, fs::read(openssl.path("part.der")).unwrap(), "{order:?}");
    }
}

#[test]
fn a_renewed_certificate_is_taken_before_the_expired_one() {
    let (home, openssl) = setting();
    let old = openssl.issue(Wish {
        name: "old",
        days_from: -400,
        days_to: -10,
        ..Wish::default()
    });
    let new = openssl.issue(Wish {
        name: "new",
        ..Wish::default()
    });
    let first = fs::read_to_string(&old.certificate).unwrap();
    let second = fs::read_to_string(&new.certificate).unwrap();
    let both = openssl.path("both.pem");
    fs::write(&both, format!("{second}\n{first}")).unwrap();
    let key = openssl.pkcs12(
        &openssl::Pair {
            certificate: both,
            ..new
        },
        "renewed.p12",
        "x",
        &[],
    );
    profile(&home, &key, "x");
    let (header, _) = verified(&home, &openssl);
    openssl.run(&["x509", "-in", "new.pem", "-outform", "DER", "-out", "part.der"]);
    let leaf = STANDARD.decode(header["x5c"][0].as_str().unwrap()).unwrap();
    assert_eq!(leaf, fs::read(openssl.path("part.der")).unwrap());
}

#[test]
fn a_wrong_passphrase_is_called_so_for_every_kind_of_file() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    for (name, further) in [
        ("modern.p12", &[][..]),
        ("legacy.p12", &["-legacy"]),
        ("nomac.p12", &["-nomac"]),
    ] {
        let key = openssl.pkcs12(&pair, name, PASSPHRASE, further);
        for wrong in ["", "feil", &PASSPHRASE.to_lowercase()] {
            profile(&home, &key, wrong);
            assert_eq!(refusal(&home), code::WRONG_PASSPHRASE, "{name} {wrong}");
        }
    }
}

#[test]
fn a_damaged_file_is_never_taken_for_a_wrong_passphrase() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    let key = openssl.pkcs12(&pair, "key.p12", "x", &[]);
    let whole = fs::read(&key).unwrap();
    let damaged = openssl.path("damaged.p12");
    profile(&home, &damaged, "x");
    // The last bytes are the checksum itself; the content can still be decrypted.
    let mut flipped = whole.clone();
    let place = whole.len() - 60;
    flipped[place] ^= 1;
    for bytes in [
        flipped,
        whole[..whole.len() - 1].to_vec(),
        whole[..20].to_vec(),
        Vec::new(),
        b"hei".to_vec(),
    ] {
        fs::write(&damaged, &bytes).unwrap();
        assert_eq!(refusal(&home), code::KEY_UNREADABLE, "{} bytes", bytes.len());
    }
    fs::remove_file(&damaged).unwrap();
    assert_eq!(refusal(&home), code::KEY_UNREADABLE);
}

#[test]
fn a_file_without_a_usable_key_is_called_so() {
    let (home, openssl) = setting();
    let encryption = openssl.issue(Wish {
        name: "enc",
        usage: "keyEncipherment",
        ..Wish::default()
    });
    let short = openssl.issue(Wish {
        name: "short",
        bits: "1024",
        ..Wish::default()
    });
    for (name, pair) in [("enc.p12", encryption), ("short.p12", short)] {
        let key = openssl.pkcs12(&pair, name, "x", &[]);
        profile(&home, &key, "x");
        assert_eq!(refusal(&home), code::KEY_UNUSABLE, "{name}");
    }
}

#[test]
fn a_certificate_outside_its_validity_is_refused_before_anything_is_sent() {
    let (home, openssl) = setting();
    for (name, days_from, days_to, expected) in [
        ("expired", -10, -1, code::CERTIFICATE_EXPIRED),
        ("future", 1, 10, code::CERTIFICATE_NOT_YET),
    ] {
        let pair = openssl.issue(Wish {
            name,
            days_from,
            days_to,
            ..Wish::default()
        });
        let key = openssl.pkcs12(&pair, &format!("{name}.p12"), "x", &[]);
        profile(&home, &key, "x");
        assert_eq!(refusal(&home), expected);
    }
}

#[test]
fn a_certificate_of_another_environment_is_refused() {
    let home = Home::new();
    for issuer in [
        "Buypass Class 3 Test4 CA G2 ST Business",
        "Commfides Enterprise-Norwegian SHA256 CA",
    ] {
        let openssl = Openssl::new(&home.path().join(issuer), issuer);
        let pair = openssl.issue(Wish::default());
        let key = openssl.pkcs12(&pair, "key.p12", "x", &[]);
        profile(&home, &key, "x");
        assert_eq!(refusal(&home), code::CERTIFICATE_ENVIRONMENT, "{issuer}");
    }
}

#[test]
fn the_organisation_number_is_found_in_both_kinds_of_certificate() {
    let (home, openssl) = setting();
    let bare = SUBJECT.replace("/organizationIdentifier=NTRNO-314330897", "");
    for (name, subject) in [("seid2", SUBJECT), ("seid1", bare.as_str())] {
        let pair = openssl.issue(Wish {
            name,
            subject,
            ..Wish::default()
        });
        let key = openssl.pkcs12(&pair, &format!("{name}.p12"), "x", &[]);
        profile(&home, &key, "x");
        let status = home
            .host(&["host"])
            .ask(&serde_json::json!({"id": 1, "cmd": "status"}));
        let certificate = &status["ok"]["profiles"][0]["certificate"];
        assert_eq!(certificate["orgno"], "314330897", "{name}: {status}");
        assert_eq!(certificate["organisation"], "Losby havnevesen");
    }
}

#[test]
fn without_anyone_to_ask_a_passphrase_is_not_asked_for() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    let key = openssl.pkcs12(&pair, "key.p12", "x", &[]);
    profile(&home, &key, "x");
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    let prompt = text.replace("passphrase = \"file\"\npassphrase_file = \"passord\"\n", "");
    fs::write(&path, prompt).unwrap();
    assert_eq!(refusal(&home), code::NO_PROMPT);
}

/// Adds a kid to the profile.
fn with_kid(home: &Home, kid: &str) {
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replacen("[endpoints]", &format!("kid = \"{kid}\"\n[endpoints]"), 1),
    )
    .unwrap();
}

#[test]
fn a_registered_key_signs_with_its_kid_from_every_kind_of_file() {
    let (home, openssl) = setting();
    let pair = openssl.issue(Wish::default());
    openssl.run(&["rsa", "-in", "leaf.key", "-traditional", "-out", "pkcs1.key"]);
    fs::write(openssl.path("pass"), PASSPHRASE).unwrap();
    openssl.run(&[
        "pkcs8",
        "-topk8",
        "-in",
        "leaf.key",
        "-out",
        "encrypted.key",
        "-passout",
        "file:pass",
    ]);
    let p12 = openssl.pkcs12(&pair, "key.p12", PASSPHRASE, &[]);
    for (key, warned) in [
        (pair.key.clone(), true),
        (openssl.path("pkcs1.key"), true),
        (openssl.path("encrypted.key"), false),
        (p12, false),
    ] {
        profile(&home, &key, PASSPHRASE);
        with_kid(&home, "losen-2026.a_1");
        let output = grant(&home);
        assert_eq!(status(&output), 0, "{}: {}", key.display(), stderr(&output));
        assert_eq!(
            stderr(&output).contains("not encrypted"),
            warned,
            "{}",
            key.display()
        );
        let text = stdout(&output);
        let header = text.lines().last().unwrap().split('.').next().unwrap();
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        assert_eq!(
            header,
            serde_json::json!({"typ": "JWT", "alg": "RS256", "kid": "losen-2026.a_1"})
        );
    }
    profile(&home, &openssl.path("encrypted.key"), "feil");
    with_kid(&home, "a");
    assert_eq!(refusal(&home), code::WRONG_PASSPHRASE);
    profile(&home, &pair.key, PASSPHRASE);
    assert_eq!(refusal(&home), code::KEY_UNREADABLE, "PEM without kid");
    with_kid(&home, "a b");
    assert_eq!(refusal(&home), code::BAD_PROFILE);
}
