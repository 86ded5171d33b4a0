use crate::model::{Finding, Severity};

/// A rule's name and origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable, `area/reason`. Append-only: never changed, never used for anything else.
    pub code: &'static str,
    /// The page that it comes from.
    pub source: &'static str,
}

impl Rule {
    pub(crate) const fn new(code: &'static str, source: &'static str) -> Self {
        Self { code, source }
    }

    pub(crate) fn at(&self, severity: Severity, path: impl Into<String>) -> Finding {
        Finding::new(self.code, severity, path, self.source)
    }

    pub(crate) fn error(&self, path: impl Into<String>) -> Finding {
        self.at(Severity::Error, path)
    }

    pub(crate) fn warning(&self, path: impl Into<String>) -> Finding {
        self.at(Severity::Warning, path)
    }

    pub(crate) fn hint(&self, path: impl Into<String>) -> Finding {
        self.at(Severity::Hint, path)
    }
}
