//! A list that is searched and sorted at every keystroke: what is compared is made once.

use std::cmp::Ordering;

use crate::model::{ClientId, Plan};

/// By what a list of clients is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// The latest change first.
    Changed,
    /// The newest first.
    Created,
    /// By integration type, then by name.
    Type,
}

/// Clients as the API listed them.
#[derive(Clone, Debug, Default)]
pub struct List(Vec<Listed>);

/// One client of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// As the API shows it.
    pub client: Plan,
    /// Its id; a client whose id is no id cannot be asked for and is only shown.
    pub id: Option<ClientId>,
    /// Everything that it can be found by, in lower case.
    haystack: String,
    /// Its name as it is sorted.
    name: String,
}

impl Sort {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Name, Self::Changed, Self::Created, Self::Type];

    /// The word of the command line and of the chooser.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Changed => "changed",
            Self::Created => "created",
            Self::Type => "type",
        }
    }

    /// Reads [`Sort::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    fn compare(self, one: &Listed, other: &Listed) -> Ordering {
        let text = |listed: &'_ Listed, member: &str| -> String {
            listed.client.text(member).unwrap_or_default().to_owned()
        };
        // Moments are written with the largest unit first and nearly always in UTC, so that they sort as texts.
        let newest = |member: &str| text(other, member).cmp(&text(one, member));
        let first = match self {
            Self::Name => Ordering::Equal,
            Self::Changed => newest("last_updated"),
            Self::Created => newest("created"),
            Self::Type => text(one, "integration_type").cmp(&text(other, "integration_type")),
        };
        first.then_with(|| one.name.cmp(&other.name))
    }
}

impl List {
    /// Takes over what the API listed.
    #[must_use]
    pub fn new(clients: Vec<Plan>) -> Self {
        Self(clients.into_iter().map(Listed::new).collect())
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Listed] {
        &self.0
    }

    /// The client of an id.
    #[must_use]
    pub fn find(&self, id: &ClientId) -> Option<&Listed> {
        self.0.iter().find(|listed| listed.id.as_ref() == Some(id))
    }

    /// Takes over a client as it is now, in its place or at the end.
    pub fn put(&mut self, client: Plan) {
        let new = Listed::new(client);
        match self.0.iter_mut().find(|listed| listed.id == new.id) {
            Some(old) => *old = new,
            None => self.0.push(new),
        }
    }

    /// Those that have every word of the search somewhere, sorted.
    #[must_use]
    pub fn shown(&self, search: &str, sort: Sort) -> Vec<&Listed> {
        let search = search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let mut shown: Vec<&Listed> = self
            .0
            .iter()
            .filter(|listed| words.iter().all(|word| listed.haystack.contains(word)))
            .collect();
        shown.sort_by(|one, other| sort.compare(one, other));
        shown
    }
}

impl Listed {
    fn new(client: Plan) -> Self {
        let mut haystack = String::new();
        let members = [
            "client_name",
            "description",
            "client_id",
            "integration_type",
            "client_orgno",
        ];
        for text in members
            .iter()
            .filter_map(|member| client.text(member))
            .chain(client.scopes())
        {
            haystack.push_str(&text.to_lowercase());
            haystack.push('\n');
        }
        Self {
            id: client.text("client_id").and_then(|id| ClientId::parse(id).ok()),
            name: client.text("client_name").unwrap_or_default().to_lowercase(),
            haystack,
            client,
        }
    }

    /// Whether it is in use.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.client.flag("active") != Some(false)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list() -> List {
        let client = |id: &str, name: &str, kind: &str, changed: &str, scope: &str| {
            let body = json!({"client_id": id, "client_name": name, "integration_type": kind,
                "last_updated": changed, "scopes": [scope]});
            Plan::from_json(body).unwrap()
        };
        List::new(vec![
            client(
                "a",
                "Varsling",
                "maskinporten",
                "2026-01-02T00:00:00Z",
                "krr:global/x.read",
            ),
            client("b", "arkiv", "idporten", "2026-03-02T00:00:00Z", "openid"),
            client("c", "Ærlig", "maskinporten", "2025-03-02T00:00:00Z", "openid"),
        ])
    }

    fn ids<'a>(shown: &[&'a Listed]) -> Vec<&'a str> {
        shown
            .iter()
            .filter_map(|listed| listed.id.as_ref().map(ClientId::as_str))
            .collect()
    }

    #[test]
    fn every_word_must_be_found_somewhere_in_any_case() {
        let list = list();
        assert_eq!(ids(&list.shown("KRR vars", Sort::Name)), ["a"]);
        assert_eq!(ids(&list.shown("ærl", Sort::Name)), ["c"]);
        assert_eq!(ids(&list.shown("maskinporten openid", Sort::Name)), ["c"]);
        assert!(list.shown("finnes ikke", Sort::Name).is_empty());
    }

    #[test]
    fn a_list_is_sorted_as_the_user_chose() {
        let list = list();
        assert_eq!(ids(&list.shown("", Sort::Name)), ["b", "a", "c"]);
        assert_eq!(ids(&list.shown("", Sort::Changed)), ["b", "a", "c"]);
        assert_eq!(ids(&list.shown("", Sort::Type)), ["b", "a", "c"]);
        let mut list = list;
        let mut changed = list.all()[2].client.clone();
        changed.set("last_updated", "2026-11-01T00:00:00Z");
        list.put(changed);
        assert_eq!(ids(&list.shown("", Sort::Changed)), ["c", "b", "a"]);
    }
}
