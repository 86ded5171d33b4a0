//! Keys on smart cards, in security modules and in other tokens behind a PKCS#11 module.
//!
//! A wrong PIN counts against the card, so a PIN is sent once, and only after the card has been asked whether it is
//! locked or about to be. The key itself never leaves the card.

mod module;
mod objects;

use std::path::Path;

use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use jsonwebtoken::EncodingKey;
use losen_core::Timestamp;
use losen_core::protocol::CertificateInfo;
use secrecy::SecretString;

use super::found::Need;
use super::lent::{Lent, Remote};
use super::uri::TokenUri;
use super::{Identity, KeyError, PinState, Signer, chain};
use crate::certificate::Usage;

const SEAL: &str = "the certificate is for seals and not for authentication";

/// A token that has been found.
pub struct Token {
    uri: TokenUri,
    module: Pkcs11,
    slot: Slot,
    info: TokenInfo,
}

impl Token {
    /// Whether there is a module to ask, without loading it: some take seconds, and a status is asked for often.
    pub fn glance(uri: &TokenUri) -> Result<(), KeyError> {
        module::is_there(&uri.module)
    }

    /// Loads the module and looks for the one token that the URI names.
    pub fn find(uri: &TokenUri) -> Result<Self, KeyError> {
        let module = module::load(&uri.module)?;
        let (slot, info) = module::token(&module, uri)?;
        if info.user_pin_locked() {
            return Err(KeyError::PinLocked);
        }
        Ok(Self {
            uri: uri.clone(),
            module,
            slot,
            info,
        })
    }

    /// What the token is called.
    #[must_use]
    pub fn label(&self) -> String {
        self.info.label().trim_end().to_owned()
    }

    /// What to ask for. A reader with keys of its own asks by itself.
    #[must_use]
    pub fn need(&self) -> Need {
        if self.info.login_required() && !self.info.protected_authentication_path() {
            Need::Pin(pin_state(&self.info))
        } else {
            Need::Nothing
        }
    }

    /// Logs in, finds the key and its certificate, and makes sure that it can sign.
    pub fn open(
        self,
        pin: &SecretString,
        kid: Option<&str>,
        certificate: Option<&Path>,
        now: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyError> {
        let session = self
            .module
            .open_ro_session(self.slot)
            .map_err(|error| module::failed("the token cannot be talked to", &error))?;
        self.log_in(&session, pin)?;
        let key = objects::private_key(&session, &self.uri)?;
        let able = self.module.get_mechanism_list(self.slot).unwrap_or_default();
        if !able.contains(&MechanismType::SHA256_RSA_PKCS) {
            return Err(KeyError::Unfit(
                "the token cannot make RS256 signatures (CKM_SHA256_RSA_PKCS)".into(),
            ));
        }
        let certificates = match certificate {
            Some(path) => chain::candidates(super::key_file::certificates(path)?),
            None => chain::candidates(objects::certificates(&session)),
        };
        let leaf = chain::leaf(&certificates, &key.modulus, now);
        let identity = match (kid, leaf) {
            (Some(kid), _) => Identity::Kid(kid.to_owned()),
            (None, Some(leaf)) => Identity::Chain(chain::chain(leaf, &certificates)),
            (None, None) => return Err(KeyError::NotFound(no_certificate(certificate))),
        };
        let by_seal = kid.is_none() && leaf.is_some_and(|leaf| leaf.certificate.usage == Usage::Seal);
        Ok(Box::new(TokenSigner {
            identity,
            certificate: leaf.map(|leaf| leaf.certificate.info.clone()),
            warnings: if by_seal { vec![SEAL] } else { Vec::new() },
            lent: Lent::new(Box::new(TokenKey {
                session,
                key: key.handle,
            })),
        }))
    }

    fn log_in(&self, session: &Session, pin: &SecretString) -> Result<(), KeyError> {
        if !self.info.login_required() {
            return Ok(());
        }
        let pin = (!self.info.protected_authentication_path()).then_some(pin);
        match session.login(UserType::User, pin) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(Error::Pkcs11(
                RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange | RvError::PinExpired,
                _,
            )) => {
                // The card knows better than we do what is left.
                let now = self.module.get_token_info(self.slot);
                if now.as_ref().is_ok_and(TokenInfo::user_pin_locked) {
                    return Err(KeyError::PinLocked);
                }
                Err(KeyError::WrongPin(
                    now.map(|info| pin_state(&info)).unwrap_or_default(),
                ))
            }
            Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(KeyError::PinLocked),
            Err(error) => Err(module::failed("the token refused the login", &error)),
        }
    }
}

fn no_certificate(file: Option<&Path>) -> String {
    match file {
        Some(path) => format!("{}: no certificate for signatures that belongs to the key", path.display()),
        None => "the token holds no certificate for signatures that belongs to the key; put it in a file and name that \
                 as 'certificate' in the profile"
            .into(),
    }
}

fn pin_state(info: &TokenInfo) -> PinState {
    if info.user_pin_final_try() {
        PinState::LastTry
    } else if info.user_pin_count_low() {
        PinState::Low
    } else {
        PinState::Fine
    }
}

/// The key on the token. Closing the session, when this is dropped, logs out.
struct TokenKey {
    session: Session,
    key: ObjectHandle,
}

impl Remote for TokenKey {
    fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self.session.sign(&Mechanism::Sha256RsaPkcs, self.key, message) {
            Ok(signature) => Some(signature),
            Err(error) => {
                tracing::warn!("the token did not sign: {error}");
                None
            }
        }
    }
}

struct TokenSigner {
    identity: Identity,
    certificate: Option<CertificateInfo>,
    warnings: Vec<&'static str>,
    lent: Lent,
}

impl Signer for TokenSigner {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn certificate(&self) -> Option<&CertificateInfo> {
        self.certificate.as_ref()
    }

    fn key(&self) -> &EncodingKey {
        self.lent.key()
    }

    fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}
