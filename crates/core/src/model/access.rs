use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{OrgNo, Scope};

/// One organisation's access to one scope (`ScopeAccess`), as the API has it, unknown members included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Access(Map<String, Value>);

/// A prefix that Digdir has given to an organisation (`ScopePrefix`). Scopes begin with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefix {
    /// What stands before the colon.
    pub prefix: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_orgno: Option<String>,
    /// Whether it can be used.
    pub active: bool,
}

impl Access {
    /// Takes a JSON object, and nothing else.
    #[must_use]
    pub fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::Object(body) => Some(Self(body)),
            _ => None,
        }
    }

    /// The body as a value of its own.
    #[must_use]
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// A text member.
    #[must_use]
    pub fn text(&self, member: &str) -> Option<&str> {
        self.0
            .get(member)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Which scope.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        Scope::parse(self.text("scope")?).ok()
    }

    /// Who may use it.
    #[must_use]
    pub fn consumer(&self) -> Option<OrgNo> {
        OrgNo::parse(self.text("consumer_orgno")?).ok()
    }

    /// Whether it can be used: `REQUESTED` and `DENIED` cannot.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.text("state") == Some("APPROVED")
    }
}

impl Prefix {
    /// Reads one record of the API; one that does not say is active.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let text = |member: &str| value.get(member).and_then(Value::as_str);
        Some(Self {
            prefix: text("prefix")?.to_owned(),
            owner_orgno: text("owner_orgno").map(str::to_owned),
            active: value.get("active").and_then(Value::as_bool) != Some(false),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_an_approved_access_can_be_used() {
        let access = |state: &str| {
            let value = json!({"scope": "losby:a", "consumer_orgno": "311718371", "state": state});
            Access::from_json(value).unwrap()
        };
        assert!(access("APPROVED").is_approved());
        for state in ["REQUESTED", "DENIED", "approved", ""] {
            assert!(!access(state).is_approved(), "{state}");
        }
    }
}
