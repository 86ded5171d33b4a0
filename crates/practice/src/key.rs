//! `POST /api/v2/clients/{id}/key`: one more key, as the portal adds it. The body is text: a certificate or public key in
//! PEM, or a JWK.

use losen_core::keys::check_text;
use serde_json::{Map, Value, json};

use crate::bearer::WRITE_KEYS;
use crate::errors::ApiError;
use crate::http::HttpReply;
use crate::jwks::{MOST, admit, complaint, complaints};
use crate::moment;
use crate::practice::{Call, Practice};

impl Practice {
    pub(crate) fn add_key(&mut self, call: &Call<'_>, id: &str) -> Result<HttpReply, ApiError> {
        if call.request.method != "POST" {
            return Err(ApiError::MethodNotAllowed(call.request.method.clone()));
        }
        let caller = self.api_caller(call, WRITE_KEYS)?;
        self.clients.of_caller(id, &caller)?;
        let kind = call.request.header("content-type").unwrap_or_default();
        if !kind.starts_with("text/plain") {
            return Err(ApiError::Unreadable(format!(
                "Content-Type '{kind}' is not supported"
            )));
        }
        let jwk = self.read_key(call)?;
        let mut errors = complaints(&jwk, call.now);
        let posted = moment::rfc3339(call.now, self.mint.micros());
        let client = self.clients.of_caller(id, &caller)?;
        if client.keys.len() >= MOST {
            errors.push(complaint("keys", "En klient kan ha maks 5 nøkler"));
        }
        if client
            .keys
            .iter()
            .any(|key| Some(key.kid.as_str()) == jwk.get("kid").and_then(Value::as_str))
        {
            errors.push(complaint("kid", "kid må være unik"));
        }
        if !errors.is_empty() {
            return Err(ApiError::Fields(errors));
        }
        let key = admit(jwk, call.now, &posted, &client.keys);
        let shown = key.to_json();
        client.keys.push(key);
        Ok(HttpReply::json(200, &shown))
    }

    /// The key in the body. One without a `kid` of its own gets a UUID, as in the portal.
    fn read_key(&mut self, call: &Call<'_>) -> Result<Map<String, Value>, ApiError> {
        let text = call.request.body.trim();
        let report = check_text(text, Some(call.now));
        if report.is_refused() {
            let message = "Dette ser ut til å inneholde en privatnøkkel";
            return Err(ApiError::Fields(vec![complaint("key", message)]));
        }
        let own: Option<Map<String, Value>> = serde_json::from_str(text).ok();
        let read = || {
            let fixed = report.fixed.as_ref()?.pointer("/keys/0")?.as_object()?;
            Some(fixed.clone())
        };
        let from_json = own.is_some();
        let Some(mut jwk) = own.or_else(read) else {
            return Err(ApiError::Fields(vec![complaint("key", "Ugyldig nøkkel")]));
        };
        if !from_json || jwk.get("kid").is_none_or(Value::is_null) {
            jwk.insert("kid".into(), json!(self.mint.uuid()));
        }
        Ok(jwk)
    }
}
