use super::get;
use crate::api::Call;
use crate::flow::{Flow, Refused};
use crate::grant::Operation;
use crate::model::{ClientId, Plan};

/// What came of a deactivation.
#[derive(Clone, Debug, PartialEq)]
pub enum Deactivated {
    /// It is deactivated.
    Done {
        /// The answer was lost, and the client was read again.
        found_by_looking: bool,
    },
    /// It was deactivated already; nothing was sent.
    Already,
    /// It has another name now than the one that was confirmed; nothing was sent.
    Renamed(Plan),
    /// It is as it was, and stays so.
    Refused(Refused),
    /// It may be deactivated, or be so yet: the answer was lost, and the client cannot be read or is active.
    Unknown(Refused),
}

/// Deactivates the client whose name was confirmed.
#[must_use]
pub fn deactivate(id: ClientId, name: Option<String>) -> Flow<Deactivated> {
    Flow::new(async move |line| {
        if let Err(refused) = line.ready(Operation::Write, Some(&id)).await {
            return Deactivated::Refused(refused);
        }
        match get(&line, &id).await {
            Ok(client) if client.flag("active") == Some(false) => return Deactivated::Already,
            Ok(client) if client.text("client_name") != name.as_deref() => {
                return Deactivated::Renamed(client);
            }
            Ok(_) => {}
            Err(refused) => return Deactivated::Refused(refused),
        }
        let refused = match line.call(Call::DeactivateClient(id.clone())).await {
            Ok(_) => {
                return Deactivated::Done {
                    found_by_looking: false,
                };
            }
            Err(refused) if refused.may_be_done() => refused,
            Err(refused) => return Deactivated::Refused(refused),
        };
        match get(&line, &id).await {
            Ok(client) if client.flag("active") == Some(false) => Deactivated::Done {
                found_by_looking: true,
            },
            // A server may hide what is deactivated.
            Err(gone) if gone.status() == Some(404) => Deactivated::Done {
                found_by_looking: true,
            },
            _ => Deactivated::Unknown(refused),
        }
    })
}
