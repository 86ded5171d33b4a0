//! `losen cert show` and `losen key check`: looking at files that need no profile.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::path::Path;

use common::{Home, status, stderr, stdout};
use openssl::{Openssl, Wish};

#[test]
fn any_certificate_is_explained_in_words() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 Test4 CA G2 ST Business");
    let show = |file: &Path, format: &str| {
        home.losen()
            .args(["cert", "show", "--format", format])
            .arg(file)
            .output()
            .unwrap()
    };
    let good = openssl.issue(Wish::default());
    let output = show(&good.certificate, "json");
    assert_eq!(status(&output), 0, "{}", stdout(&output));
    let seen = common::json(&output);
    let certificate = &seen["certificates"][0];
    assert_eq!(certificate["orgno"], "314330897");
    assert_eq!(
        (certificate["environment"].as_str(), certificate["usage"].as_str()),
        (Some("test"), Some("signature"))
    );
    assert!(stdout(&show(&good.certificate, "text")).contains("testsertifikat"));
    for (wish, word) in [
        (
            Wish {
                name: "old",
                days_from: -10,
                days_to: -1,
                ..Wish::default()
            },
            "utløpt",
        ),
        (
            Wish {
                name: "enc",
                usage: "keyEncipherment",
                ..Wish::default()
            },
            "ikke til signaturer",
        ),
        (
            Wish {
                name: "web",
                subject: "/CN=www.eksempel.no",
                ..Wish::default()
            },
            "ikke noe organisasjonsnummer",
        ),
        (
            Wish {
                name: "short",
                bits: "1024",
                ..Wish::default()
            },
            "1024",
        ),
    ] {
        let pair = openssl.issue(wish);
        let output = show(&pair.certificate, "text");
        assert_eq!(status(&output), 1);
        assert!(stdout(&output).contains(word), "{}", stdout(&output));
    }
    let soon = openssl.issue(Wish {
        name: "soon",
        days_to: 14,
        ..Wish::default()
    });
    assert!(stdout(&show(&soon.certificate, "text")).contains("Sertifikatet går ut om 1"));
    let both = openssl.path("wrong order.pem");
    let leaf = fs::read_to_string(&good.certificate).unwrap();
    fs::write(&both, fs::read_to_string(openssl.path("ca.pem")).unwrap() + &leaf).unwrap();
    assert!(stdout(&show(&both, "text")).contains("Rekkefølgen er feil"));
    fs::write(&both, "hei").unwrap();
    assert_eq!(status(&show(&both, "text")), 2);
}

#[test]
fn any_key_file_is_explained_also_one_that_cannot_be_used() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 Test4 CA G2 ST Business");
    let wish = |name, usage, bits| Wish {
        name,
        usage,
        bits,
        ..Wish::default()
    };
    for (wish, words, usable) in [
        (
            wish("enc", "keyEncipherment", "2048"),
            "ikke til signaturer",
            false,
        ),
        (wish("short", "digitalSignature", "1024"), "1024", false),
        (wish("seal", "nonRepudiation", "2048"), "segl", true),
        (wish("good", "digitalSignature", "2048"), "testsertifikat", true),
    ] {
        let pair = openssl.issue(wish);
        let file = openssl.pkcs12(&pair, "file.p12", "hemmelig", &[]);
        let output = home.run_with_descriptor(&["cert", "show", file.to_str().unwrap()], "hemmelig");
        let said = stdout(&output);
        assert_eq!(status(&output), i32::from(!usable), "{said}{}", stderr(&output));
        assert!(
            said.contains(words) && said.contains("Losby havnevesen"),
            "{said}"
        );
        assert!(!said.contains("Rekkefølgen er feil"), "{said}");
    }
}

#[test]
fn a_public_key_is_checked_and_a_private_one_refused_without_being_shown() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Losen practice CA");
    let pair = openssl.issue(Wish::default());
    openssl.run(&["rsa", "-in", "leaf.key", "-pubout", "-out", "leaf.pub"]);
    let check = |file: &Path| {
        home.losen()
            .args(["key", "check", "--format", "json"])
            .arg(file)
            .output()
            .unwrap()
    };
    let public = check(&openssl.path("leaf.pub"));
    assert_eq!(status(&public), 0, "{}", stdout(&public));
    assert_eq!(common::json(&public)["fixed"]["keys"][0]["kty"], "RSA");
    let private = check(&pair.key);
    assert_eq!(status(&private), 1);
    let report = common::json(&private);
    assert_eq!(
        (report["findings"][0]["rule"].as_str(), report["fixed"].is_null()),
        (Some("key/private"), true)
    );
    let text = fs::read_to_string(&pair.key).unwrap();
    let line = text.lines().nth(5).unwrap();
    assert!(!stdout(&private).contains(line) && !stderr(&private).contains(line));
    assert_eq!(status(&home.run(&["key", "check", "finnes-ikke.pem"])), 2);
}
