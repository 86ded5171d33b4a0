use serde::{Deserialize, Serialize};

use super::labels::Labels;

/// What the companion saw of a page: nothing but text that the user sees as well. See `extension/companion.js`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageFacts {
    /// Host and port of the address.
    pub host: String,
    /// Path of the address, without query and fragment.
    pub path: String,
    /// The page's own language: `nb` or `en`.
    pub language: String,
    /// The headings outside a dialog, from top to bottom.
    pub headings: Vec<String>,
    /// Those accessible names on the page that the labels know, outside a dialog.
    pub controls: Vec<String>,
    /// Those of them that cannot be pressed, because every control of that name is grey.
    pub disabled: Vec<String>,
    /// The tab that is selected.
    pub tab: String,
    /// The modal dialog that is open.
    pub dialog: Option<DialogFacts>,
    /// Those phrases of the labels that stand on the page.
    pub signs: Vec<String>,
    /// What the menu says of the organisation.
    pub organisation: String,
    /// What the badge says of the environment.
    pub environment: String,
    /// The fields of the client that are in sight, by the API's names, and what they hold.
    pub fields: Vec<(String, String)>,
    /// Texts that have the form of a scope.
    pub scopes: Vec<String>,
    /// The keys in the list of keys.
    pub keys: Vec<KeyFact>,
}

/// An open modal dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialogFacts {
    /// Its headings.
    pub headings: Vec<String>,
    /// Its known controls.
    pub controls: Vec<String>,
    /// The scopes that are ticked in it.
    pub scopes: Vec<String>,
}

/// A key in the list of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyFact {
    /// Its kid.
    pub kid: String,
    /// The dates in its card, as they stand there.
    pub dates: Vec<String>,
}

/// A longer text is nothing that a portal shows as a name or a value; `description` may have 255 characters.
const LONGEST: usize = 300;
/// The companion sends fewer; a page that pretends to be it may try more.
const MOST: usize = 100;

impl PageFacts {
    /// Reads what the companion sent. Whatever does not fit is cut off, and what is no record of facts is `None`.
    #[must_use]
    pub fn read(sent: serde_json::Value) -> Option<Self> {
        if !sent.is_object() {
            return None;
        }
        let mut facts: Self = serde_json::from_value(sent).ok()?;
        for text in [
            &mut facts.host,
            &mut facts.path,
            &mut facts.language,
            &mut facts.tab,
            &mut facts.organisation,
            &mut facts.environment,
        ] {
            cut(text);
        }
        for list in [
            &mut facts.headings,
            &mut facts.controls,
            &mut facts.disabled,
            &mut facts.signs,
            &mut facts.scopes,
        ] {
            cut_list(list);
        }
        if let Some(dialog) = &mut facts.dialog {
            cut_list(&mut dialog.headings);
            cut_list(&mut dialog.controls);
            cut_list(&mut dialog.scopes);
        }
        facts.fields.truncate(MOST);
        for (name, value) in &mut facts.fields {
            cut(name);
            cut(value);
        }
        facts.keys.truncate(MOST);
        for key in &mut facts.keys {
            cut(&mut key.kid);
            cut_list(&mut key.dates);
        }
        Some(facts)
    }

    /// The values of a field, which may stand several times: one for each address.
    pub(super) fn values(&self, field: &str) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|(name, _)| name == field)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Whether something is in sight and can nowhere be pressed.
    pub(super) fn is_grey(&self, code: &str, labels: &Labels) -> bool {
        let mut named = self
            .controls
            .iter()
            .filter(|name| labels.is(code, name))
            .peekable();
        named.peek().is_some() && named.all(|name| self.disabled.contains(name))
    }

    /// Whether a field is in sight.
    pub(super) fn shows(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }
}

fn cut(text: &mut String) {
    let end = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    if let Some(end) = end {
        text.truncate(end);
    }
}

fn cut_list(list: &mut Vec<String>) {
    list.truncate(MOST);
    list.iter_mut().for_each(cut);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_too_long_or_too_much_is_cut_off() {
        let facts = PageFacts::read(json!({
            "path": "å".repeat(1000),
            "headings": vec!["x"; 1000],
            "fields": vec![("client_name", "y".repeat(1000)); 1000],
        }))
        .unwrap();
        assert_eq!(facts.path.chars().count(), LONGEST);
        assert_eq!((facts.headings.len(), facts.fields.len()), (MOST, MOST));
        assert!(facts.fields.iter().all(|(_, value)| value.len() == LONGEST));
    }

    #[test]
    fn what_is_no_record_is_nothing() {
        for sent in [json!(null), json!([]), json!("facts"), json!({"headings": 1})] {
            assert_eq!(PageFacts::read(sent), None);
        }
    }
}
