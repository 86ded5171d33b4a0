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
#[path = "common/search.rs"]
mod search;
#[path = "common/softhsm.rs"]
mod softhsm;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Home, profile, status, stderr};
use openssl::{Openssl, Wish};
use search::Search;
use softhsm::{SoftHsm, TOKEN};

const PASSPHRASE: &str = "kanarifugl-i-gruva-4711";

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
    let mut search = Search::default();
    for (arguments, code) in [
        (&["setup", "--own-key", "--name", "jobb"][..], 0),
        (&["token", "--profile", "jobb", "--operation", "write"], 0),
        (&["grant", "--profile", "jobb", "--operation", "read"], 0),
        (&["clients", "list", "--profile", "jobb"], 0),
        (&["doctor", "--browser", "chromium", "--format", "json"], -1),
        (&["setup", "--keychain", "--name", "jobb"], 1),
    ] {
        home.set("RUST_LOG", Path::new("trace"));
        let output = home.run_with_descriptor(arguments, PASSPHRASE);
        assert!(
            code == -1 || status(&output) == code,
            "{arguments:?}: {}",
            stderr(&output)
        );
        search.output(&arguments.join(" "), output);
    }
    let key = fs::read_dir(home.path().join("config/losen/keys"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    search.secret("the passphrase", PASSPHRASE.as_bytes());
    search.secret("the key", &middle(&key, PASSPHRASE));
    drop(server);
    search.finds_nothing_below(home.path());
}

#[test]
fn a_card_leaves_neither_its_pin_nor_its_key_anywhere() {
    const PIN: &str = softhsm::PIN;
    const WRONG: &str = "9911889911";
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
    let mut search = Search::default();
    home.set("RUST_LOG", Path::new("trace"));
    for (operation, pin) in [("read", PIN), ("write", PIN), ("read", WRONG)] {
        let output = home.run_with_descriptor(&["grant", "--profile", "p", "--operation", operation], pin);
        assert_eq!(status(&output) == 0, pin == PIN, "{}", stderr(&output));
        search.output(operation, output);
    }
    search.secret("the PIN", PIN.as_bytes());
    search.secret("the wrong PIN", WRONG.as_bytes());
    search.secret("the key", &middle(&pair.key, ""));
    // The token's own files and the test's copy of the key are where those secrets belong.
    search.home(&home.path().join("ca"));
    search.home(hsm.folder());
    search.finds_nothing_below(home.path());
}
