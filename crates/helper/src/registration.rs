//! Putting a key on the admin client, and taking it off again when it turns out not to work.
//!
//! A client that has any registered key must use a `kid` from then on
//! (<https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>), so a key that is registered and cannot be used
//! would lock everybody out. The token that registered it can also take it back; it is kept until the key has proven
//! itself.

use std::time::{Duration, Instant};

use losen_core::api::{Answer, ApiRequest, Call, KeyAnswer, KeyCall, Refusal, TransportFailure};
use losen_core::diagnosis::Symptom;
use losen_core::grant::Operation;
use losen_core::model::Kid;
use losen_core::protocol::{Fault, code};
use secrecy::SecretString;
use serde_json::Value;

use crate::helper::Helper;
use crate::http::Http;
use crate::profile::Profile;
use crate::signer::own::OwnKey;

/// A client has room for so many keys.
const MOST: usize = 5;
/// Between two tries of a key that Maskinporten does not know yet.
const PAUSE: Duration = Duration::from_secs(2);

/// Why the key is not in use.
#[derive(Debug)]
pub enum Failed {
    /// Nothing was changed.
    Unchanged(Reason),
    /// The key was registered, did not work, and was taken off again.
    Undone(Reason),
    /// The key may be on the client, and could not be taken off.
    Left(Reason),
}

/// What stood in the way.
#[derive(Debug)]
pub enum Reason {
    /// The helper, or Maskinporten, refused.
    Fault(Fault),
    /// The API refused, or was not reached.
    Api(Box<Symptom>),
    /// The client has as many keys as it can have.
    Full,
}

impl From<Fault> for Reason {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// One registration.
pub struct Registration<'h, 'a> {
    /// Whoever gets the tokens.
    pub helper: &'h mut Helper<'a>,
    /// The profile that may change the client now.
    pub with: &'h Profile,
    /// The profile that is to be used from now on.
    pub then: &'h Profile,
    /// How long Maskinporten may take to know the key.
    pub patience: Duration,
}

impl Registration<'_, '_> {
    /// Registers the key beside those that are there, and makes sure that it opens the door.
    pub fn perform(mut self, key: &OwnKey) -> Result<(), Failed> {
        let http = Http::to(self.with.environment, self.with.endpoints.clone());
        let reading = self
            .helper
            .token_of(self.with, Operation::Read)
            .map_err(|fault| Failed::Unchanged(fault.into()))?;
        let before = self.keys(&http, &reading.secret).map_err(Failed::Unchanged)?;
        if before.len() >= MOST {
            return Err(Failed::Unchanged(Reason::Full));
        }
        let changing = self
            .helper
            .token_of(self.with, Operation::Keys)
            .map_err(|fault| Failed::Unchanged(fault.into()))?;
        let after: Vec<Value> = before.iter().cloned().chain([key.public.clone()]).collect();
        if let Err(reason) = self.send(&http, KeyCall::ReplaceAll(after), &changing.secret) {
            // Only a definite no means that nothing was changed. Otherwise the client itself tells.
            let certain = !matches!(&reason, Reason::Api(symptom) if is_unknown(symptom));
            match self.keys(&http, &reading.secret) {
                _ if certain => return Err(Failed::Unchanged(reason)),
                Ok(now) if has(&now, &key.kid) => {}
                Ok(_) => return Err(Failed::Unchanged(reason)),
                Err(_) => return Err(Failed::Left(reason)),
            }
        }
        let trouble = match self.works(&http, &before, key) {
            Ok(()) => return Ok(()),
            Err(trouble) => trouble,
        };
        // By its own address, so that a key that somebody else has added meanwhile stays.
        let undone = Kid::parse(&key.kid)
            .is_ok_and(|kid| self.send(&http, KeyCall::Remove(kid), &changing.secret).is_ok());
        Err(if undone {
            Failed::Undone(trouble)
        } else {
            Failed::Left(trouble)
        })
    }

    /// The new key gets a token and sees the client with every key that was there before.
    fn works(&mut self, http: &Http, before: &[Value], key: &OwnKey) -> Result<(), Reason> {
        let start = Instant::now();
        let token = loop {
            match self.helper.token_of(self.then, Operation::Read) {
                Ok(token) => break token,
                Err(fault) if is_young(&fault) && start.elapsed() < self.patience => {
                    std::thread::sleep(PAUSE)
                }
                Err(fault) => return Err(fault.into()),
            }
        };
        let now = self.keys(http, &token.secret)?;
        let whole = before
            .iter()
            .filter_map(|key| key.get("kid")?.as_str())
            .all(|kid| has(&now, kid));
        if whole && has(&now, &key.kid) {
            Ok(())
        } else {
            Err(Reason::Fault(Fault::new(
                code::INTERNAL,
                "the client has other keys than were sent",
            )))
        }
    }

    fn keys(&self, http: &Http, token: &SecretString) -> Result<Vec<Value>, Reason> {
        match self.ask(http, KeyCall::All, token)? {
            Answer::Keys(KeyAnswer::All(keys)) => Ok(keys.into_iter().map(as_sent).collect()),
            _ => Ok(Vec::new()),
        }
    }

    fn send(&self, http: &Http, call: KeyCall, token: &SecretString) -> Result<(), Reason> {
        self.ask(http, call, token).map(drop)
    }

    fn ask(&self, http: &Http, call: KeyCall, token: &SecretString) -> Result<Answer, Reason> {
        let call = Call::Keys(self.with.client_id.clone(), call);
        let request = call.request();
        let symptom = match http.api(&request, Some(token)) {
            Ok(reply) => match call.read(&reply) {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refused(request, *refusal),
            },
            Err(failure) => Symptom::Transport(failure),
        };
        Err(Reason::Api(Box::new(symptom)))
    }
}

/// A key without what only the server says of it.
fn as_sent(mut key: Value) -> Value {
    if let Some(members) = key.as_object_mut() {
        members.retain(|name, value| name != "created" && name != "last_updated" && !value.is_null());
        // Demanded since May 2025; keys from before may lack it.
        members.entry("use").or_insert_with(|| "sig".into());
    }
    key
}

fn has(keys: &[Value], kid: &str) -> bool {
    keys.iter()
        .any(|key| key.get("kid").and_then(Value::as_str) == Some(kid))
}

/// Maskinporten may take minutes to know a new key.
fn is_young(fault: &Fault) -> bool {
    fault.code == code::TOKEN_REJECTED && fault.detail.contains("Unknown key identifier")
}

fn is_unknown(symptom: &Symptom) -> bool {
    match symptom {
        Symptom::Transport(failure) => *failure == TransportFailure::Unknown,
        Symptom::Http { reply, .. } => reply.status < 400 || reply.status >= 500,
        _ => false,
    }
}

fn refused(request: ApiRequest, refusal: Refusal) -> Symptom {
    Symptom::Http {
        request,
        reply: refusal.reply,
    }
}
