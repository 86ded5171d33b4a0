use serde_json::Value;

use super::{all, kid_of, posted, same};
use crate::api::{Answer, Call, KeyAnswer, KeyCall};
use crate::flow::clients::get;
use crate::flow::{Line, Refused};
use crate::grant::Operation;
use crate::model::ClientId;

/// What came of the second step of "client plus key".
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// The new client has its key.
    Done {
        /// The key's id, as the server knows it.
        kid: String,
    },
    /// It could not have it, and has been deactivated again.
    Undone(Refused),
    /// It could not have it, and is there without a key: neither could it be deactivated, or it is not known whether it
    /// has the key.
    Remains(Refused),
}

/// Gives a client that has just been created its first key, with the token that created it: one write token for both. When
/// that fails, the creation is undone, because a machine client without a key accepts any certificate of the organisation.
pub(in crate::flow) async fn give(line: &Line, id: &ClientId, jwk: &Value) -> Given {
    let mut given = with_write(line, id, KeyCall::Add(jwk.clone())).await;
    if let Err(refused) = &given
        && super::knows_only_sets(refused)
    {
        given = with_write(line, id, KeyCall::ReplaceAll(vec![posted(jwk)])).await;
    }
    let refused = match given {
        Ok(KeyAnswer::One(Some(key))) => {
            let kid = super::text(&key, "kid").to_owned();
            return Given::Done { kid };
        }
        Ok(_) => {
            let kid = kid_of(jwk).map(|kid| kid.to_string()).unwrap_or_default();
            return Given::Done { kid };
        }
        Err(refused) => refused,
    };
    if refused.may_be_done() {
        match all(line, id).await {
            Ok(keys) => {
                if let Some(kid) = same(&keys, jwk) {
                    return Given::Done { kid };
                }
            }
            Err(_) => return Given::Remains(refused),
        }
    }
    let is_inactive = async || {
        let client = get(line, id).await;
        client.is_ok_and(|client| client.flag("active") == Some(false))
    };
    match line.call(Call::DeactivateClient(id.clone())).await {
        Ok(_) => Given::Undone(refused),
        Err(lost) if lost.may_be_done() && is_inactive().await => Given::Undone(refused),
        Err(_) => Given::Remains(refused),
    }
}

async fn with_write(line: &Line, id: &ClientId, call: KeyCall) -> Result<KeyAnswer, Refused> {
    match line
        .call_as(Operation::Write, Call::Keys(id.clone(), call))
        .await?
    {
        Answer::Keys(answer) => Ok(answer),
        _ => Ok(KeyAnswer::Done),
    }
}
