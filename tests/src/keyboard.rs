//! The guide with the keyboard alone: real presses, and what a person without a mouse would complain of.

use serde_json::{Value, json};

use crate::Guide;
use crate::keys::Key;

const STOPS: &str = include_str!("stops.js");
/// More stops than any screen has.
const MOST: usize = 300;

impl Guide<'_> {
    /// Goes to the button, link or choice of this name with Tab and presses it.
    #[track_caller]
    pub fn key(&mut self, name: &str) -> &mut Self {
        match self.go("control", name).as_str() {
            "radio" => self.choose(name),
            "checkbox" => self.0.press(Key::Space),
            _ => self.0.press(Key::Enter),
        }
        self
    }

    /// Goes to the field of this name with Tab, and writes or chooses.
    #[track_caller]
    pub fn key_in(&mut self, name: &str, value: &str) -> &mut Self {
        if self.go("field", name) == "select" {
            loop {
                match self.stops("option", &[json!(value)]).as_i64() {
                    Some(0) => return self,
                    Some(way) if way > 0 => self.0.press(Key::Down),
                    _ => self.0.press(Key::Up),
                }
            }
        }
        self.0.press(Key::SelectAll);
        if value.is_empty() {
            self.0.press(Key::Delete);
        } else {
            self.0.write(value);
        }
        self
    }

    /// What has focus; `None` when it is lost.
    #[track_caller]
    pub fn focused(&mut self) -> Option<String> {
        self.stops("focused", &[]).as_str().map(str::to_owned)
    }

    /// From the first stop to the last and back, with Tab and with Shift and Tab: what is wrong on the way.
    #[track_caller]
    pub fn round(&mut self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut at = self.stops("begin", &[]);
        for (key, way) in [(Key::Tab, 1), (Key::BackTab, -1)] {
            let mut steps = 0;
            note(&at, &mut complaints);
            while at["last"] == false {
                steps += 1;
                assert!(steps < MOST, "the Tab key goes in a circle: {complaints:?}");
                self.0.press(key);
                at = self.stops("stepped", &[json!(way)]);
                note(&at, &mut complaints);
            }
            at = json!({"last": steps == 0});
        }
        complaints
    }

    /// Until it has focus; says what it is.
    #[track_caller]
    fn go(&mut self, kind: &str, name: &str) -> String {
        self.0
            .eval(crate::guide::ACTIONS, &[json!("there"), json!(kind), json!(name)]);
        for _ in 0..MOST {
            let found = self.stops("way", &[json!(kind), json!(name)]);
            match found["way"].as_i64() {
                Some(0) => return found["type"].as_str().unwrap_or_default().to_owned(),
                Some(way) if way > 0 => self.0.press(Key::Tab),
                _ => self.0.press(Key::BackTab),
            }
        }
        panic!("the Tab key does not reach «{name}»: {:?}", self.focused());
    }

    #[track_caller]
    fn choose(&mut self, name: &str) {
        for _ in 0..MOST {
            let found = self.stops("choice", &[json!(name)]);
            match found["way"].as_i64() {
                Some(0) if found["checked"] == true => return,
                Some(0) => self.0.press(Key::Space),
                Some(way) if way > 0 => self.0.press(Key::Down),
                _ => self.0.press(Key::Up),
            }
        }
        panic!("the arrow keys do not reach «{name}»");
    }

    #[track_caller]
    fn stops(&mut self, action: &str, words: &[Value]) -> Value {
        let mut arguments = vec![json!(action)];
        arguments.extend_from_slice(words);
        self.0.eval(STOPS, &arguments)
    }
}

fn note(at: &Value, complaints: &mut Vec<String>) {
    let found = at["complaints"].as_array().into_iter().flatten();
    complaints.extend(found.filter_map(Value::as_str).map(str::to_owned));
}
