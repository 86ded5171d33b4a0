//! What can be done with a client that is there.

mod deactivate;
mod secret;
mod update;
mod words;

use secrecy::SecretString;

use super::{Flow, Line, Refused};
use crate::api::{Answer, Call};
use crate::model::{ClientId, Plan};

pub use deactivate::{Deactivated, deactivate};
pub use secret::{Rotated, new_secret};
pub use update::{Updated, brings_secret, update};

/// All clients, deactivated ones as well when asked for.
#[must_use]
pub fn list(inactive: bool) -> Flow<Result<Vec<Plan>, Refused>> {
    Flow::new(
        async move |line| match line.call(Call::ListClients { inactive }).await? {
            Answer::Clients(clients) => Ok(clients),
            _ => Ok(Vec::new()),
        },
    )
}

/// One client as it is now.
#[must_use]
pub fn read(id: ClientId) -> Flow<Result<Plan, Refused>> {
    Flow::new(async move |line| get(&line, &id).await)
}

pub(super) async fn get(line: &Line, id: &ClientId) -> Result<Plan, Refused> {
    match line.call(Call::GetClient(id.clone())).await? {
        Answer::Client(client) => Ok(client),
        _ => Ok(Plan::default()),
    }
}

/// Takes the secret out of a client that a server has just shown: it is shown once and kept nowhere.
pub(super) fn take_secret(client: &mut Plan) -> Option<SecretString> {
    let secret = client.text("client_secret").map(str::to_owned);
    client.remove("client_secret");
    secret.map(SecretString::from)
}
