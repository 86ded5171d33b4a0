//! What keeps a browser from the helper, in an image of a machine of its own: no policy and no browser of the machine that
//! the test runs on is looked at.

use std::fs;

use crate::common::{json, stderr, stdout};
use crate::scene::{Scene, Seen};
use crate::{Case, case};

const MANIFEST: &str = "etc/chromium/native-messaging-hosts/no.losen.helper.json";
const POLICY: &str = "etc/chromium/policies/managed/it.json";
const HELPER: &str = env!("CARGO_BIN_EXE_losen");

fn look(scene: &Scene) -> Seen {
    let root = scene.file("image");
    let words = [
        "doctor",
        "--root",
        &root,
        "--browser",
        "chromium",
        "--format",
        "json",
    ];
    let output = scene.command(&words).env("PATH", "/nowhere").output().unwrap();
    let obstacles = json(&output)["browsers"][0]["obstacles"]
        .as_array()
        .unwrap()
        .clone();
    let cause = |obstacle: &serde_json::Value| obstacle["cause"].as_str().unwrap().to_owned();
    Seen {
        codes: obstacles.iter().map(cause).collect(),
        told: stdout(&output) + &stderr(&output),
    }
}

fn install(scene: &mut Scene) {
    let root = scene.file("image");
    let how = ["--system", "--yes", "--browser", "chromium", "--program", HELPER];
    scene.run(&[&["install", "--root", &root][..], &how].concat());
}

/// A machine on which Chromium finds the helper.
fn installed() -> Scene {
    let mut scene = Scene::new(look);
    fs::create_dir(scene.file("image")).unwrap();
    install(&mut scene);
    scene
}

/// The same for the user alone.
fn installed_for_the_user() -> Scene {
    let scene = Scene::new(look);
    fs::create_dir(scene.file("image")).unwrap();
    scene.run(&["install", "--user", "--yes", "--browser", "chromium"]);
    scene
}

fn write(scene: &Scene, place: &str, text: &str) {
    let path = scene.home.path().join("image").join(place);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn change(scene: &Scene, old: &str, new: &str) {
    let path = scene.home.path().join("image").join(MANIFEST);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{text}");
    fs::write(path, text.replace(old, new)).unwrap();
}

pub const CASES: &[Case] = &[
    case(
        "host/not-found",
        installed,
        |s| fs::remove_file(s.home.path().join("image").join(MANIFEST)).unwrap(),
        install,
    ),
    case(
        "host/not-found",
        installed,
        |s| write(s, MANIFEST, "{\"name\": \"no.losen"),
        // A file that Losen did not make stays until somebody moves it, which "losen install" asks for.
        |s| {
            fs::rename(s.home.path().join("image").join(MANIFEST), s.file("flyttet")).unwrap();
            install(s);
        },
    ),
    case(
        "host/forbidden",
        installed,
        |s| change(s, "\"allowed_origins\"", "\"allowed_others\""),
        install,
    ),
    case(
        "host/broken",
        installed,
        |s| change(s, HELPER, "/er/flyttet/losen"),
        install,
    ),
    case(
        "host/user-level",
        installed_for_the_user,
        |s| write(s, POLICY, r#"{"NativeMessagingUserLevelHosts": false}"#),
        // IT installs for the whole machine.
        install,
    ),
    case(
        "host/blocked",
        installed,
        |s| write(s, POLICY, r#"{"NativeMessagingBlocklist": ["*"]}"#),
        // IT lets the helper through.
        |s| {
            write(
                s,
                POLICY,
                r#"{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["no.losen.helper"]}"#,
            )
        },
    ),
    case(
        "host/boxed",
        installed,
        |s| write(s, "snap/chromium/x", ""),
        // The browser comes from its maker's own package instead.
        |s| fs::remove_dir_all(s.home.path().join("image/snap")).unwrap(),
    ),
];
