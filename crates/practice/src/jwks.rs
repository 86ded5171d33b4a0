//! `/clients/{id}/jwks`: the keys of a client. Posting replaces the whole set.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::bearer::{READ_CLIENTS, WRITE_KEYS};
use crate::errors::{ApiError, FieldError};
use crate::http::HttpReply;
use crate::members::object;
use crate::moment;
use crate::practice::{Call, Practice};

/// A registered public key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// Its id, unique within the client.
    pub kid: String,
    /// The members that were posted, `exp` filled in.
    pub jwk: Map<String, Value>,
    /// When it stops being accepted.
    pub expires: Timestamp,
    /// When it was posted first; a key that is only renewed is known already.
    #[serde(default)]
    pub(crate) since: Timestamp,
    created: String,
    last_updated: String,
}

/// Keys live a year from the day they are posted, at most.
const LIFETIME: i64 = 365 * 24 * 3600;
pub(crate) const MOST: usize = 5;
const MEMBERS: [&str; 8] = ["kty", "kid", "use", "alg", "n", "e", "x5c", "exp"];
/// Members of a private key, which nobody should ever send.
pub const PRIVATE: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

impl Key {
    pub(crate) fn to_json(&self) -> Value {
        let mut body = self.jwk.clone();
        body.insert("created".into(), json!(self.created));
        body.insert("last_updated".into(), json!(self.last_updated));
        Value::Object(body)
    }
}

impl Practice {
    pub(crate) fn jwks_routes(
        &mut self,
        call: &Call<'_>,
        id: &str,
        rest: &[&str],
    ) -> Result<HttpReply, ApiError> {
        match (call.request.method.as_str(), rest) {
            ("GET", []) => {
                let caller = self.api_caller(call, READ_CLIENTS)?;
                let client = self.clients.of_caller(id, &caller)?;
                if client.keys.is_empty() {
                    return Err(ApiError::NotFound(format!("Fant ingen nøkler for klient {id}")));
                }
                Ok(HttpReply::json(200, &key_set(&client.keys)))
            }
            ("POST", []) => {
                let caller = self.api_caller(call, WRITE_KEYS)?;
                self.clients.of_caller(id, &caller)?;
                let sent = key_list(&call.request.body, call.now)?;
                let posted = moment::rfc3339(call.now, self.mint.micros());
                let client = self.clients.of_caller(id, &caller)?;
                let old = std::mem::take(&mut client.keys);
                client.keys = sent
                    .into_iter()
                    .map(|jwk| admit(jwk, call.now, &posted, &old))
                    .collect();
                Ok(HttpReply::json(201, &key_set(&client.keys)))
            }
            ("DELETE", []) => {
                let caller = self.api_caller(call, WRITE_KEYS)?;
                self.clients.of_caller(id, &caller)?.keys.clear();
                Ok(HttpReply::empty(204))
            }
            (_, [kid]) => self.single_key(call, id, kid),
            (method, []) => Err(ApiError::MethodNotAllowed(method.to_owned())),
            _ => Err(ApiError::NotFound(format!(
                "No static resource {}.",
                call.request.path
            ))),
        }
    }

    fn single_key(&mut self, call: &Call<'_>, id: &str, kid: &str) -> Result<HttpReply, ApiError> {
        let method = call.request.method.as_str();
        let needed = if method == "GET" { READ_CLIENTS } else { WRITE_KEYS };
        let caller = self.api_caller(call, needed)?;
        let posted = moment::rfc3339(call.now, self.mint.micros());
        let client = self.clients.of_caller(id, &caller)?;
        let at = client.keys.iter().position(|key| key.kid == kid);
        let missing = || ApiError::NotFound(format!("Fant ikke nøkkel {kid} for klient {id}"));
        match (method, at) {
            ("GET", Some(at)) => Ok(HttpReply::json(200, &client.keys.get(at).map(Key::to_json))),
            ("GET" | "DELETE", None) => Err(missing()),
            ("DELETE", Some(at)) => {
                client.keys.remove(at);
                Ok(HttpReply::empty(204))
            }
            ("PUT", at) => {
                let jwk = object(&call.request.body)?;
                let named = jwk.get("kid").and_then(Value::as_str);
                let mut errors = complaints(&jwk, call.now);
                if named.is_some_and(|named| named != kid) {
                    errors.push(complaint("kid", "kid i body og path må være like"));
                }
                if at.is_none() && client.keys.len() >= MOST {
                    errors.push(complaint("keys", "En klient kan ha maks 5 nøkler"));
                }
                if !errors.is_empty() {
                    return Err(ApiError::Fields(errors));
                }
                let key = admit(jwk, call.now, &posted, &client.keys);
                let shown = key.to_json();
                match at.and_then(|at| client.keys.get_mut(at)) {
                    Some(place) => *place = key,
                    None => client.keys.push(key),
                }
                Ok(HttpReply::json(200, &shown))
            }
            (method, _) => Err(ApiError::MethodNotAllowed(method.to_owned())),
        }
    }
}

/// The keys of a body `{"keys":[…]}`, each of them acceptable.
fn key_list(body: &str, now: Timestamp) -> Result<Vec<Map<String, Value>>, ApiError> {
    let mut sent = object(body)?;
    let list = match sent.shift_remove("keys") {
        Some(Value::Array(list)) => list,
        _ => {
            return Err(ApiError::Fields(vec![complaint(
                "keys",
                "keys kan ikke være tom",
            )]));
        }
    };
    let mut keys: Vec<Map<String, Value>> = Vec::new();
    for item in list {
        match item {
            Value::Object(jwk) => keys.push(jwk),
            _ => {
                return Err(ApiError::Unreadable(
                    "JSON parse error: Cannot deserialize value of `keys`".into(),
                ));
            }
        }
    }
    let mut errors = Vec::new();
    if keys.is_empty() {
        errors.push(complaint("keys", "keys kan ikke være tom"));
    }
    if keys.len() > MOST {
        errors.push(complaint("keys", "En klient kan ha maks 5 nøkler"));
    }
    for (at, jwk) in keys.iter().enumerate() {
        errors.extend(complaints(jwk, now));
        let kid = jwk.get("kid");
        if kid.is_some() && keys.iter().take(at).any(|other| other.get("kid") == kid) {
            errors.push(complaint("kid", "kid må være unik"));
        }
    }
    if errors.is_empty() {
        Ok(keys)
    } else {
        Err(ApiError::Fields(errors))
    }
}

/// What is wrong with one key. `use` has been demanded since 2025-05-22.
pub(crate) fn complaints(jwk: &Map<String, Value>, now: Timestamp) -> Vec<FieldError> {
    let text = |member: &str| jwk.get(member).and_then(Value::as_str).unwrap_or_default();
    let mut errors = Vec::new();
    let mut demand = |holds: bool, field: &'static str, message: &str| {
        if !holds {
            errors.push(complaint(field, message));
        }
    };
    demand(text("kty") == "RSA", "kty", "kty må være RSA");
    demand(text("use") == "sig", "use", "use må være sig");
    demand(
        matches!(text("alg"), "RS256" | "RS384" | "RS512"),
        "alg",
        "alg må være RS256, RS384 eller RS512",
    );
    let kid_fits = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let kid = text("kid");
    demand(
        !kid.is_empty() && kid.bytes().all(kid_fits),
        "kid",
        "kid må bestå av bokstaver, tall, '.', '_' og '-'",
    );
    let modulus = BASE64_URL_SAFE_NO_PAD.decode(text("n")).unwrap_or_default();
    let bits = modulus.iter().skip_while(|byte| **byte == 0).count() * 8;
    demand(bits >= 2048, "n", "Nøkkelen må være minst 2048 bit");
    demand(
        BASE64_URL_SAFE_NO_PAD
            .decode(text("e"))
            .is_ok_and(|e| !e.is_empty()),
        "e",
        "e mangler",
    );
    demand(
        jwk.get("exp")
            .is_none_or(|exp| exp.is_null() || exp.as_i64().is_some_and(|exp| exp > now.0)),
        "exp",
        "exp må være i fremtiden",
    );
    demand(
        !PRIVATE.iter().any(|member| jwk.contains_key(*member)),
        "keys",
        "Nøkkelen inneholder en privat nøkkel",
    );
    errors
}

pub(crate) fn complaint(field: &'static str, message: &str) -> FieldError {
    FieldError {
        field,
        message: message.to_owned(),
        object: "JsonWebKey",
    }
}

/// Takes a key in for a year at most. A key that is posted again is renewed and keeps its birthday.
pub(crate) fn admit(sent: Map<String, Value>, now: Timestamp, posted: &str, old: &[Key]) -> Key {
    let mut jwk: Map<String, Value> = Map::new();
    for member in MEMBERS {
        if let Some(value) = sent.get(member).filter(|value| !value.is_null()) {
            jwk.insert(member.to_owned(), value.clone());
        }
    }
    let latest = now.plus(LIFETIME);
    let expires = jwk
        .get("exp")
        .and_then(Value::as_i64)
        .map_or(latest, |exp| Timestamp(exp).min(latest));
    jwk.insert("exp".into(), json!(expires.0));
    let kid = jwk
        .get("kid")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let before = old.iter().find(|key| key.kid == kid);
    let since = before.map_or(now, |key| key.since);
    let created = before.map_or_else(|| posted.to_owned(), |key| key.created.clone());
    Key {
        kid,
        jwk,
        expires,
        since,
        created,
        last_updated: posted.to_owned(),
    }
}

fn key_set(keys: &[Key]) -> Value {
    let list: Vec<Value> = keys.iter().map(Key::to_json).collect();
    let earliest = keys.iter().map(|key| &key.created).min();
    let latest = keys.iter().map(|key| &key.last_updated).max();
    json!({ "keys": list, "created": earliest, "last_updated": latest })
}
