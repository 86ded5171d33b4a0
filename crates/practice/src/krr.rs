//! The contact register's REST API: anyone for a machine, oneself for a person
//! (<https://docs.digdir.no/docs/Kontaktregisteret/oppslagstjenesten_rest>).

use serde_json::{Value, json};

use crate::bearer;
use crate::errors::ApiError;
use crate::http::HttpReply;
use crate::moment;
use crate::people::View;
use crate::practice::{Call, Practice};
use crate::tokens::{Issued, Issuer};

const GLOBAL: &[&str] = &[
    "krr:global/kontaktinformasjon.read",
    "krr:global/kontaktinfo.read",
    "krr:global/digitalpost.read",
    "krr:global/postkasse.read",
];
const GLOBAL_CONTACT: &[&str] = &[
    "krr:global/kontaktinformasjon.read",
    "krr:global/kontaktinfo.read",
];
const GLOBAL_MAILBOX: &[&str] = &["krr:global/digitalpost.read", "krr:global/postkasse.read"];
const USER: &[&str] = &["krr:user/kontaktinformasjon.read", "krr:user/digitalpost.read"];
const USER_CONTACT: &[&str] = &["krr:user/kontaktinformasjon.read"];
const USER_MAILBOX: &[&str] = &["krr:user/digitalpost.read"];
const USER_LANGUAGE: &[&str] = &["krr:user/spraak.write"];
const MOST: usize = 1000;

impl Practice {
    pub(crate) fn krr_routes(&mut self, call: &Call<'_>) -> HttpReply {
        let result = match (call.request.method.as_str(), call.request.path.as_str()) {
            ("POST", "/rest/v1/personer" | "/rest/v2/personer") => self.look_up_many(call),
            ("GET", "/rest/v1/person") => self.look_up_self(call),
            ("PATCH", "/rest/v1/person") => self.choose_language(call),
            (method, "/rest/v1/personer" | "/rest/v2/personer" | "/rest/v1/person") => {
                Err(ApiError::MethodNotAllowed(method.to_owned()))
            }
            _ => Err(ApiError::NotFound("Not Found".into())),
        };
        result.unwrap_or_else(|error| self.krr_refusal(call, &error))
    }

    fn look_up_many(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = bearer::caller(self, call, Issuer::Maskinporten, GLOBAL)?;
        let view = View {
            contact: caller.has_any(GLOBAL_CONTACT),
            mailbox: caller.has_any(GLOBAL_MAILBOX),
        };
        let body: Value = serde_json::from_str(&call.request.body).unwrap_or_default();
        let list = body.get("personidentifikatorer").and_then(Value::as_array);
        let list = list.ok_or_else(|| ApiError::Unreadable("personidentifikatorer mangler".into()))?;
        if list.is_empty() || list.len() > MOST {
            let message = format!("personidentifikatorer må ha mellom 1 og {MOST} elementer");
            return Err(ApiError::Unreadable(message));
        }
        let mut people = Vec::with_capacity(list.len());
        for pid in list {
            let pid = pid
                .as_str()
                .filter(|pid| pid.len() == 11 && pid.bytes().all(|b| b.is_ascii_digit()));
            let pid =
                pid.ok_or_else(|| ApiError::Unreadable("personidentifikator må ha 11 siffer".into()))?;
            people.push(self.people.look_up(pid, view));
        }
        Ok(HttpReply::json(200, &json!({ "personer": people })))
    }

    fn look_up_self(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = bearer::caller(self, call, Issuer::Idporten, USER)?;
        Ok(HttpReply::json(200, &self.own_view(&caller)))
    }

    fn choose_language(&mut self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = bearer::caller(self, call, Issuer::Idporten, USER_LANGUAGE)?;
        let body: Value = serde_json::from_str(&call.request.body).unwrap_or_default();
        let language = body.get("spraak").and_then(Value::as_str);
        let language = language.filter(|language| matches!(*language, "nb" | "nn" | "en" | "se"));
        let language =
            language.ok_or_else(|| ApiError::Unreadable("spraak må være nb, nn, en eller se".into()))?;
        let pid = caller.pid.clone().unwrap_or_default();
        self.people.set_language(call.now, &pid, language);
        Ok(HttpReply::json(200, &self.own_view(&caller)))
    }

    fn own_view(&self, caller: &Issued) -> Value {
        let view = View {
            contact: caller.has_any(USER_CONTACT),
            mailbox: caller.has_any(USER_MAILBOX),
        };
        self.people
            .look_up(caller.pid.as_deref().unwrap_or_default(), view)
    }

    /// KRR is another application than the self-service API and has another body for errors.
    fn krr_refusal(&mut self, call: &Call<'_>, error: &ApiError) -> HttpReply {
        let gate = error.reply(call.now, &mut self.mint);
        if matches!(error, ApiError::Unauthorized(_)) {
            return gate;
        }
        let timestamp = moment::rfc3339(call.now, self.mint.micros());
        let body = json!({ "timestamp": timestamp, "status": gate.status, "error": error.to_string(),
            "path": call.request.path });
        match gate.header("www-authenticate") {
            Some(challenge) => HttpReply::json(gate.status, &body).with("www-authenticate", challenge),
            None => HttpReply::json(gate.status, &body),
        }
    }
}
