//! What a user has in hand: a deed, the clock, and the network that it goes through.

use std::sync::atomic::{AtomicU32, Ordering};

use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use losen_core::diagnosis::{Authorization, Cause, Evidence, OpenedToken, Symptom, diagnose};
use losen_core::grant::Operation;
use losen_core::model::Environment;
use losen_practice::{Fate, Fault, FaultEffect, HttpReply, HttpRequest};
use serde_json::{Value, json};

use crate::login::Login;
use crate::support::forger::{Forged, Forger, jwk};
use crate::support::{BASE, ORGNO, World, request};

pub struct Attempt {
    pub world: World,
    pub deed: Deed,
    /// How many seconds this machine's clock is ahead.
    pub clock: i64,
    /// The organisation that the profile is for.
    pub orgno: String,
    /// The whole address, when it is not one of the practice environment's.
    pub address: Option<&'static str>,
    uses: u32,
}

pub enum Deed {
    /// A grant is exchanged for a token.
    Exchange {
        grant: Forged,
        /// Seconds between `iat` and `exp`.
        life: i64,
        /// The same grant is sent again.
        again: bool,
        /// Something else is sent in its place.
        garbled: bool,
    },
    /// The API or KRR is called.
    Call(HttpRequest),
    /// A user logs in, and the code is exchanged.
    LogIn(Login),
}

/// The admin client's scope that opens everything here.
pub const WRITE: &str = "idporten:dcr.write";

impl Attempt {
    pub fn of(world: World, deed: Deed) -> Self {
        Self {
            world,
            deed,
            clock: 0,
            orgno: ORGNO.into(),
            address: None,
            uses: 0,
        }
    }

    /// The admin client gets a token.
    pub fn exchange() -> Self {
        let grant = Forged::admin(WRITE, "");
        let deed = Deed::Exchange {
            grant,
            life: 100,
            again: false,
            garbled: false,
        };
        Self::of(World::with(Forger), deed)
    }

    /// The clients of the organisation are read.
    pub fn read() -> Self {
        Self::call("GET", "/api/v1/clients", None)
    }

    /// The API is called with a token that may do anything with clients, got with the enterprise certificate.
    pub fn call(method: &str, path: &str, body: Option<&Value>) -> Self {
        let mut world = World::with(Forger);
        let token = token(&mut world, WRITE);
        let call = request(method, path, Some(&token), body);
        Self::of(world, Deed::Call(call))
    }

    /// The grant of an exchange.
    pub fn grant(&mut self) -> &mut Forged {
        match &mut self.deed {
            Deed::Exchange { grant, .. } => grant,
            _ => panic!("no grant"),
        }
    }

    /// The request of a call.
    pub fn request(&mut self) -> &mut HttpRequest {
        match &mut self.deed {
            Deed::Call(request) => request,
            _ => panic!("no call"),
        }
    }

    /// Sends this token from now on.
    pub fn bear(&mut self, token: &str) {
        self.authorize(&format!("Bearer {token}"));
    }

    /// Sends this `Authorization` header from now on.
    pub fn authorize(&mut self, value: &str) {
        let request = self.request();
        request.headers.retain(|(name, _)| name != "Authorization");
        request.headers.push(("Authorization".into(), value.into()));
    }

    /// What was sent as token.
    pub fn token(&mut self) -> String {
        let header = self.request().header("authorization").unwrap_or_default();
        header.trim_start_matches("Bearer ").to_owned()
    }

    /// Gets a token of the admin client with that scope, and sends it from now on.
    pub fn bear_admin(&mut self, scope: &str) {
        let token = token(&mut self.world, scope);
        self.bear(&token);
    }

    /// Everything that begins with this path goes wrong in that way.
    pub fn fault(&mut self, path: &str, effect: FaultEffect) {
        let fault = Fault {
            method: None,
            path: path.into(),
            exact: false,
            call: None,
            effect,
            seen: 0,
        };
        self.world.practice.faults_mut().faults.push(fault);
    }

    /// Somebody answers in words of his own.
    pub fn answer(&mut self, status: u16, headers: &[(&str, &str)], body: &str) {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        self.fault(
            "/",
            FaultEffect::Answer {
                status,
                headers,
                body: body.into(),
            },
        );
    }

    /// Whoever stood in the way, or had lost his way himself, is gone.
    pub fn clear(&mut self) {
        self.world.practice.faults_mut().faults.clear();
    }

    /// A client of the organisation's own, with a registered key.
    pub fn client(&mut self, body: &Value, kid: &str) -> String {
        let id = self.world.create(body)["client_id"].as_str().unwrap().to_owned();
        let keys = json!({"keys": [jwk(kid)]});
        let path = format!("/api/v1/clients/{id}/jwks");
        assert_eq!(
            self.world.api(Operation::Keys, "POST", &path, Some(&keys)).status,
            201
        );
        id
    }

    /// The codes of [`Attempt::run`].
    pub fn codes(&mut self) -> Vec<&'static str> {
        self.run().iter().map(|cause| cause.code).collect()
    }

    /// Does the deed. No cause when it succeeds.
    pub fn run(&mut self) -> Vec<Cause> {
        self.uses += 1;
        let now = self.world.now.plus(self.clock);
        let known = Evidence {
            environment: Some(Environment::Practice),
            now: Some(now),
            admin_client: Some(self.world.practice.admin_client_id().to_owned()),
            orgno: Some(self.orgno.clone()),
            ..Evidence::default()
        };
        match &mut self.deed {
            Deed::Exchange {
                grant,
                life,
                again,
                garbled,
            } => {
                grant.claims["jti"] = json!(if *again {
                    "once".into()
                } else {
                    self.uses.to_string()
                });
                grant.claims["iat"] = json!(now.0);
                grant.claims["exp"] = json!(now.0 + *life);
                let mut sent = grant.request();
                if *garbled {
                    sent.body = sent.body.replace("assertion=eyJ", "assertion=");
                }
                let (header, claims) = (grant.header.clone(), grant.claims.clone());
                let shown = !*garbled;
                let known = Evidence {
                    admin_client: None,
                    orgno: Some(self.orgno.clone()),
                    ..known
                };
                let first = self.world.send(&sent);
                let reply = if *again { self.world.send(&sent) } else { first };
                if works(&reply) {
                    return Vec::new();
                }
                let symptom = Symptom::Token {
                    status: Some(reply.status),
                    body: reply.body,
                    grant_header: shown.then_some(header),
                    grant_claims: shown.then_some(claims),
                };
                diagnose(&symptom, &known)
            }
            Deed::Call(request) => {
                let sent = request.clone();
                self.send(&sent, known)
            }
            Deed::LogIn(login) => login.run(&mut self.world),
        }
    }

    fn send(&mut self, sent: &HttpRequest, known: Evidence) -> Vec<Cause> {
        let reply = match self.address {
            // Only the API's own host leads to the practice environment; elsewhere stands some page.
            Some(address) if !address.starts_with("https://api.") => HttpReply {
                status: 200,
                headers: vec![("content-type".into(), "text/html".into())],
                body: "<!doctype html><title>Selvbetjening</title>".into(),
                fate: Fate::Deliver,
            },
            _ => self.world.send(sent),
        };
        if reply.fate == Fate::DropConnection {
            return diagnose(&Symptom::Transport(TransportFailure::Unknown), &known);
        }
        if works(&reply) {
            return Vec::new();
        }
        let header = sent.header("authorization");
        let opened = header.and_then(OpenedToken::read);
        let address = format!("{BASE}{}", sent.path);
        let krr = sent.path.starts_with("/rest/");
        let known = Evidence {
            authorization: Some(header.map_or(Authorization::Missing, Authorization::read)),
            token_header: opened.as_ref().map(|token| token.header.clone()),
            token_claims: opened.map(|token| token.claims),
            address: Some(self.address.map_or(address, str::to_owned)),
            // KRR is called with the new client's token; nothing is known of whose it should be.
            admin_client: known.admin_client.filter(|_| !krr),
            ..known
        };
        let request = ApiRequest {
            method: sent.method.clone(),
            path: sent
                .path
                .trim_start_matches("/api/v1")
                .trim_start_matches("/rest")
                .to_owned(),
            query: sent.query.clone(),
            body: serde_json::from_str(&sent.body).ok(),
            operation: None,
        };
        let reply = ApiReply {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
        };
        diagnose(&Symptom::Http { request, reply }, &known)
    }

    /// What must never be told: what was sent as proof, whole and in parts.
    pub fn secrets(&mut self) -> Vec<String> {
        let sent = match &mut self.deed {
            Deed::Exchange { grant, .. } => grant.jws(),
            Deed::Call(request) => request.header("authorization").unwrap_or_default().to_owned(),
            Deed::LogIn(login) => login.secrets(),
        };
        let words = sent.split([' ', '.', '"', ',']).filter(|word| word.len() > 15);
        words.map(str::to_owned).collect()
    }
}

/// A token of the admin client, got with the enterprise certificate.
pub fn token(world: &mut World, scope: &str) -> String {
    static GRANTS: AtomicU32 = AtomicU32::new(0);
    let number = GRANTS.fetch_add(1, Ordering::Relaxed);
    let mut grant = Forged::admin(scope, &format!("grant {number}"));
    grant.claims["iat"] = json!(world.now.0);
    grant.claims["exp"] = json!(world.now.0 + 100);
    of_grant(world, &grant)
}

/// The token that a good grant is exchanged for.
pub fn of_grant(world: &mut World, grant: &Forged) -> String {
    let reply = world.send(&grant.request());
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body_json()["access_token"].as_str().unwrap().to_owned()
}

fn works(reply: &HttpReply) -> bool {
    let said = reply.status == 204 || serde_json::from_str::<Value>(&reply.body).is_ok();
    let is_json = reply.status == 204 || reply.header("content-type") == Some("application/json");
    reply.fate == Fate::Deliver && (200..300).contains(&reply.status) && said && is_json
}
