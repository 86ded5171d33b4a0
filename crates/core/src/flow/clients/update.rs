use super::get;
use crate::api::{Answer, Call};
use crate::clients::{Difference, differences, writable};
use crate::flow::{Flow, Refused};
use crate::grant::Operation;
use crate::model::{ClientId, Plan};

/// What came of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Updated {
    /// It is changed.
    Done {
        /// As it is now.
        client: Plan,
        /// The answer was lost, and the client was read again.
        found_by_looking: bool,
        /// What the server made otherwise than it was sent.
        otherwise: Vec<Difference>,
    },
    /// Somebody else has changed it meanwhile; nothing was sent.
    Meanwhile {
        /// As it is now.
        now: Plan,
        /// What they changed.
        theirs: Vec<Difference>,
    },
    /// It is as it was.
    Refused(Refused),
    /// It may be changed or not: the answer was lost and the client cannot be read.
    Unknown(Refused),
}

/// Replaces a client, `seen` being what the user saw. It is read again right before, after the write token is there:
/// that may have taken a person to confirm.
#[must_use]
pub fn update(id: ClientId, seen: Plan, wanted: &Plan) -> Flow<Updated> {
    let (seen, sent) = (writable(&seen), writable(wanted));
    Flow::new(async move |line| {
        if let Err(refused) = line.ready(Operation::Write, Some(&id)).await {
            return Updated::Refused(refused);
        }
        let now = match get(&line, &id).await {
            Ok(now) => now,
            Err(refused) => return Updated::Refused(refused),
        };
        let theirs = differences(&seen, &writable(&now));
        if !theirs.is_empty() {
            return Updated::Meanwhile { now, theirs };
        }
        let done = |client: Plan, found_by_looking: bool| {
            // Defaults that the server fills in are not ours to worry about; what we sent is.
            let otherwise = differences(&sent, &writable(&client))
                .into_iter()
                .filter(|one| one.before.is_some())
                .collect();
            Updated::Done {
                client,
                found_by_looking,
                otherwise,
            }
        };
        match line.call(Call::UpdateClient(id.clone(), sent.clone())).await {
            Ok(Answer::Client(client)) => done(client, false),
            Ok(_) => match get(&line, &id).await {
                Ok(client) => done(client, false),
                Err(refused) => Updated::Unknown(refused),
            },
            Err(refused) if refused.may_be_done() => match get(&line, &id).await {
                // What is there now is the old, the new, or somebody else's.
                Ok(client) if differences(&writable(&now), &writable(&client)).is_empty() => {
                    Updated::Refused(refused)
                }
                Ok(client) => done(client, true),
                Err(_) => Updated::Unknown(refused),
            },
            Err(refused) => Updated::Refused(refused),
        }
    })
}
