use serde_json::Value;

use super::{Keyed, Stop, change_one, find, holds, is_gone, known, posted, settle, text};
use crate::api::KeyCall;
use crate::flow::Flow;
use crate::grant::Operation;
use crate::model::{ClientId, Kid};

/// Registers a key anew, so that its year begins again.
#[must_use]
pub fn renew(id: ClientId, kid: Kid) -> Flow<Keyed> {
    Flow::new(async move |line| {
        if let Err(refused) = line.ready(Operation::Keys, Some(&id)).await {
            return Keyed::Refused(refused);
        }
        let before = match known(&line, &id).await {
            Ok(keys) => keys,
            Err(refused) => return Keyed::Refused(refused),
        };
        let Some(old) = find(&before, kid.as_str()) else {
            return Keyed::Stopped(Stop::Missing(kid.to_string()));
        };
        let (updated, key) = (text(old, "last_updated").to_owned(), anew(old));
        let whole = |keys: Vec<Value>| {
            let anew = |key: &Value| {
                if text(key, "kid") == kid.as_str() {
                    anew(key)
                } else {
                    key.clone()
                }
            };
            // A key that somebody else has removed meanwhile is not put back.
            holds(&keys, kid.as_str()).then(|| KeyCall::ReplaceAll(keys.iter().map(anew).collect()))
        };
        let changed = change_one(&line, &id, &before, KeyCall::Renew(kid.clone(), key), whole).await;
        if is_gone(&line, &id, &kid, &changed).await {
            return Keyed::Stopped(Stop::Missing(kid.to_string()));
        }
        let is_done =
            |keys: &[Value]| find(keys, kid.as_str()).is_some_and(|key| text(key, "last_updated") != updated);
        settle(&line, &id, kid.as_str(), changed, is_done).await
    })
}

/// Without the end that it had.
fn anew(key: &Value) -> Value {
    let mut key = posted(key);
    if let Some(members) = key.as_object_mut() {
        members.shift_remove("exp");
    }
    key
}
