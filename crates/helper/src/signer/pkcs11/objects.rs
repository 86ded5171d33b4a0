//! The key and the certificates on a token.

use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

use super::module::failed;
use crate::signer::uri::TokenUri;
use crate::signer::{KeyError, chain};

/// A smaller key is refused by Maskinporten. Bytes of the modulus.
const LEAST: usize = 2048 / 8;

/// A private key that can sign.
pub(super) struct Key {
    pub(super) handle: ObjectHandle,
    /// Public, and the same in the certificate that belongs to it.
    pub(super) modulus: Vec<u8>,
}

/// What is asked of each key.
const ASKED: [AttributeType; 5] = [
    AttributeType::Label,
    AttributeType::Id,
    AttributeType::Modulus,
    AttributeType::Sign,
    AttributeType::AlwaysAuthenticate,
];

#[derive(Default)]
struct Facts {
    label: String,
    id: Vec<u8>,
    modulus: Vec<u8>,
    may_sign: bool,
    asks_each_time: bool,
}

/// The one private RSA key that the URI names.
pub(super) fn private_key(session: &Session, uri: &TokenUri) -> Result<Key, KeyError> {
    let template = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(KeyType::RSA),
    ];
    let handles = session
        .find_objects(&template)
        .map_err(|error| failed("the token does not tell its keys", &error))?;
    let present: Vec<(ObjectHandle, Facts)> = handles
        .into_iter()
        .map(|handle| (handle, facts(session, handle)))
        .collect();
    let fitting: Vec<&(ObjectHandle, Facts)> = present
        .iter()
        .filter(|(_, facts)| uri.object.as_ref().is_none_or(|wanted| *wanted == facts.label))
        .filter(|(_, facts)| uri.id.as_ref().is_none_or(|wanted| *wanted == facts.id))
        .collect();
    let (handle, facts) = match fitting.as_slice() {
        [one] => one,
        [] if present.is_empty() => {
            return Err(KeyError::NotFound("the token holds no private RSA key".into()));
        }
        [] => {
            return Err(KeyError::NotFound(format!(
                "no key on the token fits; there is {}",
                named(present.iter())
            )));
        }
        several => {
            return Err(KeyError::NotFound(format!(
                "several keys on the token fit: {}; name one with object= or id=",
                named(several.iter().copied())
            )));
        }
    };
    let unfit = |reason: &str| Err(KeyError::Unfit(reason.to_owned()));
    if !facts.may_sign {
        return unfit("the key on the token may not sign (CKA_SIGN)");
    }
    if facts.modulus.len() < LEAST {
        return unfit("the key on the token has fewer than 2048 bits, or does not tell how many");
    }
    if facts.asks_each_time {
        return unfit("the key on the token asks for its PIN at every signature (CKA_ALWAYS_AUTHENTICATE)");
    }
    Ok(Key {
        handle: *handle,
        modulus: facts.modulus.clone(),
    })
}

/// Every X.509 certificate on the token, in DER.
pub(super) fn certificates(session: &Session) -> Vec<Vec<u8>> {
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
    ];
    let handles = session.find_objects(&template).unwrap_or_default();
    let values = handles
        .into_iter()
        .filter_map(|handle| session.get_attributes(handle, &[AttributeType::Value]).ok());
    values
        .flatten()
        .filter_map(|attribute| match attribute {
            Attribute::Value(der) => Some(der),
            _ => None,
        })
        .collect()
}

/// Attributes that a token doesn't know are left out of its answer; a key that says nothing may sign.
fn facts(session: &Session, handle: ObjectHandle) -> Facts {
    let mut facts = Facts {
        may_sign: true,
        ..Facts::default()
    };
    for attribute in session.get_attributes(handle, &ASKED).unwrap_or_default() {
        match attribute {
            Attribute::Label(label) => facts.label = String::from_utf8_lossy(&label).trim_end().to_owned(),
            Attribute::Id(id) => facts.id = id,
            Attribute::Modulus(modulus) => facts.modulus = chain::without_sign(&modulus).to_vec(),
            Attribute::Sign(may) => facts.may_sign = may,
            Attribute::AlwaysAuthenticate(asks) => facts.asks_each_time = asks,
            _ => {}
        }
    }
    facts
}

fn named<'a>(keys: impl Iterator<Item = &'a (ObjectHandle, Facts)>) -> String {
    let name = |facts: &Facts| {
        let id: String = facts.id.iter().map(|byte| format!("%{byte:02x}")).collect();
        format!("object={} id={id}", facts.label)
    };
    keys.map(|(_, facts)| name(facts)).collect::<Vec<_>>().join(", ")
}
