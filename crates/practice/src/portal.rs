//! What the imitation of the portal needs besides the API: a token for whoever has chosen an organisation.
//!
//! At Digdir a person logs in through Ansattporten and the portal calls the same API as everybody. Here nobody logs in:
//! the imitation names the organisation that was chosen and gets a token for it.

use losen_core::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::http::{HttpReply, HttpRequest};
use crate::notary::Notary;
use crate::practice::Practice;
use crate::tokens::{Facts, Issuer, token_id};

/// As long as a working morning at the portal.
const LIFETIME: i64 = 4 * 3600;
/// What a person with every right in Altinn may do.
const SCOPES: [&str; 3] = [
    "idporten:dcr.write",
    "idporten:scopes.read",
    "idporten:scopes.write",
];

#[derive(Deserialize)]
struct Chosen {
    orgno: String,
}

impl Practice {
    /// `POST /practice/portal/session`
    pub(crate) fn portal_session(
        &mut self,
        now: Timestamp,
        notary: &dyn Notary,
        request: &HttpRequest,
    ) -> HttpReply {
        let Ok(Chosen { orgno }) = serde_json::from_str::<Chosen>(&request.body) else {
            return HttpReply::empty(400);
        };
        let Some(organisation) = self.organisation_name(&orgno).map(str::to_owned) else {
            return HttpReply::empty(404);
        };
        let expires = now.plus(LIFETIME);
        let claims = json!({
            "iss": "ansattporten", "scope": SCOPES.join(" "), "exp": expires.0, "iat": now.0,
            "jti": token_id(&mut self.mint),
        });
        let facts = Facts {
            issuer: Issuer::Maskinporten,
            audience: None,
            method: String::new(),
            client_id: "losen-practice-portal".to_owned(),
            orgno: orgno.clone(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            pid: None,
            expires,
        };
        let token = self.tokens.issue(now, notary, &claims, facts);
        HttpReply::json(
            200,
            &json!({ "access_token": token, "orgno": orgno, "organisation": organisation }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PageNotary, Settings};

    fn practice() -> Practice {
        Practice::new(Settings {
            base: "http://127.0.0.1:1".into(),
            orgno: "314330897".into(),
            organisation: "Losby havnevesen".into(),
            seed: [1; 16],
        })
    }

    fn ask(practice: &mut Practice, method: &str, path: &str, token: &str, body: &str) -> HttpReply {
        let request = HttpRequest {
            method: method.into(),
            path: path.into(),
            headers: vec![
                ("authorization".into(), format!("Bearer {token}")),
                ("content-type".into(), "application/json".into()),
            ],
            body: body.into(),
            ..HttpRequest::default()
        };
        practice.handle(Timestamp(1_795_000_000), &PageNotary, &request)
    }

    fn session(practice: &mut Practice, orgno: &str) -> HttpReply {
        let body = json!({ "orgno": orgno }).to_string();
        ask(practice, "POST", "/practice/portal/session", "", &body)
    }

    #[test]
    fn an_organisation_sees_its_own_clients_and_no_others() {
        let mut practice = practice();
        for (orgno, clients) in [("314330897", 1), ("311718371", 0)] {
            let session = session(&mut practice, orgno).body_json();
            let token = session["access_token"].as_str().unwrap();
            let list = ask(&mut practice, "GET", "/api/v1/clients", token, "");
            assert_eq!(list.body_json().as_array().unwrap().len(), clients, "{orgno}");
        }
    }

    #[test]
    fn an_organisation_that_nobody_knows_gets_no_token() {
        assert_eq!(session(&mut practice(), "999999999").status, 404);
    }
}
