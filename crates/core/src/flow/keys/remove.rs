use serde_json::Value;

use super::{Keyed, Stop, all, change_one, find, settle, text};
use crate::api::KeyCall;
use crate::flow::{Flow, Line};
use crate::grant::Operation;
use crate::model::{ClientId, Kid};

/// Removes a key.
#[must_use]
pub fn remove(id: ClientId, kid: Kid) -> Flow<Keyed> {
    Flow::new(async move |line| removed(&line, &id, &kid).await)
}

pub(super) async fn removed(line: &Line, id: &ClientId, kid: &Kid) -> Keyed {
    if let Err(refused) = line.ready(Operation::Keys, Some(id)).await {
        return Keyed::Refused(refused);
    }
    match all(line, id).await {
        Ok(keys) if find(&keys, kid.as_str()).is_none() => {
            return Keyed::Stopped(Stop::Missing(kid.to_string()));
        }
        Ok(_) => {}
        Err(refused) => return Keyed::Refused(refused),
    }
    let whole = |mut keys: Vec<Value>| {
        keys.retain(|key| text(key, "kid") != kid.as_str());
        // An empty set cannot be posted.
        if keys.is_empty() {
            KeyCall::RemoveAll
        } else {
            KeyCall::ReplaceAll(keys)
        }
    };
    let changed = change_one(line, id, KeyCall::Remove(kid.clone()), whole).await;
    let is_done = |keys: &[Value]| find(keys, kid.as_str()).is_none();
    settle(line, id, kid.as_str(), changed, is_done).await
}
