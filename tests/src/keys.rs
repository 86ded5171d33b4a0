//! A keyboard, pressed as a person presses it: the browser decides what comes of it.

use serde_json::{Value, json};

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the next stop.
    Tab,
    /// Shift and Tab: to the stop before.
    BackTab,
    /// Presses a button, follows a link.
    Enter,
    /// Presses a button, ticks a box.
    Space,
    /// Out of whatever is open.
    Escape,
    /// To the choice above.
    Up,
    /// To the choice below.
    Down,
    /// Control and A.
    SelectAll,
    /// Takes away what is marked.
    Delete,
}

impl Key {
    /// `Input.dispatchKeyEvent` of the DevTools protocol, down and up.
    pub(crate) fn devtools(self) -> [Value; 2] {
        let (key, code, number, modifiers) = match self {
            Self::Tab => ("Tab", "Tab", 9, 0),
            Self::BackTab => ("Tab", "Tab", 9, 8),
            Self::Enter => ("Enter", "Enter", 13, 0),
            Self::Space => (" ", "Space", 32, 0),
            Self::Escape => ("Escape", "Escape", 27, 0),
            Self::Up => ("ArrowUp", "ArrowUp", 38, 0),
            Self::Down => ("ArrowDown", "ArrowDown", 40, 0),
            Self::SelectAll => ("a", "KeyA", 65, 2),
            Self::Delete => ("Delete", "Delete", 46, 0),
        };
        let event = |kind: &str| {
            json!({
                "type": kind, "key": key, "code": code, "modifiers": modifiers,
                "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number,
            })
        };
        let mut down = event("rawKeyDown");
        let text = match self {
            Self::Enter => Some("\r"),
            Self::Space => Some(" "),
            _ => None,
        };
        if let Some(text) = text {
            down["type"] = json!("keyDown");
            down["text"] = json!(text);
        }
        if self == Self::SelectAll {
            down["commands"] = json!(["selectAll"]);
        }
        [down, event("keyUp")]
    }

    /// The actions of WebDriver, down and up.
    pub(crate) fn webdriver(self) -> Vec<Value> {
        let press = |keys: &[&str]| {
            let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
            let up = keys
                .iter()
                .rev()
                .map(|key| json!({"type": "keyUp", "value": key}));
            down.chain(up).collect()
        };
        match self {
            Self::Tab => press(&["\u{e004}"]),
            Self::BackTab => press(&["\u{e008}", "\u{e004}"]),
            Self::Enter => press(&["\u{e006}"]),
            Self::Space => press(&[" "]),
            Self::Escape => press(&["\u{e00c}"]),
            Self::Up => press(&["\u{e013}"]),
            Self::Down => press(&["\u{e015}"]),
            Self::SelectAll => press(&["\u{e009}", "a"]),
            Self::Delete => press(&["\u{e017}"]),
        }
    }
}
