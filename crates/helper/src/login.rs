//! A trial login with a new client: what is remembered between its beginning and its code, and how the client proves who
//! it is when the code is exchanged.

use aws_lc_rs::rand::SecureRandom as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::protocol::{Fault, code};
use serde_json::Value;

mod client;
mod kept;
mod own_key;
mod tokens;

pub use client::{Assertion, Means, Proven, authentication, may_begin};
pub use kept::Kept;
pub use own_key::{OwnKey, signs_for};
pub use tokens::{Tokens, read};

/// 256 bits that nobody can guess, as text for an address.
pub fn random() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Fault::new(code::INTERNAL, "the system gave no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The client as it is registered, as far as a login needs it.
#[derive(Debug)]
pub struct Registered {
    /// Where logins end; the first of the client's own that is an address.
    pub redirect_uri: String,
    /// How it proves itself.
    pub method: losen_core::model::AuthMethod,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// Its public keys.
    pub keys: Vec<Value>,
}
