//! What came of it, in words.

use super::Saved;
use crate::model::ScopeBody;
use crate::text::Message;

impl Saved {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Otherwise(_) => "otherwise",
            Self::Confirmed(_) => "confirmed",
            Self::Same(_) => "same",
            Self::Changed(_) => "changed",
            Self::Overtaken(_) => "overtaken",
            Self::NotDone => "not-done",
            Self::Unknown(_) => "unknown",
            Self::Findings(_) | Self::Refused(_) => "refused",
        }
    }

    /// What a person is told of a scope that was to be changed, or made, in this environment. A refusal speaks for itself, by
    /// its causes.
    #[must_use]
    pub fn message(&self, changes: bool, environment: &str) -> Option<Message> {
        let key = match self {
            Self::Done(_) if changes => "provider.save.updated",
            Self::Done(_) => "provider.save.created",
            Self::Otherwise(_) => "provider.save.otherwise",
            Self::Confirmed(_) => "provider.save.confirmed",
            Self::Same(_) => "provider.save.same",
            Self::Findings(_) => "provider.save.findings",
            Self::Changed(_) => "provider.save.changed",
            Self::Overtaken(_) => "provider.save.overtaken",
            Self::NotDone => "provider.save.not_done",
            Self::Unknown(_) => "provider.save.unknown",
            Self::Refused(_) => return None,
        };
        let name = self.scope().and_then(ScopeBody::name);
        let name = name.map_or_else(String::new, |name| name.to_string());
        Some(
            Message::new(key)
                .with("scope", name)
                .with("environment", environment),
        )
    }

    /// The scope as it is now, where that was seen.
    #[must_use]
    pub fn scope(&self) -> Option<&ScopeBody> {
        match self {
            Self::Done(scope)
            | Self::Otherwise(scope)
            | Self::Confirmed(scope)
            | Self::Same(scope)
            | Self::Changed(scope)
            | Self::Overtaken(scope) => Some(scope),
            Self::Findings(_) | Self::NotDone | Self::Unknown(_) | Self::Refused(_) => None,
        }
    }
}
