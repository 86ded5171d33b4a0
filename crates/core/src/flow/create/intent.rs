use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Timestamp;
use crate::model::{ClientId, Plan};

/// What is recorded before a create leaves. Holds nothing secret: the key is a public one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// When.
    pub at: Timestamp,
    /// What a person would know the client by.
    #[serde(default)]
    pub client_name: String,
    /// Its type.
    #[serde(default)]
    pub integration_type: String,
    /// Its scopes, sorted.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The ids of the clients that were there before; `None` when the list could not be read.
    pub before: Option<Vec<String>>,
    /// The public key that is to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Value>,
    /// The client, once the server has said its id, or the user has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

impl Intent {
    /// To create this client, and give it this key.
    #[must_use]
    pub fn new(at: Timestamp, client: &Plan, before: Option<Vec<String>>, key: Option<Value>) -> Self {
        let text = |member: &str| client.text(member).unwrap_or_default().to_owned();
        Self {
            at,
            client_name: text("client_name"),
            integration_type: text("integration_type"),
            scopes: sorted_scopes(client),
            before,
            key,
            client_id: None,
        }
    }

    /// Whether a client in the list is the one that was meant: of the same name, type and scopes, and not there before.
    #[must_use]
    pub fn fits(&self, client: &Plan) -> bool {
        let text = |member: &str| client.text(member).unwrap_or_default();
        let new = |before: &Vec<String>| !before.iter().any(|id| id == text("client_id"));
        text("client_name") == self.client_name
            && text("integration_type") == self.integration_type
            && sorted_scopes(client) == self.scopes
            && client.flag("active") != Some(false)
            && self.before.as_ref().is_none_or(new)
    }
}

fn sorted_scopes(plan: &Plan) -> Vec<String> {
    let mut scopes: Vec<String> = plan.scopes().into_iter().map(str::to_owned).collect();
    scopes.sort();
    scopes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn client(id: &str, scopes: Value) -> Plan {
        let body =
            json!({"client_id": id, "client_name": "Oppslag", "integration_type": "krr", "scopes": scopes});
        Plan::from_json(body).unwrap()
    }

    #[test]
    fn a_client_fits_by_name_type_and_scopes_unless_it_was_there_before() {
        let before = Some(vec!["old".to_owned()]);
        let intent = Intent::new(Timestamp(1), &client("", json!(["b:y", "a:x"])), before, None);
        assert!(intent.fits(&client("new", json!(["a:x", "b:y"]))));
        assert!(!intent.fits(&client("old", json!(["a:x", "b:y"]))));
        assert!(!intent.fits(&client("new", json!(["a:x"]))));
    }
}
