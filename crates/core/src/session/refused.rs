//! What the API said of single members of a refused client or scope, shown where they are filled in.
//!
//! It stands until the member is changed. It never keeps the user from trying again: what is wrong with one member may
//! be mended in another.

use json_patch::jsonptr::Token;
use serde_json::Value;

use super::Session;
use crate::api::{ApiReply, ApiRequest};
use crate::diagnosis::{Symptom, field_errors, mask};
use crate::model::{Finding, Plan, ScopeBody, Severity};
use crate::protocol::{MAX_REQUEST, code};
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
        Self::of(reply, |member| request.body.as_ref()?.get(member))
    }

    /// The same, of a form that a member stands in as it was sent.
    pub fn of<'a>(reply: &ApiReply, sent: impl Fn(&str) -> Option<&'a Value>) -> Vec<Self> {
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
                        message: said(&words),
                        fix: None,
                        source: SOURCE,
                    },
                    value: sent(&member).cloned(),
                    member,
                }
            })
            .collect()
    }

    /// The longest member of what was too long for the line to the helper: there is most to shorten. Nothing when it was
    /// refused for anything else.
    pub fn too_long(symptom: &Symptom, sent: &Value) -> Vec<Self> {
        if !matches!(symptom, Symptom::Helper(fault) if fault.code == code::TOO_LARGE) {
            return Vec::new();
        }
        let length = |value: &Value| value.to_string().len();
        let members = sent.as_object().into_iter().flatten();
        let longest = members.max_by_key(|(_, value)| length(value));
        let refused = longest.map(|(member, value)| Self {
            finding: Finding {
                rule: code::TOO_LARGE,
                severity: Severity::Error,
                path: format!("/{}", Token::from(member.as_str()).encoded()),
                message: Message::new("refused.too_long")
                    .with("size", length(value).div_ceil(1024).to_string())
                    .with("most", (MAX_REQUEST / 1024).to_string()),
                fix: None,
                source: "",
            },
            member: member.clone(),
            value: Some(value.clone()),
        });
        refused.into_iter().collect()
    }

    /// Which member it is about, and what is said of it, as long as the member is what was sent.
    pub fn standing(&self, body: &Plan) -> Option<(&str, &Finding)> {
        self.stands(body.get(&self.member))
            .then_some((self.member.as_str(), &self.finding))
    }

    /// What is said of a member of a scope, as long as it is what was sent.
    pub fn standing_in(&self, form: &ScopeBody) -> Option<&Finding> {
        self.stands(form.get(&self.member)).then_some(&self.finding)
    }

    fn stands(&self, value: Option<&Value>) -> bool {
        value == self.value.as_ref()
    }
}

impl Session {
    /// Notes what the API said of each member, or which of them is too long; nothing when none was named.
    pub(super) fn note_refused(&mut self, symptom: &Symptom) {
        self.refused = match symptom {
            Symptom::Http { request, reply } => Refused::all(request, reply),
            other => Refused::too_long(other, &self.body().to_json()),
        };
        let fields: Vec<_> = self.refusals().map(|finding| self.field_of(finding)).collect();
        self.shown.extend(fields);
    }

    /// What still stands of it.
    pub(super) fn refusals(&self) -> impl Iterator<Item = &Finding> {
        let body = self.body();
        self.refused
            .iter()
            .filter_map(move |refused| refused.standing(&body))
            .map(|(_, finding)| finding)
    }
}

/// What the API said of each member, in the order in which it said it.
pub(super) fn words(reply: &ApiReply) -> Vec<Message> {
    field_errors(reply).iter().map(|(_, words)| said(words)).collect()
}

fn said(words: &str) -> Message {
    Message::new("refused.field").with("text", mask(words))
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
    // One word to the API, two to Java.
    if member == "sub_scope" {
        member = "subscope".to_owned();
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
            ("subScope", "subscope", None),
        ] {
            assert_eq!(place(field), (member.to_owned(), element), "{field}");
        }
    }
}
