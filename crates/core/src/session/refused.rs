//! What the API said of single members of a refused client, shown where they are filled in.
//!
//! It stands until the member is changed. It never keeps the user from trying again: what is wrong with one member may
//! be mended in another.

use json_patch::jsonptr::Token;
use serde_json::Value;

use super::Session;
use crate::api::{ApiReply, ApiRequest};
use crate::diagnosis::{field_errors, mask};
use crate::model::{Finding, Plan, Severity};
use crate::text::Message;

/// Where the words come from.
const SOURCE: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin";

/// One member that was refused.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused {
    finding: Finding,
    member: String,
    /// What was sent.
    value: Option<Value>,
}

impl Refused {
    /// What the API said of each member; nothing when it named none.
    pub fn all(request: &ApiRequest, reply: &ApiReply) -> Vec<Self> {
        let sent = |member: &str| request.body.as_ref().and_then(|body| body.get(member)).cloned();
        field_errors(reply)
            .into_iter()
            .map(|(field, words)| {
                let (member, element) = place(&field);
                let path = match element {
                    Some(at) => format!("/{}/{at}", Token::from(member.as_str()).encoded()),
                    None => format!("/{}", Token::from(member.as_str()).encoded()),
                };
                Self {
                    finding: Finding {
                        rule: "api/field-errors",
                        severity: Severity::Error,
                        path,
                        message: Message::new("refused.field").with("text", mask(&words)),
                        fix: None,
                        source: SOURCE,
                    },
                    value: sent(&member),
                    member,
                }
            })
            .collect()
    }

    /// Which member it is about, and what is said of it, as long as the member is what was sent.
    pub fn standing(&self, body: &Plan) -> Option<(&str, &Finding)> {
        (body.get(&self.member) == self.value.as_ref()).then_some((self.member.as_str(), &self.finding))
    }
}

impl Session {
    /// Notes what the API said of each member; nothing when it named none.
    pub(super) fn note_refused(&mut self, request: &ApiRequest, reply: &ApiReply) {
        self.refused = Refused::all(request, reply);
        let fields: Vec<_> = self.refusals().map(|finding| self.field_of(finding)).collect();
        self.shown.extend(fields);
    }

    /// What still stands of it.
    pub(super) fn refusals(&self) -> impl Iterator<Item = &Finding> {
        let body = self.body();
        self.refused
            .iter()
            .filter(move |refused| body.get(&refused.member) == refused.value.as_ref())
            .map(|refused| &refused.finding)
    }
}

/// The member that a field's name means, as the API's own names (`redirect_uris`), Java's (`client.redirectUris`) and
/// those of an element (`redirect_uris[0]`) have it.
fn place(field: &str) -> (String, Option<usize>) {
    let last = field.rsplit('.').next().unwrap_or(field);
    let (name, rest) = last.split_once('[').unwrap_or((last, ""));
    let element = rest.trim_end_matches(']').parse().ok();
    let mut member = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !member.is_empty() && !member.ends_with('_') {
            member.push('_');
        }
        member.push(c.to_ascii_lowercase());
    }
    (member, element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_field_is_the_same_member() {
        for (field, member, element) in [
            ("redirect_uris", "redirect_uris", None),
            ("redirectUris", "redirect_uris", None),
            ("client.redirectUris[2]", "redirect_uris", Some(2)),
            ("scopes[0]", "scopes", Some(0)),
        ] {
            assert_eq!(place(field), (member.to_owned(), element), "{field}");
        }
    }
}
