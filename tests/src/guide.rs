//! What a person does in the guide: finds things by what they are called, presses, writes and reads.

use serde_json::{Value, json};

use crate::Browser;

/// The page that a browser was turned to last, as its user sees it.
pub struct Guide<'a>(pub &'a mut dyn Browser);

impl Guide<'_> {
    /// Presses the button, link, choice or heading of this name.
    #[track_caller]
    pub fn click(&mut self, name: &str) -> &mut Self {
        self.act("click", &[name]);
        self
    }

    /// Writes into the field of this name, or chooses in the list of this name.
    #[track_caller]
    pub fn fill(&mut self, name: &str, value: &str) -> &mut Self {
        self.act("fill", &[name, value]);
        self
    }

    /// What stands in the field of this name.
    #[track_caller]
    pub fn value(&mut self, name: &str) -> String {
        self.act("value", &[name])
            .as_str()
            .expect("a field's value is text")
            .to_owned()
    }

    /// Waits until these words are on the page.
    #[track_caller]
    pub fn see(&mut self, words: &str) -> &mut Self {
        self.act("see", &[words]);
        self
    }

    /// Waits until these words are not on the page.
    #[track_caller]
    pub fn gone(&mut self, words: &str) -> &mut Self {
        self.act("gone", &[words]);
        self
    }

    /// All words on the page.
    #[track_caller]
    pub fn page(&mut self) -> String {
        self.act("page", &[]).as_str().expect("words are text").to_owned()
    }

    #[track_caller]
    fn act(&mut self, action: &str, words: &[&str]) -> Value {
        let mut arguments = vec![json!(action)];
        arguments.extend(words.iter().map(|word| json!(word)));
        self.0.eval(include_str!("guide.js"), &arguments)
    }
}
