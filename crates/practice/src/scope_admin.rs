//! The provider's side of `/scopes`: create, replace and deactivate one's own.

use serde_json::{Map, Value, json};

use crate::bearer::{READ_SCOPES, WRITE_SCOPES};
use crate::errors::{ApiError, FieldError};
use crate::http::HttpReply;
use crate::members::{Kind, object, readable};
use crate::moment;
use crate::practice::{Call, Practice};
use crate::prefixes::OWN_PREFIX;
use crate::scopes::ScopeRecord;
use losen_core::model::{IntegrationType, Scope};

/// The writable members of a scope, in the API's order.
const MEMBERS: [(&str, Kind); 17] = [
    ("prefix", Kind::Text),
    ("description", Kind::Text),
    ("subscope", Kind::Text),
    ("long_description", Kind::Text),
    ("active", Kind::Flag),
    (
        "allowed_integration_types",
        Kind::Words(|word| IntegrationType::from_word(word).is_some()),
    ),
    (
        "token_type",
        Kind::Word(|word| matches!(word, "SELF_CONTAINED" | "OPAQUE")),
    ),
    (
        "visibility",
        Kind::Word(|word| matches!(word, "INTERNAL" | "PRIVATE" | "PUBLIC")),
    ),
    ("requires_user_consent", Kind::Flag),
    ("requires_user_authentication", Kind::Flag),
    ("requires_pseudonymous_tokens", Kind::Flag),
    ("delegation_source", Kind::Text),
    ("at_max_age", Kind::Number),
    ("authorization_max_lifetime", Kind::Number),
    ("accessible_for_all", Kind::Flag),
    ("enforced_aud_for_access_token", Kind::Text),
    ("owner_orgno", Kind::Text),
];

impl Practice {
    pub(crate) fn own_scope(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        let name = self.own_scope_name(call, &caller.orgno)?;
        Ok(HttpReply::json(200, &self.scopes.named(&name)))
    }

    pub(crate) fn create_scope(&mut self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_SCOPES)?;
        let mut scope = accept(&call.request.body)?;
        if scope.get("prefix").and_then(Value::as_str) != Some(OWN_PREFIX) {
            return Err(ApiError::Forbidden("Organisasjonen eier ikke prefikset".into()));
        }
        let name = name(&scope);
        if let Some(existing) = self.scopes.named(&name) {
            // Posting does not bring a deactivated scope back; putting it active does.
            let state = if existing.is_active() {
                "finnes allerede"
            } else {
                "er deaktivert"
            };
            return Err(ApiError::Conflict(format!("Scope {name} {state}")));
        }
        let created = moment::rfc3339(call.now, self.mint.micros());
        scope.insert("owner_orgno".into(), json!(caller.orgno));
        scope.insert("created".into(), json!(created));
        scope.insert("last_updated".into(), json!(created));
        scope.insert("name".into(), json!(name));
        let reply = HttpReply::json(201, &scope);
        self.scopes.add(ScopeRecord(scope));
        Ok(reply)
    }

    pub(crate) fn replace_scope(&mut self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_SCOPES)?;
        let name = self.own_scope_name(call, &caller.orgno)?;
        let mut scope = accept(&call.request.body)?;
        let updated = moment::rfc3339(call.now, self.mint.micros());
        let place = self.scopes.own_mut(&name).ok_or_else(|| missing(&name))?;
        for member in ["prefix", "subscope"] {
            if scope.get(member) != place.0.get(member) {
                return Err(complaint(member, "kan ikke endres"));
            }
        }
        for member in ["owner_orgno", "created", "name"] {
            scope.insert(member.into(), place.0.get(member).cloned().unwrap_or_default());
        }
        scope.insert("last_updated".into(), json!(updated));
        place.0 = scope;
        Ok(HttpReply::json(200, &*place))
    }

    /// Deactivates. Those who were granted access keep it, to a scope that no longer works.
    pub(crate) fn deactivate_scope(&mut self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_SCOPES)?;
        let name = self.own_scope_name(call, &caller.orgno)?;
        let updated = moment::rfc3339(call.now, self.mint.micros());
        let place = self.scopes.own_mut(&name).ok_or_else(|| missing(&name))?;
        place.0.insert("active".into(), Value::Bool(false));
        place.0.insert("last_updated".into(), json!(updated));
        Ok(HttpReply::json(200, &*place))
    }

    /// The name of the scope in the query, when it is the caller's own; deactivated ones as well.
    pub(crate) fn own_scope_name(&self, call: &Call<'_>, orgno: &str) -> Result<String, ApiError> {
        let wanted = call.request.query("scope").filter(|name| !name.is_empty());
        let wanted = wanted
            .ok_or_else(|| ApiError::Unreadable("Required parameter 'scope' is not present.".into()))?;
        let scope = self.scopes.named(wanted).ok_or_else(|| missing(wanted))?;
        if scope.text("owner_orgno") == orgno {
            Ok(wanted.to_owned())
        } else {
            Err(ApiError::Forbidden(
                "Scopet må tilhøre samme organisasjonsnummer som autentiserings-tokenet".into(),
            ))
        }
    }
}

fn missing(name: &str) -> ApiError {
    ApiError::NotFound(format!("Scope {name} finnes ikke"))
}

fn accept(body: &str) -> Result<Map<String, Value>, ApiError> {
    let mut scope = readable(&object(body)?, &MEMBERS)?;
    let text = |member: &str| scope.get(member).and_then(Value::as_str).unwrap_or_default();
    for member in ["prefix", "subscope", "description"] {
        if text(member).trim().is_empty() {
            return Err(complaint(member, "kan ikke være tom"));
        }
    }
    if Scope::parse(text("subscope")).is_err() {
        return Err(complaint("subscope", "har ugyldige tegn"));
    }
    for member in ["at_max_age", "authorization_max_lifetime"] {
        if scope
            .get(member)
            .and_then(Value::as_i64)
            .is_some_and(|seconds| seconds < 0)
        {
            return Err(complaint(member, "kan ikke være negativ"));
        }
    }
    for (member, value) in [
        ("active", json!(true)),
        ("allowed_integration_types", json!([])),
        ("token_type", json!("SELF_CONTAINED")),
        ("visibility", json!("PUBLIC")),
        ("requires_user_consent", json!(false)),
        ("requires_user_authentication", json!(false)),
        ("requires_pseudonymous_tokens", json!(false)),
        ("at_max_age", json!(0)),
        ("authorization_max_lifetime", json!(0)),
        ("accessible_for_all", json!(false)),
    ] {
        scope.entry(member).or_insert(value);
    }
    scope.shift_remove("owner_orgno");
    Ok(scope)
}

fn name(scope: &Map<String, Value>) -> String {
    let text = |member: &str| scope.get(member).and_then(Value::as_str).unwrap_or_default();
    format!("{}:{}", text("prefix"), text("subscope"))
}

fn complaint(field: &'static str, what: &str) -> ApiError {
    ApiError::Fields(vec![FieldError {
        field,
        message: format!("{field} {what}"),
        object: "Scope",
    }])
}
