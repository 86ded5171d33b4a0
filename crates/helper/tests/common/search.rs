//! A search of everything that was said and everything that lies on the disk for what must not be there.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../../../tests/src/canary/signed.rs"]
mod signed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, percent_encode};

use signed::has_signed_token;

/// What is looked for and where.
#[derive(Default)]
pub struct Search {
    secrets: Vec<(String, Vec<u8>)>,
    seen: Vec<(String, Vec<u8>)>,
    /// Files in which a secret is at home.
    homes: Vec<PathBuf>,
}

impl Search {
    /// Something that must not turn up.
    pub fn secret(&mut self, name: &str, secret: &[u8]) {
        assert!(secret.len() >= 6, "{name} is too short to be looked for");
        self.secrets.push((name.to_owned(), secret.to_vec()));
    }

    /// A file that holds a private key in PEM, which must not turn up elsewhere.
    pub fn private_key(&mut self, path: &Path) {
        let pem = fs::read_to_string(path).unwrap();
        let line = pem.lines().filter(|line| line.len() == 64).nth(8).unwrap();
        self.secret(&path.display().to_string(), line.as_bytes());
        self.secret(&path.display().to_string(), &STANDARD.decode(line).unwrap());
        self.homes.push(path.to_owned());
    }

    /// A file or folder in which secrets are at home.
    pub fn home(&mut self, path: &Path) {
        self.homes.push(path.to_owned());
    }

    /// What a process said.
    pub fn output(&mut self, words: &str, output: Output) {
        self.said(&format!("{words}, output"), output.stdout);
        self.said(&format!("{words}, errors"), output.stderr);
    }

    /// What was said somewhere.
    pub fn said(&mut self, place: &str, content: Vec<u8>) {
        self.seen.push((place.to_owned(), content));
    }

    /// Reads every file of the folder and deeper, and fails when a secret, or any signed token, is in one of them or has
    /// been said.
    #[track_caller]
    pub fn finds_nothing_below(mut self, folder: &Path) {
        self.read(folder);
        for (place, content) in &self.seen {
            for (name, secret) in &self.secrets {
                for spelling in spellings(secret) {
                    assert!(!contains(content, &spelling), "{name} is in {place}");
                }
            }
            assert!(!holds_token(content), "a signed token is in {place}");
        }
    }

    fn read(&mut self, folder: &Path) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if self.homes.contains(&path) {
                continue;
            }
            if path.is_dir() {
                self.read(&path);
            } else if path.is_file() {
                self.said(&path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Raw, hexadecimal, percent-encoded as programs do it and with every byte escaped, and base64 of both kinds at each of the
/// three places where it may begin.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let all_escaped: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let percent = percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let mut all = vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        all_escaped.to_lowercase().into_bytes(),
        all_escaped.into_bytes(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
    ];
    for skip in 0..3 {
        let middle = &secret[skip..skip + (secret.len() - skip) / 3 * 3];
        all.push(STANDARD_NO_PAD.encode(middle).into_bytes());
        all.push(URL_SAFE_NO_PAD.encode(middle).into_bytes());
    }
    all
}

/// Whether any token is there, as it is or in one of the same spellings: nobody knows every token that was bought.
fn holds_token(content: &[u8]) -> bool {
    if has_signed_token(content) || has_signed_token(&percent_decode(content).collect::<Vec<u8>>()) {
        return true;
    }
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/');
    content
        .split(|byte| !word(byte))
        .filter(|run| run.len() > 200)
        .any(|run| {
            let hex: Option<Vec<u8>> = run
                .chunks_exact(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
                .collect();
            let whole = &run[..run.len() / 4 * 4];
            [
                hex,
                STANDARD_NO_PAD.decode(whole).ok(),
                URL_SAFE_NO_PAD.decode(whole).ok(),
            ]
            .into_iter()
            .flatten()
            .any(|decoded| has_signed_token(&decoded))
        })
}

#[test]
fn the_search_finds_a_secret_in_every_spelling() {
    let secret = "kanarifugl i gruva: 4711/æ".as_bytes();
    for (name, spelled) in [
        ("raw", secret.to_vec()),
        ("base64", STANDARD.encode([b"x", secret].concat()).into_bytes()),
        (
            "base64url",
            URL_SAFE_NO_PAD.encode([b"xy", secret].concat()).into_bytes(),
        ),
        (
            "percent",
            percent_encode(secret, NON_ALPHANUMERIC).to_string().into_bytes(),
        ),
    ] {
        assert!(
            spellings(secret)
                .iter()
                .any(|spelling| contains(&spelled, spelling)),
            "{name}"
        );
    }
}

#[test]
fn the_search_finds_a_token_that_nobody_has_told_it_of() {
    let token = format!("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhZG1pbiJ9.{}", "Ab-_".repeat(86));
    let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    for spelled in [
        token.clone(),
        STANDARD.encode(&token),
        URL_SAFE_NO_PAD.encode(&token),
        hex,
        token.replace('.', "%2E"),
    ] {
        let around = format!("level=info \"{spelled}\"\n");
        assert!(holds_token(around.as_bytes()), "{around}");
    }
    assert!(!holds_token(
        b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhZG1pbiJ9.short and a lot of other things"
    ));
}
