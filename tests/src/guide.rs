//! What a person does in the guide: finds things by what they are called, presses, writes and reads.

use losen_core::text::Language;
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

    /// Writes into the field of this name and presses Enter, which adds it to the list above.
    #[track_caller]
    pub fn add(&mut self, name: &str, value: &str) -> &mut Self {
        self.act("add", &[name, value]);
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

    /// Waits so many seconds for these words, where the guide itself takes its time.
    #[track_caller]
    pub fn wait(&mut self, words: &str, seconds: u32) -> &mut Self {
        self.0
            .eval(ACTIONS, &[json!("see"), json!(words), json!(seconds)]);
        self
    }

    /// Waits until these words are on the page, also when another page is loaded meanwhile.
    #[track_caller]
    pub fn arrive(&mut self, words: &str) -> &mut Self {
        let start = std::time::Instant::now();
        // A question is lost with the page that was asked.
        while let Err(error) = self.0.try_eval(ACTIONS, &[json!("see"), json!(words), json!(2)]) {
            assert!(start.elapsed() < crate::PATIENCE, "{}: {error}", self.0.name());
        }
        self
    }

    /// Has the page in another language, as a choice in its header does.
    #[track_caller]
    pub fn speak(&mut self, language: Language) -> &mut Self {
        self.act("speak", &[language.tag()]);
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
        self.0.eval(ACTIONS, &arguments)
    }

    /// Fails unless axe-core finds nothing to complain of on the page as it is.
    #[track_caller]
    pub fn flawless(&mut self) -> &mut Self {
        let complaints = self.complaints();
        assert_eq!(
            complaints,
            json!([]),
            "{}: axe-core on: {}",
            self.0.name(),
            self.page()
        );
        self
    }

    /// What does not fit the width of the window: the page itself, or a thing on it that is not meant to scroll.
    #[track_caller]
    pub fn wider(&mut self) -> Vec<String> {
        let found = self.0.eval(WIDER, &[]);
        serde_json::from_value(found).expect("a list of words")
    }

    /// What axe-core complains of on the page as it is.
    #[track_caller]
    pub fn complaints(&mut self) -> Value {
        if self.0.eval("(view) => Boolean(view.axe)", &[]) == json!(false) {
            let source = std::fs::read_to_string(AXE).expect("axe-core is there: ./build.sh setup");
            // No script may be added to the page, so axe runs in the test's world and is given the page's window.
            self.0.eval(
                &format!("(view) => {{ ((window) => {{ {source}\n }})(view); }}"),
                &[],
            );
        }
        self.0.eval(VIOLATIONS, &[])
    }
}

pub(crate) const ACTIONS: &str = include_str!("guide.js");

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");

const VIOLATIONS: &str = r"async (view) => {
  const rules = { 'target-size': { enabled: true } };
  const { violations } = await view.axe.run(view.document, { resultTypes: ['violations'], rules });
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}";

const WIDER: &str = r"(view) => {
  const { document } = view;
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.right > width + 1 && node.checkVisibility() && !node.closest('svg') && !node.parentElement.closest('pre');
  });
  const words = wide.map((node) => `${node.localName}.${node.className}: ${(node.innerText ?? '').slice(0, 60)}`);
  if (document.documentElement.scrollWidth > width) words.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return words;
}";
