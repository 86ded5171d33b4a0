//! What the helper refuses: messages that it cannot read, callers that it does not know, keys that nobody opens.

use losen_core::protocol::{CHROMIUM_ID, MAX_REQUEST, VERSION};
use serde_json::{Value, json};

use crate::scene::{PROFILE, Scene};
use crate::{Case, case};

fn hello(version: u32) -> Value {
    json!({"id": 1, "cmd": "hello", "protocol": version, "extension": "0.1.0"})
}

fn token() -> Value {
    json!({"id": 1, "cmd": "token", "profile": PROFILE, "operation": "write"})
}

fn create(token: &str, description: &str) -> Value {
    json!({"id": 2, "cmd": "send", "profile": PROFILE, "token": token, "post": "client", "body": {
        "client_name": "Losby havnevesen – oppslag", "description": description, "integration_type": "krr",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    }})
}

fn greet() -> Scene {
    Scene::host(hello(VERSION))
}

fn ask_for_a_token() -> Scene {
    Scene::host(token())
}

fn send() -> Scene {
    let mut scene = Scene::host(token());
    scene.requests.push(create("$token", "Slår opp"));
    scene
}

fn begin_a_login() -> Scene {
    let mut scene = Scene::host(Value::Null);
    let (id, _) = crate::logins::client(&scene.home, "none");
    scene.requests = vec![
        json!({"id": 1, "cmd": "login", "profile": PROFILE, "client_id": id, "proof": "krr-user-contact"}),
    ];
    scene
}

/// The other side of the conversation has the same version again.
fn updated(scene: &mut Scene) {
    scene.requests = vec![hello(VERSION)];
}

fn known(scene: &mut Scene) {
    let own = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
    scene.notes.insert("caller", own);
}

fn greet_as_the_extension() -> Scene {
    let mut scene = greet();
    known(&mut scene);
    scene
}

/// A window asks for the passphrase, and this is what becomes of it.
fn window(scene: &mut Scene, answer: &str) {
    let path = scene.home.window(answer);
    scene.environment.insert("PATH", path);
    scene.environment.insert("DISPLAY", ":99".into());
}

fn window_with_the_passphrase(scene: &mut Scene) {
    let passphrase = std::fs::read_to_string(scene.file("passord")).unwrap();
    window(scene, &format!("echo 'D {}'; echo OK", passphrase.trim()));
}

fn nobody_knows_it_by_heart(scene: &mut Scene) {
    scene.write_profile("passphrase_file", "");
    scene.write_profile("passphrase", "prompt");
}

pub const CASES: &[Case] = &[
    case(
        "protocol/too-old",
        greet,
        |s| s.requests = vec![hello(VERSION - 1)],
        updated,
    ),
    case(
        "protocol/too-new",
        greet,
        |s| s.requests = vec![hello(VERSION + 1)],
        updated,
    ),
    case(
        "request/malformed",
        greet,
        |s| s.requests = vec![json!("hei")],
        updated,
    ),
    case(
        "request/unknown-command",
        greet,
        |s| s.requests = vec![json!({"id": 1, "cmd": "of-a-later-version"})],
        updated,
    ),
    case(
        "request/bad-argument",
        ask_for_a_token,
        |s| s.requests[0]["operation"] = "of-a-later-version".into(),
        |s| s.requests = vec![token()],
    ),
    case(
        "request/too-large",
        send,
        |s| s.requests[1] = create("$token", &"lang ".repeat(MAX_REQUEST / 5)),
        |s| s.requests[1] = create("$token", "Kort"),
    ),
    case(
        "send/unknown-token",
        send,
        |s| s.requests[1] = create("et-annet-token", "Slår opp"),
        // Losen asks the helper for a new one.
        |s| s.requests = vec![token(), create("$token", "Slår opp")],
    ),
    case(
        "caller/forbidden",
        greet_as_the_extension,
        |s| {
            let stranger = format!("chrome-extension://{}/", "b".repeat(32));
            s.notes.insert("caller", stranger);
        },
        known,
    ),
    case(
        "key/no-prompt",
        ask_for_a_token,
        nobody_knows_it_by_heart,
        window_with_the_passphrase,
    ),
    case(
        "key/cancelled",
        ask_for_a_token,
        |s| {
            nobody_knows_it_by_heart(s);
            window(s, "echo 'ERR 83886179 Operation cancelled <Pinentry>'");
        },
        window_with_the_passphrase,
    ),
    case(
        "helper/internal",
        begin_a_login,
        // The folder in which a login is remembered cannot be written to: something is where it should be.
        |s| {
            let folder = s.home.path().join("state/losen/logins");
            std::fs::remove_dir_all(&folder).unwrap();
            std::fs::write(&folder, "").unwrap();
        },
        // Trying again helps when it has passed.
        |s| std::fs::remove_file(s.home.path().join("state/losen/logins")).unwrap(),
    ),
];
