//! Drives the flows of the core: fetches a token of the class that a flow asks for, sends its calls, and waits when it
//! wants to wait.

use std::time::Duration;

use losen_core::Timestamp;
use losen_core::api::ApiRequest;
use losen_core::diagnosis::{Cause, Evidence, Symptom};
use losen_core::flow::create::Intent;
use losen_core::flow::{Answered, Ask, Flow, Refused, Step};
use losen_core::grant::Operation;
use losen_core::model::{ClientId, Kid};
use losen_core::protocol::{Fault, code};
use serde_json::Value;

use crate::helper::{Helper, Target};
use crate::http::Network;
use crate::profile::Profile;
use crate::signer::Signer;
use crate::token::Token;

/// The means of one flow.
pub struct Driver<'a, 'b> {
    helper: &'a mut Helper<'b>,
    profile: &'a Profile,
    network: Box<dyn Network>,
    clock: fn() -> Timestamp,
    /// The tokens that the flow has been given.
    tokens: Vec<Token>,
    /// The new key that a rotation proves.
    signer: Option<Box<dyn Signer>>,
    /// Keeps what is about to be created.
    ledger: Option<Ledger<'a>>,
}

/// Keeps what is about to be created; whether that was possible.
type Ledger<'a> = Box<dyn FnMut(&Intent) -> bool + 'a>;

/// What would have come of a flow.
#[derive(Debug)]
pub enum Rehearsed<T> {
    /// It would have sent this, after everything that it reads and checks before.
    Would(ApiRequest),
    /// It would have ended so, with nothing sent.
    End(T),
}

impl<'a, 'b> Driver<'a, 'b> {
    /// For one flow with a profile.
    pub fn new(helper: &'a mut Helper<'b>, profile: &'a Profile, clock: fn() -> Timestamp) -> Self {
        Self {
            network: helper.network(profile),
            helper,
            profile,
            clock,
            tokens: Vec::new(),
            signer: None,
            ledger: None,
        }
    }

    /// With the private half of the key that the flow proves.
    pub fn proving_with(mut self, signer: Box<dyn Signer>) -> Self {
        self.signer = Some(signer);
        self
    }

    /// With a token that is at hand, so that another is not asked for.
    pub fn holding(mut self, token: Token) -> Self {
        self.tokens.push(token);
        self
    }

    /// With a record of what is about to be created. Without one, nothing is created.
    pub fn recording(mut self, ledger: impl FnMut(&Intent) -> bool + 'a) -> Self {
        self.ledger = Some(Box::new(ledger));
        self
    }

    /// Runs a flow as far as its first write, which is not sent: everything before it is read and checked for real.
    pub fn rehearse<T: 'static>(mut self, mut flow: Flow<T>) -> Rehearsed<T> {
        let mut step = flow.begin((self.clock)());
        loop {
            let answered = match step {
                Step::End(end) => return Rehearsed::End(end),
                Step::Ask(Ask::Call { call, .. }) if call.request().method != "GET" => {
                    return Rehearsed::Would(call.request());
                }
                // Nobody is asked to confirm what is not going to happen.
                Step::Ask(Ask::Ready { class, .. }) if class.writes() => Answered::Ready(Ok(())),
                Step::Ask(Ask::Record(_)) => Answered::Recorded(true),
                Step::Ask(ask) => self.perform(ask),
            };
            step = flow.answered((self.clock)(), answered);
        }
    }

    /// Runs a flow to its end.
    pub fn run<T: 'static>(self, flow: Flow<T>) -> T {
        self.watch(flow, || {})
    }

    /// Runs a flow to its end, and tells after each step that something may have happened.
    pub fn watch<T: 'static>(mut self, mut flow: Flow<T>, mut happened: impl FnMut()) -> T {
        let mut step = flow.begin((self.clock)());
        loop {
            happened();
            let answered = match step {
                Step::End(end) => return end,
                Step::Ask(ask) => self.perform(ask),
            };
            step = flow.answered((self.clock)(), answered);
        }
    }

    fn perform(&mut self, ask: Ask) -> Answered {
        match ask {
            Ask::Wait(seconds) => {
                std::thread::sleep(Duration::from_secs(seconds.into()));
                Answered::Waited
            }
            Ask::Record(intent) => {
                Answered::Recorded(self.ledger.as_mut().is_some_and(|ledger| ledger(&intent)))
            }
            Ask::Prove { client, kid, scope } => {
                let proved = self.prove(&client, &kid, &scope);
                Answered::Proved(proved.map_err(|fault| Box::new(Symptom::Helper(fault))))
            }
            Ask::Ready { class, client } => {
                let ready = self.token(Some(class), client).map(|_| ());
                Answered::Ready(ready.map_err(|fault| Box::new(Symptom::Helper(fault))))
            }
            Ask::Call { call, class } => match self.token(class, call.client().cloned()) {
                Ok(token) => {
                    let token = token.as_ref().map(|token| &token.secret);
                    let reply = self.network.api(&call.request(), token);
                    Answered::Call {
                        reply: reply.map_err(|failure| Box::new(Symptom::Transport(failure))),
                        claims: token.and_then(claims),
                    }
                }
                Err(fault) => Answered::call(Err(Symptom::Helper(fault))),
            },
        }
    }

    /// A token as the client, with its new key. It is used for nothing.
    fn prove(&mut self, client: &ClientId, kid: &str, scope: &str) -> Result<(), Fault> {
        if let Some(signer) = self.signer.as_deref() {
            return self.helper.prove_key(self.profile, client, scope, signer);
        }
        // One that was made elsewhere may still be one that the helper keeps.
        let kid = Kid::parse(kid).map_err(|error| Fault::new(code::KEY_ELSEWHERE, error.to_string()))?;
        self.helper
            .prove_by_kid(&self.profile.name, client, &kid)
            .map(drop)
    }

    fn token(&mut self, class: Option<Operation>, client: Option<ClientId>) -> Result<Option<Token>, Fault> {
        let Some(class) = class else { return Ok(None) };
        let now = (self.clock)();
        let fresh = |token: &&Token| token.operation == class && token.is_fresh(now);
        if let Some(token) = self.tokens.iter().find(fresh) {
            return Ok(Some(token.clone()));
        }
        let target = client.map_or(Target::Unnamed, Target::Known);
        let token = self.helper.token_for(self.profile, class, &target)?;
        self.tokens.push(token.clone());
        Ok(Some(token))
    }
}

/// What a refusal means, with what is known of the profile.
#[must_use]
pub fn causes(refused: &Refused, profile: &Profile, now: Timestamp) -> Vec<Cause> {
    refused.causes(&Evidence {
        environment: Some(profile.environment),
        admin_client: Some(profile.client_id.to_string()),
        now: Some(now),
        ..Evidence::default()
    })
}

/// What a token says of itself, unverified; nothing when it is opaque.
fn claims(token: &secrecy::SecretString) -> Option<Value> {
    use secrecy::ExposeSecret as _;
    jsonwebtoken::dangerous::insecure_decode_claims(token.expose_secret()).ok()
}
