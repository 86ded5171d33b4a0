//! What can be wrong with a list of accesses, and with one line of it.

use super::sheet::MAX_LINES;
use crate::text::Message;

/// Why nothing of a list can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Nothing in it.
    #[error("the list is empty")]
    Empty,
    /// No column has organisation numbers.
    #[error("no column has organisation numbers")]
    NoOrgno,
    /// More than [`MAX_LINES`] lines.
    #[error("the list has too many lines")]
    TooLong,
}

/// What is wrong with a line. The line is not applied, nor is any other of the same list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// The line has quotes that do not end, or the like.
    #[error("the line cannot be read")]
    Unreadable,
    /// The cell of the organisation number is empty.
    #[error("there is no organisation number")]
    NoOrgno,
    /// It is not nine digits.
    #[error("'{0}' is no organisation number")]
    NotAnOrgno(String),
    /// Excel has made a floating-point number of it, and the last digits are lost.
    #[error("'{0}' has been rounded by a spreadsheet")]
    Rounded(String),
    /// The last digit does not fit the others, so the API refuses it.
    #[error("'{0}' fails the check digit")]
    Checksum(String),
    /// Neither the line nor the user has said which scope.
    #[error("there is no scope")]
    NoScope,
    /// It cannot be a scope.
    #[error("'{0}' is no scope")]
    NotAScope(String),
    /// It is neither grant nor revoke.
    #[error("'{0}' is neither grant nor revoke")]
    NotAnAction(String),
    /// It stands in a column that has no name, so nobody can say what it means.
    #[error("'{0}' is in a column without a name")]
    Nameless(String),
    /// An earlier line wants the opposite.
    #[error("line {0} wants the opposite")]
    Contradicts(u64),
    /// The organisation has no such scope.
    #[error("'{0}' is not one of the organisation's own scopes")]
    NotOwn(String),
    /// The scope is deactivated, so nobody can be granted it.
    #[error("'{0}' is deactivated")]
    Deactivated(String),
}

impl SheetError {
    /// Stable, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "access-list/empty",
            Self::NoOrgno => "access-list/no-orgno-column",
            Self::TooLong => "access-list/too-long",
        }
    }

    /// For people.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Empty => Message::new("provider.list.empty"),
            Self::NoOrgno => Message::new("provider.list.no_orgno_column"),
            Self::TooLong => Message::new("provider.list.too_long").with("most", MAX_LINES.to_string()),
        }
    }
}

impl LineFault {
    /// Stable, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "access-list/unreadable",
            Self::NoOrgno => "access-list/no-orgno",
            Self::NotAnOrgno(_) => "access-list/not-an-orgno",
            Self::Rounded(_) => "access-list/rounded-orgno",
            Self::Checksum(_) => "access-list/checksum",
            Self::NoScope => "access-list/no-scope",
            Self::NotAScope(_) => "access-list/not-a-scope",
            Self::NotAnAction(_) => "access-list/not-an-action",
            Self::Nameless(_) => "access-list/unnamed-column",
            Self::Contradicts(_) => "access-list/contradicts",
            Self::NotOwn(_) => "access-list/not-own-scope",
            Self::Deactivated(_) => "access-list/deactivated-scope",
        }
    }

    /// For people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable => Message::new("provider.line.unreadable"),
            Self::NoOrgno => Message::new("provider.line.no_orgno"),
            Self::NotAnOrgno(text) => Message::new("provider.line.not_an_orgno").with("text", cut(text)),
            Self::Rounded(text) => Message::new("provider.line.rounded").with("text", cut(text)),
            Self::Checksum(text) => Message::new("provider.line.checksum").with("text", text.as_str()),
            Self::NoScope => Message::new("provider.line.no_scope"),
            Self::NotAScope(text) => Message::new("provider.line.not_a_scope").with("text", cut(text)),
            Self::NotAnAction(text) => Message::new("provider.line.not_an_action").with("text", cut(text)),
            Self::Nameless(text) => Message::new("provider.line.nameless").with("text", cut(text)),
            Self::Contradicts(line) => {
                Message::new("provider.line.contradicts").with("line", line.to_string())
            }
            Self::NotOwn(scope) => Message::new("provider.line.not_own").with("scope", scope.as_str()),
            Self::Deactivated(scope) => {
                Message::new("provider.line.deactivated").with("scope", scope.as_str())
            }
        }
    }
}

/// A cell may hold anything; what goes into a message is short.
fn cut(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{start}{rest}")
}
