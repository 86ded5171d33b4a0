use losen_core::Timestamp;
use losen_core::grant::Operation;
use losen_core::model::Endpoints;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::Accesses;
use crate::clients::{Client, Registry};
use crate::errors::{ApiError, plain};
use crate::faults::{FaultEffect, Faults};
use crate::grant_check::Grant;
use crate::http::{Fate, HttpReply, HttpRequest};
use crate::idporten::Logins;
use crate::log::{Entry, Log};
use crate::maskinporten::UsedGrants;
use crate::mint::Mint;
use crate::moment;
use crate::notary::Notary;
use crate::people::People;
use crate::scopes::Catalogue;
use crate::tokens::Tokens;

/// Whom the practice environment is for, and where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// `http://127.0.0.1:PORT`, or `https://practice.invalid` in the page. No slash at the end.
    pub base: String,
    /// The organisation that practises.
    pub orgno: String,
    /// Its name.
    pub organisation: String,
    /// What every identifier and secret is made from.
    pub seed: [u8; 16],
}

/// A pretend Digdir: everything it knows, and [`Practice::handle`] to talk to it.
///
/// Serialised, it holds no token and no secret, only their fingerprints.
#[derive(Clone, Serialize, Deserialize)]
pub struct Practice {
    pub(crate) settings: Settings,
    pub(crate) mint: Mint,
    pub(crate) clients: Registry,
    pub(crate) scopes: Catalogue,
    pub(crate) accesses: Accesses,
    pub(crate) tokens: Tokens,
    pub(crate) used_grants: UsedGrants,
    pub(crate) logins: Logins,
    pub(crate) people: People,
    /// What customers have delegated in Altinn: (scope, customer, supplier).
    #[serde(default)]
    pub(crate) delegations: Vec<(String, String, String)>,
    faults: Faults,
    log: Log,
}

/// One call: what came in, and what may be asked while it is answered.
pub(crate) struct Call<'a> {
    pub now: Timestamp,
    pub notary: &'a dyn Notary,
    pub request: &'a HttpRequest,
    /// Faults that change how the call is performed rather than what is answered.
    pub effects: &'a [FaultEffect],
}

/// The id of the client that the organisation administers its clients with.
const ADMIN_CLIENT: &str = "losen-practice-admin";

impl Practice {
    /// The initial state: an administration client, a catalogue of scopes, and some of them granted.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let mint = Mint::new(settings.seed);
        Self {
            clients: Registry::with_admin(ADMIN_CLIENT, &settings.orgno),
            scopes: Catalogue::initial(),
            accesses: Accesses::initial(&settings),
            tokens: Tokens::default(),
            used_grants: UsedGrants::default(),
            logins: Logins::default(),
            people: People::initial(),
            delegations: Vec::new(),
            faults: Faults::default(),
            log: Log::default(),
            settings,
            mint,
        }
    }

    /// Answers one request.
    pub fn handle(&mut self, now: Timestamp, notary: &dyn Notary, request: &HttpRequest) -> HttpReply {
        if request.path == "/practice/portal/session" && request.method == "POST" {
            return self
                .portal_session(now, notary, request)
                .with("date", moment::http_date(now));
        }
        if request.path.starts_with("/practice/") {
            return self.backstage(request).with("date", moment::http_date(now));
        }
        let effects = self.faults.strike(&request.method, &request.path);
        let skew = effects.iter().map(|effect| match effect {
            FaultEffect::DateSkew { seconds } => *seconds,
            _ => 0,
        });
        let now = now.plus(skew.fold(0, i64::saturating_add));
        let call = Call {
            now,
            notary,
            request,
            effects: &effects,
        };
        let reply = self.perform(&call).with("date", moment::http_date(now));
        self.log.note(now, request, &reply);
        reply
    }

    /// Where a client finds it all.
    #[must_use]
    pub fn endpoints(&self) -> Endpoints {
        let base = &self.settings.base;
        Endpoints {
            api: format!("{base}/api/v1"),
            token: format!("{base}/token"),
            audience: format!("{base}/"),
            krr: format!("{base}/rest"),
            portal: format!("{base}/portal"),
        }
    }

    /// The client that the organisation administers its clients with.
    #[must_use]
    pub fn admin_client_id(&self) -> &str {
        ADMIN_CLIENT
    }

    /// A token of the administration client without a grant, for the web page, which has no helper to sign one.
    pub fn token_in_page(
        &mut self,
        now: Timestamp,
        notary: &dyn Notary,
        operation: Operation,
    ) -> (SecretString, Timestamp) {
        let grant = Grant::trusted(now, ADMIN_CLIENT, operation.scope(), "private_key_jwt");
        let (token, expires) = self.issue_machine_token(now, notary, grant, None);
        (token.into(), expires)
    }

    /// A customer delegates a scope to a supplier, as its main administrator does in Altinn.
    pub fn delegate(&mut self, scope: &str, customer: &str, supplier: &str) {
        self.delegations
            .push((scope.to_owned(), customer.to_owned(), supplier.to_owned()));
    }

    /// The owner of a scope gives an organisation access to it.
    pub fn grant(&mut self, now: Timestamp, scope: &str, consumer: &str) {
        let given = moment::rfc3339(now, self.mint.micros());
        self.accesses.give(scope, consumer, given);
    }

    /// What goes wrong.
    pub fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    /// Every client, deactivated ones and the administration client included.
    #[must_use]
    pub fn clients(&self) -> &[Client] {
        self.clients.all()
    }

    /// The latest requests, oldest first, without anything secret.
    #[must_use]
    pub fn log(&self) -> &[Entry] {
        self.log.entries()
    }

    fn perform(&mut self, call: &Call<'_>) -> HttpReply {
        for effect in call.effects {
            match effect {
                FaultEffect::DropBefore => {
                    return HttpReply {
                        fate: Fate::DropConnection,
                        ..HttpReply::empty(503)
                    };
                }
                FaultEffect::Status { status, html } => return self.refuse(call.now, *status, *html),
                FaultEffect::Answer {
                    status,
                    headers,
                    body,
                } => {
                    let reply = HttpReply {
                        body: body.clone(),
                        ..HttpReply::empty(*status)
                    };
                    return headers
                        .iter()
                        .fold(reply, |reply, (name, value)| reply.with(name, value));
                }
                FaultEffect::RefuseOrigin if is_foreign_write(call.request) => {
                    return HttpReply::text(403, "text/plain", "Invalid CORS request");
                }
                _ => {}
            }
        }
        let mut reply = self.route(call);
        for effect in call.effects {
            match effect {
                FaultEffect::DropAfter => reply.fate = Fate::DropConnection,
                FaultEffect::Delay { ms } if reply.fate == Fate::Deliver => reply.fate = Fate::Delay(*ms),
                FaultEffect::Truncate => {
                    let half = reply.body.chars().count() / 2;
                    reply.body = reply.body.chars().take(half).collect();
                }
                FaultEffect::Restatus { from, to } if reply.status == *from => reply.status = *to,
                FaultEffect::ContentType { value } => reply = reply.with("content-type", value.as_str()),
                _ => {}
            }
        }
        reply
    }

    /// A refusal that a fault asked for, in the words of the real servers as far as they are known.
    fn refuse(&mut self, now: Timestamp, status: u16, html: bool) -> HttpReply {
        if html {
            let page =
                format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            return HttpReply::text(status, "text/html", page);
        }
        match status {
            400 => plain(400, "Input ikke i korrekt format", now, &mut self.mint),
            401 => ApiError::Unauthorized(crate::errors::Unauthorized::Foreign).reply(now, &mut self.mint),
            403 => ApiError::MissingScope { any_of: &[] }.reply(now, &mut self.mint),
            404 => plain(404, "Ressursen finnes ikke", now, &mut self.mint),
            409 => plain(409, "Ressursen er ikke i riktig tilstand", now, &mut self.mint),
            428 => plain(
                428,
                "PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene. Ta kontakt \
                 med servicedesk@digdir.no",
                now,
                &mut self.mint,
            ),
            429 => plain(429, "Too Many Requests", now, &mut self.mint).with("retry-after", "1"),
            _ => plain(status, "Uventet feil", now, &mut self.mint),
        }
    }

    fn route(&mut self, call: &Call<'_>) -> HttpReply {
        let path = call.request.path.as_str();
        if let Some(rest) = path.strip_prefix("/api/v1/") {
            let segments: Vec<&str> = rest.split('/').collect();
            let result = match segments.as_slice() {
                ["clients", rest @ ..] => self.client_routes(call, rest),
                ["scopes", rest @ ..] => self.scope_routes(call, rest),
                segments => self.list_routes(call, segments),
            };
            return result.unwrap_or_else(|error| error.reply(call.now, &mut self.mint));
        }
        if let Some(rest) = path.strip_prefix("/api/v2/clients/") {
            let segments: Vec<&str> = rest.split('/').collect();
            let result = match segments.as_slice() {
                [id, "key"] => self.add_key(call, id),
                _ => Err(ApiError::NotFound(format!("No static resource {path}."))),
            };
            return result.unwrap_or_else(|error| error.reply(call.now, &mut self.mint));
        }
        match (call.request.method.as_str(), path) {
            ("GET", "/.well-known/oauth-authorization-server") => self.maskinporten_metadata(),
            ("GET", "/jwk" | "/idporten/jwk") => HttpReply::json(200, &call.notary.jwks()),
            ("POST", "/token") => self.machine_token(call),
            (_, path) if path.starts_with("/rest/") => self.krr_routes(call),
            (_, path) if path.starts_with("/idporten/") => self.idporten_routes(call),
            _ => HttpReply::text(
                404,
                "text/html",
                "<html><body><h1>404 Not Found</h1></body></html>",
            ),
        }
    }

    /// What no real Digdir has: faults and the state, for tests and trainers.
    fn backstage(&mut self, request: &HttpRequest) -> HttpReply {
        match (request.method.as_str(), request.path.as_str()) {
            ("PUT", "/practice/faults") => match serde_json::from_str::<Faults>(&request.body) {
                Ok(faults) => {
                    self.faults = faults;
                    HttpReply::empty(204)
                }
                Err(error) => HttpReply::text(400, "text/plain", error.to_string()),
            },
            ("GET", "/practice/faults") => HttpReply::json(200, &self.faults),
            ("GET", "/practice/state") => {
                let clients: Vec<_> = self.clients.all().iter().map(Client::to_state).collect();
                HttpReply::json(
                    200,
                    &json!({ "admin_client_id": ADMIN_CLIENT, "orgno": self.settings.orgno, "clients": clients,
                        "accesses": self.accesses, "log": self.log }),
                )
            }
            _ => HttpReply::empty(404),
        }
    }
}

/// What a browser says of a page's own calls, and of its reads nothing.
fn is_foreign_write(request: &HttpRequest) -> bool {
    request.method != "GET" && request.header("origin").is_some()
}

impl std::fmt::Debug for Practice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Practice({}, {} clients)",
            self.settings.base,
            self.clients.all().len()
        )
    }
}
