//! The practice environment inside the page: no helper, no server, nothing at stake.

use losen_core::Timestamp;
use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use losen_core::grant::TEST_PERSON;
use losen_core::login::{Authenticated, IdPorten, Person, Trial, UserProof, challenge, concrete, form};
use losen_core::model::{ClientId, Environment};
use losen_core::protocol::{Answer, CertificateInfo, Command, Fault, ProfileInfo, VERSION, code};
use losen_core::session::Link;
use losen_practice::{Fate, HttpReply, HttpRequest, PageNotary, Practice, Settings};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::store::Store;
use crate::browser;

/// The reserved top-level domain: whatever goes wrong, nothing can be sent there.
const BASE: &str = "https://practice.invalid";
/// The API's address below the base.
const API: &str = "/api/v1";
/// KRR's lookup of several people.
const LOOKUP: &str = "/rest/v2/personer";
/// KRR's data of the one who logged in.
const OWN_DATA: &str = "/rest/v1/person";
/// State and nonce of every login in the page, where login and code are one and the same call apart.
const LOGIN: &str = "losen";
/// The verifier of RFC 7636, appendix B. It is public, which is harmless where nobody logs in.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// A synthetic organisation, the same as that of `losen practice`.
const ORGNO: &str = "314330897";
const ORGANISATION: &str = "Losby havnevesen";
const ISSUER: &str = "Losen";
const YEAR: i64 = 365 * 24 * 60 * 60;

/// The practice environment, kept in the page's storage between calls.
#[derive(Clone)]
pub struct PagePractice {
    store: Store,
}

impl PagePractice {
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Answers as the helper would, with one profile that can always be used.
    pub async fn ask(&self, now: Timestamp, command: Command) -> Result<Answer, Fault> {
        let mut practice = self.open().await;
        Ok(match command {
            Command::Hello { .. } => Answer::Hello {
                protocol: [VERSION, VERSION],
                helper: env!("CARGO_PKG_VERSION").into(),
                profiles: vec![profile(now, &practice)],
            },
            Command::Status => Answer::Status {
                profiles: vec![profile(now, &practice)],
            },
            Command::Token { operation, .. } => {
                let (access_token, expires_at) = practice.token_in_page(now, &PageNotary, operation);
                self.keep(&practice).await;
                Answer::Token {
                    access_token,
                    expires_at,
                    operation,
                }
            }
            Command::Prove { client_id, proof, .. } => {
                let scope = proof.scope();
                let (token, expires_at) = practice
                    .client_token_in_page(now, &PageNotary, client_id.as_str(), scope)
                    .map_err(|refusal| Fault::new(code::TOKEN_REJECTED, refusal))?;
                self.keep(&practice).await;
                let lookup = self.send(now, &lookup(), Some(token)).await;
                Answer::Proof {
                    scope: scope.into(),
                    expires_at,
                    lookup: Some(
                        lookup.map_err(|_| Fault::new(code::PROOF_UNREACHABLE, "no answer from KRR"))?,
                    ),
                }
            }
            Command::Login { client_id, proof, .. } => self.log_in(now, &client_id, proof).await?,
            Command::ProveLogin { client_id, code, .. } => {
                self.redeem(now, &client_id, code.secret().expose_secret())
                    .await?
            }
            // Inside the page there is no connection that could break, so it calls the practice environment itself.
            Command::Send { .. } => {
                return Err(Fault::new(code::UNKNOWN_COMMAND, "the page sends its own calls"));
            }
            // The page keeps no private keys: a pair is made at the bench, and its private half goes to the user.
            Command::MakeKey { .. } | Command::ProveKey { .. } => {
                return Err(Fault::new(code::KEY_ELSEWHERE, "the page keeps no keys"));
            }
        })
    }

    /// Logs the made-up person in at once: inside a page there is nowhere to log in.
    async fn log_in(&self, now: Timestamp, client_id: &ClientId, proof: UserProof) -> Result<Answer, Fault> {
        let trial = Trial {
            client_id,
            redirect_uri: &self.redirect_uri(client_id).await?,
            scopes: proof.scopes(),
            state: LOGIN,
            nonce: LOGIN,
            challenge: &challenge(VERIFIER),
        };
        let idporten = self.idporten().await?;
        let address = trial.address(&idporten);
        let request = HttpRequest::get(address.trim_start_matches(BASE));
        let reply = self.imitate(now, request).await;
        match reply.header("location") {
            Some(landed) => Ok(Answer::Login {
                landed: Some(landed.to_owned()),
                address,
            }),
            None => Err(Fault::new(code::PROOF_NOT_FOR_LOGIN, "ID-porten answered a page")),
        }
    }

    /// The tokens for a code, and the made-up person with them.
    async fn redeem(&self, now: Timestamp, client_id: &ClientId, code: &str) -> Result<Answer, Fault> {
        let form = form(client_id, &self.redirect_uri(client_id).await?, code, VERIFIER);
        let form = form
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let mut practice = self.open().await;
        let tokens = practice
            .user_tokens_in_page(now, &PageNotary, form)
            .map_err(|refusal| Fault::new(code::PROOF_LOGIN_REFUSED, refusal))?;
        self.keep(&practice).await;
        let text = |member: &str| {
            tokens
                .get(member)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
        };
        let scopes: Vec<String> = text("scope").split_whitespace().map(str::to_owned).collect();
        let mut person = None;
        let mut lookup = None;
        if scopes.iter().any(|scope| scope.starts_with("krr:user/")) {
            let token = SecretString::from(text("access_token").to_owned());
            let reply = self.send(now, &own_data(), Some(token)).await;
            let reply = reply.map_err(|_| Fault::new(code::PROOF_UNREACHABLE, "no answer from KRR"))?;
            person = Person::read(&reply.body, None).filter(|_| reply.status == 200);
            lookup = Some(reply).filter(|_| person.is_none());
        }
        let lifetime = tokens.get("expires_in").and_then(|value| value.as_i64());
        Ok(Answer::LoginProof {
            scopes,
            authenticated: Authenticated::Certificate,
            expires_at: now.plus(lifetime.unwrap_or_default()),
            person,
            lookup: lookup.map(Box::new),
        })
    }

    async fn idporten(&self) -> Result<IdPorten, Fault> {
        IdPorten::of(Environment::Practice, Some(&self.open().await.endpoints()))
            .ok_or_else(|| Fault::new(code::INTERNAL, "the practice environment has no addresses"))
    }

    /// The first address of the client that logins may end at.
    async fn redirect_uri(&self, client_id: &ClientId) -> Result<String, Fault> {
        let practice = self.open().await;
        let client = practice
            .clients()
            .iter()
            .find(|client| client.client_id == client_id.as_str());
        let uri = client.and_then(|client| client.texts("redirect_uris").first().map(|uri| concrete(uri)));
        uri.ok_or_else(|| Fault::new(code::PROOF_NOT_FOR_LOGIN, "it has no redirect URI"))
    }

    /// Answers as the API would.
    pub async fn call(
        &self,
        now: Timestamp,
        request: &ApiRequest,
        token: Option<SecretString>,
    ) -> Result<ApiReply, TransportFailure> {
        let request = ApiRequest {
            path: request.address(API),
            ..request.clone()
        };
        self.send(now, &request, token).await
    }

    /// Hands a request to the practice environment; its path counts from the base.
    async fn send(
        &self,
        now: Timestamp,
        request: &ApiRequest,
        token: Option<SecretString>,
    ) -> Result<ApiReply, TransportFailure> {
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if let Some(token) = token {
            headers.push((
                "authorization".into(),
                format!("Bearer {}", token.expose_secret()),
            ));
        }
        let content = request.content();
        if let Some((kind, _)) = &content {
            headers.push(("content-type".into(), (*kind).into()));
        }
        let request = HttpRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers,
            body: content.map(|(_, body)| body).unwrap_or_default(),
        };
        let mut practice = self.open().await;
        let reply = practice.handle(now, &PageNotary, &request);
        self.keep(&practice).await;
        match reply.fate {
            Fate::DropConnection => return Err(TransportFailure::Unknown),
            Fate::Delay(milliseconds) => {
                gloo_timers::future::sleep(std::time::Duration::from_millis(milliseconds)).await;
            }
            Fate::Deliver => {}
        }
        Ok(ApiReply {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
        })
    }

    /// Answers a request of the imitation of the portal: the same environment, without a guide in between.
    pub async fn imitate(&self, now: Timestamp, request: HttpRequest) -> HttpReply {
        let mut practice = self.open().await;
        let reply = practice.handle(now, &PageNotary, &request);
        self.keep(&practice).await;
        reply
    }

    /// What cannot be kept is unknown to the next call, which then refuses with words of its own.
    async fn keep(&self, practice: &Practice) {
        self.store.keep_practice(practice).await;
    }

    /// The state as another page of the extension may have left it, or a new one.
    async fn open(&self) -> Practice {
        match self.store.practice().await {
            Some(practice) => practice,
            None => Practice::new(Settings {
                base: BASE.into(),
                orgno: ORGNO.into(),
                organisation: ORGANISATION.into(),
                // Without randomness the ids can be guessed, which harms nobody in one's own page.
                seed: browser::random().unwrap_or_default(),
            }),
        }
    }
}

fn profile(now: Timestamp, practice: &Practice) -> ProfileInfo {
    ProfileInfo {
        name: "practice".into(),
        environment: Environment::Practice,
        client_id: practice.admin_client_id().into(),
        certificate: Some(CertificateInfo {
            organisation: ORGANISATION.into(),
            orgno: ORGNO.into(),
            issuer: ISSUER.into(),
            not_before: now.plus(-YEAR),
            not_after: now.plus(YEAR),
        }),
        endpoints: Some(practice.endpoints()),
        problem: None,
    }
}

/// The data of the one who logged in.
fn own_data() -> ApiRequest {
    ApiRequest {
        method: "GET".into(),
        path: OWN_DATA.into(),
        query: Vec::new(),
        body: None,
        operation: None,
    }
}

/// The lookup of the test person that proves a client.
fn lookup() -> ApiRequest {
    ApiRequest {
        method: "POST".into(),
        path: LOOKUP.into(),
        query: Vec::new(),
        body: Some(json!({ "personidentifikatorer": [TEST_PERSON] })),
        operation: None,
    }
}

/// Opens a link from the practice site, which has neither side panel nor tab of its own.
pub fn open(link: &Link) {
    if let (Link::Page(address), Some(window)) = (link, web_sys::window()) {
        // A blocked window is the user's own choice.
        let _ = window.open_with_url_and_target_and_features(address, "_blank", "noopener,noreferrer");
    }
}
