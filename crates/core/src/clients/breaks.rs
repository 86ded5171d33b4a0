//! What stops working when a client is deactivated.

use serde_json::Value;

use crate::model::{IntegrationType, Plan};
use crate::text::Message;

/// Each thing that breaks, most serious first. `keys` is how many keys the client has, when that is known.
#[must_use]
pub fn breaks(client: &Plan, keys: Option<usize>) -> Vec<Message> {
    let mut broken = Vec::new();
    let scopes = client.scopes();
    let machine = matches!(
        client.integration_type(),
        Some(IntegrationType::Maskinporten | IntegrationType::Krr)
    );
    if machine {
        broken.push(Message::new("clients.breaks.tokens").with("scopes", scopes.join(", ")));
    } else {
        let uris = client.texts("redirect_uris");
        let uris: Vec<&str> = uris.into_iter().map(|(_, uri)| uri).collect();
        broken.push(Message::new("clients.breaks.logins").with("uris", uris.join(", ")));
        let own: Vec<&str> = scopes
            .into_iter()
            .filter(|scope| !matches!(*scope, "openid" | "profile"))
            .collect();
        if !own.is_empty() {
            broken.push(Message::new("clients.breaks.user_scopes").with("scopes", own.join(", ")));
        }
    }
    if let Some(keys) = keys.filter(|keys| *keys > 0) {
        broken.push(Message::new("clients.breaks.keys").with("count", keys.to_string()));
    }
    let customers = client
        .get("onbehalfof")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    if customers > 0 {
        broken.push(Message::new("clients.breaks.customers").with("count", customers.to_string()));
    }
    broken.push(Message::new("clients.breaks.lasting"));
    broken
}
