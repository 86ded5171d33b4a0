//! Putting a key on the admin client, and taking it off again when it turns out not to work.
//!
//! A client that has any registered key must use a `kid` from then on
//! (<https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>), so a key that is registered and cannot be used
//! would lock everybody out. The token that registered it can also take it back, as long as that token lives; so the key
//! has no longer than that to prove itself.

use std::time::{Duration, Instant};

use losen_core::api::{Answer, Call, KeyAnswer, KeyCall, Refusal, TransportFailure};
use losen_core::diagnosis::Symptom;
use losen_core::flow::keys::{self, Keyed, MOST, Stop};
use losen_core::flow::{Flow, Refused};
use losen_core::grant::Operation;
use losen_core::model::Kid;
use losen_core::protocol::{Fault, code};
use serde_json::Value;

use crate::clock;
use crate::drive::Driver;
use crate::helper::Helper;
use crate::http::Network;
use crate::profile::Profile;
use crate::signer::own::OwnKey;
use crate::token::Token;

/// Between two tries of a key that Maskinporten does not know yet.
const PAUSE: Duration = Duration::from_secs(2);
/// When a key is looked for whose answer was lost, in seconds from one look to the next. What a server has accepted may
/// show only after a while.
const LOOKS: [u64; 4] = [1, 2, 6, 18];
/// What it takes to remove the key again. Seconds.
const UNDOING: i64 = 10;

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

impl From<Refused> for Reason {
    fn from(refused: Refused) -> Self {
        Self::Api(refused.symptom)
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
    /// How long Maskinporten may take to know the key, as long as it can still be taken off.
    pub patience: Duration,
}

/// The tokens that were had before the key was registered. With the key on the client, no others are to be had the old
/// way.
struct Means {
    reading: Token,
    changing: Token,
}

impl Means {
    /// How long they will both work for, with time left to undo.
    fn remaining(&self) -> Duration {
        let now = clock::now();
        let seconds = [&self.reading, &self.changing]
            .map(|token| token.expires_at.0 - now.0 - (token.lifetime / 10).max(10) - UNDOING)
            .into_iter()
            .min()
            .unwrap_or_default();
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
    }
}

impl Registration<'_, '_> {
    /// Registers the key beside those that are there, and makes sure that it opens the door.
    pub fn perform(mut self, key: &OwnKey) -> Result<(), Failed> {
        let http = self.helper.network(self.with);
        let reading = self.token(Operation::Read)?;
        let before = self.keys(http.as_ref(), &reading).map_err(Failed::Unchanged)?;
        // Before anybody is asked to confirm.
        if before.len() >= MOST {
            return Err(Failed::Unchanged(Reason::Full));
        }
        let means = Means {
            changing: self.token(Operation::Keys)?,
            reading,
        };
        let adding = keys::add(self.with.client_id.clone(), key.public.clone());
        let kid = match self.drive(&means, adding) {
            Keyed::Done { kid, .. } => kid,
            Keyed::Stopped(Stop::Full) => return Err(Failed::Unchanged(Reason::Full)),
            Keyed::Stopped(_) | Keyed::BothIn { .. } => return Err(Failed::Unchanged(strange())),
            Keyed::Refused(refused) => return Err(Failed::Unchanged(refused.into())),
            Keyed::Unknown(lost) => {
                if !self.appears(http.as_ref(), &means, key) {
                    // It may still come. Its private half is the only one that could open the door then.
                    return Err(Failed::Left(lost.into()));
                }
                key.kid.clone()
            }
        };
        let trouble = match self.works(http.as_ref(), &means, &before, key) {
            Ok(()) if kid == key.kid => return Ok(()),
            // Signed with the id that it was sent with, which then belongs to nothing.
            Ok(()) => strange(),
            Err(trouble) => trouble,
        };
        Err(if self.undone(&means, &kid) {
            Failed::Undone(trouble)
        } else {
            Failed::Left(trouble)
        })
    }

    fn token(&mut self, class: Operation) -> Result<Token, Failed> {
        self.helper
            .token_of(self.with, class)
            .map_err(|fault| Failed::Unchanged(fault.into()))
    }

    fn drive<T: 'static>(&mut self, means: &Means, flow: Flow<T>) -> T {
        Driver::new(self.helper, self.with, clock::now)
            .holding(means.reading.clone())
            .holding(means.changing.clone())
            .run(flow)
    }

    /// By its own address, so that a key that somebody else has added meanwhile stays.
    fn undone(&mut self, means: &Means, kid: &str) -> bool {
        let Ok(kid) = Kid::parse(kid) else { return false };
        let removing = keys::remove(self.with.client_id.clone(), kid);
        matches!(
            self.drive(means, removing),
            Keyed::Done { .. } | Keyed::Stopped(Stop::Missing(_))
        )
    }

    /// Whether a key whose answer was lost turns up.
    fn appears(&self, http: &dyn Network, means: &Means, key: &OwnKey) -> bool {
        let patience = self.patience.min(means.remaining());
        let start = Instant::now();
        for pause in LOOKS.map(Duration::from_secs) {
            if start.elapsed() + pause > patience {
                break;
            }
            std::thread::sleep(pause);
            if self
                .keys(http, &means.reading)
                .is_ok_and(|now| has(&now, &key.kid))
            {
                return true;
            }
        }
        false
    }

    /// The new key gets a token and sees the client with every key that was there before.
    fn works(
        &mut self,
        http: &dyn Network,
        means: &Means,
        before: &[Value],
        key: &OwnKey,
    ) -> Result<(), Reason> {
        let patience = self.patience.min(means.remaining());
        let start = Instant::now();
        let token = loop {
            match self.helper.token_of(self.then, Operation::Read) {
                Ok(token) => break token,
                Err(fault) if is_young(&fault) && start.elapsed() + PAUSE < patience => {
                    std::thread::sleep(PAUSE)
                }
                Err(fault) => return Err(fault.into()),
            }
        };
        let now = self.keys(http, &token)?;
        let whole = before
            .iter()
            .filter_map(|key| key.get("kid")?.as_str())
            .all(|kid| has(&now, kid));
        if whole && has(&now, &key.kid) {
            Ok(())
        } else {
            Err(strange())
        }
    }

    fn keys(&self, http: &dyn Network, token: &Token) -> Result<Vec<Value>, Reason> {
        let call = Call::Keys(self.with.client_id.clone(), KeyCall::All);
        let request = call.request();
        let symptom = match http.api(&request, Some(&token.secret)) {
            Ok(reply) => match call.read(&reply) {
                Ok(Answer::Keys(KeyAnswer::All(keys))) => return Ok(keys),
                // The client is there: it is the one that has just got a token.
                Ok(Answer::Keys(KeyAnswer::NotFound)) => return Ok(Vec::new()),
                Ok(_) => Symptom::Transport(TransportFailure::Unknown),
                Err(refusal) => {
                    let Refusal { reply, .. } = *refusal;
                    Symptom::Http { request, reply }
                }
            },
            Err(failure) => Symptom::Transport(failure),
        };
        Err(Reason::Api(Box::new(symptom)))
    }
}

fn strange() -> Reason {
    Reason::Fault(Fault::new(
        code::INTERNAL,
        "the client has other keys than were sent",
    ))
}

fn has(keys: &[Value], kid: &str) -> bool {
    keys.iter()
        .any(|key| key.get("kid").and_then(Value::as_str) == Some(kid))
}

/// Maskinporten may take minutes to know a new key.
fn is_young(fault: &Fault) -> bool {
    fault.code == code::TOKEN_REJECTED && fault.detail.contains("Unknown key identifier")
}
