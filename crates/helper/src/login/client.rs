use std::path::{Path, PathBuf};

use losen_core::login::{Authenticated, IdPorten};
use losen_core::model::AuthMethod;
use losen_core::protocol::{Fault, code};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::{OwnKey, Registered};
use crate::signer::{self, Identity, Signer};

/// What kind of assertion it is (RFC 7523 §2.2).
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds that an assertion is good for; ID-porten allows 120.
const LIFETIME: i64 = 100;

/// What the user gave the client to prove itself with.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// Its secret. Used once.
    pub secret: Option<SecretString>,
    /// A file with its private key.
    pub key: Option<PathBuf>,
}

/// What is sent beside the code.
pub struct Proven {
    /// Members of the form.
    pub form: Vec<(&'static str, SecretString)>,
    /// For the `Authorization` header: id and secret.
    pub basic: Option<SecretString>,
    /// How that proves the client.
    pub by: Authenticated,
}

/// Whether the client can prove itself at all, so that nobody logs in in vain. A secret may still come with the code.
pub fn may_begin(
    client: &Registered,
    settings: &Path,
    client_id: &losen_core::model::ClientId,
    means: &Means,
    profile: &dyn Signer,
) -> Result<(), Fault> {
    if client.method != AuthMethod::PrivateKeyJwt {
        return Ok(());
    }
    if client.keys.is_empty() {
        return certificate_speaks(profile);
    }
    OwnKey::place(settings, client_id, &client.keys, means.key.as_deref()).map(drop)
}

/// A client without keys takes the organisation's certificate; a key that is registered elsewhere says nothing of it.
fn certificate_speaks(profile: &dyn Signer) -> Result<(), Fault> {
    match profile.identity() {
        Identity::Chain(_) => Ok(()),
        Identity::Kid(_) => Err(Fault::new(
            code::PROOF_UNSUPPORTED,
            "the profile signs with a registered key, and the client has none",
        )),
    }
}

/// The client's proof of who it is, by the method that it is registered with. `signer` is its own key, or the profile's
/// when it has none.
pub fn authentication(
    method: AuthMethod,
    client_id: &losen_core::model::ClientId,
    means: &Means,
    signer: Option<&dyn Signer>,
    assertion: &Assertion<'_>,
) -> Result<Proven, Fault> {
    let secret = || {
        means
            .secret
            .clone()
            .filter(|secret| !secret.expose_secret().is_empty())
            .ok_or_else(|| {
                Fault::new(
                    code::PROOF_SECRET_NEEDED,
                    "the client proves itself with a secret",
                )
            })
    };
    match method {
        AuthMethod::None => Ok(Proven {
            form: Vec::new(),
            basic: None,
            by: Authenticated::Public,
        }),
        AuthMethod::ClientSecretPost => Ok(Proven {
            form: vec![("client_secret", secret()?)],
            basic: None,
            by: Authenticated::Secret,
        }),
        AuthMethod::ClientSecretBasic => {
            // Each is form-encoded before they are joined (RFC 6749 §2.3.1).
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!(
                "{}:{}",
                encoded(client_id.as_str()),
                encoded(secret()?.expose_secret())
            );
            Ok(Proven {
                form: Vec::new(),
                basic: Some(pair.into()),
                by: Authenticated::Secret,
            })
        }
        AuthMethod::PrivateKeyJwt => {
            let signer = signer.ok_or_else(|| Fault::new(code::INTERNAL, "there is nothing to sign with"))?;
            let claims = json!({
                "iss": client_id.as_str(),
                "sub": client_id.as_str(),
                "aud": assertion.audience.issuer,
                "iat": assertion.now.0,
                "exp": assertion.now.plus(LIFETIME).0,
                "jti": assertion.jti,
            });
            let by = match signer.identity() {
                Identity::Chain(_) => Authenticated::Certificate,
                Identity::Kid(_) => Authenticated::Key,
            };
            Ok(Proven {
                form: vec![
                    ("client_assertion_type", ASSERTION.to_owned().into()),
                    ("client_assertion", signer::sign_claims(&claims, signer)?),
                ],
                basic: None,
                by,
            })
        }
    }
}

/// What an assertion says beside whose it is.
pub struct Assertion<'a> {
    /// Whom it is for.
    pub audience: &'a IdPorten,
    /// When it is made, by ID-porten's clock as far as that is known.
    pub now: losen_core::Timestamp,
    /// Its own number.
    pub jti: &'a str,
}
