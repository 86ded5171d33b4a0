//! The client that a token is to change, for the one who confirms it and for the record.

use losen_core::model::ClientId;
use losen_core::text::Message;

/// Which client is to be changed. A token is never bound to one: whoever has it can change any client of the
/// organisation, which is why it is said who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nobody says: a client that is about to be created, a scope, a token on the command line.
    Unnamed,
    /// The extension says.
    Told(ClientId),
    /// The helper is about to change it itself.
    Known(ClientId),
}

impl Target {
    /// What the one who confirms is told.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Unnamed => Message::new("confirm.target.unnamed"),
            Self::Told(client) => Message::new("confirm.target.told").with("target", client.as_str()),
            Self::Known(client) => Message::new("confirm.target.known").with("target", client.as_str()),
        }
    }

    /// What stands in the record.
    pub(super) fn client_id(&self) -> &str {
        match self {
            Self::Unnamed => "",
            Self::Told(client) | Self::Known(client) => client.as_str(),
        }
    }
}
