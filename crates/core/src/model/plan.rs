use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ApplicationType, AuthMethod, GrantType, IntegrationType};

/// A client as intended, or as `GET` returned it: the JSON body with its members in order, unknown ones included.
///
/// The body is kept as JSON because it may be wrong anywhere, because every finding points into it, and because
/// what Losen does not know must survive a read and a write. The accessors read one member each and are `None`
/// when it is absent or of another type; the rule `client/type` reports the latter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plan(Map<String, Value>);

super::body::json_body!(Plan);

impl Plan {
    /// Takes a JSON object; anything else is given back.
    pub fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(body) => Ok(Self(body)),
            other => Err(other),
        }
    }

    /// The body itself as a value.
    #[must_use]
    pub fn into_json(self) -> Value {
        Value::Object(self.0)
    }

    /// The texts of a list member with their places; elements of another type are left out.
    #[must_use]
    pub fn texts(&self, member: &str) -> Vec<(usize, &str)> {
        let list = self.0.get(member).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(at, value)| Some((at, value.as_str()?)))
            .collect()
    }

    /// `integration_type`, when it is one of the API's words.
    #[must_use]
    pub fn integration_type(&self) -> Option<IntegrationType> {
        self.text("integration_type").and_then(IntegrationType::from_word)
    }

    /// `application_type`, when it is one of the API's words.
    #[must_use]
    pub fn application_type(&self) -> Option<ApplicationType> {
        self.text("application_type").and_then(ApplicationType::from_word)
    }

    /// `token_endpoint_auth_method`, when it is one of the API's words.
    #[must_use]
    pub fn auth_method(&self) -> Option<AuthMethod> {
        self.text("token_endpoint_auth_method")
            .and_then(AuthMethod::from_word)
    }

    /// `grant_types` that are among the API's words.
    #[must_use]
    pub fn grant_types(&self) -> Vec<GrantType> {
        self.texts("grant_types")
            .into_iter()
            .filter_map(|(_, word)| GrantType::from_word(word))
            .collect()
    }

    /// `scopes`, as texts.
    #[must_use]
    pub fn scopes(&self) -> Vec<&str> {
        self.texts("scopes").into_iter().map(|(_, name)| name).collect()
    }
}
