//! The customers of a supplier's login client, as `GET` lists them.

use std::collections::HashSet;

use serde_json::Value;

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, OrgNo};

const PLACE: Rule = Rule::new("onbehalfof/own-resource", source::SUPPLIER);
const MACHINE: Rule = Rule::new("onbehalfof/machine", source::SUPPLIER);
const ENTRY: Rule = Rule::new("onbehalfof/incomplete", source::SUPPLIER);
const NUMBER: Rule = Rule::new("onbehalfof/organisation", source::SUPPLIER);
const DUPLICATE: Rule = Rule::new("onbehalfof/duplicate", source::SUPPLIER);

pub(super) const RULES: &[Rule] = &[PLACE, MACHINE, ENTRY, NUMBER, DUPLICATE];

const MEMBER: &str = "onbehalfof";

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let Some(Value::Array(entries)) = subject.plan.get(MEMBER) else {
        return;
    };
    if entries.is_empty() {
        return;
    }
    if !subject.registered {
        findings.push(
            PLACE
                .warning(patch::place(MEMBER))
                .fixed_by(patch::remove(MEMBER)),
        );
    } else if subject.is_machine() {
        findings.push(MACHINE.warning(patch::place(MEMBER)));
    }
    let mut seen = HashSet::new();
    for (at, entry) in entries.iter().enumerate() {
        let place = patch::element(MEMBER, at);
        let text = |member: &str| {
            entry
                .get(member)
                .and_then(Value::as_str)
                .filter(|text| !text.trim().is_empty())
        };
        let Some(value) = text(MEMBER) else {
            findings.push(ENTRY.warning(place).with("member", MEMBER));
            continue;
        };
        if !seen.insert(value) {
            findings.push(DUPLICATE.warning(place.clone()).with("value", value));
        }
        if text("name").is_none() {
            findings.push(ENTRY.warning(place.clone()).with("member", "name"));
        }
        let fits =
            text("orgno").is_some_and(|orgno| OrgNo::parse(orgno).is_ok_and(|orgno| orgno.checksum_holds()));
        if !fits {
            let orgno = text("orgno").unwrap_or_default();
            findings.push(NUMBER.warning(format!("{place}/orgno")).with("orgno", orgno));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, user_data, with};

    #[test]
    fn customers_are_checked_one_by_one() {
        let body = with(user_data(), "created", json!("2026-01-01T00:00:00Z"));
        let good = json!({"onbehalfof": "oslo", "name": "Oslo kommune", "orgno": "958935420"});
        assert!(
            !codes(&with(body.clone(), "onbehalfof", json!([good])))
                .iter()
                .any(|code| code.starts_with("onbehalfof/"))
        );
        let bad = json!([good, good, {"orgno": "1"}, {"onbehalfof": "x", "name": "X", "orgno": "123456789"}]);
        let found = codes(&with(body, "onbehalfof", bad));
        for code in [
            "onbehalfof/duplicate",
            "onbehalfof/incomplete",
            "onbehalfof/organisation",
        ] {
            assert!(found.contains(&code), "{code}");
        }
    }
}
