//! The chain of a profile breaks at the profile, its key, its certificate, the policy or the line.

use std::fs;
use std::net::TcpListener;

use serde_json::json;

use crate::openssl::{Openssl, Pair, Wish};
use crate::scene::Scene;
use crate::{Case, case};

const PRACTICE_ISSUER: &str = "Losen practice CA";
const TEST_ISSUER: &str = "Buypass Class 3 Test4 CA G2 ST Business";

/// Another certificate comes in the place of the right one.
fn other(scene: &Scene, issuer: &str, wish: Wish<'_>) {
    let openssl = Openssl::new(&scene.home.path().join("ca"), issuer);
    let pair: Pair = openssl.issue(wish);
    let passphrase = fs::read_to_string(scene.file("passord")).unwrap();
    let path = openssl.pkcs12(&pair, "annet.p12", passphrase.trim(), &[]);
    scene.write_profile("key", path.to_str().unwrap());
}

fn right(scene: &mut Scene) {
    scene.write_profile("key", &scene.file("nøkkel.p12"));
}

/// The addresses of the profile with another port.
fn port(scene: &Scene, from: &str, to: &str) {
    let text = fs::read_to_string(scene.profile()).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(scene.profile(), text.replace(from, to)).unwrap();
}

fn own_port(scene: &Scene) -> String {
    scene.server.base().rsplit(':').next().unwrap().to_owned()
}

fn policy(scene: &Scene, text: &str) {
    fs::write(scene.home.path().join("config/losen/policy.toml"), text).unwrap();
}

fn clear(scene: &mut Scene) {
    scene.faults(&json!([]));
}

const fn chain(code: &'static str, breaks: fn(&mut Scene), mends: fn(&mut Scene)) -> Case {
    case(code, Scene::chain, breaks, mends)
}

pub const CASES: &[Case] = &[
    chain(
        "profile/unknown",
        |s| fs::rename(s.profile(), s.file("borte")).unwrap(),
        // "… or add it": the profile is put where the doctor says that it looks.
        |s| fs::rename(s.file("borte"), s.profile()).unwrap(),
    ),
    chain(
        "profile/invalid",
        |s| s.write_profile("client_id", ""),
        |s| s.write_profile("client_id", "losen-practice-admin"),
    ),
    chain(
        "key/unreadable",
        |s| s.write_profile("key", &s.file("borte.p12")),
        right,
    ),
    chain(
        "key/wrong-passphrase",
        |s| {
            fs::copy(s.file("passord"), s.file("riktig")).unwrap();
            fs::write(s.file("passord"), "et-annet-passord\n").unwrap();
        },
        |s| {
            fs::copy(s.file("riktig"), s.file("passord")).unwrap();
        },
    ),
    chain(
        "key/unusable",
        |s| {
            other(
                s,
                PRACTICE_ISSUER,
                Wish {
                    usage: "keyEncipherment",
                    ..Wish::default()
                },
            )
        },
        // The file for signatures instead of the one for encryption.
        right,
    ),
    chain(
        "certificate/expired",
        |s| {
            other(
                s,
                PRACTICE_ISSUER,
                Wish {
                    days_from: -800,
                    days_to: -1,
                    ..Wish::default()
                },
            )
        },
        // The new one has come.
        right,
    ),
    chain(
        "certificate/not-yet-valid",
        |s| {
            other(
                s,
                PRACTICE_ISSUER,
                Wish {
                    days_from: 1,
                    days_to: 800,
                    ..Wish::default()
                },
            )
        },
        // Nobody can set a machine's clock in a test; the certificate whose first day has come is used instead.
        right,
    ),
    chain(
        "certificate/wrong-environment",
        |s| other(s, TEST_ISSUER, Wish::default()),
        right,
    ),
    chain(
        "policy/refused",
        // A policy that cannot be read forbids everything; practice has no other limit.
        |s| policy(s, "production_writes = \"nei\"\n"),
        |s| policy(s, "production_writes = false\n"),
    ),
    chain(
        "network/refused",
        |s| {
            let closed = TcpListener::bind("127.0.0.1:0").unwrap();
            let closed = closed.local_addr().unwrap().port().to_string();
            port(s, &own_port(s), &closed);
            s.notes.insert("closed", closed);
        },
        // What IT opens is the way there.
        |s| port(s, &s.notes["closed"], &own_port(s)),
    ),
    chain(
        "network/not-sent",
        |s| s.faults(&json!([{"path": "/api/", "do": {"kind": "drop-before"}}])),
        clear,
    ),
    chain(
        "token/unreachable",
        |s| s.faults(&json!([{"path": "/token", "do": {"kind": "drop-before"}}])),
        clear,
    ),
    chain(
        "token/nonsense",
        |s| s.faults(&json!([{"path": "/token", "do": {"kind": "truncate"}}])),
        clear,
    ),
];
