//! Who has access to what, seen from the scopes and from the organisations.

use std::collections::BTreeMap;

use crate::model::Access;

/// A scope with those who may use it, or an organisation with what it may use.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The scope's name, or the organisation's number.
    pub name: String,
    /// The organisation's name, when the API has said it; empty for a scope.
    pub more: String,
    /// The accesses, in the order of what they are about.
    pub accesses: Vec<Access>,
}

/// By scope. Scopes that nobody has been granted are not there.
#[must_use]
pub fn by_scope(accesses: &[Access]) -> Vec<Group> {
    group(accesses, "scope", "", "consumer_organization_name")
}

/// By organisation.
#[must_use]
pub fn by_organisation(accesses: &[Access]) -> Vec<Group> {
    group(accesses, "consumer_orgno", "consumer_organization_name", "scope")
}

fn group(accesses: &[Access], by: &str, more: &str, then: &str) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Vec<&Access>> = BTreeMap::new();
    for access in accesses {
        if let Some(name) = access.text(by) {
            groups.entry(name).or_default().push(access);
        }
    }
    let made = groups.into_iter().map(|(name, mut accesses)| {
        accesses.sort_by_key(|access| access.text(then).unwrap_or_default().to_lowercase());
        Group {
            name: name.to_owned(),
            more: accesses
                .iter()
                .find_map(|access| access.text(more))
                .unwrap_or_default()
                .to_owned(),
            accesses: accesses.into_iter().cloned().collect(),
        }
    });
    made.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_accesses_are_seen_from_both_sides() {
        let access = |scope: &str, orgno: &str, name: &str| {
            Access::from_json(
                json!({"scope": scope, "consumer_orgno": orgno, "consumer_organization_name": name,
                "state": "APPROVED"}),
            )
            .unwrap()
        };
        let all = [
            access("losby:b", "2", "Ås"),
            access("losby:a", "2", "Ås"),
            access("losby:a", "1", "Bø"),
        ];
        let names = |groups: Vec<Group>| {
            let tell = |group: &Group| (group.name.clone(), group.more.clone(), group.accesses.len());
            groups.iter().map(tell).collect::<Vec<_>>()
        };
        assert_eq!(
            names(by_scope(&all)),
            [
                ("losby:a".into(), String::new(), 2),
                ("losby:b".into(), String::new(), 1)
            ]
        );
        assert_eq!(
            names(by_organisation(&all)),
            [("1".into(), "Bø".into(), 1), ("2".into(), "Ås".into(), 2)]
        );
    }
}
