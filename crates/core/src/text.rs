//! One catalogue of everything a user reads, in bokmål, nynorsk and English, compiled in from `locales/*.yml`.

mod catalogue;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A language that Losen speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål, the default.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

/// A text of the catalogue with its blanks filled, in no language yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Where it stands in the catalogue.
    pub key: Cow<'static, str>,
    /// What goes into `%{name}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The BCP 47 tag, which is also the `lang` attribute: `nb`, `nn` or `en`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The language's own name.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
        }
    }

    /// Reads a tag or a locale such as `nn_NO.UTF-8`, `no` or `en-GB`. `None` for a language we do not speak.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

impl Message {
    /// A text without blanks.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            key: key.into(),
            args: Vec::new(),
        }
    }

    /// One of two texts, by how many there are: `many` for none as well. The number is `%{count}`.
    #[must_use]
    pub fn of_count(count: usize, one: &'static str, many: &'static str) -> Self {
        Self::new(if count == 1 { one } else { many }).with("count", count.to_string())
    }

    /// Fills `%{name}`.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.args.push((name.into(), value.into()));
        self
    }

    /// The text in a language. A key that is not in the catalogue comes back as itself; `tests/catalogue.rs` keeps that from
    /// happening.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let Some(pattern) = catalogue::find(&self.key, language) else {
            return self.key.clone().into_owned();
        };
        if self.args.is_empty() {
            return pattern.to_owned();
        }
        let names: Vec<&str> = self.args.iter().map(|(name, _)| name.as_ref()).collect();
        let values: Vec<String> = self.args.iter().map(|(_, value)| value.clone()).collect();
        rust_i18n::replace_patterns(pattern, &names, &values)
    }
}

/// The text of a key without blanks; short for `Message::new(key).text(language)`.
#[must_use]
pub fn text(language: Language, key: &'static str) -> String {
    Message::new(key).text(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_every_language() {
        for language in Language::ALL {
            let text = Message::new("text.step_of")
                .with("step", "3")
                .with("steps", "7")
                .text(language);
            assert!(
                text.contains('3') && text.contains('7') && !text.contains('%'),
                "{text}"
            );
        }
    }

    #[test]
    fn a_system_locale_is_understood() {
        assert_eq!(Language::from_tag("nn_NO.UTF-8"), Some(Language::Nn));
        assert_eq!(Language::from_tag("no"), Some(Language::Nb));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::En));
        assert_eq!(Language::from_tag("C"), None);
    }
}
