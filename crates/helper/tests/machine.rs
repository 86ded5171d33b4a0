//! `losen install`, `uninstall` and `doctor` for a whole machine: in an image, whose root is a folder.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::{Home, json, status, stderr, stdout};
use serde_json::Value;

/// Where each browser looks, machine-wide.
const PLACES: [&str; 4] = [
    "etc/chromium/native-messaging-hosts/no.losen.helper.json",
    "etc/opt/chrome/native-messaging-hosts/no.losen.helper.json",
    "etc/opt/edge/native-messaging-hosts/no.losen.helper.json",
    "usr/lib/mozilla/native-messaging-hosts/no.losen.helper.json",
];

const EVERY: [&str; 12] = [
    "--browser",
    "chrome",
    "--browser",
    "chromium",
    "--browser",
    "edge",
    "--browser",
    "brave",
    "--browser",
    "vivaldi",
    "--browser",
    "firefox",
];

struct Image {
    home: Home,
    root: PathBuf,
}

impl Image {
    fn new() -> Self {
        let home = Home::new();
        let root = home.path().join("image");
        fs::create_dir_all(&root).unwrap();
        Self { home, root }
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        let mut losen = self.home.losen();
        // No browser of the machine that the test runs on.
        losen
            .env("PATH", "/nowhere")
            .arg(command)
            .arg("--root")
            .arg(&self.root);
        losen.args(arguments).output().unwrap()
    }

    fn install(&self, arguments: &[&str]) -> Output {
        let all = [&["--system", "--yes", "--program", "/usr/bin/losen"], arguments].concat();
        self.run("install", &all)
    }

    /// What the doctor finds for a browser: code and cause of each obstacle.
    fn doctor(&self, browser: &str) -> Vec<(String, String)> {
        let output = self.run("doctor", &["--browser", browser, "--format", "json"]);
        let found = json(&output)["browsers"][0]["obstacles"]
            .as_array()
            .unwrap()
            .clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert!(
            found
                .iter()
                .all(|obstacle| !text(&obstacle["message"]).is_empty())
        );
        found
            .iter()
            .map(|obstacle| (text(&obstacle["code"]), text(&obstacle["cause"])))
            .collect()
    }

    fn write(&self, place: &str, text: &str) {
        let path = self.root.join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn everything(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_machine_gets_one_manifest_where_each_browser_looks() {
    let image = Image::new();
    let output = image.install(&EVERY);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let files: Vec<PathBuf> = everything(&image.root)
        .into_iter()
        .filter(|path| path.is_file())
        .collect();
    assert_eq!(files, PLACES.map(|place| image.root.join(place)));
    for file in files {
        let manifest: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(manifest["path"], "/usr/bin/losen");
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o644, "everybody's browser reads it");
    }
}

#[test]
fn a_machine_is_left_as_it_was_found() {
    let image = Image::new();
    image.write("etc/opt/chrome/native-messaging-hosts/another.host.json", "{}");
    let before = everything(&image.root);
    let id = ["--extension-id", "abcdefghijklmnopabcdefghijklmnop"];
    assert_eq!(status(&image.install(&[&EVERY[..], &id].concat())), 0);
    assert!(image.root.join("etc/losen/extensions.toml").exists());
    assert_eq!(status(&image.run("uninstall", &["--system", "--yes"])), 0);
    let after = everything(&image.root);
    // Folders of the system's own, which an empty image does not have, stay.
    let system = ["etc", "etc/opt", "usr", "usr/lib"].map(|name| image.root.join(name));
    let left: Vec<&PathBuf> = after
        .iter()
        .filter(|path| !before.contains(path) && !system.contains(path))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(before.iter().all(|path| after.contains(path)));
}

#[test]
fn a_whole_path_is_wanted() {
    let image = Image::new();
    let output = image.run(
        "install",
        &["--system", "--yes", "--program", "losen", "--browser", "chrome"],
    );
    assert_eq!(status(&output), 2);
    assert!(everything(&image.root).is_empty());
}

#[test]
fn a_users_home_is_left_as_it_was_found() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let before = everything(home.path());
    let output = home.run(&[&["install", "--yes"][..], &EVERY].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(everything(home.path()).len() > before.len() + 6);
    let output = home.run(&["uninstall", "--yes"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(everything(home.path()), before);
}

#[test]
fn each_thing_that_keeps_a_browser_from_the_helper_is_told_apart() {
    let found = |prepare: &dyn Fn(&Image), browser: &str| {
        let image = Image::new();
        prepare(&image);
        image.doctor(browser)
    };
    let case = |code: &str, cause: &str| vec![(code.to_owned(), cause.to_owned())];
    let manifest = |change: &'static str| {
        move |image: &Image| {
            image.install(&["--browser", "chromium"]);
            let path = image.root.join(PLACES[0]);
            let text = fs::read_to_string(&path)
                .unwrap()
                .replace("/usr/bin/losen", "/bin/sh");
            let (old, new) = change.split_once(" => ").unwrap_or(("", ""));
            assert!(text.contains(old), "{text}");
            fs::write(path, text.replacen(old, new, 1)).unwrap();
        }
    };
    assert_eq!(
        found(&|_| {}, "chromium"),
        case("doctor/no-manifest", "host/not-found")
    );
    assert_eq!(found(&manifest(" => "), "chromium"), []);
    assert_eq!(
        found(&manifest("} => "), "chromium"),
        case("doctor/malformed", "host/not-found")
    );
    assert_eq!(
        found(&manifest("/bin/sh => sh"), "chromium"),
        case("doctor/relative-path", "host/not-found")
    );
    assert_eq!(
        found(&manifest("/bin/sh => /no/sh"), "chromium"),
        case("doctor/no-program", "host/broken")
    );
    let passwd = manifest("/bin/sh => /etc/passwd");
    assert_eq!(
        found(&passwd, "chromium"),
        case("doctor/not-executable", "host/broken")
    );
    let star = manifest("chrome-extension:// => chrome-extension://*");
    assert_eq!(
        found(&star, "chromium"),
        case("doctor/malformed-origin", "host/not-found")
    );
    let other = manifest("\"allowed_origins\" => \"allowed_others\"");
    assert_eq!(
        found(&other, "chromium"),
        case("doctor/wrong-extension", "host/forbidden")
    );
}

#[test]
fn policies_and_boxes_are_told_apart() {
    let image = Image::new();
    let policy = "etc/chromium/policies/managed/it.json";
    // The user's own manifest, on a machine that forbids those.
    let user = image.home.run(&["install", "--yes", "--browser", "chromium"]);
    assert_eq!(status(&user), 0);
    image.write(policy, r#"{"NativeMessagingUserLevelHosts": false}"#);
    let codes = |browser: &str| {
        image
            .doctor(browser)
            .into_iter()
            .map(|(code, _)| code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("chromium"), ["doctor/policy-user-level"]);
    image.write(policy, r#"{"NativeMessagingBlocklist": ["*"]}"#);
    assert_eq!(codes("chromium"), ["doctor/policy-blocked"]);
    image.write(
        policy,
        r#"{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["no.losen.helper"]}"#,
    );
    assert!(codes("chromium").is_empty());
    image.write("snap/chromium/x", "");
    assert_eq!(codes("chromium"), ["doctor/boxed"]);
    image.write("var/lib/flatpak/app/org.mozilla.firefox/x", "");
    assert_eq!(codes("firefox"), ["doctor/no-manifest", "doctor/boxed"]);
}

#[test]
fn a_browser_that_is_here_only_in_a_box_is_not_passed_over() {
    let image = Image::new();
    image.write("var/lib/flatpak/app/com.brave.Browser/x", "");
    let output = image.run("doctor", &[]);
    assert_eq!(status(&output), 1);
    assert!(
        stdout(&output).contains("Brave") && stdout(&output).contains("flatpak"),
        "{}",
        stdout(&output)
    );
}

/// `losen install` on a terminal of its own, which `script` makes, answering the question.
fn on_a_terminal(home: &Home, answer: &str) -> Output {
    let line = format!("'{}' install --browser vivaldi", env!("CARGO_BIN_EXE_losen"));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear();
    command
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"));
    command
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "nb_NO.UTF-8")
        .env("SHELL", "/bin/sh");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn on_a_terminal_it_asks_and_does_what_it_is_told() {
    for (answer, done) in [("n\n", false), ("\n", false), ("j\n", true), ("yes\n", true)] {
        let home = Home::new();
        let output = on_a_terminal(&home, answer);
        let manifest = home
            .path()
            .join("config/vivaldi/NativeMessagingHosts/no.losen.helper.json");
        assert!(stdout(&output).contains("[j/N]"), "{}", stdout(&output));
        assert_eq!(manifest.exists(), done, "{answer:?}: {}", stdout(&output));
    }
}
