//! What must not come into the helper by the back door. Advisory databases cannot be reached from every build machine;
//! the tree of dependencies can.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;

/// Name and version of every package that is compiled into the helper.
fn packages() -> Vec<(String, String)> {
    let arguments = [
        "tree",
        "--offline",
        "--locked",
        "-p",
        "losen-helper",
        "-e",
        "normal",
        "--prefix",
        "none",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let packages = text.lines().map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap().to_owned();
        (name, words.next().unwrap().trim_start_matches('v').to_owned())
    });
    let mut packages: Vec<(String, String)> = packages.collect();
    packages.sort();
    packages.dedup();
    assert!(packages.len() > 50);
    packages
}

/// The first three numbers of a version.
fn numbers(version: &str) -> Vec<u64> {
    let plain = version.split(['-', '+']).next().unwrap();
    plain.split('.').map(|number| number.parse().unwrap()).collect()
}

#[test]
fn no_package_with_a_known_hole_and_no_second_provider_of_cryptography() {
    // rsa: RUSTSEC-2023-0071, no patched version. ring and the openssl family: a second provider beside aws-lc-rs.
    // pkcs11: RUSTSEC-2022-0034. bincode: unmaintained.
    for banned in ["rsa", "ring", "openssl-sys", "native-tls", "pkcs11", "bincode"] {
        assert!(packages().iter().all(|(name, _)| name != banned), "{banned}");
    }
}

#[test]
fn packages_are_newer_than_their_known_holes() {
    // jsonwebtoken: CVE-2026-25537. rustls-webpki: RUSTSEC-2026-0104. aws-lc-sys: RUSTSEC-2026-0044 to 0048.
    for (wanted, least) in [
        ("jsonwebtoken", "10.3.0"),
        ("rustls-webpki", "0.103.13"),
        ("aws-lc-sys", "0.39.0"),
    ] {
        let versions: Vec<String> = packages()
            .into_iter()
            .filter(|(name, _)| name == wanted)
            .map(|(_, version)| version)
            .collect();
        assert_eq!(versions.len(), 1, "{wanted}: {versions:?}");
        assert!(
            numbers(&versions[0]) >= numbers(least),
            "{wanted} {}",
            versions[0]
        );
    }
}
