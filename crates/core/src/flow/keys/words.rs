//! What came of it, in words.

use super::{Keyed, MOST, Stop};
use crate::text::Message;

/// What was to be done with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOp {
    /// Adds one.
    Add,
    /// Begins its year anew.
    Renew,
    /// Removes it.
    Remove,
    /// One in, another out.
    Rotate,
}

impl Keyed {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done { found_by_looking, .. } if *found_by_looking => "found",
            Self::Done { .. } => "done",
            Self::Stopped(stop) => stop.word(),
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
            Self::BothIn { .. } => "both-in",
        }
    }

    /// What a person is told.
    #[must_use]
    pub fn message(&self, op: KeyOp) -> Message {
        match self {
            Self::Done {
                kid,
                keys,
                found_by_looking: lost,
            } => {
                let key = match op {
                    KeyOp::Add if *lost => "clients.keys.added_found",
                    KeyOp::Add => "clients.keys.added",
                    KeyOp::Renew if *lost => "clients.keys.renewed_found",
                    KeyOp::Renew => "clients.keys.renewed",
                    // From then on any certificate of the organisation will do.
                    KeyOp::Remove if keys.is_empty() => "clients.keys.removed_last",
                    KeyOp::Remove if *lost => "clients.keys.removed_found",
                    KeyOp::Remove => "clients.keys.removed",
                    KeyOp::Rotate if *lost => "clients.keys.rotated_found",
                    KeyOp::Rotate => "clients.keys.rotated",
                };
                Message::new(key).with("kid", kid.as_str())
            }
            Self::Stopped(stop) => stop.message(),
            Self::Refused(_) => Message::new("clients.keys.refused"),
            Self::Unknown(_) => Message::new("clients.keys.unknown"),
            Self::BothIn {
                kid, proven: true, ..
            } => Message::new("clients.keys.both_in_proven").with("kid", kid.as_str()),
            Self::BothIn { kid, .. } => Message::new("clients.keys.both_in").with("kid", kid.as_str()),
        }
    }

    /// The refusal behind it, if there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&super::Refused> {
        match self {
            Self::Refused(refused) | Self::Unknown(refused) | Self::BothIn { refused, .. } => Some(refused),
            Self::Done { .. } | Self::Stopped(_) => None,
        }
    }
}

impl Stop {
    fn word(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Known(_) => "known",
            Self::Taken(_) => "taken",
            Self::Missing(_) => "missing",
            Self::NoKid => "no-kid",
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Full => Message::new("clients.keys.full").with("most", MOST.to_string()),
            Self::Known(kid) => Message::new("clients.keys.known").with("kid", kid.as_str()),
            Self::Taken(kid) => Message::new("clients.keys.taken").with("kid", kid.as_str()),
            Self::Missing(kid) => Message::new("clients.keys.missing").with("kid", kid.as_str()),
            Self::NoKid => Message::new("clients.keys.no_kid"),
        }
    }
}
