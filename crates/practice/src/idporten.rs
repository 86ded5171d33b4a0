//! A small ID-porten: enough to log in and to call `/person`. There is no page to choose a person on: the first
//! made-up person is logged in at once.

use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clients::Client;
use crate::faults::FaultEffect;
use crate::http::{HttpReply, HttpRequest};
use crate::mint::fingerprint;
use crate::people::FIRST_PERSON;
use crate::practice::{Call, Practice};

/// Logins that have not been exchanged for a token yet.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Logins(Vec<Login>);

/// What a code stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Login {
    code: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub pid: String,
    pub at: Timestamp,
    #[serde(default = "code_lifetime")]
    lifetime: i64,
}

fn code_lifetime() -> i64 {
    CODE_LIFETIME
}

/// How long a code can be used, in seconds.
const CODE_LIFETIME: i64 = 120;

impl Logins {
    fn add(&mut self, now: Timestamp, login: Login) {
        self.0.retain(|login| login.lives(now));
        self.0.push(login);
    }

    /// Takes a login out by its code, so that the code works once.
    pub fn take(&mut self, now: Timestamp, code: &str) -> Option<Login> {
        let wanted = fingerprint(code);
        let at = self.0.iter().position(|login| login.code == wanted)?;
        Some(self.0.remove(at)).filter(|login| login.lives(now))
    }
}

impl Login {
    fn lives(&self, now: Timestamp) -> bool {
        self.at.plus(self.lifetime) > now
    }
}

impl Practice {
    /// Without a slash at the end, unlike Maskinporten's.
    pub(crate) fn idporten_issuer(&self) -> String {
        format!("{}/idporten", self.settings.base)
    }

    pub(crate) fn idporten_routes(&mut self, call: &Call<'_>) -> HttpReply {
        match (call.request.method.as_str(), call.request.path.as_str()) {
            ("GET", "/idporten/.well-known/openid-configuration") => self.idporten_metadata(),
            ("GET", "/idporten/authorize") => self.authorize(call),
            ("POST", "/idporten/token") => self.user_token(call),
            _ => page(404, "Siden finnes ikke"),
        }
    }

    fn idporten_metadata(&self) -> HttpReply {
        let issuer = self.idporten_issuer();
        HttpReply::json(
            200,
            &json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/jwk"),
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid", "profile"],
                "subject_types_supported": ["pairwise"],
                "acr_values_supported": ["idporten-loa-high"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported":
                    ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"],
                "authorization_response_iss_parameter_supported": true,
            }),
        )
    }

    /// A wrong client or redirect URI is told on a page, and nothing is ever sent to an address that is not
    /// registered; everything else is told to the client.
    fn authorize(&mut self, call: &Call<'_>) -> HttpReply {
        let request = call.request;
        let id = request.query("client_id").unwrap_or_default();
        let found = self.known_client(id, call.now, call.effects);
        let logs_in = |client: &&Client| {
            client.is_active() && matches!(client.text("integration_type"), "idporten" | "api_klient")
        };
        let Some(client) = found.as_ref().filter(logs_in) else {
            return page(400, "invalid_request: Ukjent client_id");
        };
        let uri = request.query("redirect_uri").unwrap_or_default();
        if !client
            .texts("redirect_uris")
            .iter()
            .any(|registered| matches_redirect(registered, uri))
        {
            return page(
                400,
                "invalid_request: redirect_uri er ikke registrert på klienten",
            );
        }
        let issuer = self.idporten_issuer();
        let answer = match self.login(call, client) {
            Ok(login) => {
                let code = self.mint.secret();
                self.logins.add(
                    call.now,
                    Login {
                        code: fingerprint(&code),
                        ..login
                    },
                );
                vec![("code", code)]
            }
            Err((error, description)) => {
                vec![("error", error.to_owned()), ("error_description", description)]
            }
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &answer {
            query.append_pair(name, value);
        }
        if let Some(state) = request.query("state") {
            query.append_pair("state", state);
        }
        query.append_pair("iss", &issuer);
        let joint = if uri.contains('?') { '&' } else { '?' };
        HttpReply::empty(302).with("location", format!("{uri}{joint}{}", query.finish()))
    }

    fn login(&self, call: &Call<'_>, client: &Client) -> Result<Login, (&'static str, String)> {
        let request = call.request;
        if request.query("response_type") != Some("code") {
            return Err(("unsupported_response_type", "response_type må være code".into()));
        }
        if !client.texts("grant_types").contains(&"authorization_code") {
            let words = "Klienten er ikke registrert med authorization_code";
            return Err(("unauthorized_client", words.into()));
        }
        let challenge = check_pkce(request, client)?;
        let scopes: Vec<String> = request
            .query("scope")
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let registered = client.texts("scopes");
        let allowed = |name: &String| {
            let scope = self
                .scopes
                .find(name)
                .filter(|_| registered.contains(&name.as_str()));
            scope.is_some_and(|scope| self.accesses.allow(scope, &client.orgno))
        };
        if let Some(refused) = scopes.iter().find(|name| !allowed(name)) {
            return Err(("invalid_scope", format!("Invalid scope: {refused}")));
        }
        if scopes.is_empty() {
            return Err(("invalid_scope", "scope mangler".into()));
        }
        Ok(Login {
            code: String::new(),
            client_id: client.client_id.clone(),
            redirect_uri: request.query("redirect_uri").unwrap_or_default().to_owned(),
            scopes,
            nonce: request.query("nonce").map(str::to_owned),
            challenge,
            pid: FIRST_PERSON.to_owned(),
            at: call.now,
            lifetime: call
                .effects
                .iter()
                .find_map(|effect| match effect {
                    FaultEffect::CodeLifetime { seconds } => Some(*seconds),
                    _ => None,
                })
                .unwrap_or(CODE_LIFETIME),
        })
    }
}

/// PKCE with S256 is demanded of everybody but clients that are registered with `none`.
fn check_pkce(request: &HttpRequest, client: &Client) -> Result<Option<String>, (&'static str, String)> {
    let challenge = request
        .query("code_challenge")
        .filter(|challenge| !challenge.is_empty());
    match (challenge, request.query("code_challenge_method")) {
        (Some(challenge), Some("S256")) => Ok(Some(challenge.to_owned())),
        (None, None) if client.text("code_challenge_method") == "none" => Ok(None),
        (None, _) => Err(("invalid_request", "code_challenge mangler".into())),
        (Some(_), _) => Err(("invalid_request", "code_challenge_method må være S256".into())),
    }
}

/// To the letter, but for loopback addresses that apps register with port 0 and use with any port (RFC 8252).
fn matches_redirect(registered: &str, uri: &str) -> bool {
    if registered == uri {
        return !uri.is_empty();
    }
    let Some((start, rest)) = registered.split_once("://127.0.0.1:0") else {
        return false;
    };
    let prefix = format!("{start}://127.0.0.1:");
    let Some(given) = uri.strip_prefix(&prefix) else {
        return false;
    };
    let path = given.trim_start_matches(|c: char| c.is_ascii_digit());
    start == "http" && path.len() < given.len() && path == rest
}

fn page(status: u16, text: &str) -> HttpReply {
    // Only our own words stand on it: what came in is never shown.
    let page =
        format!("<!doctype html><html lang=\"nb\"><title>ID-porten</title><h1>Feil</h1><p>{text}</p></html>");
    HttpReply::text(status, "text/html; charset=utf-8", page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_are_compared_to_the_letter() {
        assert!(matches_redirect("https://a.no/cb", "https://a.no/cb"));
        for uri in [
            "",
            "https://a.no/cb/",
            "https://a.no/cb?x",
            "https://A.no/cb",
            "https://a.no",
        ] {
            assert!(!matches_redirect("https://a.no/cb", uri), "{uri}");
        }
        assert!(!matches_redirect("", ""));
    }

    #[test]
    fn an_app_may_choose_its_port_on_loopback() {
        let registered = "http://127.0.0.1:0/cb";
        assert!(matches_redirect(registered, "http://127.0.0.1:49152/cb"));
        for uri in [
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:80/x",
            "http://127.0.0.1:80@evil.no/cb",
        ] {
            assert!(!matches_redirect(registered, uri), "{uri}");
        }
    }
}
