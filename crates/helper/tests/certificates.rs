//! Every kind of certificate that an organisation may come with, made here, and what the helper says of it before
//! anything is sent.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use common::{Home, json, profile, refusal, status};
use losen_core::protocol::code;
use openssl::{Openssl, SUBJECT, Wish};
use serde_json::Value;

#[test]
fn issuer_and_validity_decide_where_and_when_a_certificate_can_be_used() {
    let home = Home::new();
    for (issuer, environment) in [
        ("Buypass Class 3 Test4 CA G2 ST Business", Value::from("test")),
        ("Buypass Class 3 CA G2 ST Business", "prod".into()),
        ("Commfides Legal Person - G3 - TEST", "test".into()),
        ("Commfides Legal Person - G3", "prod".into()),
        ("Losen practice CA", "practice".into()),
        ("Ny utsteder AS", Value::Null),
    ] {
        let openssl = Openssl::new(&home.path().join(issuer), issuer);
        for (name, days_from, days_to, valid) in [
            ("gammelt", -800, -1, false),
            ("kommende", 1, 800, false),
            ("gyldig", -1, 800, true),
            ("snart", -800, 1, true),
        ] {
            let pair = openssl.issue(Wish {
                name,
                days_from,
                days_to,
                ..Wish::default()
            });
            let output = home.run(&[
                "cert",
                "show",
                "--format",
                "json",
                pair.certificate.to_str().unwrap(),
            ]);
            let said = json(&output);
            let first = &said["certificates"][0];
            assert_eq!(first["environment"], environment, "{issuer} {name}");
            assert_eq!(first["valid_now"], valid, "{issuer} {name}");
            assert_eq!(said["usable"], valid, "{issuer} {name}");
            assert_eq!(first["orgno"], "314330897");
            assert_eq!(status(&output), i32::from(!valid));
        }
    }
}

#[test]
fn only_an_enterprise_certificate_for_signatures_passes() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Losen practice CA");
    // A person's certificate: the serial number is no organisation's.
    let person = "/C=NO/CN=Kari Nordmann/serialNumber=9578-4050-127091783";
    for (name, subject, usage, bits, expected) in [
        ("virksomhet", SUBJECT, "digitalSignature", "2048", None),
        ("segl", SUBJECT, "nonRepudiation", "2048", None),
        ("begge", SUBJECT, "digitalSignature,keyEncipherment", "3072", None),
        (
            "kryptering",
            SUBJECT,
            "keyEncipherment",
            "2048",
            Some(code::KEY_UNUSABLE),
        ),
        (
            "kort",
            SUBJECT,
            "digitalSignature",
            "1024",
            Some(code::KEY_UNUSABLE),
        ),
        (
            "person",
            person,
            "digitalSignature",
            "2048",
            Some(code::KEY_UNUSABLE),
        ),
        (
            "ingen",
            "/C=NO/O=Losby",
            "digitalSignature",
            "2048",
            Some(code::KEY_UNUSABLE),
        ),
    ] {
        let pair = openssl.issue(Wish {
            name,
            subject,
            usage,
            bits,
            ..Wish::default()
        });
        let key = openssl.pkcs12(&pair, &format!("{name}.p12"), "x", &[]);
        profile(&home, &key, "x");
        match expected {
            None => {
                let output = common::grant(&home);
                assert_eq!(status(&output), 0, "{name}");
                // It works, and it is meant for documents.
                let warned = common::stderr(&output).contains("a seal certificate");
                assert_eq!(warned, name == "segl", "{name}");
            }
            Some(code) => assert_eq!(refusal(&home), code, "{name}"),
        }
    }
}
