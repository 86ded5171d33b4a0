//! A client as it is changed on screen: the members that have a field of their own, and the rest as JSON.

use serde_json::{Map, Value};

use super::super::refused::Refused;
use super::ClientsField;
use crate::clients::writable;
use crate::model::{Finding, Plan};

/// A change on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Editing {
    pub name: String,
    pub description: String,
    pub scopes: String,
    pub redirect_uris: String,
    pub logout_uris: String,
    pub rest: String,
    /// What the API said of members of the change when it was sent.
    pub(in super::super) refused: Vec<Refused>,
    /// What the fields were filled from: what nobody touches goes back as it came, down to an empty list.
    from: Plan,
}

/// The members that have a field of their own.
const TEXTS: [&str; 2] = ["client_name", "description"];
const LISTS: [&str; 3] = ["scopes", "redirect_uris", "post_logout_redirect_uris"];

impl Editing {
    pub fn of(client: &Plan) -> Self {
        let from = writable(client);
        let mut rest = from.clone();
        for member in TEXTS.iter().chain(&LISTS) {
            rest.remove(member);
        }
        Self {
            name: text_of(&from, "client_name"),
            description: text_of(&from, "description"),
            scopes: lines_of(&from, "scopes"),
            redirect_uris: lines_of(&from, "redirect_uris"),
            logout_uris: lines_of(&from, "post_logout_redirect_uris"),
            rest: serde_json::to_string_pretty(&rest).unwrap_or_default(),
            refused: Vec::new(),
            from,
        }
    }

    /// What the API said of a field, as long as nobody has changed it. What has no field of its own stands with the rest.
    pub(in super::super) fn refusals(&self, field: ClientsField) -> Vec<&Finding> {
        let wanted = self.wanted().unwrap_or_default();
        let own = |member: &str| match member {
            "client_name" => ClientsField::Name,
            "description" => ClientsField::Description,
            "scopes" => ClientsField::Scopes,
            "redirect_uris" => ClientsField::RedirectUris,
            "post_logout_redirect_uris" => ClientsField::LogoutUris,
            _ => ClientsField::Rest,
        };
        self.refused
            .iter()
            .filter_map(|refused| refused.standing(&wanted))
            .filter(|(member, _)| own(member) == field)
            .map(|(_, finding)| finding)
            .collect()
    }

    pub fn slot(&mut self, field: ClientsField) -> Option<&mut String> {
        Some(match field {
            ClientsField::Name => &mut self.name,
            ClientsField::Description => &mut self.description,
            ClientsField::Scopes => &mut self.scopes,
            ClientsField::RedirectUris => &mut self.redirect_uris,
            ClientsField::LogoutUris => &mut self.logout_uris,
            ClientsField::Rest => &mut self.rest,
            _ => return None,
        })
    }

    /// The client as it is wanted; `None` while the rest is no JSON object.
    pub fn wanted(&self) -> Option<Plan> {
        let rest: Map<String, Value> = serde_json::from_str(&self.rest).ok()?;
        let mut plan = Plan::from_json(Value::Object(rest)).ok()?;
        for (member, text) in TEXTS.iter().zip([&self.name, &self.description]) {
            if *text == text_of(&self.from, member) {
                self.leave(&mut plan, member);
            } else if text.trim().is_empty() {
                plan.remove(member);
            } else {
                plan.set(member, text.trim());
            }
        }
        for (member, text) in LISTS
            .iter()
            .zip([&self.scopes, &self.redirect_uris, &self.logout_uris])
        {
            if *text == lines_of(&self.from, member) {
                self.leave(&mut plan, member);
                continue;
            }
            // One a line. What has a space in it is wrong, and the rules say so; two halves would be wrong unseen.
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let odd = elements(&self.from, member).filter(|element| !element.is_string());
            let list: Vec<Value> = lines.map(Value::from).chain(odd.cloned()).collect();
            if list.is_empty() {
                plan.remove(member);
            } else {
                plan.set(member, list);
            }
        }
        Some(writable(&plan))
    }

    /// A member whose field nobody has touched.
    fn leave(&self, plan: &mut Plan, member: &str) {
        if let Some(value) = self.from.get(member) {
            plan.set(member, value.clone());
        }
    }
}

fn text_of(client: &Plan, member: &str) -> String {
    client.text(member).unwrap_or_default().to_owned()
}

fn lines_of(client: &Plan, member: &str) -> String {
    let texts: Vec<&str> = elements(client, member).filter_map(Value::as_str).collect();
    texts.join("\n")
}

fn elements<'a>(client: &'a Plan, member: &str) -> impl Iterator<Item = &'a Value> {
    client.get(member).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::clients::differences;

    fn plan(body: Value) -> Plan {
        Plan::from_json(body).unwrap()
    }

    fn wanted_of(body: &Value) -> Plan {
        Editing::of(&plan(body.clone())).wanted().unwrap()
    }

    #[test]
    fn every_body_of_the_fixtures_that_is_opened_and_not_changed_goes_back_as_it_came() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
        let mut tried = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let client = plan(serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap());
            let wanted = Editing::of(&client).wanted().unwrap();
            let (mut sent, mut whole) = (wanted.body().clone(), writable(&client).body().clone());
            sent.sort_keys();
            whole.sort_keys();
            assert_eq!(sent, whole, "{}", path.display());
            tried += 1;
        }
        assert!(tried > 5);
    }

    #[test]
    fn what_nobody_touches_stays_however_odd_it_is() {
        for body in [
            json!({"redirect_uris": [], "scopes": []}),
            json!({"client_name": "", "description": " "}),
            json!({"client_name": 7, "scopes": "openid"}),
            json!({"scopes": ["a:b c", " d:e", 5, null], "redirect_uris": ["https://x/a b"]}),
            json!({"client_name": "x", "description": "d\ne", "access_token_lifetime": 120, "something": {"new": true}}),
        ] {
            let (before, wanted) = (plan(body.clone()), wanted_of(&body));
            assert!(differences(&before, &wanted).is_empty(), "{body}: {wanted:?}");
        }
    }

    #[test]
    fn a_change_of_one_list_takes_line_by_line_and_keeps_what_the_field_cannot_show() {
        let body = json!({"scopes": ["a:b", 5], "redirect_uris": [], "description": ""});
        let mut editing = Editing::of(&plan(body));
        editing.scopes = " c:d e \n\nf:g".to_owned();
        let wanted = editing.wanted().unwrap();
        assert_eq!(
            wanted.to_json(),
            json!({"description": "", "scopes": ["c:d e", "f:g", 5], "redirect_uris": []})
        );
    }

    #[test]
    fn a_field_that_is_emptied_takes_its_member_out() {
        let mut editing = Editing::of(&plan(
            json!({"client_name": "x", "description": "d", "scopes": ["a:b"]}),
        ));
        editing.description = " ".to_owned();
        editing.scopes.clear();
        assert_eq!(editing.wanted().unwrap().to_json(), json!({"client_name": "x"}));
    }
}
