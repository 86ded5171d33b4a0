use serde::{Deserialize, Serialize};

/// The id of a client, safe to stand in a path: letters, digits, `_` and `-`, 1 to 255 of them.
///
/// Digdir makes UUIDs today; older clients have ids such as `oidc_difi_delegering_altinn`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// The text is no client id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a client id has letters, digits, '_' and '-' only")]
pub struct ClientIdError;

impl ClientId {
    /// Reads an id; white space around it is forgiven, since ids are pasted.
    pub fn parse(text: &str) -> Result<Self, ClientIdError> {
        let id = text.trim();
        if super::path_id::fits(id, b"_-") {
            Ok(Self(id.to_owned()))
        } else {
            Err(ClientIdError)
        }
    }
}

impl TryFrom<String> for ClientId {
    type Error = ClientIdError;
    fn try_from(text: String) -> Result<Self, ClientIdError> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

super::path_id::path_id!(ClientId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_a_path() {
        for text in ["", " ", "..", "a/b", "a?b", "a%2fb", "a#b", "å"] {
            assert!(ClientId::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            ClientId::parse(" if2018_selfservice-1 ").unwrap().as_str(),
            "if2018_selfservice-1"
        );
    }
}
