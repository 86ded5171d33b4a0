//! Reading the JSON objects that clients send: known members of the right type are kept, unknown and read-only ones
//! are ignored, and `null` is the same as absent.

use serde_json::{Map, Value};

use crate::errors::ApiError;

/// The JSON type of a member.
pub enum Kind {
    Text,
    Flag,
    Number,
    Texts,
    /// One of the API's words.
    Word(fn(&str) -> bool),
    /// Several of them.
    Words(fn(&str) -> bool),
}

impl Kind {
    fn fits(&self, value: &Value) -> bool {
        let list = |fits: &dyn Fn(&str) -> bool| {
            value
                .as_array()
                .is_some_and(|list| list.iter().all(|item| item.as_str().is_some_and(fits)))
        };
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Number => value.is_i64(),
            Self::Texts => list(&|_| true),
            Self::Word(fits) => value.as_str().is_some_and(fits),
            Self::Words(fits) => list(fits),
        }
    }
}

/// Reads a JSON object from a body.
pub fn object(body: &str) -> Result<Map<String, Value>, ApiError> {
    match serde_json::from_str(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(ApiError::Unreadable(
            "JSON parse error: Cannot deserialize from Array value".into(),
        )),
        Err(error) => Err(ApiError::Unreadable(format!("JSON parse error: {error}"))),
    }
}

/// The known members, in the order of the list.
pub fn readable(sent: &Map<String, Value>, known: &[(&str, Kind)]) -> Result<Map<String, Value>, ApiError> {
    let mut kept = Map::new();
    for (member, kind) in known {
        match sent.get(*member) {
            None | Some(Value::Null) => {}
            Some(value) if kind.fits(value) => {
                kept.insert((*member).to_owned(), value.clone());
            }
            Some(value) => {
                let message =
                    format!("JSON parse error: Cannot deserialize value of `{member}` from {value}");
                return Err(ApiError::Unreadable(message));
            }
        }
    }
    Ok(kept)
}
