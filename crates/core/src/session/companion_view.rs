//! The companion on screen, as plain data.

use super::{Block, ButtonView, Strip};

/// What Losen sees in the portal beside, above the guide's own screen.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanionView {
    /// Its heading.
    pub heading: String,
    /// The environment and organisation that the portal shows.
    pub place: Strip,
    /// Which page it is, or that Losen does not know it.
    pub page: String,
    /// Whether the page was recognised.
    pub known: bool,
    /// Warnings.
    pub warnings: Vec<Block>,
    /// What comes next; empty when Losen has nothing to say.
    pub next: NextView,
    /// The plan beside the page, field by field.
    pub fields: FieldsView,
    /// What has been seen done, and what has not.
    pub ticks: TicksView,
    /// The client's id, once its page was seen.
    pub client_id: Option<Block>,
    /// How Losen knows, behind a fold: its name, and line by line.
    pub evidence: (String, Vec<String>),
}

/// What comes next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NextView {
    /// "Nå"
    pub heading: String,
    /// What to do.
    pub text: String,
    /// "Heter også …"
    pub also: String,
    /// Show me, or take the ring away; or, for a client of the planned name, that it is the planned one.
    pub button: Option<ButtonView>,
    /// What came of showing.
    pub ring: String,
}

/// The plan beside the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldsView {
    /// Its heading.
    pub heading: String,
    /// Field by field; those not in sight are left out.
    pub rows: Vec<FieldRow>,
}

/// One field of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRow {
    /// What the portal calls it.
    pub label: String,
    /// What the plan says, one line each.
    pub planned: Vec<String>,
    /// Whether the page agrees.
    pub agrees: bool,
    /// The same in words.
    pub word: String,
    /// What the page shows, when it is something else.
    pub shown: String,
    /// The copy button's unique name.
    pub copy: String,
}

/// What has been seen done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TicksView {
    /// Its heading.
    pub heading: String,
    /// What it is, whether it was seen, and the same in words.
    pub items: Vec<(String, bool, String)>,
}
