//! ID-porten's `/token`: a code for tokens.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use losen_core::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::clients::Client;
use crate::faults::FaultEffect;
use crate::grant_check;
use crate::http::{HttpReply, HttpRequest};
use crate::idporten::Login;
use crate::mint::fingerprint;
use crate::notary::Notary;
use crate::practice::{Call, Practice};
use crate::tokens::{Facts, Issuer, token_id};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why there is no token: status, OAuth error code, words.
type Refused = (u16, &'static str, &'static str);

struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Practice {
    pub(crate) fn user_token(&mut self, call: &Call<'_>) -> HttpReply {
        let reply = self.redeem(call).unwrap_or_else(|(status, error, words)| {
            let description = format!("{words} (correlation id: {})", self.mint.uuid());
            HttpReply::json(
                status,
                &json!({ "error": error, "error_description": description }),
            )
        });
        reply.with("cache-control", "no-store")
    }

    fn redeem(&mut self, call: &Call<'_>) -> Result<HttpReply, Refused> {
        let form = Form(call.request.form());
        if form.get("grant_type") != Some("authorization_code") {
            return Err((400, "unsupported_grant_type", "Unsupported grant type"));
        }
        let (client_id, method) = self.authenticate(call, &form)?;
        let missing = ["code", "redirect_uri"]
            .into_iter()
            .find(|name| form.get(name).is_none());
        match missing {
            Some("code") => return Err((400, "invalid_request", "Missing code")),
            Some(_) => return Err((400, "invalid_request", "Missing redirect_uri")),
            None => {}
        }
        let login = self.login_of(call.now, &client_id, &form)?;
        let body = self.issue_user_tokens(call, &login, &method);
        Ok(HttpReply::json(200, &Value::Object(body)))
    }

    /// The login that a code stands for, if everything is as it was when it began. Whatever comes of it, the code is used.
    fn login_of(&mut self, now: Timestamp, client_id: &str, form: &Form) -> Result<Login, Refused> {
        let login = form.get("code").and_then(|code| self.logins.take(now, code));
        let login = login.ok_or((400, "invalid_grant", "Invalid or expired code"))?;
        if login.client_id != client_id {
            return Err((400, "invalid_grant", "The code was issued to another client"));
        }
        if form.get("redirect_uri") != Some(login.redirect_uri.as_str()) {
            return Err((
                400,
                "invalid_grant",
                "The redirect_uri is not that of the authorization request",
            ));
        }
        let answer = form.get("code_verifier").map(|verifier| {
            let fits = (43..=128).contains(&verifier.len());
            fits.then(|| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())))
        });
        if answer.unwrap_or_default() != login.challenge {
            return Err((400, "invalid_grant", "PKCE verification failed"));
        }
        Ok(login)
    }

    /// The tokens for a code, for the web page, which has no helper to prove a client. Everything but who the client is is
    /// asked for as usual; the refusal is in ID-porten's words.
    pub fn user_tokens_in_page(
        &mut self,
        now: Timestamp,
        notary: &dyn Notary,
        form: Vec<(String, String)>,
    ) -> Result<Value, String> {
        let form = Form(form);
        let client_id = form.get("client_id").unwrap_or_default().to_owned();
        let login = self
            .login_of(now, &client_id, &form)
            .map_err(|(_, error, words)| format!("{error}: {words}"))?;
        let request = HttpRequest::default();
        let call = Call {
            now,
            notary,
            request: &request,
            effects: &[],
        };
        let body = self.issue_user_tokens(&call, &login, "virksomhetssertifikat");
        Ok(Value::Object(body))
    }

    /// The client, proven by the method that it is registered with and by no other.
    fn authenticate(&mut self, call: &Call<'_>, form: &Form) -> Result<(String, String), Refused> {
        const REFUSED: Refused = (401, "invalid_client", "Client authentication failed");
        let basic = call.request.header("authorization").and_then(basic_credentials);
        let assertion = form.get("client_assertion");
        let claimed = match (&basic, assertion) {
            (Some((id, _)), _) => id.clone(),
            (None, Some(jws)) => {
                let unverified = call.notary.read(jws).ok_or(REFUSED)?;
                unverified
                    .claims
                    .get("iss")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            }
            (None, None) => form.get("client_id").unwrap_or_default().to_owned(),
        };
        let client = self
            .known_client(&claimed, call.now, call.effects)
            .ok_or(REFUSED)?;
        let method = client.text("token_endpoint_auth_method").to_owned();
        let knows = |secret: Option<&str>| {
            secret
                .map(fingerprint)
                .is_some_and(|it| client.secret == Some(it))
        };
        let proven = match method.as_str() {
            "none" => basic.is_none() && assertion.is_none(),
            "client_secret_basic" => knows(basic.as_ref().map(|(_, secret)| secret.as_str())),
            "client_secret_post" => knows(form.get("client_secret")),
            "private_key_jwt" => {
                let jws = assertion.filter(|_| form.get("client_assertion_type") == Some(ASSERTION_TYPE));
                let jws = jws.ok_or(REFUSED)?;
                let (until, by) = self.check_assertion(call, &client, jws).ok_or(REFUSED)?;
                if !self.used_grants.first_use(call.now, &[fingerprint(jws)], until) {
                    return Err(REFUSED);
                }
                return Ok((claimed, by.to_owned()));
            }
            _ => false,
        };
        if proven {
            Ok((claimed, method))
        } else {
            Err(REFUSED)
        }
    }

    /// A client's assertion (RFC 7523, section 2.2), signed with a registered key or, as long as the client has none, the
    /// enterprise certificate. When it stops being valid, and how it was signed.
    fn check_assertion(
        &self,
        call: &Call<'_>,
        client: &Client,
        jws: &str,
    ) -> Option<(Timestamp, &'static str)> {
        let unverified = call.notary.read(jws)?;
        if unverified.claims.get("sub") != unverified.claims.get("iss") {
            return None;
        }
        // "Using the token-endpoint url as audience is no longer valid" (docs.digdir.no, oidc_protocol_token).
        let audience = unverified.claims.get("aud").and_then(Value::as_str)?;
        if audience != self.idporten_issuer() {
            return None;
        }
        let until = grant_check::check_times(call.now, &unverified.claims).ok()?;
        let by = grant_check::check_identity(call.now, call.notary, client, jws, &unverified.header).ok()?;
        Some((until, by))
    }

    fn issue_user_tokens(&mut self, call: &Call<'_>, login: &Login, method: &str) -> Map<String, Value> {
        let client = self.clients.find(&login.client_id);
        let own = client.and_then(|client| client.number("access_token_lifetime"));
        let orgno = client.map_or_else(|| self.settings.orgno.clone(), |client| client.orgno.clone());
        let wants_sid = client.is_some_and(|client| {
            client.body.get("frontchannel_logout_session_required") == Some(&Value::Bool(true))
        });
        let caps = login
            .scopes
            .iter()
            .filter_map(|name| self.scopes.find(name)?.seconds("at_max_age"));
        let shortest = caps.chain(own).min().unwrap_or(120);
        let forced = call.effects.iter().find_map(|effect| match effect {
            FaultEffect::TokenLifetime { seconds } => Some(*seconds),
            _ => None,
        });
        let expires = call.now.plus(forced.unwrap_or(shortest));
        let scope = login.scopes.join(" ");
        // A pairwise subject: another one for every client.
        let sub = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{} {}", login.client_id, login.pid)));
        let common = json!({ "iss": self.idporten_issuer(), "sub": sub, "pid": login.pid,
            "acr": "idporten-loa-high", "iat": call.now.0 });
        let access = json!({ "client_id": login.client_id, "client_amr": method, "client_orgno": orgno,
            "consumer": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{orgno}") },
            "scope": scope, "token_type": "Bearer", "exp": expires.0, "jti": token_id(&mut self.mint) });
        let facts = Facts {
            issuer: Issuer::Idporten,
            client_id: login.client_id.clone(),
            orgno,
            scopes: login.scopes.clone(),
            pid: Some(login.pid.clone()),
            audience: None,
            method: method.to_owned(),
            expires,
        };
        let token = self
            .tokens
            .issue(call.now, call.notary, &joined(&common, &access), facts);
        let mut body = Map::new();
        body.insert("access_token".into(), json!(token));
        if login.scopes.iter().any(|scope| scope == "openid") {
            let mut id = json!({ "aud": login.client_id, "exp": call.now.plus(120).0, "auth_time": login.at.0,
                "amr": ["TestID"], "locale": "nb", "jti": token_id(&mut self.mint) });
            if let Value::Object(members) = &mut id {
                if call.effects.contains(&FaultEffect::OtherNonce) {
                    members.insert("nonce".into(), json!(self.mint.secret()));
                } else if let Some(nonce) = &login.nonce {
                    members.insert("nonce".into(), json!(nonce));
                }
                if wants_sid {
                    members.insert("sid".into(), json!(self.mint.secret()));
                }
            }
            body.insert("id_token".into(), json!(call.notary.issue(&joined(&common, &id))));
        }
        body.insert("token_type".into(), json!("Bearer"));
        body.insert(
            "expires_in".into(),
            json!(expires.0.saturating_sub(call.now.0).saturating_sub(1)),
        );
        body.insert("scope".into(), json!(scope));
        body
    }
}

fn joined(one: &Value, other: &Value) -> Value {
    let members = [one, other].into_iter().filter_map(Value::as_object).flatten();
    Value::Object(
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// Id and secret of a Basic header, each form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic_credentials(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| {
        let pair = form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    Some((decoded(id), decoded(secret)))
}
