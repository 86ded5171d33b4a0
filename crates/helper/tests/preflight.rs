//! A certificate that cannot work is refused before anything is sent: the network is a listener that counts. And one that
//! works, and not for long, is spoken of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Home, profile, status, stderr, stdout};
use losen_core::protocol::code;
use openssl::{Openssl, SUBJECT, Wish};

/// Somebody who lets everybody in, says nothing, and counts.
fn listener() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (address, visits)
}

/// A profile whose every address is the listener's.
fn practice(home: &Home, key: &std::path::Path, address: &str) {
    profile(home, key, "x");
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("127.0.0.1:9", address)).unwrap();
}

#[test]
fn nothing_is_sent_with_a_certificate_that_cannot_work() {
    let home = Home::new();
    let practice_ca = Openssl::new(&home.path().join("own"), "Losen practice CA");
    let test_ca = Openssl::new(
        &home.path().join("test"),
        "Buypass Class 3 Test4 CA G2 ST Business",
    );
    let person = "/C=NO/CN=Kari Nordmann/serialNumber=9578-4050-127091783";
    let (address, visits) = listener();
    for (name, ca, subject, days, expected) in [
        (
            "gammelt",
            &practice_ca,
            SUBJECT,
            (-10, -1),
            Some(code::CERTIFICATE_EXPIRED),
        ),
        (
            "kommende",
            &practice_ca,
            SUBJECT,
            (1, 10),
            Some(code::CERTIFICATE_NOT_YET),
        ),
        (
            "annet miljø",
            &test_ca,
            SUBJECT,
            (-1, 100),
            Some(code::CERTIFICATE_ENVIRONMENT),
        ),
        (
            "person",
            &practice_ca,
            person,
            (-1, 100),
            Some(code::KEY_UNUSABLE),
        ),
        // The listener does count.
        ("godt", &practice_ca, SUBJECT, (-1, 100), None),
    ] {
        let pair = ca.issue(Wish {
            name,
            subject,
            days_from: days.0,
            days_to: days.1,
            ..Wish::default()
        });
        practice(
            &home,
            &ca.pkcs12(&pair, &format!("{name}.p12"), "x", &[]),
            &address,
        );
        let output = home.run(&["token", "--profile", "p", "--operation", "read"]);
        assert_eq!(status(&output), 1, "{name}");
        let said = stderr(&output);
        assert!(
            said.contains(expected.unwrap_or(code::TOKEN_UNREACHABLE)),
            "{name}: {said}"
        );
        let seen = visits.load(Ordering::SeqCst);
        assert_eq!(seen, usize::from(expected.is_none()), "{name}");
    }
}

#[test]
fn a_certificate_that_ends_soon_is_spoken_of_by_every_command_and_by_doctor() {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Losen practice CA");
    let (address, _) = listener();
    for (left, words) in [
        (50, Some("det kan ta flere uker")),
        (20, Some("Bestill et nytt nå")),
        (10, Some("når det nye kommer")),
        (5, Some("Det haster")),
        (1, Some("går ut nå")),
        (100, None),
    ] {
        let pair = openssl.issue(Wish {
            name: "leaf",
            days_to: left,
            ..Wish::default()
        });
        practice(&home, &openssl.pkcs12(&pair, "leaf.p12", "x", &[]), &address);
        let grant = home.run(&["grant", "--profile", "p", "--operation", "read"]);
        assert_eq!(status(&grant), 0, "{}", stderr(&grant));
        let doctor = stdout(&home.run(&["doctor", "--browser", "chromium"]));
        let show = stdout(&home.run(&["cert", "show", pair.certificate.to_str().unwrap()]));
        for said in [stderr(&grant), doctor, show] {
            match words {
                Some(words) => assert!(said.contains(words), "{left}: {said}"),
                None => assert!(!said.contains("Sertifikatet går ut"), "{said}"),
            }
        }
    }
}
