//! One client of the list: read, changed, given keys and secrets, deactivated.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::ClientsField;
use crate::Timestamp;
use crate::clients::{Difference, writable};
use crate::diagnosis::Cause;
use crate::keys::{KeyReport, check_text};
use crate::model::{ClientId, Plan};
use crate::session::{MadeKey, Tone};
use crate::text::Message;

/// A client that is open, and what is being done with it. None of it is kept.
#[derive(Debug)]
pub struct Opened {
    pub id: ClientId,
    /// Its keys, once they have been read.
    pub keys: Option<Vec<Value>>,
    pub page: Page,
    /// What came of the last operation.
    pub said: Option<(Tone, Message)>,
    /// Members that stand in the way: what others changed, or what the server made otherwise.
    pub differs: Vec<Difference>,
    pub causes: Vec<Cause>,
    /// A new secret, shown until the client is closed or something else is done.
    pub secret: Option<SecretString>,
    /// Where the helper has put the private half of a key that it made, until the client is closed.
    pub kept: Option<String>,
}

/// What is done with it.
#[derive(Debug, PartialEq)]
pub enum Page {
    /// It is looked at.
    Show,
    /// It is changed.
    Edit(Box<Editing>),
    /// The change is looked at before it is sent.
    Review(Box<Editing>),
    /// A key is pasted.
    Key(String),
    /// A new key is about to be put in place of another.
    Rotate(Box<Rotating>),
    /// The new key is in and cannot be proven from here; the user says when everything uses it.
    InUse {
        /// The key that goes.
        old: String,
        /// The key that is in.
        new: String,
    },
    /// A key is about to be removed.
    RemoveKey(String),
    /// A new secret is about to be made.
    Secret,
    /// It is about to be deactivated: the name as typed.
    Deactivate(String),
}

/// A rotation as it is prepared.
#[derive(Debug, PartialEq)]
pub struct Rotating {
    /// The key that goes.
    pub old: String,
    /// The helper makes the new one, or has.
    pub by_helper: bool,
    /// The pair that it made.
    pub made: Option<MadeKey>,
    /// The new one as it was pasted. A private key is forgotten at once.
    pub text: String,
}

/// A change on its way: the fields that have one of their own, and the rest as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Editing {
    pub name: String,
    pub description: String,
    pub scopes: String,
    pub redirect_uris: String,
    pub logout_uris: String,
    pub rest: String,
}

/// The members that have a field of their own.
const TEXTS: [&str; 2] = ["client_name", "description"];
const LISTS: [&str; 3] = ["scopes", "redirect_uris", "post_logout_redirect_uris"];

impl Opened {
    pub fn new(id: ClientId) -> Self {
        Self {
            id,
            keys: None,
            page: Page::Show,
            said: None,
            differs: Vec::new(),
            causes: Vec::new(),
            secret: None,
            kept: None,
        }
    }

    /// Another page; what was said before is over.
    pub fn turn(&mut self, page: Page) {
        self.page = page;
        self.said = None;
        self.differs.clear();
        self.causes.clear();
        self.secret = None;
    }

    pub fn edit(&mut self, field: ClientsField, text: String) {
        match (&mut self.page, field) {
            (Page::Edit(editing), field) => {
                if let Some(slot) = editing.slot(field) {
                    *slot = text;
                }
            }
            (Page::Key(key), ClientsField::Key) => *key = text,
            (Page::Rotate(rotating), ClientsField::Key) => {
                let private = check_text(&text, None).is_refused();
                rotating.text = if private { String::new() } else { text };
            }
            (Page::Rotate(rotating), ClientsField::KeyFrom) => rotating.by_helper = text == "helper",
            (Page::Deactivate(typed), ClientsField::Confirm) => *typed = text,
            _ => {}
        }
    }
}

impl Editing {
    pub fn of(client: &Plan) -> Self {
        let mut rest = writable(client);
        let text = |member: &str| client.text(member).unwrap_or_default().to_owned();
        let lines = |member: &str| {
            let texts = client.texts(member).into_iter().map(|(_, text)| text);
            texts.collect::<Vec<_>>().join("\n")
        };
        for member in TEXTS.iter().chain(&LISTS) {
            rest.remove(member);
        }
        Self {
            name: text("client_name"),
            description: text("description"),
            scopes: lines("scopes"),
            redirect_uris: lines("redirect_uris"),
            logout_uris: lines("post_logout_redirect_uris"),
            rest: serde_json::to_string_pretty(&rest).unwrap_or_default(),
        }
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
            if !text.trim().is_empty() {
                plan.set(member, text.trim());
            }
        }
        for (member, text) in LISTS
            .iter()
            .zip([&self.scopes, &self.redirect_uris, &self.logout_uris])
        {
            let lines: Vec<&str> = text.split_whitespace().collect();
            if !lines.is_empty() {
                plan.set(member, lines);
            }
        }
        Some(writable(&plan))
    }
}

/// The one key of a pasted text, past the key gate, or what is wrong with it.
pub fn pasted_key(text: &str, now: Option<Timestamp>) -> Result<Value, KeyReport> {
    let report = check_text(text, now);
    let one = report.fixed.as_ref().and_then(|fixed| {
        let keys = fixed.get("keys")?.as_array()?;
        (keys.len() == 1).then(|| keys.first().cloned()).flatten()
    });
    match one {
        Some(jwk) if !report.has_errors() => Ok(jwk),
        _ => Err(report),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clients::differences;

    #[test]
    fn a_client_that_is_opened_for_change_and_not_changed_has_no_difference() {
        let body = json!({"client_id": "a", "client_name": "x", "description": "d\ne", "scopes": ["b:x", "a:y"],
            "redirect_uris": ["https://a/b"], "access_token_lifetime": 0, "something": {"new": true}, "created": "2026"});
        let client = Plan::from_json(body).unwrap();
        let wanted = Editing::of(&client).wanted().unwrap();
        assert!(differences(&writable(&client), &wanted).is_empty(), "{wanted:?}");
    }

    #[test]
    fn a_private_key_that_is_pasted_is_no_key() {
        assert!(pasted_key(r#"{"kty":"RSA","d":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}"#, None).is_err());
    }
}
