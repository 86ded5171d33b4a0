//! What a release is judged and packed by, without the minutes that a release takes: the same functions that `dist` calls.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs shell commands with the release's functions at hand.
fn release(folder: &Path, script: &str) -> Output {
    let functions = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/release.sh");
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &format!(". '{functions}'; {script}")])
        .current_dir(folder)
        .output();
    output.unwrap()
}

fn weigh(folder: &Path, bytes: u64) -> bool {
    fs::File::create(folder.join("losen"))
        .unwrap()
        .set_len(bytes)
        .unwrap();
    release(folder, "within_limit losen").status.success()
}

#[test]
fn a_helper_of_six_million_bytes_passes_and_one_byte_more_does_not() {
    let folder = tempfile::tempdir().unwrap();
    assert!(weigh(folder.path(), 6_000_000));
    assert!(!weigh(folder.path(), 6_000_001));
    fs::remove_file(folder.path().join("losen")).unwrap();
    assert!(
        !release(folder.path(), "within_limit losen").status.success(),
        "no helper at all"
    );
}

#[test]
fn every_file_has_its_checksum_and_a_changed_one_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "losen_0.1.0_amd64.deb",
        "losen-0.1.0.tar.gz",
        "losen-0.1.0-helper.cdx.json",
    ] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    assert!(release(folder.path(), "sums .").status.success());
    let check = || {
        release(folder.path(), "sha256sum --check --strict SHA256SUMS")
            .status
            .success()
    };
    let sums = fs::read_to_string(folder.path().join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 3, "{sums}");
    assert!(check());
    fs::write(folder.path().join("losen-0.1.0.tar.gz"), "another").unwrap();
    assert!(!check());
}

#[test]
fn the_same_files_make_the_same_archive_whoever_packs_them_and_when() {
    let pack = |age: &str| {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("losen-0.1.0");
        fs::create_dir(&tree).unwrap();
        for name in ["losen", "README.md"] {
            fs::write(tree.join(name), name).unwrap();
        }
        let touched = format!("touch -d '{age}' losen-0.1.0/*; archive . losen-0.1.0 1700000000");
        let output = release(folder.path(), &touched);
        assert!(output.status.success());
        output.stdout
    };
    let archive = pack("2001-01-01");
    assert_eq!(archive, pack("2026-11-22"));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.tar.gz"), archive).unwrap();
    let listed = release(folder.path(), "tar -tzf a.tar.gz").stdout;
    assert_eq!(
        String::from_utf8(listed).unwrap(),
        "losen-0.1.0/\nlosen-0.1.0/README.md\nlosen-0.1.0/losen\n"
    );
}
