//! What came of it, in words.

use super::{Deactivated, Rotated, Updated};
use crate::flow::Refused;
use crate::text::Message;

impl Updated {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done { found_by_looking, .. } if *found_by_looking => "found",
            Self::Done { .. } => "changed",
            Self::Meanwhile { .. } => "changed-meanwhile",
            Self::Overtaken { .. } => "overtaken",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(match self {
            Self::Done { otherwise, .. } if !otherwise.is_empty() => "clients.update.otherwise",
            Self::Done { found_by_looking, .. } if *found_by_looking => "clients.update.found",
            Self::Done { .. } => "clients.update.done",
            Self::Meanwhile { .. } => "clients.update.meanwhile",
            Self::Overtaken { .. } => "clients.update.overtaken",
            Self::Refused(_) => "clients.update.refused",
            Self::Unknown(_) => "clients.update.unknown",
        })
    }

    /// The refusal behind it, if there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) | Self::Unknown(refused) | Self::Overtaken { refused, .. } => {
                Some(refused)
            }
            Self::Done { .. } | Self::Meanwhile { .. } => None,
        }
    }

    /// Whether a secret that the change was to bring may have been made without anybody having seen it.
    #[must_use]
    pub fn may_have_lost(&self, brings_secret: bool) -> bool {
        let is_known = matches!(
            self,
            Self::Done { secret: Some(_), .. } | Self::Meanwhile { .. } | Self::Refused(_)
        );
        brings_secret && !is_known
    }
}

impl Deactivated {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done { found_by_looking } if *found_by_looking => "found",
            Self::Done { .. } => "deactivated",
            Self::Already => "already",
            Self::Renamed(_) => "renamed",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(match self {
            Self::Done { found_by_looking } if *found_by_looking => "clients.deactivate.found",
            Self::Done { .. } => "clients.deactivate.done",
            Self::Already => "clients.deactivate.already",
            Self::Renamed(_) => "clients.deactivate.renamed",
            Self::Refused(_) => "clients.deactivate.refused",
            Self::Unknown(_) => "clients.deactivate.unknown",
        })
    }

    /// The refusal behind it, if there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) | Self::Unknown(refused) => Some(refused),
            Self::Done { .. } | Self::Already | Self::Renamed(_) => None,
        }
    }
}

impl Rotated {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done { .. } => "new-secret",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(match self {
            Self::Done { .. } => "clients.secret.done",
            Self::Refused(_) => "clients.secret.refused",
            Self::Unknown(_) => "clients.secret.unknown",
        })
    }

    /// The refusal behind it, if there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) | Self::Unknown(refused) => Some(refused),
            Self::Done { .. } => None,
        }
    }
}
