//! The JSON Schema of a client, for editors: what `losen schema` prints.
//!
//! An editor that knows it completes and explains members while a client is written. It says less than
//! [`crate::rules::check`]: a schema cannot say which combinations work.

use serde_json::{Map, Value, json};

use crate::model::{ApplicationType, AuthMethod, GrantType, IntegrationType};
use crate::rules::shape::{MEMBERS, Shape};
use crate::text::{Language, Message};

/// Members that only replies carry. A file with them is what `GET` returned.
const READ_ONLY: &[&str] = &[
    "created",
    "last_updated",
    "onbehalfof",
    "client_secret",
    "jwks",
    "jwks_uri",
];

/// The schema, in JSON Schema 2020-12, with descriptions in a language.
///
/// ```
/// use losen_core::{schema, text::Language};
///
/// let schema = schema::plan_schema(Language::En);
/// assert_eq!(schema["properties"]["application_type"]["enum"][0], "web");
/// ```
#[must_use]
pub fn plan_schema(language: Language) -> Value {
    let properties: Map<String, Value> = MEMBERS
        .iter()
        .map(|(member, shape)| ((*member).to_owned(), property(member, *shape, language)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": Message::new("schema.title").text(language),
        "type": "object",
        "properties": properties,
        "required": ["integration_type", "client_name"],
        // Other members are ignored by the API and pointed out by `losen check`.
        "additionalProperties": true,
    })
}

fn property(member: &str, shape: Shape, language: Language) -> Value {
    let mut schema = match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Texts => json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true }),
        Shape::Number => json!({ "type": "integer", "minimum": 1 }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Any => json!({}),
    };
    if let Some(words) = words(member) {
        let target = if shape == Shape::Texts {
            &mut schema["items"]
        } else {
            &mut schema
        };
        target["enum"] = json!(words);
    }
    if member.ends_with("orgno") {
        schema["pattern"] = json!("^[0-9]{9}$");
    }
    if member == "description" {
        schema["maxLength"] = json!(255);
    }
    if READ_ONLY.contains(&member) {
        schema["readOnly"] = json!(true);
    }
    let key = format!("schema.{member}");
    let description = Message::new(key.clone()).text(language);
    if description != key {
        schema["description"] = json!(description);
    }
    schema
}

/// The words that a member may hold.
fn words(member: &str) -> Option<Vec<&'static str>> {
    Some(match member {
        "integration_type" => IntegrationType::ALL.iter().map(|word| word.word()).collect(),
        "application_type" => ApplicationType::ALL.iter().map(|word| word.word()).collect(),
        "token_endpoint_auth_method" => AuthMethod::ALL.iter().map(|word| word.word()).collect(),
        "grant_types" => GrantType::ALL.iter().map(|word| word.word()).collect(),
        "refresh_token_usage" => vec!["ONETIME", "REUSE"],
        "code_challenge_method" => vec!["S256", "none"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_that_one_writes_is_described_in_every_language() {
        for language in Language::ALL {
            let schema = plan_schema(language);
            for (member, _) in MEMBERS {
                let property = &schema["properties"][*member];
                let described = property["description"].is_string();
                assert!(
                    described || property["readOnly"] == true,
                    "{member} in {}",
                    language.tag()
                );
            }
        }
    }
}
