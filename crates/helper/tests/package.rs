//! The Debian package, made of the program that the tests run: what is in it, that it installs and goes again, and that
//! the same input makes the same bytes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID};
use serde_json::Value;
use tempfile::TempDir;

const MANIFESTS: [&str; 4] = [
    "etc/chromium/native-messaging-hosts/no.losen.helper.json",
    "etc/opt/chrome/native-messaging-hosts/no.losen.helper.json",
    "etc/opt/edge/native-messaging-hosts/no.losen.helper.json",
    "usr/lib/mozilla/native-messaging-hosts/no.losen.helper.json",
];

fn run(program: &str, arguments: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program).args(arguments).output().unwrap();
    assert!(
        status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&stderr)
    );
    String::from_utf8(stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn build(into: &Path) -> PathBuf {
    let licences = into.join("licences");
    fs::write(&licences, "Everybody's licences.\n").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/deb.sh");
    let mut command = Command::new(script);
    // What is compressed is not the question here.
    command
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .env("LOSEN_DEB_COMPRESSION", "none");
    let output = command
        .arg(env!("CARGO_BIN_EXE_losen"))
        .args([&licences, into])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

/// The package, unpacked: built once for all tests.
struct Package {
    _keep: TempDir,
    file: PathBuf,
    tree: PathBuf,
}

static PACKAGE: LazyLock<Package> = LazyLock::new(|| {
    let keep = tempfile::tempdir().unwrap();
    let file = build(keep.path());
    let tree = keep.path().join("tree");
    run("dpkg-deb", &["-R", text(&file), text(&tree)]);
    Package {
        _keep: keep,
        file,
        tree,
    }
});

#[test]
fn it_holds_the_program_the_manifests_and_what_is_written_about_them() {
    let listing = run("dpkg-deb", &["-c", text(&PACKAGE.file)]);
    let mut files = Vec::new();
    for line in listing.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[1], "root/root", "{line}");
        let path = words[5].trim_start_matches("./");
        let mode = match path {
            _ if path.ends_with('/') || path.is_empty() => "drwxr-xr-x",
            "usr/bin/losen" => "-rwxr-xr-x",
            _ => "-rw-r--r--",
        };
        assert_eq!(words[0], mode, "{line}");
        if !words[0].starts_with('d') {
            files.push(path.to_owned());
        }
    }
    files.sort();
    let doc = [
        "ADMIN.md",
        "PRIVACY.md",
        "README.md",
        "SECURITY.md",
        "changelog.gz",
        "copyright",
    ];
    let mut expected: Vec<String> = doc
        .iter()
        .map(|name| format!("usr/share/doc/losen/{name}"))
        .collect();
    expected.extend(MANIFESTS.map(str::to_owned));
    expected.extend([
        "usr/bin/losen".to_owned(),
        "usr/share/man/man1/losen.1.gz".to_owned(),
    ]);
    expected.sort();
    assert_eq!(files, expected);
}

#[test]
fn its_manifests_let_losens_extension_start_the_installed_program_and_nobody_else() {
    for place in MANIFESTS {
        let manifest: Value =
            serde_json::from_str(&fs::read_to_string(PACKAGE.tree.join(place)).unwrap()).unwrap();
        assert_eq!(manifest["path"], "/usr/bin/losen", "{place}");
        let (member, id) = if place.contains("mozilla") {
            ("allowed_extensions", FIREFOX_ID.to_owned())
        } else {
            (
                "allowed_origins",
                format!("chrome-extension://{}/", CHROMIUM_ID.trim()),
            )
        };
        assert_eq!(manifest[member], serde_json::json!([id]), "{place}");
    }
}

#[test]
fn its_program_runs() {
    let losen = PACKAGE.tree.join("usr/bin/losen");
    assert_eq!(
        run(text(&losen), &["--version"]).trim(),
        concat!("losen ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn it_says_what_debian_wants_to_know() {
    let field = |name: &str| {
        run("dpkg-deb", &["-f", text(&PACKAGE.file), name])
            .trim()
            .to_owned()
    };
    assert_eq!(field("Package"), "losen");
    assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
    assert!(
        field("Depends").starts_with("libc6 (>= 2."),
        "{}",
        field("Depends")
    );
    assert!(field("Maintainer").contains('@') && !field("Section").is_empty());
    assert!(field("Installed-Size").parse::<u64>().unwrap() > 1_000);
    let description = field("Description");
    let (summary, rest) = description.split_once('\n').unwrap();
    // What lintian would say of a description.
    assert!(
        summary.len() <= 80 && !summary.starts_with("losen") && !summary.ends_with('.'),
        "{summary}"
    );
    assert!(rest.lines().all(|line| line.len() <= 80), "{rest}");
    // What an administrator may have changed is kept; nothing else in /etc is there.
    let conffiles = fs::read_to_string(PACKAGE.tree.join("DEBIAN/conffiles")).unwrap();
    let listed: Vec<&str> = conffiles
        .lines()
        .map(|line| line.trim_start_matches('/'))
        .collect();
    let in_etc: Vec<&str> = MANIFESTS
        .into_iter()
        .filter(|place| place.starts_with("etc/"))
        .collect();
    assert_eq!(listed, in_etc);
    // No script runs as root when it is installed.
    let control: Vec<_> = fs::read_dir(PACKAGE.tree.join("DEBIAN"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        control.iter().all(|name| ["control", "conffiles", "md5sums"]
            .iter()
            .any(|known| name == known)),
        "{control:?}"
    );
}

#[test]
fn its_sums_are_right() {
    let sums = PACKAGE.tree.join("DEBIAN/md5sums");
    let output = Command::new("md5sum")
        .arg("-c")
        .arg(&sums)
        .current_dir(&PACKAGE.tree)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_same_input_makes_the_same_package() {
    let keep = tempfile::tempdir().unwrap();
    let again = build(keep.path());
    assert!(
        fs::read(&PACKAGE.file).unwrap() == fs::read(again).unwrap(),
        "the two packages differ"
    );
}

#[test]
fn it_installs_into_a_system_and_goes_again_without_trace() {
    let keep = tempfile::tempdir().unwrap();
    let root = keep.path();
    for folder in [
        "var/lib/dpkg/info",
        "var/lib/dpkg/updates",
        "etc",
        "usr/lib",
        "usr/bin",
        "usr/share",
    ] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for file in ["status", "available"] {
        fs::write(root.join("var/lib/dpkg").join(file), "").unwrap();
    }
    let dpkg = |arguments: &[&str]| {
        let place = format!("--root={}", root.display());
        // There is no C library in this system, and whoever runs the tests may not be root.
        let how = [
            "dpkg",
            &place,
            "--force-not-root",
            "--force-depends",
            "--force-bad-path",
            "--log=/dev/null",
        ];
        run("fakeroot", &[&how[..], arguments].concat())
    };
    dpkg(&["-i", text(&PACKAGE.file)]);
    assert!(MANIFESTS.iter().all(|place| root.join(place).exists()));
    let losen = root.join("usr/bin/losen");
    assert!(run(text(&losen), &["--version"]).starts_with("losen "));
    // What the program itself says of the system that it has been installed into: nothing but that its place is
    // another than the manifests say, as long as that system is not running.
    let mut doctor = Command::new(&losen);
    let arguments = [
        "doctor",
        "--browser",
        "chromium",
        "--format",
        "json",
        "--root",
        text(root),
    ];
    let output = doctor
        .args(arguments)
        .env_clear()
        .env("HOME", root)
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let obstacles = found["browsers"][0]["obstacles"].as_array().unwrap();
    let elsewhere =
        |obstacle: &Value| obstacle["code"] == "doctor/no-program" && !Path::new("/usr/bin/losen").exists();
    assert!(obstacles.iter().all(elsewhere), "{found}");
    dpkg(&["--purge", "losen"]);
    let left: Vec<&str> = MANIFESTS
        .into_iter()
        .chain(["usr/bin/losen", "usr/share/doc/losen"])
        .filter(|place| root.join(place).exists())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    for folder in ["etc/opt", "etc/chromium", "usr/lib/mozilla"] {
        assert!(!root.join(folder).exists(), "{folder}");
    }
}
