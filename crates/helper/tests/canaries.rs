//! The secrets of cards, of keys of Losen's own making and of file descriptors: after every flow that touches them,
//! every output and every file is searched for them in every spelling.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(unix)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/softhsm.rs"]
mod softhsm;

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use common::{Home, profile, status, stderr};
use openssl::{Openssl, Wish};
use softhsm::{SoftHsm, TOKEN};

const PASSPHRASE: &str = "kanarifugl-i-gruva-4711";

/// Raw, hex, percent-encoded, and base64 of both kinds at each of the three places where it may begin.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut all = vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        percent.into_bytes(),
    ];
    for skip in 0..3 {
        let middle = &secret[skip..skip + (secret.len() - skip) / 3 * 3];
        all.push(STANDARD_NO_PAD.encode(middle).into_bytes());
        all.push(URL_SAFE_NO_PAD.encode(middle).into_bytes());
    }
    all
}

fn search(secrets: &[Vec<u8>], seen: &[(String, Vec<u8>)]) {
    for spelling in secrets.iter().flat_map(|secret| spellings(secret)) {
        for (place, content) in seen {
            let found = content.windows(spelling.len()).any(|window| window == spelling);
            assert!(!found, "a secret is in {place}");
        }
    }
}

fn below(folder: &Path, except: &[&Path], into: &mut Vec<(String, Vec<u8>)>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if except.contains(&path.as_path()) {
            continue;
        }
        if path.is_dir() {
            below(&path, except, into);
        } else {
            into.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

/// Forty-eight bytes from the middle of a private key, in DER.
fn middle(key: &Path, passphrase: &str) -> Vec<u8> {
    let output = Command::new("openssl")
        .args([
            "rsa",
            "-in",
            key.to_str().unwrap(),
            "-outform",
            "DER",
            "-passin",
            &format!("pass:{passphrase}"),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let at = output.stdout.len() / 2;
    output.stdout[at..at + 48].to_vec()
}

#[test]
fn a_key_of_losens_own_making_leaves_no_secret_anywhere() {
    let home = Home::new();
    let server = home.practice(&[]);
    fs::copy(
        home.profiles().join("practice.toml"),
        home.profiles().join("jobb.toml"),
    )
    .unwrap();
    let mut seen = Vec::new();
    let mut tokens = Vec::new();
    for (arguments, code) in [
        (&["setup", "--own-key", "--name", "jobb"][..], 0),
        (&["token", "--profile", "jobb", "--operation", "write"], 0),
        (&["grant", "--profile", "jobb", "--operation", "read"], 0),
        (&["clients", "list", "--profile", "jobb"], 0),
        (&["doctor", "--browser", "chromium", "--format", "json"], -1),
        (&["setup", "--keychain", "--name", "jobb"], 1),
    ] {
        let output = home.run_with_descriptor(arguments, PASSPHRASE);
        assert!(
            code == -1 || status(&output) == code,
            "{arguments:?}: {}",
            stderr(&output)
        );
        seen.push((format!("{arguments:?}, output"), output.stdout));
        seen.push((format!("{arguments:?}, errors"), output.stderr));
    }
    let output = home.run_with_descriptor(
        &["token", "--profile", "jobb", "--operation", "read", "--print"],
        PASSPHRASE,
    );
    let token = String::from_utf8(output.stdout).unwrap();
    tokens.push(token.trim_end().rsplit('.').next().unwrap().as_bytes().to_vec());
    let key = fs::read_dir(home.path().join("config/losen/keys"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let secrets = [
        vec![PASSPHRASE.as_bytes().to_vec(), middle(&key, PASSPHRASE)],
        tokens,
    ]
    .concat();
    below(home.path(), &[], &mut seen);
    drop(server);
    search(&secrets, &seen);
}

#[test]
fn a_card_leaves_neither_its_pin_nor_its_key_anywhere() {
    const PIN: &str = softhsm::PIN;
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Losen practice CA");
    let hsm = SoftHsm::new(&home);
    let pair = openssl.issue(Wish::default());
    hsm.key(TOKEN, &pair.key, "a", "01");
    hsm.certificate(TOKEN, &pair.certificate, "01");
    profile(&home, &hsm.uri("object=a"), "");
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("passphrase = \"file\"\npassphrase_file = \"passord\"\n", ""),
    )
    .unwrap();
    let mut seen = Vec::new();
    for (operation, pin) in [("read", PIN), ("write", PIN), ("read", "9911889911")] {
        let output = home.run_with_descriptor(&["grant", "--profile", "p", "--operation", operation], pin);
        assert_eq!(status(&output) == 0, pin == PIN, "{}", stderr(&output));
        seen.push((format!("{operation}, output"), output.stdout));
        seen.push((format!("{operation}, errors"), output.stderr));
    }
    // The token's own files and the test's copy of the key are where those secrets belong.
    let (ca, tokens) = (home.path().join("ca"), hsm.folder().to_owned());
    below(home.path(), &[&ca, &tokens], &mut seen);
    let secrets = [
        PIN.as_bytes().to_vec(),
        b"9911889911".to_vec(),
        middle(&pair.key, ""),
    ];
    search(&secrets, &seen);
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let text = format!("xx{}", URL_SAFE_NO_PAD.encode(format!("..{PASSPHRASE}..")));
    let found = spellings(PASSPHRASE.as_bytes()).iter().any(|spelling| {
        text.as_bytes()
            .windows(spelling.len())
            .any(|window| window == spelling)
    });
    assert!(found);
}
