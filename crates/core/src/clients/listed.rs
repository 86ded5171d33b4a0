//! A list that is searched and sorted at every keystroke: what is compared is made once.

use serde_json::Value;

use super::collate::sort_key;
use super::expiry::{Expiry, KeysEnd, moment};
use crate::model::{ClientId, Plan};

/// By what a list of clients is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name, in the order of the Norwegian alphabet.
    #[default]
    Name,
    /// The latest change first.
    Changed,
    /// The newest first.
    Created,
    /// By integration type, then by name.
    Type,
    /// What ends first, first; what is not known to end comes last.
    Ends,
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
    /// Its keys, once they have been read; the list of clients does not show them.
    pub keys: Option<Vec<Value>>,
    /// They were asked for, and the API would not show them.
    are_keys_refused: bool,
    /// Everything that it can be found by, in lower case.
    haystack: String,
    /// Its name as it is sorted.
    name: String,
    changed: Option<jiff::Timestamp>,
    created: Option<jiff::Timestamp>,
}

impl Sort {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Name, Self::Changed, Self::Created, Self::Type, Self::Ends];

    /// The word of the command line and of the chooser.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Changed => "changed",
            Self::Created => "created",
            Self::Type => "type",
            Self::Ends => "ends",
        }
    }

    /// Reads [`Sort::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    fn apply(self, shown: &mut [&Listed]) {
        let by_name = |one: &Listed, other: &Listed| one.name.cmp(&other.name);
        let kind = |listed: &'_ Listed| listed.client.text("integration_type").map(str::to_owned);
        match self {
            Self::Name => shown.sort_by(|one, other| by_name(one, other)),
            Self::Changed => {
                shown.sort_by(|one, other| other.changed.cmp(&one.changed).then(by_name(one, other)));
            }
            Self::Created => {
                shown.sort_by(|one, other| other.created.cmp(&one.created).then(by_name(one, other)));
            }
            Self::Type => shown.sort_by_cached_key(|listed| (kind(listed), listed.name.clone())),
            Self::Ends => shown.sort_by_cached_key(|listed| {
                let ends = listed.expiry().first().map_or(i64::MAX, |ends| ends.at.0);
                (ends, listed.name.clone())
            }),
        }
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

    /// Takes over a client as it is now, in its place or at the end. What is known of its keys stays.
    pub fn put(&mut self, client: Plan) {
        let mut new = Listed::new(client);
        match self.0.iter_mut().find(|listed| listed.id == new.id) {
            Some(old) => {
                new.keys = new.keys.or(old.keys.take());
                *old = new;
            }
            None => self.0.push(new),
        }
    }

    /// Takes over the keys of a client as they have been read, or that they are not known any more.
    pub fn put_keys(&mut self, id: &ClientId, keys: Option<Vec<Value>>) {
        if let Some(listed) = self.0.iter_mut().find(|listed| listed.id.as_ref() == Some(id)) {
            listed.keys = keys;
            listed.are_keys_refused = false;
        }
    }

    /// Takes over that the keys of a client could not be read.
    pub fn refuse_keys(&mut self, id: &ClientId) {
        if let Some(listed) = self.0.iter_mut().find(|listed| listed.id.as_ref() == Some(id)) {
            listed.are_keys_refused = listed.keys.is_none();
        }
    }

    /// Those that have every word of the search somewhere, sorted.
    #[must_use]
    pub fn shown(&self, search: &str, sort: Sort) -> Vec<&Listed> {
        let mut shown = self.fitting(search);
        sort.apply(&mut shown);
        shown
    }

    /// Those that have every word of the search somewhere, as the API has them.
    #[must_use]
    pub fn fitting(&self, search: &str) -> Vec<&Listed> {
        let search = search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let fits = |listed: &&Listed| words.iter().all(|word| listed.haystack.contains(word));
        self.0.iter().filter(fits).collect()
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
        let at = |member: &str| client.get(member).and_then(moment);
        let keys = client
            .get("jwks")
            .and_then(|set| set.get("keys")?.as_array().cloned());
        Self {
            id: client.text("client_id").and_then(|id| ClientId::parse(id).ok()),
            name: sort_key(client.text("client_name").unwrap_or_default()),
            changed: at("last_updated"),
            created: at("created"),
            keys,
            are_keys_refused: false,
            haystack,
            client,
        }
    }

    /// Whether it is in use.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.client.flag("active") != Some(false)
    }

    /// When its secret and its keys end, as far as that is known.
    #[must_use]
    pub fn expiry(&self) -> Expiry {
        let mut expiry = Expiry::of(&self.client, self.keys.as_deref());
        if expiry.keys == KeysEnd::Unread && self.are_keys_refused {
            expiry.keys = KeysEnd::Unreadable;
        }
        expiry
    }

    /// What has to be typed to say that this very client is meant: its name, or its id when it has none.
    #[must_use]
    pub fn known_by(&self) -> &str {
        known_by(&self.client)
    }
}

/// Those that have keys which have not been read. Reading them takes one call each.
#[must_use]
pub fn unread(shown: &[&Listed]) -> Vec<ClientId> {
    let unread = shown
        .iter()
        .filter(|listed| listed.expiry().keys == KeysEnd::Unread);
    unread.filter_map(|listed| listed.id.clone()).collect()
}

/// What a client is called, its id when its name says nothing.
#[must_use]
pub fn known_by(client: &Plan) -> &str {
    let name = client
        .text("client_name")
        .map(str::trim)
        .filter(|name| !name.is_empty());
    name.or_else(|| client.text("client_id")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(body: Value) -> Plan {
        Plan::from_json(body).unwrap()
    }

    fn list() -> List {
        let client = |id: &str, name: &str, kind: &str, created: &str, changed: &str, scope: &str| {
            plan(
                json!({"client_id": id, "client_name": name, "integration_type": kind, "created": created,
                "last_updated": changed, "scopes": [scope]}),
            )
        };
        let (one, two, three) = (
            "2024-02-01T00:00:00Z",
            "2024-03-01T00:00:00Z",
            "2024-01-01T00:00:00Z",
        );
        List::new(vec![
            client(
                "a",
                "Åpent",
                "maskinporten",
                one,
                "2026-01-02T00:30:00+01:00",
                "krr:global/x.read",
            ),
            client("b", "arkiv", "krr", two, "2026-01-01T23:45:00Z", "openid"),
            client(
                "c",
                "Ærlig",
                "idporten",
                three,
                "2025-03-02T00:00:00.5Z",
                "openid",
            ),
        ])
    }

    fn ids(list: &List, search: &str, sort: Sort) -> String {
        let shown = list.shown(search, sort);
        shown
            .iter()
            .filter_map(|listed| listed.id.as_ref().map(ClientId::as_str))
            .collect()
    }

    #[test]
    fn every_word_must_be_found_somewhere_in_any_case() {
        let list = list();
        assert_eq!(ids(&list, "KRR åpe", Sort::Name), "a");
        assert_eq!(ids(&list, "ærl", Sort::Name), "c");
        assert_eq!(ids(&list, "idporten openid", Sort::Name), "c");
        assert_eq!(ids(&list, "finnes ikke", Sort::Name), "");
    }

    #[test]
    fn names_are_sorted_by_the_norwegian_alphabet() {
        assert_eq!(ids(&list(), "", Sort::Name), "bca");
    }

    #[test]
    fn the_latest_change_is_first_whichever_zone_it_is_written_in() {
        // A quarter to midnight in UTC is later than half past midnight in Oslo.
        assert_eq!(ids(&list(), "", Sort::Changed), "bac");
    }

    #[test]
    fn the_newest_and_the_types_have_orders_of_their_own() {
        let mut list = list();
        assert_eq!(ids(&list, "", Sort::Type), "cba");
        let mut changed = list.all()[0].client.clone();
        changed.set("created", "2026-11-01T00:00:00Z");
        list.put(changed);
        assert_eq!(ids(&list, "", Sort::Created), "abc");
    }

    #[test]
    fn what_ends_first_is_first_and_what_is_not_known_comes_last() {
        let mut list = list();
        let key = |moment: &str| Some(vec![json!({"kid": "k", "last_updated": moment})]);
        let id = |id: &str| ClientId::parse(id).unwrap();
        assert_eq!(ids(&list, "", Sort::Ends), "bca", "nothing is known yet");
        list.put_keys(&id("a"), key("2026-05-01T00:00:00Z"));
        list.put_keys(&id("c"), key("2026-04-01T00:00:00Z"));
        assert_eq!(ids(&list, "", Sort::Ends), "cab");
        // What is known of the keys is not lost when the client is changed.
        let client = list.all()[0].client.clone();
        list.put(client);
        assert_eq!(ids(&list, "", Sort::Ends), "cab");
    }

    #[test]
    fn a_name_that_says_nothing_is_no_name() {
        let known =
            |name: Value| known_by(&plan(json!({"client_id": "a-1", "client_name": name}))).to_owned();
        assert_eq!(known(json!(" Arkiv ")), "Arkiv");
        for nothing in [json!(""), json!("  "), json!(null)] {
            assert_eq!(known(nothing), "a-1");
        }
    }
}
