//! What only a plan's tasks and the introduction have on screen.

use super::ButtonView;

/// The one thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct InstructionView {
    /// What.
    pub action: String,
    /// What stands on the screen today; empty when there is nothing to look for.
    pub label: String,
    /// "Heter også …"; empty when it has one name only.
    pub also: String,
    /// Opens the page where it is.
    pub open: Option<ButtonView>,
}

/// A message that is ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterView {
    /// "Klar melding til hovedadministratoren"
    pub heading: String,
    /// The text.
    pub text: String,
    /// The name of its copy button.
    pub copy: String,
    /// When it was sent; empty when it was not.
    pub sent: String,
    /// It has been sent.
    pub buttons: Vec<ButtonView>,
}

/// A picture of the introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// A pilot boat leads a ship into the harbour.
    Harbour,
    /// Tasks with owners, some waiting.
    Tasks,
    /// A key whose private half stays at home.
    Key,
}

/// A value that nobody else may see.
#[derive(Clone, Debug, PartialEq)]
pub struct SecretView {
    /// "Vis og kopier: client secret"
    pub fold: String,
    /// Names what is about to be on the clipboard.
    pub warning: String,
    /// "Hemmelig"
    pub heading: String,
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// The name of the copy button.
    pub copy: String,
}
