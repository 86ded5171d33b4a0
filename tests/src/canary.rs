//! Something secret that must not turn up anywhere, in whatever spelling.

mod signed;

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use signed::has_signed_token;

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
}

/// Looks for many secrets at once: every file of a browser's profile is read for each of them.
pub struct Search {
    canaries: Vec<Canary>,
    /// Which pairs of bytes some spelling begins with.
    begins: Vec<bool>,
}

impl Search {
    /// For these.
    #[must_use]
    pub fn new(canaries: Vec<Canary>) -> Self {
        let mut begins = vec![false; 1 << 16];
        for (_, spelling) in canaries.iter().flat_map(|canary| &canary.spellings) {
            begins[pair(spelling)] = true;
        }
        Self { canaries, begins }
    }

    /// What is in these bytes, and how it is spelled.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Option<String> {
        for at in 0..bytes.len().saturating_sub(1) {
            if !self.begins[pair(&bytes[at..])] {
                continue;
            }
            for canary in &self.canaries {
                let mut spellings = canary.spellings.iter();
                if let Some((how, _)) = spellings.find(|(_, spelling)| bytes[at..].starts_with(spelling)) {
                    return Some(format!("{}, {how}", canary.name));
                }
            }
        }
        has_signed_token(bytes).then(|| "a signed token".to_owned())
    }

    /// Fails when a secret is in a file of this folder or deeper, except in the folder where it belongs. Returns how many
    /// bytes were read.
    #[track_caller]
    pub fn absent_below(&self, folder: &Path, except: &Path) -> usize {
        let mut read = 0;
        for entry in std::fs::read_dir(folder).expect("a folder can be read").flatten() {
            let path = entry.path();
            // What a browser takes away meanwhile holds nothing any more.
            let Ok(kind) = entry.file_type() else { continue };
            if path == except {
                continue;
            }
            if kind.is_dir() {
                read += self.absent_below(&path, except);
            } else if kind.is_file() {
                let bytes = std::fs::read(&path).unwrap_or_default();
                read += bytes.len();
                if let Some(found) = self.find(&bytes) {
                    panic!("left in {}: {found}", path.display());
                }
            }
        }
        read
    }
}

fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// What the practice environment's enterprise holds: its passphrase and its private key.
#[must_use]
pub fn enterprise(workshop: &Path) -> Vec<Canary> {
    let passphrase = std::fs::read(workshop.join("passphrase")).expect("a file");
    let mut all = private_key(workshop);
    all.push(Canary::new("the passphrase", &passphrase));
    all
}

/// The private key of the practice environment's enterprise certificate, as bytes and as PEM.
fn private_key(workshop: &Path) -> Vec<Canary> {
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
    fn a_search_for_many_finds_each_in_a_file_that_holds_much_else() {
        let other = b"another secret, of its own";
        let search = Search::new(vec![Canary::new("it", SECRET), Canary::new("other", other)]);
        let noise: Vec<u8> = (0..100_000_u32)
            .map(|at| (at.wrapping_mul(at) % 251) as u8)
            .collect();
        assert_eq!(search.find(&noise), None);
        for (secret, name) in [(SECRET, "it"), (other, "other")] {
            let file = [&noise, secret, &noise].concat();
            assert_eq!(search.find(&file), Some(format!("{name}, as it is")));
        }
    }

    #[test]
    fn a_token_is_known_by_its_looks() {
        let search = Search::new(Vec::new());
        let token = format!("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.{}", "Ab-_".repeat(30));
        let file = [b"\x00token=", token.as_bytes(), b"\""].concat();
        assert!(search.find(&file).is_some());
        let cut = token.get(..60).unwrap();
        assert_eq!(
            search.find(cut.as_bytes()),
            None,
            "claims without a signature are no token"
        );
        let claims = URL_SAFE_NO_PAD.encode(r#"{"iss":"ansattporten"}"#);
        let portals = format!("eyJhbGciOiJSUzI1NiJ9.{claims}.{}", "Ab-_".repeat(30));
        assert_eq!(search.find(portals.as_bytes()), None, "the portal's own");
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        Canary::new("it", SECRET).absent("a text", b"nothing here that is worth keeping to oneself at all");
    }
}
