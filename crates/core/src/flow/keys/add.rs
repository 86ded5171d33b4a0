use serde_json::Value;

use super::{Keyed, MOST, Stop, all, change_one, find, kid_of, posted, settle, text};
use crate::api::{KeyAnswer, KeyCall};
use crate::flow::{Flow, Line};
use crate::grant::Operation;
use crate::model::ClientId;

/// Adds a public key that has passed the key gate.
#[must_use]
pub fn add(id: ClientId, jwk: Value) -> Flow<Keyed> {
    Flow::new(async move |line| added(&line, &id, &jwk).await)
}

pub(super) async fn added(line: &Line, id: &ClientId, jwk: &Value) -> Keyed {
    let Some(kid) = kid_of(jwk) else {
        return Keyed::Stopped(Stop::NoKid);
    };
    if let Err(refused) = line.ready(Operation::Keys, Some(id)).await {
        return Keyed::Refused(refused);
    }
    let before = match all(line, id).await {
        Ok(keys) => keys,
        Err(refused) => return Keyed::Refused(refused),
    };
    let modulus = text(jwk, "n");
    if let Some(there) = before.iter().find(|key| text(key, "n") == modulus) {
        return Keyed::Stopped(Stop::Known(text(there, "kid").to_owned()));
    }
    if find(&before, kid.as_str()).is_some() {
        return Keyed::Stopped(Stop::Taken(kid.to_string()));
    }
    if before.len() >= MOST {
        return Keyed::Stopped(Stop::Full);
    }
    let whole = |mut keys: Vec<Value>| {
        keys.push(posted(jwk));
        Some(KeyCall::ReplaceAll(keys))
    };
    let changed = change_one(line, id, &before, KeyCall::Add(jwk.clone()), whole).await;
    // The server may have given it another id.
    let kid = match &changed {
        Ok(KeyAnswer::One(Some(key))) => text(key, "kid").to_owned(),
        _ => kid.to_string(),
    };
    let is_done = |keys: &[Value]| keys.iter().any(|key| text(key, "n") == modulus);
    settle(line, id, &kid, changed, is_done).await
}
