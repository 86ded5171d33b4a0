//! A key of Losen's own making: for everyday use, good for nothing but grants, and revoked by taking it off the client.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::Timestamp;
use pkcs8::pkcs5::pbes2;
use pkcs8::{LineEnding, PrivateKeyInfoRef};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// As many as OWASP recommends for PBKDF2 with SHA-256; a fifth of a second on an ordinary machine.
const ROUNDS: u32 = 600_000;

/// A new key pair, on disk already.
#[derive(Debug)]
pub struct OwnKey {
    /// Where the private half is, encrypted.
    pub path: PathBuf,
    /// The id that it is to be registered under.
    pub kid: String,
    /// The public half, as the self-service API takes it.
    pub public: Value,
}

/// The key could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum OwnKeyError {
    /// The cryptography failed.
    #[error("the system could not make a key")]
    NotMade,
    /// The file could not be written.
    #[error("{path}: {source}")]
    NotWritten {
        /// Which.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
}

impl OwnKey {
    /// Makes a pair and writes its private half into the folder, encrypted, readable by the user alone.
    pub fn make(folder: &Path, passphrase: &SecretString, now: Timestamp) -> Result<Self, OwnKeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| OwnKeyError::NotMade)?;
        let pem = encrypted(&pair, passphrase).ok_or(OwnKeyError::NotMade)?;
        let kid = new_kid(now)?;
        let path = folder.join(format!("{kid}.pem"));
        write(&path, &pem).map_err(|source| OwnKeyError::NotWritten {
            path: path.display().to_string(),
            source,
        })?;
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let public = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
        });
        Ok(Self { path, kid, public })
    }

    /// Takes the file away again, when the key was never registered.
    pub fn discard(self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!("{}: {error}", self.path.display());
        }
    }
}

/// A passphrase that nobody has to remember: the keychain does.
pub fn random_passphrase() -> Result<SecretString, OwnKeyError> {
    let bytes = Zeroizing::new(random::<24>()?);
    Ok(URL_SAFE_NO_PAD.encode(*bytes).into())
}

fn random<const N: usize>() -> Result<[u8; N], OwnKeyError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| OwnKeyError::NotMade)?;
    Ok(bytes)
}

/// A day for people, and enough chance that no other key in the country has the same.
fn new_kid(now: Timestamp) -> Result<String, OwnKeyError> {
    let day: String = crate::clock::rfc3339(now).chars().take(10).collect();
    let chance: String = random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("losen-{day}-{chance}"))
}

fn encrypted(pair: &KeyPair, passphrase: &SecretString) -> Option<Zeroizing<String>> {
    let der = pair.as_der().ok()?;
    let info = PrivateKeyInfoRef::try_from(der.as_ref()).ok()?;
    let (salt, start) = (random::<16>().ok()?, random::<16>().ok()?);
    let how = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, start).ok()?;
    info.encrypt_with_params(how, passphrase.expose_secret())
        .ok()?
        .to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
        .ok()
}

pub(super) fn write(path: &Path, pem: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_is_what_the_rules_want() {
        let folder = tempfile::tempdir().unwrap();
        let key = OwnKey::make(
            folder.path(),
            &SecretString::from("passord"),
            Timestamp(1_795_000_000),
        )
        .unwrap();
        assert!(key.kid.starts_with("losen-2026-11-"), "{}", key.kid);
        let report = losen_core::keys::check_text(&key.public.to_string(), Some(Timestamp(1_795_000_000)));
        assert!(!report.has_errors(), "{:?}", report.findings);
        let file = fs::read_to_string(&key.path).unwrap();
        assert!(file.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&key.path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let path = key.path.clone();
        key.discard();
        assert!(!path.exists());
    }

    #[test]
    fn no_two_passphrases_are_alike() {
        let make = || random_passphrase().unwrap().expose_secret().to_owned();
        assert!(make().len() >= 32 && make() != make());
    }
}
