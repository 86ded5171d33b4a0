//! The client as the page shows it, beside the client as planned.

use serde_json::Value;

use super::facts::PageFacts;
use super::labels::Labels;
use super::page::Page;
use crate::model::Plan;

/// One member of the plan, and what the page says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldCheck {
    /// The member of the body.
    pub member: &'static str,
    /// What the field is called in the portal: a code of the labels.
    pub label: &'static str,
    /// What the plan says.
    pub planned: Vec<String>,
    /// What the page shows; `None` when the field is not in sight.
    pub shown: Option<Vec<String>>,
}

/// The members that are compared, in the portal's order, and what their fields are called.
const MEMBERS: [(&str, &str); 8] = [
    ("client_name", "display_name"),
    ("description", "description"),
    ("application_type", "application_type"),
    ("token_endpoint_auth_method", "auth_method"),
    ("code_challenge_method", "pkce"),
    ("access_token_lifetime", "access_token_lifetime"),
    ("redirect_uris", "redirect_uris"),
    ("post_logout_redirect_uris", "post_logout_uris"),
];

/// What the portal's form begins with, and is to stay where the plan says nothing else.
const LEFT_ALONE: [(&str, &str); 1] = [("access_token_lifetime", "120")];

/// Scopes that the portal gives every login and lets nobody remove.
const GIVEN: [&str; 2] = ["openid", "profile"];

impl FieldCheck {
    /// Whether the page shows what the plan says, in any order.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|shown| sorted(shown) == sorted(&self.planned))
    }

    /// Whether the field is in sight and holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.as_ref().is_some_and(Vec::is_empty)
    }
}

/// Compares what the plan says with what is in sight. What the plan leaves to Digdir is not compared, but for what the
/// written steps say is to be left as it is.
#[must_use]
pub fn compare(plan: &Plan, facts: &PageFacts, page: Page, labels: &Labels) -> Vec<FieldCheck> {
    let mut checks: Vec<FieldCheck> = MEMBERS
        .iter()
        .filter_map(|(member, label)| {
            let left = LEFT_ALONE.iter().find(|(alone, _)| alone == member);
            let planned = match (plan.get(member), left) {
                (Some(planned), _) => texts(planned),
                (None, Some((_, value))) => vec![(*value).to_owned()],
                (None, None) => return None,
            };
            let shown = facts
                .shows(member)
                .then(|| facts.values(member).into_iter().map(str::to_owned).collect());
            (!planned.is_empty()).then_some(FieldCheck {
                member,
                label,
                planned,
                shown,
            })
        })
        .collect();
    let planned = texts(plan.get("scopes").unwrap_or(&Value::Null));
    if !planned.is_empty() {
        checks.push(FieldCheck {
            member: "scopes",
            label: "scopes_tab",
            shown: shows_scopes(facts, page, labels).then(|| scopes(facts, &planned)),
            planned,
        });
    }
    checks
}

/// A form shows the scopes that were chosen, and a client shows its own on their tab.
fn shows_scopes(facts: &PageFacts, page: Page, labels: &Labels) -> bool {
    match page {
        Page::AddMaskinporten | Page::AddIdporten | Page::AddAnsattporten | Page::AddIntegration => true,
        Page::Client => labels.is("scopes_tab", &facts.tab) || !facts.scopes.is_empty(),
        _ => false,
    }
}

fn scopes(facts: &PageFacts, planned: &[String]) -> Vec<String> {
    let mut shown: Vec<String> = facts.scopes.clone();
    for given in GIVEN.map(str::to_owned) {
        // The form does not always show what it adds by itself.
        if planned.contains(&given) && !shown.contains(&given) {
            shown.push(given);
        }
    }
    shown.sort();
    shown.dedup();
    shown
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let all = match value {
        Value::Array(list) => list.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect::<Vec<_>>(),
    };
    all.into_iter().filter(|text| !text.is_empty()).collect()
}

fn sorted(texts: &[String]) -> Vec<&str> {
    let mut sorted: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan() -> Plan {
        Plan::from_json(json!({
            "client_name": "Losby", "description": "", "token_endpoint_auth_method": "private_key_jwt",
            "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"],
            "redirect_uris": ["https://b.example.no", "https://a.example.no"],
        }))
        .unwrap()
    }

    #[test]
    fn only_what_is_planned_and_in_sight_can_differ() {
        let facts = PageFacts {
            fields: vec![
                ("client_name".into(), "Losby ".into()),
                ("redirect_uris".into(), "https://a.example.no".into()),
                ("redirect_uris".into(), "https://b.example.no".into()),
            ],
            scopes: vec!["krr:user/kontaktinformasjon.read".into()],
            ..PageFacts::default()
        };
        let checks = compare(&plan(), &facts, Page::AddIdporten, &Labels::shipped());
        let all: Vec<_> = checks
            .iter()
            .map(|check| (check.member, check.agrees()))
            .collect();
        assert_eq!(
            all,
            [
                ("client_name", true),
                ("token_endpoint_auth_method", false),
                ("access_token_lifetime", false),
                ("redirect_uris", true),
                ("scopes", true)
            ]
        );
        assert_eq!(checks[1].shown, None);
    }

    #[test]
    fn the_scopes_of_a_client_are_in_sight_on_their_tab_only() {
        let facts = |tab: &str| PageFacts {
            tab: tab.into(),
            ..PageFacts::default()
        };
        let shown = |tab: &str| {
            let checks = compare(&plan(), &facts(tab), Page::Client, &Labels::shipped());
            checks.last().unwrap().shown.clone()
        };
        assert_eq!(shown("Detaljer"), None);
        assert_eq!(shown("Scopes"), Some(vec!["openid".into(), "profile".into()]));
    }
}
