//! From a text without secrets to JSON with keys in it.

use serde_json::{Map, Value, json};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::{SOURCE, der, forms, rsa};
use crate::model::Finding;
use crate::rules::Rule;

const UNREADABLE: Rule = Rule::new("key/unreadable", SOURCE);
const UNSUPPORTED: Rule = Rule::new("key/unsupported", SOURCE);

pub(super) const RULES: &[Rule] = &[UNREADABLE, UNSUPPORTED];

/// What was given, as JSON.
pub(super) struct Input {
    pub shape: Shape,
    pub value: Value,
    pub certificate: Option<Certificate>,
}

/// In which dress the keys came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{"keys":[…]}`.
    Set,
    /// `[…]`, for pasting into the portal of old.
    Array,
    /// `{ [ … ] }`, as a page of the documentation has it.
    Broken,
    /// One JWK.
    Single,
    /// A public key or certificate in PEM or DER.
    Pem,
}

pub(super) fn read(text: &str) -> Result<Input, Box<Finding>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("-----BEGIN") {
        return pem(text);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(members)) => object(members),
        Ok(Value::Array(list)) if list.iter().any(Value::is_object) => json(Shape::Array, Value::Array(list)),
        // A key that was quoted once more on its way.
        Ok(Value::String(inner)) if inner.len() < text.len() => read(&inner),
        Ok(_) => Err(Box::new(UNREADABLE.error(""))),
        Err(_) => broken(text).map_or_else(|| bare(text), |list| json(Shape::Broken, list)),
    }
}

fn json(shape: Shape, value: Value) -> Result<Input, Box<Finding>> {
    Ok(Input {
        shape,
        value,
        certificate: None,
    })
}

fn object(members: Map<String, Value>) -> Result<Input, Box<Finding>> {
    if members.get("keys").is_some_and(Value::is_array) {
        json(Shape::Set, Value::Object(members))
    } else if members.contains_key("kty") || members.contains_key("n") || members.contains_key("x5c") {
        json(Shape::Single, Value::Object(members))
    } else {
        Err(Box::new(UNREADABLE.error("")))
    }
}

/// `{ [ … ] }`: what stands between the braces.
fn broken(text: &str) -> Option<Value> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    serde_json::from_str(inner).ok().filter(Value::is_array)
}

/// The first block between `BEGIN` and `END` that holds a certificate or a key.
fn pem(text: &str) -> Result<Input, Box<Finding>> {
    let plain = forms::unescaped(text).unwrap_or_else(|| text.to_owned());
    for block in plain.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else {
            continue;
        };
        let body = rest.split("-----END").next().unwrap_or_default();
        let Some(bytes) = forms::base64(body) else {
            return Err(Box::new(UNREADABLE.error("")));
        };
        return known(&bytes).ok_or_else(|| Box::new(UNSUPPORTED.error("").with("form", label.trim())));
    }
    Err(Box::new(UNREADABLE.error("")))
}

/// A certificate or key in base64 without its `BEGIN` and `END`.
fn bare(text: &str) -> Result<Input, Box<Finding>> {
    if text.starts_with("ssh-") || text.contains("BEGIN SSH2") {
        return Err(Box::new(UNSUPPORTED.error("").with("form", "SSH")));
    }
    let found = forms::base64(text).as_deref().and_then(known);
    found.ok_or_else(|| Box::new(UNREADABLE.error("")))
}

/// A certificate, a public key, or a public RSA key, in DER.
fn known(bytes: &[u8]) -> Option<Input> {
    let certificate = Certificate::from_der(bytes).ok();
    let info = match &certificate {
        Some(certificate) => Some(certificate.tbs_certificate().subject_public_key_info().clone()),
        None => SubjectPublicKeyInfoOwned::from_der(bytes).ok(),
    };
    let jwk = match info {
        Some(info) => public(&info)?,
        None => rsa::jwk(&der::rsa_public(bytes)?),
    };
    Some(Input {
        shape: Shape::Pem,
        value: jwk,
        certificate,
    })
}

/// The JWK of a public key; of one that is no RSA key only its kind, so that the rule about kinds can speak.
pub(super) fn public(info: &SubjectPublicKeyInfoOwned) -> Option<Value> {
    const RSA: &str = "1.2.840.113549.1.1.1";
    if info.algorithm.oid.to_string() != RSA {
        return Some(json!({ "kty": "EC" }));
    }
    Some(rsa::jwk(&der::rsa_public(info.subject_public_key.as_bytes()?)?))
}
