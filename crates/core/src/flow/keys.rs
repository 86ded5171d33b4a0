//! What can be done with the keys of a client. Whatever is done, a key that somebody else registered stays: keys are
//! added, renewed and removed one at a time, and where a server knows only whole sets, the set is read right before.

mod add;
mod before;
mod give;
mod many;
mod remove;
mod renew;
mod rotate;
mod words;

use serde_json::Value;

use super::clients::get;
use super::{Flow, Line, Refused};
use crate::api::{Answer, Call, KeyAnswer, KeyCall};
use crate::grant::Operation;
use crate::model::{ClientId, Kid};

pub use add::add;
pub use before::Before;
pub(super) use give::{Given, give};
pub use many::{Many, of_many};
pub use remove::{remove, remove_told};
pub use renew::renew;
pub use rotate::{
    Proven, is_elsewhere, is_not_known_yet, provable_scope, proves_the_key, rotate, rotate_told,
};
pub use words::KeyOp;

/// What the API takes.
pub const MOST: usize = 5;

/// Seconds before each look after an answer that was lost: what a server has accepted may show only after a while.
const LOOKS: [u32; 4] = [0, 1, 3, 9];

/// What came of a change to the keys of a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyed {
    /// It is done.
    Done {
        /// The key that it was about, as the server knows it.
        kid: String,
        /// All keys as they are now.
        keys: Vec<Value>,
        /// The answer was lost, and the keys were read again.
        found_by_looking: bool,
    },
    /// Nothing was sent.
    Stopped(Stop),
    /// The keys are as they were, and stay so.
    Refused(Refused),
    /// It may be done, or come yet: the answer was lost, and the keys cannot be read or do not show it.
    Unknown(Refused),
    /// A rotation stopped on its way: the new key is in, and the old one is in as well.
    BothIn {
        /// The new key.
        kid: String,
        /// All keys as they were seen last.
        keys: Vec<Value>,
        /// Whether a token was had with the new key.
        proven: bool,
        /// What went wrong.
        refused: Refused,
    },
}

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The client has as many keys as it can have.
    Full,
    /// The key is there already, under this id.
    Known(String),
    /// Another key has this id.
    Taken(String),
    /// The key that is meant is not there.
    Missing(String),
    /// The key has no id, or one that cannot be one.
    NoKid,
}

/// The keys of a client.
#[must_use]
pub fn read(id: ClientId) -> Flow<Result<Vec<Value>, Refused>> {
    Flow::new(async move |line| known(&line, &id).await)
}

/// The keys of a client that may not be there: "not found" is what the API says of a client without keys, and of no
/// client at all, so that the client is asked for as well.
async fn known(line: &Line, id: &ClientId) -> Result<Vec<Value>, Refused> {
    match line.call(Call::Keys(id.clone(), KeyCall::All)).await? {
        Answer::Keys(KeyAnswer::All(keys)) => Ok(keys),
        Answer::Keys(KeyAnswer::NotFound) => get(line, id).await.map(|_| Vec::new()),
        _ => Err(Refused::of_nothing()),
    }
}

/// The keys of a client that is there.
pub(super) async fn all(line: &Line, id: &ClientId) -> Result<Vec<Value>, Refused> {
    match line.call(Call::Keys(id.clone(), KeyCall::All)).await? {
        Answer::Keys(KeyAnswer::All(keys)) => Ok(keys),
        Answer::Keys(KeyAnswer::NotFound) => Ok(Vec::new()),
        _ => Err(Refused::of_nothing()),
    }
}

async fn change(line: &Line, id: &ClientId, call: KeyCall) -> Result<KeyAnswer, Refused> {
    match line
        .call_as(Operation::Keys, Call::Keys(id.clone(), call))
        .await?
    {
        Answer::Keys(answer) => Ok(answer),
        _ => Ok(KeyAnswer::Done),
    }
}

/// A change of one key, or of the whole set where the server does not know the address of one. `whole` makes the new set
/// of what is there; nothing when there is nothing to do for it, which is then what the refusal meant.
async fn change_one(
    line: &Line,
    id: &ClientId,
    before: &[Value],
    one: KeyCall,
    whole: impl FnOnce(Vec<Value>) -> Option<KeyCall>,
) -> Result<KeyAnswer, Refused> {
    let kid = match &one {
        KeyCall::Renew(kid, _) | KeyCall::Remove(kid) => Some(kid.clone()),
        _ => None,
    };
    let refused = match change(line, id, one).await {
        Err(refused) if knows_only_sets(&refused) => refused,
        answer => return answer,
    };
    let keys = all(line, id).await?;
    // A set that is gone all at once may be one that could not be found this time. It is not replaced by a smaller one.
    if keys.is_empty() && !before.is_empty() {
        return Err(refused);
    }
    if refused.status() == Some(404)
        && let Some(kid) = kid
        && knows_single_keys(line, id, &keys, &kid).await
    {
        return Err(refused);
    }
    match whole(keys.iter().map(posted).collect()) {
        Some(whole) => change(line, id, whole).await,
        None => Err(refused),
    }
}

/// Whether "not found" was said of a key and not of its address: then somebody has removed it a moment ago, even where the
/// list has not heard of it yet, and nothing is to be posted. Another key tells, as its address is of the same kind; where
/// there is none, nobody can tell.
async fn knows_single_keys(line: &Line, id: &ClientId, keys: &[Value], kid: &Kid) -> bool {
    let mut others = keys.iter().filter_map(kid_of);
    let Some(other) = others.find(|other| other != kid) else {
        return true;
    };
    match line.call(Call::Keys(id.clone(), KeyCall::One(other))).await {
        Ok(_) => true,
        Err(refused) => !knows_only_sets(&refused),
    }
}

/// Whether a key was "not found" because somebody else has removed it.
async fn is_gone(line: &Line, id: &ClientId, kid: &Kid, changed: &Result<KeyAnswer, Refused>) -> bool {
    let not_found = matches!(changed, Err(refused) if refused.status() == Some(404));
    not_found && all(line, id).await.is_ok_and(|keys| !holds(&keys, kid.as_str()))
}

/// Whether a key is there.
fn holds(keys: &[Value], kid: &str) -> bool {
    find(keys, kid).is_some()
}

/// Whether a refusal says that there is no such address, rather than no such key.
fn knows_only_sets(refused: &Refused) -> bool {
    matches!(refused.status(), Some(404 | 405 | 415 | 501))
}

/// What happened to keys is seen by reading them. Not to see it is no proof that it did not happen.
async fn settle(
    line: &Line,
    id: &ClientId,
    kid: &str,
    changed: Result<KeyAnswer, Refused>,
    is_done: impl Fn(&[Value]) -> bool,
) -> Keyed {
    let done = |keys, found_by_looking| Keyed::Done {
        kid: kid.to_owned(),
        keys,
        found_by_looking,
    };
    let lost = match changed {
        // The server said yes, even when its list is a moment behind.
        Ok(_) => {
            return all(line, id)
                .await
                .map_or_else(Keyed::Unknown, |keys| done(keys, false));
        }
        Err(refused) if refused.may_be_done() => refused,
        Err(refused) => return Keyed::Refused(refused),
    };
    for pause in LOOKS {
        if pause > 0 {
            line.wait(pause).await;
        }
        match all(line, id).await {
            Ok(keys) if is_done(&keys) => return done(keys, true),
            Err(refused) if !refused.is_of_the_line() => break,
            _ => {}
        }
    }
    Keyed::Unknown(lost)
}

/// The id under which a key is there, by its modulus: a server may have given it another one than it was sent with.
pub(super) fn same(keys: &[Value], key: &Value) -> Option<String> {
    let modulus = text(key, "n");
    let same = keys.iter().find(|known| text(known, "n") == modulus);
    same.map(|known| text(known, "kid").to_owned())
}

fn text<'a>(key: &'a Value, member: &str) -> &'a str {
    key.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn find<'a>(keys: &'a [Value], kid: &str) -> Option<&'a Value> {
    keys.iter().find(|key| text(key, "kid") == kid)
}

/// A key of a reply as it is sent back: `use` has been demanded since 2025-05-22, and older keys lack it.
fn posted(key: &Value) -> Value {
    let mut key = key.clone();
    if let Some(members) = key.as_object_mut() {
        members.retain(|member, value| {
            !matches!(member.as_str(), "created" | "last_updated") && !value.is_null()
        });
        members.insert("use".to_owned(), Value::from("sig"));
    }
    key
}

fn kid_of(key: &Value) -> Option<Kid> {
    Kid::parse(text(key, "kid")).ok()
}
