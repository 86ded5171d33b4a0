use std::path::{Path, PathBuf};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use losen_core::Timestamp;
use losen_core::model::{ClientId, Kid};
use losen_core::protocol::{CertificateInfo, Fault, code};
use losen_core::text::{Language, Message};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::prompt::Prompt;
use crate::signer::kept::FOLDER;
use crate::signer::key_file::KeyFile;
use crate::signer::{Identity, Signer};

const ENDINGS: [&str; 6] = ["pem", "key", "jwk", "json", "p12", "pfx"];

/// The private key of a client, under the id that it is registered with.
pub struct OwnKey {
    key: Box<dyn Signer>,
    identity: Identity,
}

impl Signer for OwnKey {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        None
    }

    fn key(&self) -> &EncodingKey {
        self.key.key()
    }
}

impl OwnKey {
    /// Where the key of a client is: where the user says, or in the folder, under the client's id, or under the id of one
    /// of its keys, as the helper keeps those that it has made.
    pub fn place(
        settings: &Path,
        client_id: &ClientId,
        keys: &[Value],
        given: Option<&Path>,
    ) -> Result<PathBuf, Fault> {
        if let Some(path) = given {
            return Ok(path.to_owned());
        }
        let folder = settings.join(FOLDER);
        // A client's id is letters, digits, `_` and `-`, so it is no path.
        let kids = keys
            .iter()
            .filter_map(|key| Kid::parse(key.get("kid")?.as_str()?).ok());
        ENDINGS
            .iter()
            .map(|ending| folder.join(format!("{client_id}.{ending}")))
            .chain(kids.map(|kid| folder.join(format!("{kid}.pem"))))
            .find(|path| path.is_file())
            .ok_or_else(|| {
                let wanted = folder.join(format!("{client_id}.pem"));
                let detail = format!("there is no {}", wanted.display());
                Fault::new(code::PROOF_KEY_NEEDED, detail)
            })
    }

    /// Opens the key, and finds out under which of the client's ids it is registered.
    pub fn open(
        path: &Path,
        keys: &[Value],
        prompt: &dyn Prompt,
        language: Language,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let kids: Vec<&str> = keys.iter().filter_map(|key| key.get("kid")?.as_str()).collect();
        // A file that does not say its own id is given one; which it really is, its signature tells.
        let file = KeyFile::read(path, None, None)
            .or_else(|_| KeyFile::read(path, kids.first().copied().or(Some("key")), None))?;
        let passphrase = if file.needs_passphrase() {
            let question = Message::new("proof.prompt.client_key").with("file", path.display().to_string());
            prompt.secret(&question.text(language)).map_err(Fault::from)?
        } else {
            SecretString::default()
        };
        let key = file
            .open(&passphrase, None, now)
            .or_else(|_| file.open(&passphrase, kids.first().copied(), now))?;
        let kid = keys
            .iter()
            .find(|public| signs_for(key.as_ref(), public))
            .and_then(|public| public.get("kid")?.as_str());
        let kid = kid.ok_or_else(|| {
            let detail = format!("{} is none of the client's keys", path.display());
            Fault::new(code::PROOF_KEY_NEEDED, detail)
        })?;
        Ok(Self {
            identity: Identity::Kid(kid.to_owned()),
            key,
        })
    }
}

/// Whether what the private key signs holds under the public one.
pub fn signs_for(key: &dyn Signer, public: &Value) -> bool {
    let member = |name: &str| public.get(name).and_then(Value::as_str).unwrap_or_default();
    let Ok(public) = DecodingKey::from_rsa_components(member("n"), member("e")) else {
        return false;
    };
    let Ok(signed) = jsonwebtoken::encode(&Header::new(Algorithm::RS256), &json!({}), key.key()) else {
        return false;
    };
    let mut only_the_signature = Validation::new(Algorithm::RS256);
    only_the_signature.required_spec_claims.clear();
    only_the_signature.validate_exp = false;
    only_the_signature.validate_aud = false;
    jsonwebtoken::decode::<Value>(&signed, &public, &only_the_signature).is_ok()
}
