//! A private key as JWK (RFC 7517), alone or in a set.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

/// A key with the members that RFC 7518 §6.3 wants of it. Their text is wiped when it goes out of use.
#[derive(Deserialize)]
struct Private {
    kid: Option<String>,
    kty: String,
    n: Zeroizing<String>,
    e: Zeroizing<String>,
    d: Option<Zeroizing<String>>,
    p: Option<Zeroizing<String>>,
    q: Option<Zeroizing<String>>,
    dp: Option<Zeroizing<String>>,
    dq: Option<Zeroizing<String>>,
    qi: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Set { keys: Vec<Private> },
    One(Box<Private>),
}

/// Why there is no key. Quotes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwkError {
    #[error("not a JWK with an RSA key")]
    Shape,
    #[error("the JWK has no private members, so it is the public half of the key")]
    Public,
    #[error("the JWK set has no private key with the kid of the profile")]
    NoSuchKid,
    #[error("the JWK set has several private keys, so the profile needs the kid of one")]
    Several,
    #[error("the kid in the file is not the kid in the profile")]
    OtherKid,
    #[error("the members of the JWK do not belong together")]
    Inconsistent,
}

/// The key in PKCS#8, and its kid when the file has one.
pub(super) fn read(text: &str, kid: Option<&str>) -> Result<(Zeroizing<Vec<u8>>, Option<String>), JwkError> {
    // The reader's own words could quote a member.
    let written: Written = serde_json::from_str(text).map_err(|_| JwkError::Shape)?;
    let key = match written {
        Written::One(key) => *key,
        Written::Set { keys } => of_set(keys, kid)?,
    };
    if key.kty != "RSA" {
        return Err(JwkError::Shape);
    }
    if let (Some(own), Some(wanted)) = (key.kid.as_deref(), kid)
        && own != wanted
    {
        return Err(JwkError::OtherKid);
    }
    Ok((pkcs8(&key)?, key.kid))
}

fn of_set(keys: Vec<Private>, kid: Option<&str>) -> Result<Private, JwkError> {
    let mut private: Vec<Private> = keys.into_iter().filter(|key| key.d.is_some()).collect();
    if private.is_empty() {
        return Err(JwkError::Public);
    }
    if let Some(kid) = kid {
        private.retain(|key| key.kid.as_deref() == Some(kid));
        return private.pop().ok_or(JwkError::NoSuchKid);
    }
    let one = private.pop().ok_or(JwkError::Public)?;
    if private.is_empty() {
        Ok(one)
    } else {
        Err(JwkError::Several)
    }
}

fn pkcs8(key: &Private) -> Result<Zeroizing<Vec<u8>>, JwkError> {
    let number = |member: &Zeroizing<String>| {
        URL_SAFE_NO_PAD
            .decode(member.trim_end_matches('='))
            .map(Zeroizing::new)
            .map_err(|_| JwkError::Inconsistent)
    };
    let private = |member: &Option<Zeroizing<String>>| member.as_ref().map_or(Err(JwkError::Public), number);
    let components = KeyPairComponents {
        public_key: PublicKeyComponents {
            n: number(&key.n)?,
            e: number(&key.e)?,
        },
        d: private(&key.d)?,
        p: private(&key.p)?,
        q: private(&key.q)?,
        dP: private(&key.dp)?,
        dQ: private(&key.dq)?,
        qInv: private(&key.qi)?,
    };
    let pair = KeyPair::from_components(&components).map_err(|_| JwkError::Inconsistent)?;
    let der = pair.as_der().map_err(|_| JwkError::Inconsistent)?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}
