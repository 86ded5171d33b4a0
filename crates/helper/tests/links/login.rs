//! What stands in the way of the proof that users can log in with a new client.

use std::fs;

use losen_core::login::{Landing, landing};
use serde_json::json;

use crate::logins::{REDIRECT, client, log_in};
use crate::proof::machine_client;
use crate::scene::{PROFILE, Scene, Seen, answered, conversation};
use crate::{Case, case};

/// A login from the beginning to the end. The notes say with which client, with which secret, and what goes wrong on the
/// way.
fn look(scene: &Scene) -> Seen {
    let note = |name: &str| scene.notes.get(name).map(String::as_str);
    let id = note("client").unwrap();
    let mut host = conversation(scene);
    let begin =
        json!({"id": 1, "cmd": "login", "profile": PROFILE, "client_id": id, "proof": "krr-user-contact"});
    let begun = host.ask(&begin);
    let Some(address) = begun["ok"]["address"].as_str() else {
        return answered(&begun, &host.close().2);
    };
    let Landing::Code(landed) = landing(&log_in(address), &[REDIRECT]) else {
        panic!("{begun}")
    };
    let mut finish = json!({"id": 2, "cmd": "prove-login", "profile": PROFILE,
        "client_id": note("finishes").unwrap_or(id), "code": landed.code, "state": landed.state,
        "issuer": landed.issuer});
    if let Some(secret) = note("given") {
        finish["client_secret"] = secret.into();
    }
    let mut ended = host.ask(&finish);
    if note("again").is_some() {
        ended = host.ask(&finish);
    }
    answered(&ended, &host.close().2)
}

fn of(method: &str) -> Scene {
    let mut scene = Scene::new(look);
    let (id, secret) = client(&scene.home, method);
    scene.notes.insert("client", id);
    if let Some(secret) = secret {
        scene.notes.insert("given", secret.clone());
        scene.notes.insert("secret", secret);
    }
    scene
}

fn by_certificate() -> Scene {
    of("private_key_jwt")
}

fn by_secret() -> Scene {
    of("client_secret_basic")
}

/// A client whose key was made elsewhere, and is here.
fn by_key() -> Scene {
    let scene = by_certificate();
    let id = scene.notes["client"].clone();
    let folder = scene.home.path().join("config/losen/client-keys");
    fs::create_dir_all(&folder).unwrap();
    let out = folder.join(format!("{id}.pem")).display().to_string();
    scene.run(&[
        "clients",
        "keys",
        "generate",
        "--profile",
        PROFILE,
        "--out",
        &out,
        &id,
    ]);
    scene
}

fn key(scene: &Scene) -> String {
    scene.file(&format!("config/losen/client-keys/{}.pem", scene.notes["client"]))
}

pub const CASES: &[Case] = &[
    case(
        "proof/not-for-login",
        by_certificate,
        |s| {
            let machine = machine_client(s);
            let login = s.notes.insert("client", machine).unwrap();
            s.notes.insert("for login", login);
        },
        |s| {
            let login = s.notes["for login"].clone();
            s.notes.insert("client", login);
        },
    ),
    case(
        "proof/client-unreadable",
        by_certificate,
        |s| s.faults(&json!([{"path": "/api/v1/clients", "do": {"kind": "status", "status": 403}}])),
        |s| {
            s.faults(&json!([]));
            // It can be read under "Klienter": then the login is tried again.
            let id = s.notes["client"].clone();
            s.run(&["clients", "show", "--profile", PROFILE, &id]);
        },
    ),
    case(
        "proof/key-needed",
        by_key,
        |s| fs::rename(key(s), s.file("på en annen maskin.pem")).unwrap(),
        |s| fs::rename(s.file("på en annen maskin.pem"), key(s)).unwrap(),
    ),
    case(
        "proof/secret-needed",
        by_secret,
        |s| {
            s.notes.remove("given");
        },
        |s| {
            let secret = s.notes["secret"].clone();
            s.notes.insert("given", secret);
        },
    ),
    case(
        "proof/login-unknown",
        by_certificate,
        // The address of a login that has been used already.
        |s| {
            s.notes.insert("again", String::new());
        },
        |s| {
            s.notes.remove("again");
        },
    ),
    case(
        "proof/login-mismatch",
        by_certificate,
        // The address from the tab of another client's login.
        |s| {
            let (other, _) = client(&s.home, "none");
            s.notes.insert("finishes", other);
        },
        |s| {
            s.notes.remove("finishes");
        },
    ),
];
