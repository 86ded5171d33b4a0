use serde_json::Value;

use super::{Before, Keyed, Stop, change_one, holds, is_gone, known, settle, text};
use crate::api::KeyCall;
use crate::flow::{Flow, Line};
use crate::grant::Operation;
use crate::model::{ClientId, Kid};

/// Removes a key.
#[must_use]
pub fn remove(id: ClientId, kid: Kid) -> Flow<Keyed> {
    remove_told(id, kid, Before::default())
}

/// Removes a key, and tells what the keys were before anything is sent.
#[must_use]
pub fn remove_told(id: ClientId, kid: Kid, told: Before) -> Flow<Keyed> {
    Flow::new(async move |line| removed(&line, &id, &kid, &told).await)
}

pub(super) async fn removed(line: &Line, id: &ClientId, kid: &Kid, told: &Before) -> Keyed {
    if let Err(refused) = line.ready(Operation::Keys, Some(id)).await {
        return Keyed::Refused(refused);
    }
    let before = match known(line, id).await {
        Ok(keys) if !holds(&keys, kid.as_str()) => return Keyed::Stopped(Stop::Missing(kid.to_string())),
        Ok(keys) => keys,
        Err(refused) => return Keyed::Refused(refused),
    };
    told.put(&before);
    let whole = |mut keys: Vec<Value>| {
        // Somebody else has removed it meanwhile: then the others are left alone.
        if !holds(&keys, kid.as_str()) {
            return None;
        }
        keys.retain(|key| text(key, "kid") != kid.as_str());
        // An empty set cannot be posted.
        Some(if keys.is_empty() {
            KeyCall::RemoveAll
        } else {
            KeyCall::ReplaceAll(keys)
        })
    };
    let changed = change_one(line, id, &before, KeyCall::Remove(kid.clone()), whole).await;
    if is_gone(line, id, kid, &changed).await {
        return Keyed::Stopped(Stop::Missing(kid.to_string()));
    }
    let is_done = |keys: &[Value]| !holds(keys, kid.as_str());
    settle(line, id, kid.as_str(), changed, is_done).await
}
