//! Creating a client, with its first key when it is to have one. Two steps, one outcome: both are done, or the first is
//! undone; and when neither can be had, it is told which client is there without its key.
//!
//! 1. The list of clients as it is before. A client of the same name is shown before a second one is made. Where the list
//!    may not be read, the create goes on without it.
//! 2. A write token, fetched after the last edit. The same token gives the client its key, and undoes the create.
//! 3. The intent is kept, with the key that is to follow. Only when it has been kept does the request leave.
//! 4. A definite answer ends it. An unknown outcome (connection lost, 5xx, an answer without an id) is settled by looking
//!    in the list, never by sending again; also after a restart, since the intent survives ([`settle`]).

mod intent;
mod look;

use secrecy::SecretString;
use serde_json::Value;

use super::clients::{get, take_secret};
use super::keys::{Given, give};
use super::{Flow, Line, Refused};
use crate::api::{Answer, Call};
use crate::diagnosis::Symptom;
use crate::grant::Operation;
use crate::model::{ClientId, Plan};
use crate::protocol::code;

pub use intent::Intent;
pub use look::PATIENCE;

/// What is to be created.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The client, which the rules have nothing against.
    pub client: Plan,
    /// The public key that it gets at once, past the key gate.
    pub key: Option<Value>,
    /// Even if one of the same name is there.
    pub alike: bool,
    /// Seconds to look for a client whose answer was lost.
    pub patience: u32,
}

/// What came of a wish to create a client.
#[derive(Clone, Debug)]
pub enum Creation {
    /// The client is there, with its key when it was to have one.
    Created(Box<New>),
    /// The client could not have its key, and is deactivated again.
    Undone {
        /// Which.
        id: ClientId,
        /// Why, unless that was before a restart.
        refused: Option<Refused>,
    },
    /// The client is there, and its key is not, or it is not known whether it is.
    Unfinished {
        /// Which.
        id: ClientId,
        /// Why, unless that was before a restart.
        refused: Option<Refused>,
    },
    /// One of the same name and type is there already; nothing was sent.
    Twin(ClientId),
    /// Several clients in the list fit; a person has to choose.
    Several(Vec<ClientId>),
    /// The client is not in the list after the last look. When a gateway had answered, its answer.
    NotThere(Option<Refused>),
    /// The answer was lost, and the list cannot be read.
    Unknown(Refused),
    /// Refused, or never sent: nothing came of it.
    Refused(Refused),
    /// The intent could not be kept, so nothing was sent.
    NotRecorded,
}

/// A client that has come of a create.
#[derive(Clone, Debug)]
pub struct New {
    /// Its id.
    pub id: ClientId,
    /// As the server has it, without the secret.
    pub client: Plan,
    /// Its secret, to be shown once and kept nowhere.
    pub secret: Option<SecretString>,
    /// The answer was lost, and the client is in the list.
    pub found_by_looking: bool,
    /// The id of its key, when it was to have one.
    pub kid: Option<String>,
}

/// Creates a client.
#[must_use]
pub fn create(wish: Wish) -> Flow<Creation> {
    Flow::new(async move |line| {
        let before = match list(&line).await {
            Ok(clients) => {
                let twin = clients.iter().find(|client| is_twin(client, &wish.client));
                if let Some(twin) = twin.and_then(id_of).filter(|_| !wish.alike) {
                    return Creation::Twin(twin);
                }
                let ids = clients.iter().filter_map(|client| client.text("client_id"));
                Some(ids.map(str::to_owned).collect())
            }
            Err(refused) if may_not_be_read(&refused) => None,
            Err(refused) => return Creation::Refused(refused),
        };
        if let Err(refused) = line.ready(Operation::Write, None).await {
            return Creation::Refused(refused);
        }
        let intent = Intent::new(line.now(), &wish.client, before, wish.key);
        if !line.record(intent.clone()).await {
            return Creation::NotRecorded;
        }
        let lost = match line.call(Call::CreateClient(wish.client)).await {
            Ok(Answer::Client(client)) if id_of(&client).is_some() => {
                return key_follows(&line, intent, client, false).await;
            }
            Ok(_) => None,
            Err(refused) if refused.may_be_done() => Some(refused),
            Err(refused) => return Creation::Refused(refused),
        };
        match look::look(&line, &intent, wish.patience, lost).await {
            Ok(client) => key_follows(&line, intent, client, true).await,
            Err(other) => other,
        }
    })
}

/// What became of a create whose end was not seen. Nothing is changed: whether a client without its key is to have it or to
/// be deactivated is for the user to say.
#[must_use]
pub fn settle(intent: Intent, patience: u32) -> Flow<Creation> {
    Flow::new(async move |line| {
        let client = match &intent.client_id {
            Some(id) => match get(&line, id).await {
                Ok(client) => client,
                Err(refused) => return Creation::Unknown(refused),
            },
            None => match look::look(&line, &intent, patience, None).await {
                Ok(client) => client,
                Err(other) => return other,
            },
        };
        let Some(id) = intent.client_id.clone().or_else(|| id_of(&client)) else {
            return Creation::Unknown(Refused::of_nothing());
        };
        if client.flag("active") == Some(false) {
            return Creation::Undone { id, refused: None };
        }
        let Some(key) = &intent.key else {
            return Creation::Created(New::found(id, client, None));
        };
        match super::keys::all(&line, &id).await {
            Ok(keys) => match super::keys::same(&keys, key) {
                Some(kid) => Creation::Created(New::found(id, client, Some(kid))),
                None => Creation::Unfinished { id, refused: None },
            },
            Err(refused) => Creation::Unknown(refused),
        }
    })
}

/// The second step, when there is one.
async fn key_follows(line: &Line, mut intent: Intent, mut client: Plan, found_by_looking: bool) -> Creation {
    let secret = take_secret(&mut client);
    let Some(id) = id_of(&client) else {
        return Creation::Unknown(Refused::of_nothing());
    };
    let mut new = New {
        id: id.clone(),
        client,
        secret,
        found_by_looking,
        kid: None,
    };
    let Some(key) = intent.key.clone() else {
        return Creation::Created(Box::new(new));
    };
    // Should this not be kept, the client is found by looking, as if the answer had been lost.
    intent.client_id = Some(id.clone());
    line.record(intent).await;
    match give(line, &id, &key).await {
        Given::Done { kid } => {
            new.kid = Some(kid);
            Creation::Created(Box::new(new))
        }
        Given::Undone(refused) => Creation::Undone {
            id,
            refused: Some(refused),
        },
        Given::Remains(refused) => Creation::Unfinished {
            id,
            refused: Some(refused),
        },
    }
}

impl New {
    fn found(id: ClientId, client: Plan, kid: Option<String>) -> Box<Self> {
        Box::new(Self {
            id,
            client,
            secret: None,
            found_by_looking: true,
            kid,
        })
    }
}

async fn list(line: &Line) -> Result<Vec<Plan>, Refused> {
    match line.call(Call::ListClients { inactive: false }).await? {
        Answer::Clients(clients) => Ok(clients),
        _ => Err(Refused::of_nothing()),
    }
}

/// The admin client may lack the read scope, or may not see the list, and still be allowed to create.
fn may_not_be_read(refused: &Refused) -> bool {
    match &*refused.symptom {
        Symptom::Helper(fault) => fault.code == code::TOKEN_REJECTED && fault.detail.contains("MP-200"),
        Symptom::Http { reply, .. } => reply.status == 403,
        _ => false,
    }
}

/// Same name and type: what a person would take for the same client.
fn is_twin(client: &Plan, plan: &Plan) -> bool {
    let same = |member: &str| client.text(member) == plan.text(member);
    same("client_name") && same("integration_type") && client.flag("active") != Some(false)
}

fn id_of(client: &Plan) -> Option<ClientId> {
    ClientId::parse(client.text("client_id")?).ok()
}
