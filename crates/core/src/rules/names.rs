//! What people will know the client by.

use super::{Rule, Subject, patch, source};
use crate::model::Finding;

const NAME: Rule = Rule::new("name/missing", source::API);
const DESCRIPTION: Rule = Rule::new("name/missing-description", source::API);
const TECHNICAL: Rule = Rule::new("name/technical", source::API);
const LONG: Rule = Rule::new("name/long-description", source::API);

pub(super) const RULES: &[Rule] = &[NAME, DESCRIPTION, LONG, TECHNICAL];

/// What the portal's own form allows.
const LONGEST_DESCRIPTION: usize = 255;

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let blank = |member: &str| {
        use serde_json::Value;
        match subject.plan.get(member) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    };
    if blank("client_name") {
        findings.push(NAME.warning(patch::place("client_name")));
    }
    if subject.is_login() && subject.plan.text("client_name").is_some_and(is_technical) {
        let name = subject.plan.text("client_name").unwrap_or_default();
        findings.push(TECHNICAL.hint(patch::place("client_name")).with("name", name));
    }
    if blank("description") {
        findings.push(DESCRIPTION.hint(patch::place("description")));
    }
    let length = subject
        .plan
        .text("description")
        .map_or(0, |text| text.chars().count());
    if length > LONGEST_DESCRIPTION {
        findings.push(
            LONG.warning(patch::place("description"))
                .with("length", length.to_string()),
        );
    }
}

/// `minside-frontend_v2` and the like: a name that no citizen would know the service by.
fn is_technical(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ':');
    name.contains(['-', '_', ':']) && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, user_data, with};

    #[test]
    fn a_client_without_a_name_is_pointed_out() {
        for none in [json!(null), json!(""), json!("  ")] {
            assert!(codes(&with(user_data(), "client_name", none)).contains(&"name/missing"));
        }
    }

    #[test]
    fn a_name_for_machines_is_pointed_out_where_citizens_see_it() {
        assert!(
            codes(&with(user_data(), "client_name", json!("minside-frontend"))).contains(&"name/technical")
        );
        assert!(!codes(&user_data()).contains(&"name/technical"));
    }

    #[test]
    fn a_description_fits_the_portals_form() {
        assert!(
            !codes(&with(user_data(), "description", json!("å".repeat(255))))
                .contains(&"name/long-description")
        );
        assert!(
            codes(&with(user_data(), "description", json!("å".repeat(256))))
                .contains(&"name/long-description")
        );
    }
}
