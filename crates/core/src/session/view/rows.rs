//! Lists that may be long: the clients, the scopes, those who have access.

use super::{ButtonView, Tone};
use crate::session::Button;

/// Things of which there may be thousands.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsView {
    /// What they are, for a screen reader.
    pub label: String,
    /// How many there are and are shown.
    pub count: String,
    /// Those that are shown.
    pub rows: Vec<RowView>,
    /// What to say when there is none.
    pub empty: String,
    /// Shows more of them.
    pub more: Option<ButtonView>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// Unique in the list.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Opens it.
    pub open: Option<Button>,
    /// What there is to know of it, line by line.
    pub lines: Vec<String>,
    /// What must be seen at once.
    pub tags: Vec<TagView>,
}

/// A word that stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct TagView {
    /// How.
    pub tone: Tone,
    /// The word.
    pub text: String,
}
