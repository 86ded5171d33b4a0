//! The difference between two bodies of a scope, member by member.

use serde_json::{Value, json};

use crate::clients::alike;
use crate::model::ScopeBody;

/// One member that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which.
    pub member: String,
    /// What it is; nothing when it is not there.
    pub before: Option<Value>,
    /// What it shall be; nothing when it goes away.
    pub after: Option<Value>,
}

impl Change {
    /// The change as `--format json` shows it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "member": self.member, "before": self.before, "after": self.after })
    }
}

/// Everything that would be sent otherwise than it is, in the order of the new body; what goes away comes last. The order
/// within a list means nothing, as with clients.
#[must_use]
pub fn changes(before: &ScopeBody, after: &ScopeBody) -> Vec<Change> {
    let (before, after) = (before.request(), after.request());
    let members = |body: &Value| body.as_object().cloned().unwrap_or_default();
    let (before, after) = (members(&before), members(&after));
    let kept = after.iter().map(|(member, value)| Change {
        member: member.clone(),
        before: before.get(member).cloned(),
        after: Some(value.clone()),
    });
    let gone = before.iter().filter(|(member, _)| !after.contains_key(*member));
    let gone = gone.map(|(member, value)| Change {
        member: member.clone(),
        before: Some(value.clone()),
        after: None,
    });
    kept.chain(gone)
        .filter(|change| !alike(change.before.as_ref(), change.after.as_ref()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sent_otherwise_is_a_change() {
        let body = |value| ScopeBody::from_json(value).unwrap();
        let before = body(json!({"name": "a:b", "description": "x", "at_max_age": 0, "protected": true}));
        let after = body(json!({"description": "y", "at_max_age": 60, "last_updated": "now"}));
        let told: Vec<Value> = changes(&before, &after).iter().map(Change::to_json).collect();
        assert_eq!(
            told,
            [
                json!({"member": "description", "before": "x", "after": "y"}),
                json!({"member": "at_max_age", "before": null, "after": 60}),
                json!({"member": "protected", "before": true, "after": null}),
            ]
        );
        assert!(changes(&before, &before).is_empty());
        let kinds = |one: &str, other: &str| body(json!({ "allowed_integration_types": [one, other] }));
        assert!(changes(&kinds("krr", "maskinporten"), &kinds("maskinporten", "krr")).is_empty());
    }
}
