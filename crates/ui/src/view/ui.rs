use losen_core::session::{Button, Event, Field, Input};
use losen_core::text::{Language, text};
use yew::Callback;

/// What every part of a screen needs: the language, the level of its headings, and the ways out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ui {
    /// The language of the screen.
    pub language: Language,
    /// The level of the screen's own heading: 1, or 2 where the page has a heading above it.
    pub level: u8,
    /// What the user did.
    pub send: Callback<Event>,
    /// A wish to have something on the clipboard.
    pub copy: Callback<Copy>,
    /// The user left a field. Apart from `send`, because it waits for the end of a click: an error that appears
    /// while a button is held down would move the button away from under the pointer.
    pub left: Callback<Field>,
}

/// Something to be put on the clipboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// What is copied.
    pub value: String,
    /// The id of the button that was pressed.
    pub button: String,
}

impl Ui {
    /// A text of the frame around the view.
    pub fn text(&self, key: &'static str) -> String {
        text(self.language, key)
    }

    /// The tag of a heading this far below the screen's own.
    pub fn heading(&self, below: u8) -> String {
        format!("h{}", (self.level + below).min(6))
    }

    /// Sends what a field now holds.
    pub fn edited(&self, field: Field, input: Input) {
        self.send.emit(Event::Edited(field, input));
    }

    /// Sends a press.
    pub fn pressed(&self, button: Button) {
        self.send.emit(Event::Pressed(button));
    }
}
