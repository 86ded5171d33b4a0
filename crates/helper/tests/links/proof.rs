//! What stands in the way of the proof that a new client works.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Case;
use crate::common::json as json_of;
use crate::scene::{PROFILE, Scene};

const ADMIN: &str = "losen-practice-admin";

/// A machine client of the organisation's own.
pub fn machine_client(scene: &Scene) -> String {
    let body = json!({
        "client_name": "Losby havnevesen – oppslag", "description": "Slår opp", "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    let file = scene.file("maskin.json");
    fs::write(&file, body.to_string()).unwrap();
    let words = [
        "clients",
        "create",
        "--profile",
        PROFILE,
        "--format",
        "json",
        &file,
    ];
    let made = json_of(&scene.run(&words));
    made["client"]["client_id"].as_str().unwrap().to_owned()
}

/// The client is proven by the enterprise certificate.
fn prove() -> Scene {
    let mut scene = Scene::host(Value::Null);
    let id = machine_client(&scene);
    scene.requests =
        vec![json!({"id": 1, "cmd": "prove", "profile": PROFILE, "client_id": id, "proof": "krr-contact"})];
    scene
}

/// The client is proven by a key of its own that was made here.
fn prove_with_its_own_key() -> Scene {
    let mut scene = Scene::host(Value::Null);
    let id = machine_client(&scene);
    let request = json!({"id": 1, "cmd": "make-key", "profile": PROFILE});
    let made = scene.home.host(&["host"]).ask(&request);
    let file = scene.file("offentlig.json");
    fs::write(&file, made["ok"]["public"].to_string()).unwrap();
    scene.run(&["clients", "keys", "add", "--profile", PROFILE, &id, &file]);
    let kid = made["ok"]["public"]["kid"].clone();
    let private = made["ok"]["file"].as_str().unwrap().to_owned();
    scene.notes.insert("private", private);
    scene.requests =
        vec![json!({"id": 1, "cmd": "prove-key", "profile": PROFILE, "client_id": id, "kid": kid})];
    scene
}

/// The profile signs with a key that is registered on the administration client.
fn registered_key(scene: &mut Scene) {
    let out = scene.file("egen.pem");
    let words = [
        "clients",
        "keys",
        "generate",
        "--profile",
        PROFILE,
        "--format",
        "json",
        "--out",
        &out,
        ADMIN,
    ];
    let made = json_of(&scene.run(&words));
    fs::copy(scene.profile(), scene.file("med-sertifikat.toml")).unwrap();
    scene.write_profile("key", &out);
    scene.write_profile("kid", made["kid"].as_str().unwrap());
}

pub const CASES: &[Case] = &[
    Case {
        code: "proof/unsupported",
        start: prove,
        breaks: registered_key,
        // A profile that uses the enterprise certificate.
        mends: |s| {
            fs::copy(s.file("med-sertifikat.toml"), s.profile()).unwrap();
        },
    },
    Case {
        code: "proof/key-elsewhere",
        start: prove_with_its_own_key,
        breaks: |s| fs::rename(&s.notes["private"], s.file("på en annen maskin")).unwrap(),
        // Where the private half is, it works.
        mends: |s| fs::rename(s.file("på en annen maskin"), Path::new(&s.notes["private"])).unwrap(),
    },
    Case {
        code: "proof/unreachable",
        start: prove,
        breaks: |s| s.faults(&json!([{"path": "/rest/", "do": {"kind": "drop-before"}}])),
        mends: |s| s.faults(&json!([])),
    },
];
