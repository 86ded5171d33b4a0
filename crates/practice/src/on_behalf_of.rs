//! `/clients/{id}/onbehalfof`: a supplier's customers, one entry each.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::bearer::{READ_ON_BEHALF_OF, WRITE_ON_BEHALF_OF};
use crate::errors::{ApiError, FieldError};
use crate::http::HttpReply;
use crate::members::{Kind, object, readable};
use crate::moment;
use crate::practice::{Call, Practice};
use crate::prefixes::organisation_in_path;

/// One customer, as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OnBehalfOf(Map<String, Value>);

const MEMBERS: [(&str, Kind); 6] = [
    ("onbehalfof", Kind::Text),
    ("name", Kind::Text),
    ("orgno", Kind::Text),
    ("description", Kind::Text),
    ("uri", Kind::Text),
    ("logo_uri", Kind::Text),
];

impl OnBehalfOf {
    fn id(&self) -> &str {
        text(&self.0, "onbehalfof")
    }
}

impl Practice {
    pub(crate) fn on_behalf_of_routes(
        &mut self,
        call: &Call<'_>,
        client_id: &str,
        rest: &[&str],
    ) -> Result<HttpReply, ApiError> {
        let method = call.request.method.as_str();
        let caller = self.api_caller(
            call,
            if method == "GET" {
                READ_ON_BEHALF_OF
            } else {
                WRITE_ON_BEHALF_OF
            },
        )?;
        let now = moment::rfc3339(call.now, self.mint.micros());
        self.clients.of_caller(client_id, &caller)?;
        let fresh = matches!((method, rest), ("POST", []) | ("PUT", [_]))
            .then(|| accept(&call.request.body))
            .transpose()?
            .map(|mut fresh| {
                let name = self.organisation_name(text(&fresh, "orgno")).unwrap_or_default();
                fresh.insert("organization_name".into(), json!(name));
                fresh.insert("created".into(), json!(now));
                fresh.insert("last_updated".into(), json!(now));
                OnBehalfOf(fresh)
            });
        let list = &mut self.clients.of_caller(client_id, &caller)?.onbehalfof;
        let at = |id: &str| list.iter().position(|entry| entry.id() == id);
        let missing = || ApiError::NotFound("Fant ikke onbehalfof".into());
        match (method, rest, fresh) {
            ("GET", [], _) => Ok(HttpReply::json(200, list)),
            ("GET", [id], _) => {
                let at = at(id).ok_or_else(missing)?;
                Ok(HttpReply::json(200, &list.get(at)))
            }
            ("POST", [], Some(fresh)) => {
                if at(fresh.id()).is_some() {
                    return Err(ApiError::Conflict(format!(
                        "onbehalfof {} finnes allerede",
                        fresh.id()
                    )));
                }
                list.push(fresh.clone());
                Ok(HttpReply::json(201, &fresh))
            }
            ("PUT", [id], Some(mut fresh)) => {
                let place = at(id).and_then(|at| list.get_mut(at)).ok_or_else(missing)?;
                if fresh.id() != *id {
                    return Err(ApiError::Fields(vec![complaint("onbehalfof", "kan ikke endres")]));
                }
                fresh.0.insert(
                    "created".into(),
                    place.0.get("created").cloned().unwrap_or_default(),
                );
                *place = fresh.clone();
                Ok(HttpReply::json(200, &fresh))
            }
            ("DELETE", [id], _) => {
                let at = at(id).ok_or_else(missing)?;
                list.remove(at);
                Ok(HttpReply::empty(204))
            }
            (method, [] | [_], _) => Err(ApiError::MethodNotAllowed(method.to_owned())),
            _ => Err(ApiError::NotFound(format!(
                "No static resource {}.",
                call.request.path
            ))),
        }
    }
}

fn accept(body: &str) -> Result<Map<String, Value>, ApiError> {
    let entry = readable(&object(body)?, &MEMBERS)?;
    let mut errors = Vec::new();
    let id = text(&entry, "onbehalfof");
    if id.is_empty()
        || !id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    {
        errors.push(complaint(
            "onbehalfof",
            "må bestå av bokstaver, tall, '.', '_' og '-'",
        ));
    }
    if text(&entry, "name").trim().is_empty() {
        errors.push(complaint("name", "kan ikke være tom"));
    }
    if organisation_in_path(text(&entry, "orgno")).is_none() {
        errors.push(complaint("orgno", "er ikke et gyldig organisasjonsnummer"));
    }
    if errors.is_empty() {
        Ok(entry)
    } else {
        Err(ApiError::Fields(errors))
    }
}

fn text<'a>(entry: &'a Map<String, Value>, member: &str) -> &'a str {
    entry.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn complaint(field: &'static str, what: &str) -> FieldError {
    FieldError {
        field,
        message: format!("{field} {what}"),
        object: "ClientOnBehalfOf",
    }
}
