//! Whether the members have the JSON types of the API's contract. A member of another type is not looked at by any
//! other rule.

use serde_json::Value;

use super::{Rule, Subject, patch, source};
use crate::model::Finding;

const TYPE: Rule = Rule::new("client/type", source::API);
const ELEMENT: Rule = Rule::new("client/element-type", source::API);

pub(super) const RULES: &[Rule] = &[TYPE, ELEMENT];

/// The JSON type of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Texts,
    Number,
    Flag,
    /// Only in replies; anything goes.
    Any,
}

/// Every member of `AddClientRequest`, and those that only replies carry or that older systems still send.
pub(crate) const MEMBERS: &[(&str, Shape)] = &[
    ("client_id", Shape::Text),
    ("client_name", Shape::Text),
    ("client_orgno", Shape::Text),
    ("supplier_orgno", Shape::Text),
    ("description", Shape::Text),
    ("active", Shape::Flag),
    ("application_type", Shape::Text),
    ("integration_type", Shape::Text),
    ("scopes", Shape::Texts),
    ("grant_types", Shape::Texts),
    ("token_endpoint_auth_method", Shape::Text),
    ("refresh_token_lifetime", Shape::Number),
    ("refresh_token_usage", Shape::Text),
    ("access_token_lifetime", Shape::Number),
    ("authorization_lifetime", Shape::Number),
    ("logo_uri", Shape::Text),
    ("redirect_uris", Shape::Texts),
    ("post_logout_redirect_uris", Shape::Texts),
    ("frontchannel_logout_session_required", Shape::Flag),
    ("frontchannel_logout_uri", Shape::Text),
    ("sso_disabled", Shape::Flag),
    ("code_challenge_method", Shape::Text),
    ("client_uri", Shape::Text),
    ("default_scopes", Shape::Texts),
    ("created", Shape::Any),
    ("last_updated", Shape::Any),
    ("onbehalfof", Shape::Any),
    ("client_secret", Shape::Any),
    ("jwks", Shape::Any),
    ("jwks_uri", Shape::Any),
];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for (member, value) in subject.plan.body() {
        let Some((_, shape)) = MEMBERS.iter().find(|(name, _)| name == member) else {
            continue;
        };
        if !fits(*shape, value) {
            let mut finding = TYPE
                .error(patch::place(member))
                .with("member", member)
                .with("expected", notation(*shape))
                .with("found", shown(value));
            if let Some(better) = converted(*shape, value) {
                finding = finding.fixed_by(patch::set(member, better));
            }
            findings.push(finding);
        } else if let (Shape::Texts, Value::Array(list)) = (shape, value) {
            let strays = list.iter().enumerate().filter(|(_, value)| !value.is_string());
            findings.extend(strays.map(|(at, value)| {
                let finding = ELEMENT
                    .error(patch::element(member, at))
                    .with("member", member)
                    .with("found", shown(value));
                finding.fixed_by(patch::remove_element(subject.plan, member, at))
            }));
        }
    }
}

/// The value in the type of a member: as it is when it fits, converted when there is no doubt.
pub(super) fn fitted(member: &str, value: &Value) -> Option<Value> {
    let (_, shape) = MEMBERS.iter().find(|(name, _)| *name == member)?;
    if fits(*shape, value) {
        Some(value.clone())
    } else {
        converted(*shape, value)
    }
}

/// `null` means that nothing was said, as production systems write it.
pub(super) fn fits(shape: Shape, value: &Value) -> bool {
    match shape {
        _ if value.is_null() => true,
        Shape::Text => value.is_string(),
        Shape::Texts => value.is_array(),
        Shape::Number => value.is_i64(),
        Shape::Flag => value.is_boolean(),
        Shape::Any => true,
    }
}

/// A type in JSON's own signs, which need no translation.
pub(super) fn notation(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Any => "\"…\"",
        Shape::Texts => "[\"…\", \"…\"]",
        Shape::Number => "120",
        Shape::Flag => "true / false",
    }
}

/// A value, cut short: it goes into a message.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        Value::String(text) => {
            let start: String = text.chars().take(24).collect();
            let rest = if start.len() < text.len() { "…" } else { "" };
            format!("\"{start}{rest}\"")
        }
        other => other.to_string(),
    }
}

/// The same thing in the right type, when there is no doubt about it.
pub(super) fn converted(shape: Shape, value: &Value) -> Option<Value> {
    match (shape, value) {
        (Shape::Number, Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        (Shape::Flag, Value::String(text)) => text.trim().parse::<bool>().ok().map(Value::from),
        (Shape::Texts, Value::String(text)) => {
            let parts: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|part| !part.is_empty())
                .collect();
            Some(Value::from(parts))
        }
        (Shape::Text, Value::Number(number)) => Some(Value::from(number.to_string())),
        (Shape::Text, Value::Array(list)) => match list.as_slice() {
            [Value::String(only)] => Some(Value::from(only.as_str())),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed};

    #[test]
    fn null_is_as_good_as_absent() {
        let found = codes(&json!({"redirect_uris": null, "refresh_token_lifetime": null}));
        assert!(!found.contains(&"client/type"));
    }

    #[test]
    fn a_list_written_as_one_text_becomes_a_list() {
        let body = fixed(&json!({"scopes": "openid, profile  krr:user/kontaktinformasjon.read"}));
        assert_eq!(
            body["scopes"],
            json!(["openid", "profile", "krr:user/kontaktinformasjon.read"])
        );
    }

    #[test]
    fn a_number_in_quotes_becomes_a_number() {
        assert_eq!(
            fixed(&json!({"access_token_lifetime": "120"}))["access_token_lifetime"],
            120
        );
        assert!(codes(&json!({"access_token_lifetime": 1.5})).contains(&"client/type"));
    }
}
