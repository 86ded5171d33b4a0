//! From what `GET` returned to what `PUT` takes, and the difference between two states of a client.
//!
//! `PUT` is a full replacement: a member that is left out is lost, and what only a reply carries must not be sent back
//! ("fjern created_date, last_updated", <https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin_maskinporten>).

use serde_json::{Map, Value, json};

use crate::model::Plan;

/// What `losen clients list` says of each client, beside what the API says. It is nothing that the API knows.
pub const OWN_MEMBER: &str = "losen";

/// What only a reply carries (`ClientResponse` of the OpenAPI document).
const READ_ONLY: [&str; 7] = [
    "created",
    "last_updated",
    "onbehalfof",
    "client_secret",
    "jwks",
    "jwks_uri",
    OWN_MEMBER,
];

/// 0 means "not set" in a reply and is refused in a request.
const LIFETIMES: [&str; 3] = [
    "access_token_lifetime",
    "refresh_token_lifetime",
    "authorization_lifetime",
];

/// What a full replacement sends: everything that can be written, and whatever Losen does not know.
#[must_use]
pub fn writable(client: &Plan) -> Plan {
    let mut body = client.clone();
    for (member, value) in client.body() {
        let unset = value.is_null() || (LIFETIMES.contains(&member.as_str()) && value.as_i64() == Some(0));
        if unset || READ_ONLY.contains(&member.as_str()) {
            body.remove(member);
        }
    }
    body
}

/// A client with some members changed (RFC 7396, one level deep): what is not named stays, and `null` takes a member out.
#[must_use]
pub fn merged(client: &Plan, changes: &Map<String, Value>) -> Plan {
    let mut body = writable(client);
    for (member, value) in changes {
        if READ_ONLY.contains(&member.as_str()) {
            continue;
        }
        if value.is_null() {
            body.remove(member);
        } else {
            body.set(member, value.clone());
        }
    }
    writable(&body)
}

/// One member that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its name.
    pub member: String,
    /// What it is; `None` when it is not there.
    pub before: Option<Value>,
    /// What it becomes; `None` when it goes.
    pub after: Option<Value>,
}

impl Difference {
    /// For programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "member": self.member, "before": self.before, "after": self.after })
    }

    /// What comes and what goes, as texts: the elements of a list, or the whole value.
    #[must_use]
    pub fn words(&self) -> (Vec<String>, Vec<String>) {
        let elements = |value: &Option<Value>| -> Vec<String> {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match value {
                None => Vec::new(),
                Some(Value::Array(list)) => list.iter().map(text).collect(),
                Some(other) => vec![text(other)],
            }
        };
        let (before, after) = (elements(&self.before), elements(&self.after));
        let gone = before.iter().filter(|one| !after.contains(one)).cloned();
        let come = after.iter().filter(|one| !before.contains(one)).cloned();
        (gone.collect(), come.collect())
    }
}

/// Every member in which two states differ, in the order of the second. The order within a list means nothing: scopes,
/// addresses and grants are sets.
#[must_use]
pub fn differences(before: &Plan, after: &Plan) -> Vec<Difference> {
    let gone = before.body().keys().filter(|member| after.get(member).is_none());
    after
        .body()
        .keys()
        .chain(gone)
        .filter(|member| !alike(before.get(member), after.get(member)))
        .map(|member| Difference {
            member: member.clone(),
            before: before.get(member).cloned(),
            after: after.get(member).cloned(),
        })
        .collect()
}

/// Whether two values of a member mean the same, for clients and for scopes.
pub(crate) fn alike(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            let sorted = |list: &[Value]| {
                let mut texts: Vec<String> = list.iter().map(ToString::to_string).collect();
                texts.sort();
                texts
            };
            sorted(one) == sorted(other)
        }
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(body: Value) -> Plan {
        Plan::from_json(body).unwrap()
    }

    #[test]
    fn a_replacement_keeps_the_unknown_and_drops_zeros_and_what_only_replies_carry() {
        let client = plan(
            json!({"client_id": "a", "client_name": "x", "refresh_token_lifetime": 0, "access_token_lifetime": 120,
            "client_uri": "https://x", "something_new": {"a": 1}, "logo_uri": null, "created": "2026", "last_updated": "2026",
            "jwks_uri": "/x", "onbehalfof": [], "client_secret": "s", "losen": {}}),
        );
        assert_eq!(
            writable(&client).to_json(),
            json!({"client_id": "a", "client_name": "x", "access_token_lifetime": 120, "client_uri": "https://x",
                "something_new": {"a": 1}})
        );
    }

    #[test]
    fn what_is_not_named_stays_and_null_takes_a_member_out() {
        let client = plan(json!({"client_name": "x", "description": "d", "scopes": ["a"]}));
        let changes = json!({"description": null, "scopes": ["a", "b"], "created": "never"});
        let after = merged(&client, changes.as_object().unwrap());
        assert_eq!(after.to_json(), json!({"client_name": "x", "scopes": ["a", "b"]}));
        let found = differences(&writable(&client), &after);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].words(), (vec![], vec!["b".to_owned()]));
        assert_eq!(
            (found[1].member.as_str(), &found[1].after),
            ("description", &None)
        );
    }

    #[test]
    fn the_order_within_a_list_means_nothing() {
        let one = plan(json!({"scopes": ["a", "b"]}));
        assert!(differences(&one, &plan(json!({"scopes": ["b", "a"]}))).is_empty());
        assert_eq!(differences(&one, &plan(json!({"scopes": ["b", "b"]}))).len(), 1);
    }
}
