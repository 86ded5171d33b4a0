//! Something secret that must not turn up anywhere, in whatever spelling.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A secret in every spelling in which it may be left behind.
#[derive(Debug)]
pub struct Canary {
    name: &'static str,
    spellings: Vec<(&'static str, Vec<u8>)>,
}

/// So much of a long secret gives it away: the end, which for a token is its signature.
const TELLING: usize = 48;

impl Canary {
    /// A secret, called `name` in messages.
    #[must_use]
    pub fn new(name: &'static str, secret: &[u8]) -> Self {
        let secret = &secret[secret.len().saturating_sub(TELLING)..];
        assert!(secret.len() >= 16, "{name} is too short to be looked for");
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
        let mut spellings = vec![
            ("as it is", secret.to_vec()),
            ("in UTF-16", secret.iter().flat_map(|byte| [*byte, 0]).collect()),
            ("in hexadecimal", hex.to_uppercase().into_bytes()),
            ("percent-encoded", percent.into_bytes()),
        ];
        spellings.push(("in hexadecimal", hex.into_bytes()));
        // Inside a longer text the base64 of a secret depends on what stands before it, in three ways.
        for before in 0..3 {
            let shifted = [&vec![0; before][..], secret].concat();
            for (name, engine) in [("in base64", STANDARD_NO_PAD), ("in base64url", URL_SAFE_NO_PAD)] {
                let text = engine.encode(&shifted).into_bytes();
                spellings.push((name, text[4..text.len() - 4].to_vec()));
            }
        }
        Self { name, spellings }
    }

    /// Fails when the secret is in these bytes.
    #[track_caller]
    pub fn absent(&self, place: &str, bytes: &[u8]) {
        for (how, spelling) in &self.spellings {
            assert!(!contains(bytes, spelling), "{} is in {place}, {how}", self.name);
        }
    }

    /// Fails when the secret is in a file of this folder or deeper, except in the folder where it belongs.
    #[track_caller]
    pub fn absent_below(&self, folder: &Path, except: &Path) {
        for entry in std::fs::read_dir(folder).expect("a folder can be read").flatten() {
            let path = entry.path();
            let kind = entry.file_type().expect("a file has a type");
            if path == except {
                continue;
            }
            if kind.is_dir() {
                self.absent_below(&path, except);
            } else if kind.is_file() {
                self.absent(
                    &path.display().to_string(),
                    &std::fs::read(&path).unwrap_or_default(),
                );
            }
        }
    }
}

/// The private key of the practice environment's enterprise certificate, as bytes and as PEM.
#[must_use]
pub fn private_key(workshop: &Path) -> Vec<Canary> {
    let output = Command::new("openssl")
        .args(["pkcs12", "-nodes", "-nocerts", "-in"])
        .arg(workshop.join("enterprise.p12"))
        .arg("-passin")
        .arg(format!("file:{}", workshop.join("passphrase").display()))
        .output()
        .expect("openssl can be run");
    assert!(
        output.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let pem = String::from_utf8(output.stdout).expect("PEM is text");
    let lines: Vec<&str> = pem
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    let key = STANDARD.decode(lines.concat()).expect("PEM holds base64");
    let line = lines[lines.len() / 2];
    vec![
        Canary::new("the private key", &key),
        Canary::new("a line of the private key", line.as_bytes()),
    ]
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a secret that is long enough";

    #[test]
    fn a_secret_is_found_in_every_spelling_and_at_every_offset() {
        let canary = Canary::new("it", SECRET);
        for before in ["", "x", "xy", "xyz"] {
            let text = [before.as_bytes(), SECRET, b"tail"].concat();
            let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
            for spelled in [
                text.clone(),
                STANDARD.encode(&text).into_bytes(),
                hex.into_bytes(),
            ] {
                let found = canary
                    .spellings
                    .iter()
                    .any(|(_, spelling)| contains(&spelled, spelling));
                assert!(found, "{}", String::from_utf8_lossy(&spelled));
            }
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        Canary::new("it", SECRET).absent("a text", b"nothing here that is worth keeping to oneself at all");
    }
}
