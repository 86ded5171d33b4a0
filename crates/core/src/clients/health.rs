//! How a client fares by the rules, in as few words as a list has room for.

use crate::model::{Finding, Severity};
use crate::text::Message;

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The client is refused or unusable.
    pub errors: usize,
    /// It works, but will hurt.
    pub warnings: usize,
    /// Advice, which no list shows.
    pub hints: usize,
}

impl Health {
    /// By what the rules say.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut health = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => health.errors += 1,
                Severity::Warning => health.warnings += 1,
                Severity::Hint => health.hints += 1,
            }
        }
        health
    }

    /// The gravest of it.
    #[must_use]
    pub fn worst(self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            Self { hints: 1.., .. } => Some(Severity::Hint),
            _ => None,
        }
    }

    /// What a list says of it, the gravest first; nothing of advice.
    #[must_use]
    pub fn messages(self) -> Vec<(Severity, Message)> {
        let errors = Message::new("clients.tag.errors").with("count", self.errors.to_string());
        let warnings = Message::new("clients.tag.warnings").with("count", self.warnings.to_string());
        let mut said = Vec::new();
        if self.errors > 0 {
            said.push((Severity::Error, errors));
        }
        if self.warnings > 0 {
            said.push((Severity::Warning, warnings));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_is_said_first_and_advice_is_counted_only() {
        let found = |severity| Finding::new("client/read-only", severity, "", "");
        let (error, warning, hint) = (Severity::Error, Severity::Warning, Severity::Hint);
        let health = Health::of(&[found(hint), found(warning), found(error), found(warning)]);
        assert_eq!((health.errors, health.warnings, health.hints), (1, 2, 1));
        let said = health.messages().into_iter().map(|(severity, _)| severity);
        assert_eq!(said.collect::<Vec<_>>(), [error, warning]);
        assert_eq!(health.worst(), Some(error));
        assert_eq!(Health::of(&[found(hint)]).worst(), Some(hint));
        assert_eq!(Health::of(&[]).worst(), None);
    }
}
