use serde_json::Value;

use super::all;
use crate::flow::{Flow, Refused};
use crate::model::ClientId;

/// The keys of several clients, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Many {
    /// The keys of each.
    pub read: Vec<(ClientId, Vec<Value>)>,
    /// Those whose keys may not be read, or could not be, and why.
    pub refused: Vec<(ClientId, Refused)>,
    /// Why those that are in neither list were not asked for.
    pub stopped: Option<Refused>,
}

/// The keys of several clients that are known to be there, one call each. What is said of one client's keys is that
/// client's matter alone; when it would be said of every one, there is no use in going on.
#[must_use]
pub fn of_many(ids: Vec<ClientId>) -> Flow<Many> {
    Flow::new(async move |line| {
        let mut many = Many::default();
        for id in ids {
            match all(&line, &id).await {
                Ok(keys) => many.read.push((id, keys)),
                Err(refused) if is_of_one(&refused) => many.refused.push((id, refused)),
                Err(refused) => {
                    many.stopped = Some(refused);
                    break;
                }
            }
        }
        many
    })
}

/// Whether a refusal may be about one client alone. No token, no connection, terms that nobody has signed, too many calls and
/// a server that is down are about all of them.
fn is_of_one(refused: &Refused) -> bool {
    matches!(
        refused.status(),
        Some(200..300 | 400 | 403 | 404 | 409 | 410 | 500)
    )
}
