//! What things are called, as data: `extension/labels.json`, and what an organisation adds by policy. The companion looks
//! for these names, and the written steps of the journeys quote them, so there is one place where they stand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::page::{Dialog, Page};
use crate::model::Environment;
use crate::text::Language;

/// The labels of the portal.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Labels {
    pub(super) hosts: Vec<Host>,
    names: BTreeMap<String, Name>,
    /// Names on other sites than the portal. Written steps quote them, and the companion is never told to look for them.
    elsewhere: BTreeMap<String, Name>,
    pub(super) pages: Vec<PageMarks>,
    pub(super) dialogs: Vec<DialogMarks>,
    signs: BTreeMap<Sign, Vec<String>>,
}

/// What one thing is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Name {
    /// What the user's own organisation says it is called, by policy; wins over the rest.
    #[serde(skip)]
    pub own: Vec<String>,
    /// In the portal's Norwegian, newest first.
    pub nb: Vec<String>,
    /// In the portal's English, newest first.
    pub en: Vec<String>,
    /// What it was called before.
    #[serde(default)]
    pub before: Before,
}

/// What something was called before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Before {
    /// In Norwegian, newest first.
    pub nb: Vec<String>,
    /// In English, newest first.
    pub en: Vec<String>,
}

/// Something that the portal says when it has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// A client was created.
    Created,
    /// A key was added.
    KeyAdded,
    /// A client was deleted.
    Deleted,
    /// A scope was created.
    ScopeCreated,
    /// A scope on the client has not been granted.
    AccessMissing,
    /// The organisation has not signed the terms.
    TermsMissing,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Host {
    pub host: String,
    pub environment: Environment,
}

/// What a page is recognised by: codes of names.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct PageMarks {
    pub page: Page,
    pub paths: Vec<String>,
    pub headings: Vec<String>,
    pub controls: Vec<String>,
    /// How many of the controls must be in sight; two, or all when there are fewer.
    pub enough: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct DialogMarks {
    pub dialog: Dialog,
    pub headings: Vec<String>,
    pub controls: Vec<String>,
}

/// What an organisation may say by policy: names and phrases, and no host, page or selector. So a policy changes what
/// Losen calls things, and never what the companion reads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Override {
    names: BTreeMap<String, Vec<String>>,
    signs: BTreeMap<String, Vec<String>>,
}

static SHIPPED: LazyLock<Labels> = LazyLock::new(|| {
    // The file is part of the source, and a test reads it.
    serde_json::from_str(include_str!("../../../../extension/labels.json")).unwrap_or(Labels {
        hosts: Vec::new(),
        names: BTreeMap::new(),
        elsewhere: BTreeMap::new(),
        pages: Vec::new(),
        dialogs: Vec::new(),
        signs: BTreeMap::new(),
    })
});

impl Labels {
    /// Those that Losen comes with.
    #[must_use]
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// With what the organisation says by policy. A policy that cannot be read, or names what is not there, changes
    /// nothing.
    #[must_use]
    pub fn with_policy(mut self, policy: &Value) -> Self {
        let own: Override = serde_json::from_value(policy.clone()).unwrap_or_default();
        for (code, names) in own.names {
            let known = self.names.get_mut(&code);
            if let Some(name) = known.or_else(|| self.elsewhere.get_mut(&code)) {
                name.own = names;
            }
        }
        for (code, phrases) in own.signs {
            let sign = serde_json::from_value::<Sign>(Value::String(code));
            if let Some(known) = sign.ok().and_then(|sign| self.signs.get_mut(&sign)) {
                known.extend(phrases);
            }
        }
        self
    }

    /// What something is called.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&Name> {
        self.names.get(code).or_else(|| self.elsewhere.get(code))
    }

    /// Everything that something may be called, newest first.
    #[must_use]
    pub fn all(&self, code: &str) -> Vec<&str> {
        self.name(code).map(Name::all).unwrap_or_default()
    }

    /// Whether a text is what something is called.
    #[must_use]
    pub fn is(&self, code: &str, text: &str) -> bool {
        self.all(code).iter().any(|name| fold(name) == fold(text))
    }

    /// What the portal says that it has happened.
    #[must_use]
    pub fn sign(&self, text: &str) -> Option<Sign> {
        let said = |phrases: &Vec<String>| phrases.iter().any(|phrase| fold(phrase) == fold(text));
        self.signs
            .iter()
            .find(|(_, phrases)| said(phrases))
            .map(|(sign, _)| *sign)
    }

    /// Every name: the only control names that the companion may send.
    #[must_use]
    pub fn every_name(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.names.values().flat_map(Name::all).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Every phrase that the companion is to look for.
    #[must_use]
    pub fn every_phrase(&self) -> Vec<&str> {
        self.signs.values().flatten().map(String::as_str).collect()
    }
}

impl Name {
    /// All names, newest first.
    #[must_use]
    pub fn all(&self) -> Vec<&str> {
        let lists = [&self.own, &self.nb, &self.en, &self.before.nb, &self.before.en];
        lists.into_iter().flatten().map(String::as_str).collect()
    }

    /// The names in the portal's own language, newest first.
    pub(super) fn in_language(&self, portal_language: &str) -> Vec<&str> {
        let lists = if portal_language == "en" {
            [&self.own, &self.en, &self.before.nb, &self.before.en]
        } else {
            [&self.own, &self.nb, &self.before.nb, &self.before.en]
        };
        lists.into_iter().flatten().map(String::as_str).collect()
    }

    /// The name of today in the portal's own language.
    #[must_use]
    pub fn now(&self, portal_language: &str) -> &str {
        let today = if portal_language == "en" {
            &self.en
        } else {
            &self.nb
        };
        self.own
            .iter()
            .chain(today)
            .chain(&self.nb)
            .next()
            .map_or("", String::as_str)
    }

    /// What it says today, to a reader of this language: the portal has Norwegian and English, and no nynorsk. Where no
    /// English wording is known, the Norwegian one is quoted.
    #[must_use]
    pub fn today(&self, language: Language) -> &str {
        self.now(match language {
            Language::En => "en",
            Language::Nb | Language::Nn => "nb",
        })
    }

    /// What else it may say: older wordings, and to an English reader the Norwegian ones too, since the portal may well
    /// stand there in Norwegian.
    #[must_use]
    pub fn also(&self, language: Language) -> Vec<&str> {
        let lists: &[&Vec<String>] = match language {
            Language::En => &[&self.own, &self.en, &self.nb, &self.before.en, &self.before.nb],
            Language::Nb | Language::Nn => &[&self.own, &self.nb, &self.before.nb],
        };
        let today = self.today(language);
        let mut also: Vec<&str> = Vec::new();
        for name in lists.iter().copied().flatten().map(String::as_str) {
            if name != today && !also.contains(&name) {
                also.push(name);
            }
        }
        also
    }
}

/// Letter case, spaces and the mark of a required field do not make another name.
pub(super) fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(['*', ' ']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_shipped_labels_can_be_read_and_every_code_in_them_has_a_name() {
        let labels = Labels::shipped();
        assert_eq!(labels.hosts.len(), 4);
        let codes = labels
            .pages
            .iter()
            .flat_map(|page| page.headings.iter().chain(&page.controls))
            .chain(
                labels
                    .dialogs
                    .iter()
                    .flat_map(|dialog| dialog.headings.iter().chain(&dialog.controls)),
            );
        for code in codes {
            assert!(labels.name(code).is_some(), "{code}");
        }
        assert!(
            labels
                .names
                .keys()
                .all(|code| !labels.elsewhere.contains_key(code))
        );
    }

    #[test]
    fn names_of_other_sites_are_quoted_and_never_looked_for() {
        let labels = Labels::shipped().with_policy(&json!({ "names": { "terms": ["Vilkår"] } }));
        assert_eq!(labels.name("terms").unwrap().today(Language::Nb), "Vilkår");
        let watched = labels.every_name();
        let theirs = labels.elsewhere.values().flat_map(Name::all);
        assert_eq!(theirs.filter(|name| watched.contains(name)).count(), 0);
    }

    #[test]
    fn a_label_says_what_it_says_today_and_what_it_said_before() {
        let labels = Labels::shipped();
        let add = labels.name("add_client").unwrap();
        assert_eq!(add.today(Language::Nn), "Legg til klient");
        assert_eq!(
            add.also(Language::Nb),
            ["Legg til ny", "Opprett klient", "Ny integrasjon"]
        );
        assert_eq!(add.today(Language::En), "Add client");
        assert!(add.also(Language::En).contains(&"Legg til klient"));
        // Where no English wording is known, the Norwegian one is what stands there.
        let terms = labels.name("terms").unwrap();
        assert_eq!(terms.today(Language::En), "Virksomhetens bruksvilkår");
    }

    #[test]
    fn a_policy_adds_a_name_that_wins_and_can_add_nothing_else() {
        let policy = json!({
            "names": { "add_client": ["Ny klient"], "nothing": ["x"] },
            "signs": { "created": ["Klienten er laget"] },
            "hosts": [{ "host": "evil.example", "environment": "test" }],
        });
        let labels = Labels::shipped().with_policy(&policy);
        assert_eq!(labels.name("add_client").unwrap().now("nb"), "Ny klient");
        assert!(labels.is("add_client", "  legg til  KLIENT *"));
        assert_eq!(labels.sign("Klienten er laget"), Some(Sign::Created));
        assert_eq!((labels.hosts.len(), labels.name("nothing")), (4, None));
        assert_eq!(Labels::shipped().with_policy(&json!("x")), Labels::shipped());
    }
}
