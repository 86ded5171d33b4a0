use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Scope;

/// A scope as intended, or as `GET` returned it: the JSON body with its members in order, unknown ones included.
///
/// Kept as JSON for the same reasons as [`super::Plan`]: it may be wrong anywhere, findings point into it, and what Losen
/// does not know (the test environment has `description#en`, 2026 brought `protected`) must survive a read and a write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeBody(Map<String, Value>);

/// What only replies carry.
const OF_REPLIES: [&str; 3] = ["name", "created", "last_updated"];

/// In a reply, 0 means that the scope sets no limit; a request says that by saying nothing.
const LIFETIMES: [&str; 2] = ["at_max_age", "authorization_max_lifetime"];

super::body::json_body!(ScopeBody);

impl ScopeBody {
    /// Takes a JSON object, and nothing else.
    #[must_use]
    pub fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::Object(body) => Some(Self(body)),
            _ => None,
        }
    }

    /// What is sent: without what only replies carry, without lifetimes of 0 and without members that say nothing.
    #[must_use]
    pub fn request(&self) -> Value {
        let sent = self.0.iter().filter(|(member, value)| {
            let zero = LIFETIMES.contains(&member.as_str()) && value.as_i64() == Some(0);
            !OF_REPLIES.contains(&member.as_str()) && !zero && !value.is_null()
        });
        Value::Object(
            sent.map(|(member, value)| (member.clone(), value.clone()))
                .collect(),
        )
    }

    /// The whole scope that is meant: a body that was read is whole, and one that was written by hand, of which nothing
    /// only replies carry is there, names what changes (RFC 7396, one level deep).
    #[must_use]
    pub fn over(&self, before: &Self) -> Self {
        if OF_REPLIES.iter().any(|member| self.0.contains_key(*member)) {
            return self.clone();
        }
        let mut whole = before.clone();
        for (member, value) in &self.0 {
            whole.0.insert(member.clone(), value.clone());
        }
        whole
    }

    /// The texts of a list member; elements of another type are left out.
    #[must_use]
    pub fn texts(&self, member: &str) -> Vec<&str> {
        let list = self.0.get(member).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The scope's name: the server's own word for it, or prefix and subscope joined.
    #[must_use]
    pub fn name(&self) -> Option<Scope> {
        if let Some(name) = self.text("name").filter(|name| !name.is_empty()) {
            return Scope::parse(name).ok();
        }
        let part = |member| self.text(member).filter(|part| !part.is_empty());
        Scope::parse(&format!("{}:{}", part("prefix")?, part("subscope")?)).ok()
    }

    /// Whether it can be used; a body that does not say is of an active scope.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.flag("active") != Some(false)
    }

    /// Whether anyone may use it without being granted it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.flag("accessible_for_all") == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> ScopeBody {
        ScopeBody::from_json(value).unwrap()
    }

    #[test]
    fn what_is_sent_back_loses_nothing_that_can_be_written() {
        let got = body(json!({
            "name": "losby:a", "prefix": "losby", "subscope": "a", "description": "x", "description#en": "y",
            "active": true, "created": "2026-01-01T00:00:00Z", "last_updated": "2026-01-01T00:00:00Z",
            "at_max_age": 0, "authorization_max_lifetime": 7200, "delegation_source": null, "protected": false,
            "owner_orgno": "314330897",
        }));
        assert_eq!(
            got.request(),
            json!({
                "prefix": "losby", "subscope": "a", "description": "x", "description#en": "y", "active": true,
                "authorization_max_lifetime": 7200, "protected": false, "owner_orgno": "314330897",
            })
        );
    }

    #[test]
    fn what_is_written_by_hand_names_what_changes_and_what_was_read_is_whole() {
        let before =
            body(json!({"name": "losby:a", "description": "x", "long_description": "y", "active": true}));
        let by_hand = body(json!({"description": "z", "long_description": null}));
        assert_eq!(
            by_hand.over(&before).request(),
            json!({"description": "z", "active": true})
        );
        let read = body(json!({"name": "losby:a", "description": "z"}));
        assert_eq!(read.over(&before).request(), json!({"description": "z"}));
    }

    #[test]
    fn the_servers_name_wins_over_the_parts() {
        let one = body(json!({"name": "nav:test/scope", "prefix": "nav", "subscope": "other"}));
        assert_eq!(one.name().unwrap().as_str(), "nav:test/scope");
        let new = body(json!({"prefix": "losby", "subscope": "barnehage/plass.read"}));
        assert_eq!(new.name().unwrap().as_str(), "losby:barnehage/plass.read");
        assert_eq!(body(json!({"prefix": "losby", "subscope": "a b"})).name(), None);
        assert_eq!(body(json!({"prefix": "losby"})).name(), None);
    }
}
