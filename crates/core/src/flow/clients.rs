//! What can be done with the clients of an organisation.

use super::{Flow, Refused};
use crate::api::{Answer, Call};
use crate::model::Plan;

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
