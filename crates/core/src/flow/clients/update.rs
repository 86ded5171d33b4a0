use secrecy::SecretString;

use super::{get, take_secret};
use crate::api::{Answer, Call};
use crate::clients::{Difference, differences, uses_secret, writable};
use crate::flow::{Flow, Refused};
use crate::grant::Operation;
use crate::model::{ClientId, Plan};

/// What came of a change.
#[derive(Clone, Debug)]
pub enum Updated {
    /// It is changed.
    Done {
        /// As it is now, without the secret.
        client: Plan,
        /// The secret that came with another way to authenticate, to be shown once and kept nowhere.
        secret: Option<SecretString>,
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
    /// The answer was lost, and what is there now is neither the old nor what was sent: somebody else has changed the
    /// client, before or after, or the server made something else of it.
    Overtaken {
        /// As it is now.
        now: Plan,
        /// What was sent, and what is there.
        otherwise: Vec<Difference>,
        /// What came in place of the answer.
        refused: Refused,
    },
    /// It is as it was, and stays so.
    Refused(Refused),
    /// It may be changed, or be so yet: the answer was lost, and the client cannot be read or is as it was.
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
        let old = writable(&now);
        // Defaults that the server fills in are not ours to worry about; what we sent is, and what was to go and stayed.
        let otherwise = |client: &Plan| -> Vec<Difference> {
            let stayed = |one: &Difference| one.after.is_some() && old.get(&one.member) == one.after.as_ref();
            let all = differences(&sent, &writable(client)).into_iter();
            all.filter(|one| one.before.is_some() || stayed(one)).collect()
        };
        let done = |mut client: Plan| Updated::Done {
            secret: take_secret(&mut client),
            otherwise: otherwise(&client),
            client,
            found_by_looking: false,
        };
        match line.call(Call::UpdateClient(id.clone(), sent.clone())).await {
            Ok(Answer::Client(client)) => done(client),
            Ok(_) => match get(&line, &id).await {
                Ok(client) => done(client),
                Err(refused) => Updated::Unknown(refused),
            },
            Err(refused) if refused.may_be_done() => match get(&line, &id).await {
                Ok(client) if differences(&old, &writable(&client)).is_empty() => Updated::Unknown(refused),
                Ok(client) if otherwise(&client).is_empty() => Updated::Done {
                    client,
                    secret: None,
                    found_by_looking: true,
                    otherwise: Vec::new(),
                },
                Ok(now) => Updated::Overtaken {
                    otherwise: otherwise(&now),
                    now,
                    refused,
                },
                Err(_) => Updated::Unknown(refused),
            },
            Err(refused) => Updated::Refused(refused),
        }
    })
}

/// Whether a change brings a client a secret that it did not have. The server shows it once, in its answer.
#[must_use]
pub fn brings_secret(seen: &Plan, wanted: &Plan) -> bool {
    uses_secret(wanted) && !uses_secret(seen)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Timestamp;
    use crate::api::{ApiReply, TransportFailure};
    use crate::diagnosis::Symptom;
    use crate::flow::{Answered, Ask, Step};

    fn client(description: &str) -> Plan {
        Plan::from_json(json!({"client_id": "a", "client_name": "Oppslag", "description": description}))
            .unwrap()
    }

    /// A change from "old" to "ours" whose answer is lost, and what is read afterwards.
    fn lost(found: &str) -> Updated {
        let id = ClientId::parse("a").unwrap();
        let mut flow = update(id, client("old"), &client("ours"));
        let mut reads = ["old", found].into_iter();
        let mut step = flow.begin(Timestamp(0));
        loop {
            let answered = match step {
                Step::End(end) => return end,
                Step::Ask(Ask::Ready { .. }) => Answered::Ready(Ok(())),
                Step::Ask(Ask::Call {
                    call: Call::GetClient(_),
                    ..
                }) => Answered::call(Ok(ApiReply {
                    status: 200,
                    body: client(reads.next().unwrap()).to_json().to_string(),
                    ..ApiReply::default()
                })),
                Step::Ask(_) => Answered::call(Err(Symptom::Transport(TransportFailure::Unknown))),
            };
            step = flow.answered(Timestamp(1), answered);
        }
    }

    #[test]
    fn what_is_found_after_a_lost_answer_is_ours_only_when_it_is_what_was_sent() {
        assert_eq!(lost("ours").word(), "found");
        assert_eq!(lost("old").word(), "unknown");
        let theirs = lost("theirs");
        assert_eq!(theirs.word(), "overtaken");
        assert!(theirs.refusal().is_some());
        assert!(
            matches!(theirs, Updated::Overtaken { otherwise, .. } if otherwise[0].member == "description")
        );
    }
}
