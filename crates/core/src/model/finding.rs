use json_patch::Patch;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::{Language, Message};

/// How bad a finding is. It follows what happens, not how unusual the value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The API or the token endpoint refuses, or the client is unusable. No write leaves while one stands.
    Error,
    /// It works, but will hurt.
    Warning,
    /// Advice.
    Hint,
}

/// One thing a rule has to say about one place in a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable code, `area/reason`; never reused for anything else.
    pub rule: &'static str,
    /// What happens if it stays.
    pub severity: Severity,
    /// JSON Pointer (RFC 6901) into the body; empty for the body as a whole.
    pub path: String,
    /// What is wrong, for a newcomer.
    pub message: Message,
    /// A patch (RFC 6902) of the body that mends it, when one is certain to.
    pub fix: Option<Patch>,
    /// The page that the rule comes from.
    pub source: &'static str,
}

impl Severity {
    /// The word of the JSON output: `error`, `warning` or `hint`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

impl Finding {
    /// A finding without a fix. The message is the catalogue's `rules.<rule>`, with `/` read as `.` and `-` as `_`.
    #[must_use]
    pub fn new(
        rule: &'static str,
        severity: Severity,
        path: impl Into<String>,
        source: &'static str,
    ) -> Self {
        let message = Message::new(crate::rules::message_key(rule));
        Self {
            rule,
            severity,
            path: path.into(),
            message,
            fix: None,
            source,
        }
    }

    /// Fills `%{name}` of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    /// Adds the patch that mends it.
    #[must_use]
    pub fn fixed_by(mut self, patch: Patch) -> Self {
        self.fix = Some(patch);
        self
    }

    /// The form that `--format json` and the wasm package promise (docs/ARCHITECTURE.md, contracts).
    pub fn told(&self, language: Language) -> impl Serialize + '_ {
        Told {
            rule: self.rule,
            severity: self.severity,
            path: &self.path,
            message: self.message.text(language),
            fix: self.fix.as_ref(),
            source: self.source,
        }
    }

    /// [`Finding::told`] as a value.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        serde_json::to_value(self.told(language)).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Told<'a> {
    rule: &'a str,
    severity: Severity,
    path: &'a str,
    message: String,
    fix: Option<&'a Patch>,
    source: &'a str,
}
