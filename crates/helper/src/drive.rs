//! Drives the flows of the core: fetches a token of the class that a flow asks for, sends its calls, and waits when it
//! wants to wait.

use std::time::Duration;

use losen_core::Timestamp;
use losen_core::diagnosis::{Cause, Evidence, Symptom};
use losen_core::flow::{Answered, Ask, Flow, Refused, Step};
use losen_core::grant::Operation;
use losen_core::model::ClientId;
use losen_core::protocol::{Fault, code};
use serde_json::Value;

use crate::helper::Helper;
use crate::http::Http;
use crate::profile::Profile;
use crate::signer::Signer;
use crate::token::Token;

/// The means of one flow.
pub struct Driver<'a, 'b> {
    helper: &'a mut Helper<'b>,
    profile: &'a Profile,
    http: Http,
    clock: fn() -> Timestamp,
    /// The tokens that the flow has been given.
    tokens: Vec<Token>,
    /// The new key that a rotation proves.
    signer: Option<Box<dyn Signer>>,
}

impl<'a, 'b> Driver<'a, 'b> {
    /// For one flow with a profile.
    pub fn new(helper: &'a mut Helper<'b>, profile: &'a Profile, clock: fn() -> Timestamp) -> Self {
        Self {
            http: Http::to(profile.environment, profile.endpoints.clone()),
            helper,
            profile,
            clock,
            tokens: Vec::new(),
            signer: None,
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
                Step::Ask(Ask::Wait(seconds)) => {
                    std::thread::sleep(Duration::from_secs(seconds.into()));
                    Answered::Waited
                }
                Step::Ask(Ask::Prove { client, scope, .. }) => {
                    let proved = self.prove(&client, &scope);
                    Answered::Proved(proved.map_err(|fault| Box::new(Symptom::Helper(fault))))
                }
                Step::Ask(Ask::Ready(class)) => {
                    let ready = self.token(Some(class)).map(|_| ());
                    Answered::Ready(ready.map_err(|fault| Box::new(Symptom::Helper(fault))))
                }
                Step::Ask(Ask::Call { call, class }) => match self.token(class) {
                    Ok(token) => {
                        let token = token.as_ref().map(|token| &token.secret);
                        let reply = self.http.api(&call.request(), token);
                        Answered::Call {
                            reply: reply.map_err(|failure| Box::new(Symptom::Transport(failure))),
                            claims: token.and_then(claims),
                        }
                    }
                    Err(fault) => Answered::call(Err(Symptom::Helper(fault))),
                },
            };
            step = flow.answered((self.clock)(), answered);
        }
    }

    /// A token as the client, with its new key. It is used for nothing.
    fn prove(&mut self, client: &ClientId, scope: &str) -> Result<(), Fault> {
        let signer = self
            .signer
            .as_deref()
            .ok_or_else(|| Fault::new(code::PROOF_UNSUPPORTED, "the key is not on this machine"))?;
        self.helper.prove_key(self.profile, client, scope, signer)
    }

    fn token(&mut self, class: Option<Operation>) -> Result<Option<Token>, Fault> {
        let Some(class) = class else { return Ok(None) };
        let now = (self.clock)();
        let fresh = |token: &&Token| token.operation == class && token.is_fresh(now);
        if let Some(token) = self.tokens.iter().find(fresh) {
            return Ok(Some(token.clone()));
        }
        let token = self.helper.token(&self.profile.name, class)?;
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
