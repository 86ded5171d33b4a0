use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::Value;

use crate::Timestamp;

/// What is known about scopes, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    scopes: BTreeMap<String, ScopeRecord>,
    /// When the list was made.
    pub as_of: Timestamp,
    /// Whether it is the whole list of public scopes, or only what came with Losen.
    pub complete: bool,
}

/// What the rules need to know about one scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeRecord {
    /// The client types that may have it, as the API spells them; none means any.
    pub allowed: Vec<String>,
    /// Any organisation may use it without being granted it.
    pub accessible_for_all: bool,
    /// It can be delegated in Altinn.
    pub delegable: bool,
    /// It is only handed out for a user who has just logged in.
    pub requires_user: bool,
    /// It has been deactivated.
    pub inactive: bool,
    /// The organisation that owns it.
    pub owner: Option<String>,
    /// The longest life of an access token with it, in seconds.
    pub at_max_age: Option<i64>,
    /// The longest life of a login with it, in seconds.
    pub authorization_max_lifetime: Option<i64>,
}

/// 2026-01-19, the newest record in `data/scopes.json`.
const BUNDLED_AS_OF: Timestamp = Timestamp(1_768_780_800);

static BUNDLED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let list: Vec<Value> = serde_json::from_str(include_str!("../../data/scopes.json")).unwrap_or_default();
    Arc::new(Catalogue {
        scopes: list.iter().filter_map(record).collect(),
        as_of: BUNDLED_AS_OF,
        complete: false,
    })
});

impl Catalogue {
    /// What came with Losen.
    #[must_use]
    pub fn bundled() -> Arc<Self> {
        Arc::clone(&BUNDLED)
    }

    /// What `/scopes/all` answered. Scopes that are not public are not in it, so what came with Losen stays.
    #[must_use]
    pub fn refreshed(list: &[Value], as_of: Timestamp) -> Arc<Self> {
        let mut scopes = BUNDLED.scopes.clone();
        scopes.extend(list.iter().filter_map(record));
        Arc::new(Self {
            scopes,
            as_of,
            complete: true,
        })
    }

    /// A scope by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ScopeRecord> {
        self.scopes.get(name)
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.scopes.keys().map(String::as_str)
    }

    /// How old the list is, in whole days.
    #[must_use]
    pub fn age_in_days(&self, now: Timestamp) -> i64 {
        (now.0 - self.as_of.0).max(0) / 86_400
    }
}

/// Reads one record of the API; leniently, since it grows members and the test environment adds some of its own.
fn record(scope: &Value) -> Option<(String, ScopeRecord)> {
    let text = |member: &str| {
        scope
            .get(member)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let flag = |member: &str| scope.get(member).and_then(Value::as_bool);
    // 0 means that the scope sets no limit.
    let seconds = |member: &str| scope.get(member).and_then(Value::as_i64).filter(|s| *s > 0);
    let allowed = scope.get("allowed_integration_types").and_then(Value::as_array);
    let record = ScopeRecord {
        allowed: allowed
            .into_iter()
            .flatten()
            .filter_map(|kind| kind.as_str().map(str::to_lowercase))
            .collect(),
        accessible_for_all: flag("accessible_for_all").unwrap_or(false),
        delegable: text("delegation_source").is_some(),
        requires_user: flag("requires_user_authentication").unwrap_or(false)
            || flag("requires_user_consent").unwrap_or(false),
        inactive: flag("active") == Some(false),
        owner: text("owner_orgno").map(str::to_owned),
        at_max_age: seconds("at_max_age"),
        authorization_max_lifetime: seconds("authorization_max_lifetime"),
    };
    Some((text("name")?.to_owned(), record))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_came_with_losen_can_be_read() {
        let catalogue = Catalogue::bundled();
        assert_eq!(catalogue.names().count(), 77);
        assert_eq!(
            catalogue.get("krr:user/spraak.write").unwrap().allowed,
            ["api_klient"]
        );
    }

    #[test]
    fn a_refreshed_list_wins_and_has_an_age() {
        let list = [
            json!({"name": "altinn:serviceowner", "allowed_integration_types": ["API_KLIENT"], "description#en": "x"}),
        ];
        let catalogue = Catalogue::refreshed(&list, Timestamp(1_768_780_800));
        assert_eq!(
            catalogue.get("altinn:serviceowner").unwrap().allowed,
            ["api_klient"]
        );
        assert!(catalogue.get("openid").is_some());
        assert_eq!(
            catalogue.age_in_days(Timestamp(1_768_780_800 + 86_400 * 3 + 5)),
            3
        );
    }
}
