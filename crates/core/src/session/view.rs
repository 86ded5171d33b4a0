//! Everything on screen, as plain data in the user's language. Whoever draws it decides nothing.

mod rows;
mod task;

use super::{Button, Field};
use crate::model::Severity;
use crate::text::Language;

pub use rows::{RowView, RowsView, TagView};
pub use task::{InstructionView, LetterView, Picture, SecretView};

/// One screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// For `lang` attributes and the language chooser.
    pub language: Language,
    /// The document's title: where one is, then "Losen".
    pub title: String,
    /// Which screen it is: another one gets new elements.
    pub screen: String,
    /// The ways to the rooms of the app; empty before the app is there.
    pub rooms: Vec<RoomMark>,
    /// Environment and organisation, always in sight.
    pub strip: Strip,
    /// "Steg 3 av 7"; empty where there is no journey.
    pub step_label: String,
    /// The journey so far and ahead.
    pub steps: Vec<StepMark>,
    /// The one heading of the screen; takes focus when the screen changes.
    pub heading: String,
    /// Grows by one whenever focus is to move, to where [`View::focus_on`] says.
    pub focus: u32,
    /// Where focus moves to.
    pub focus_on: Focus,
    /// The portal in the tab beside, when there is one.
    pub companion: Option<super::CompanionView>,
    /// The screen from top to bottom.
    pub blocks: Vec<Block>,
    /// At the foot: the primary one first.
    pub buttons: Vec<ButtonView>,
    /// Small links that are always there: start over, open in the side panel.
    pub extras: Vec<ButtonView>,
    /// What a polite live region says now; empty when there is nothing to say.
    pub status: String,
}

/// Where focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The heading.
    Heading,
    /// The block [`Block::Errors`].
    Errors,
}

/// The way to a room.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomMark {
    /// What it is called.
    pub label: String,
    /// The user is there (`aria-current="page"`).
    pub current: bool,
    /// Goes there.
    pub go: Button,
}

/// The context that must never be mistaken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// "ØVING", "TEST" or "PRODUKSJON"; empty before it is chosen.
    pub environment: String,
    /// How serious it is.
    pub tone: Tone,
    /// Organisation number and name; empty when not known.
    pub organisation: String,
}

/// The colour and icon of something; the words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// Good to know.
    Info,
    /// It worked.
    Success,
    /// Mind this.
    Warning,
    /// It stops here.
    Danger,
}

/// One step in the list of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct StepMark {
    /// Its short name.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// "ferdig", "du er her": the state in words, for those who do not see it.
    pub state_word: String,
    /// Goes there, when one may.
    pub go: Option<Button>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here (`aria-current="step"`).
    Current,
    /// To come.
    Ahead,
}

/// A part of a screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A box that stands out.
    Notice {
        /// How.
        tone: Tone,
        /// Its heading.
        heading: String,
        /// Its paragraphs.
        text: Vec<String>,
        /// What one can do about it.
        buttons: Vec<ButtonView>,
    },
    /// The error summary: links to the fields.
    Errors {
        /// "Rett dette først"
        heading: String,
        /// Field to go to and what is wrong there.
        items: Vec<(Field, String)>,
    },
    /// Radio buttons or checkboxes.
    Choice(ChoiceView),
    /// One of several, folded into one line.
    Select(ChoiceView),
    /// Things of which there may be thousands, the first of them drawn.
    Rows(RowsView),
    /// A text field.
    Input(InputView),
    /// A file to be chosen, whose bytes become an input of the field.
    File {
        /// Which field.
        field: Field,
        /// What it is called.
        label: String,
        /// What kind of file; as in HTML's `accept`.
        accept: String,
    },
    /// A list that grows by one text at a time.
    List(ListView),
    /// Label and value, row by row.
    Facts {
        /// Heading of the group.
        heading: String,
        /// The rows.
        rows: Vec<(String, String)>,
    },
    /// The heading of a part.
    Heading(String),
    /// The one thing to do, and the label to look for.
    Instruction(InstructionView),
    /// A message that is ready to be sent to whoever must act.
    Letter(LetterView),
    /// A value that nobody else may see: behind a fold, with a warning that names it before the copy button.
    Secret(SecretView),
    /// A page to read.
    Source {
        /// Its address.
        url: String,
        /// What the link is called.
        label: String,
    },
    /// A picture that says what the text says.
    Figure(Picture),
    /// Code to look at, behind a fold.
    Json {
        /// What the fold is called.
        heading: String,
        /// Pretty-printed JSON.
        text: String,
        /// "Kopier JSON"
        copy: String,
    },
    /// A value to take along, large, with a copy button.
    Copyable {
        /// What it is.
        label: String,
        /// The value.
        value: String,
        /// The button's unique name: "Kopier klient-ID".
        copy: String,
    },
    /// Things to do, each with who does it.
    Tasks {
        /// Heading of the list.
        heading: String,
        /// Who, and what.
        items: Vec<(String, String)>,
    },
    /// Something is going on.
    Progress {
        /// What.
        text: String,
    },
    /// What went wrong, and whose turn it is.
    Cause(CauseView),
}

/// Radio buttons or checkboxes.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceView {
    /// Which field.
    pub field: Field,
    /// The question.
    pub legend: String,
    /// More about it; empty when there is no more.
    pub hint: String,
    /// Checkboxes rather than radio buttons.
    pub many: bool,
    /// What there is to choose.
    pub options: Vec<OptionView>,
    /// What the rules say of it.
    pub findings: Vec<FindingView>,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionView {
    /// What the event carries.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What it means; may be empty.
    pub hint: String,
    /// A tag such as "anbefalt"; empty when there is none.
    pub tag: String,
    /// Chosen.
    pub checked: bool,
    /// Cannot be chosen now; the hint says why.
    pub disabled: bool,
}

/// A text field.
#[derive(Clone, Debug, PartialEq)]
pub struct InputView {
    /// Which field.
    pub field: Field,
    /// What it is called, as in the portal.
    pub label: String,
    /// How to fill it.
    pub hint: String,
    /// What it holds.
    pub value: String,
    /// Several lines.
    pub long: bool,
    /// A value of code rather than prose (`autocapitalize`, `spellcheck` off, monospace).
    pub code: bool,
    /// Must be filled.
    pub required: bool,
    /// What the rules say of it.
    pub findings: Vec<FindingView>,
}

/// A list that grows by one text at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct ListView {
    /// The entry field at its foot; its `field` is the list's.
    pub entry: InputView,
    /// "Legg til"
    pub add: ButtonView,
    /// What the list is called for a screen reader.
    pub label: String,
    /// What is in it.
    pub items: Vec<ItemView>,
    /// What to say while it is empty.
    pub empty: String,
}

/// One text in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemView {
    /// The text.
    pub value: String,
    /// What it gives, in words; may be empty.
    pub hint: String,
    /// Takes it out; its label names the text.
    pub remove: Option<ButtonView>,
    /// What the rules say of it.
    pub findings: Vec<FindingView>,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingView {
    /// How bad.
    pub severity: Severity,
    /// "Feil", "Advarsel" or "Tips".
    pub severity_word: String,
    /// What is wrong.
    pub text: String,
    /// One click that mends it.
    pub fix: Option<ButtonView>,
    /// The page it comes from.
    pub source: String,
    /// What the link to it is called.
    pub source_label: String,
}

/// What went wrong, for the user.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseView {
    /// What happened.
    pub message: String,
    /// How sure Losen is of it, as a sentence.
    pub certainty: String,
    /// "Dette kan du gjøre selv", "Dette må hovedadministratoren gjøre", …
    pub owner: String,
    /// What to do.
    pub fix: String,
    /// "Slik vet Losen det": the evidence, secrets masked.
    pub evidence: Vec<String>,
    /// A text to send to whoever must act; empty when the user can act.
    pub ready_message: String,
    /// The name of its copy button.
    pub ready_copy: String,
    /// The page that the knowledge comes from; empty when it is none on the web.
    pub source: String,
    /// What the link to it is called, or where else the knowledge stands.
    pub source_label: String,
    /// For support: the cause's code.
    pub code: String,
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct ButtonView {
    /// What it does.
    pub press: Button,
    /// What it is called.
    pub label: String,
    /// How it looks.
    pub look: Look,
    /// Cannot be pressed now.
    pub disabled: bool,
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The one to press.
    Primary,
    /// The one to press where something ends for good.
    Danger,
    /// Another way.
    Secondary,
    /// A small one.
    Plain,
}
