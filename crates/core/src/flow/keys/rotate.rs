use serde_json::Value;

use super::add::added;
use super::remove::removed;
use super::{Before, Keyed, Stop, all, find, known, text};
use crate::diagnosis::{Evidence, Symptom};
use crate::flow::{Flow, Line, Refused};
use crate::grant::{Operation, can_change};
use crate::model::{ClientId, IntegrationType, Kid, Plan};
use crate::protocol::{Fault, code};

/// How the new key is proven before the old one goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// By a token for this scope, which whoever drives the flow asks for with the new key.
    ByToken(String),
    /// It has been: the user says that everything uses the new key. That can be true only of a key that was there before;
    /// one that has just gone in is used by nobody, and the old one stays.
    ByUser,
    /// Nothing can prove it from here, and the user has not said so yet: new in, and the old one stays.
    NotYet,
}

/// Seconds that a new key may be unknown to Maskinporten, and between two tries. Digdir says 0 to 2 minutes; production
/// clients have waited three.
const PROPAGATION: i64 = 600;
const PAUSE: u32 = 15;

/// New in, a token proves it, old out. While the new key does not work, the old one stays.
#[must_use]
pub fn rotate(id: ClientId, new: Value, old: Kid, proven: Proven) -> Flow<Keyed> {
    rotate_told(id, new, old, proven, Before::default())
}

/// The same, and tells what the keys were before anything is sent.
#[must_use]
pub fn rotate_told(id: ClientId, new: Value, old: Kid, proven: Proven, told: Before) -> Flow<Keyed> {
    Flow::new(async move |line| {
        let before = match known(&line, &id).await {
            Ok(keys) if find(&keys, old.as_str()).is_none() => {
                return Keyed::Stopped(Stop::Missing(old.to_string()));
            }
            Ok(keys) => keys,
            Err(refused) => return Keyed::Refused(refused),
        };
        told.put(&before);
        let (kid, keys, is_new) = match added(&line, &id, &new).await {
            Keyed::Done { kid, keys, .. } => (kid, keys, true),
            // A rotation that stopped on its way goes on from where it is.
            Keyed::Stopped(Stop::Known(kid)) if kid != old.as_str() => (kid, before, false),
            other => return other,
        };
        let proof = match proven {
            Proven::ByToken(scope) => prove(&line, &id, &kid, scope).await,
            Proven::ByUser if !is_new => Ok(()),
            Proven::ByUser | Proven::NotYet => Err(elsewhere()),
        };
        if let Err(refused) = proof {
            return Keyed::BothIn {
                kid,
                keys,
                proven: false,
                refused,
            };
        }
        match removed(&line, &id, &old, &Before::default()).await {
            Keyed::Done {
                keys,
                found_by_looking,
                ..
            } => Keyed::Done {
                kid,
                keys,
                found_by_looking,
            },
            Keyed::Refused(refused) | Keyed::Unknown(refused) => Keyed::BothIn {
                kid,
                keys,
                proven: true,
                refused,
            },
            // Somebody else has removed it.
            _ => match all(&line, &id).await {
                Ok(keys) if keys.iter().any(|key| text(key, "kid") == kid) => Keyed::Done {
                    kid,
                    keys,
                    found_by_looking: true,
                },
                Ok(_) => Keyed::Stopped(Stop::Missing(kid)),
                Err(refused) => Keyed::Unknown(refused),
            },
        }
    })
}

/// Whether a new key could not be tried here, rather than tried and refused.
#[must_use]
pub fn is_elsewhere(refused: &Refused) -> bool {
    matches!(&*refused.symptom, Symptom::Helper(fault) if fault.code == code::KEY_ELSEWHERE)
}

fn elsewhere() -> Refused {
    let fault = Fault::new(code::KEY_ELSEWHERE, "the key is tried where its private half is");
    Refused::new(Box::new(Symptom::Helper(fault)), None)
}

async fn prove(line: &Line, id: &ClientId, kid: &str, scope: String) -> Result<(), Refused> {
    let since = line.now();
    loop {
        let Err(refused) = line.prove(id.clone(), kid.to_owned(), scope.clone()).await else {
            return Ok(());
        };
        let causes = refused.causes(&Evidence::default());
        let code = causes.first().map_or("", |cause| cause.code);
        if proves_the_key(code) {
            return Ok(());
        }
        if !is_not_known_yet(code) || line.now().0 - since.0 >= PROPAGATION {
            return Err(refused);
        }
        line.wait(PAUSE).await;
    }
}

/// What a key of this client can be proven with: a scope of a machine client that cannot change anything in
/// self-service. An administration client may have no such scope; it is then proven with the one for reading, since
/// "not on this client" is an answer that comes only after the key has been accepted. A login client gets tokens only when
/// somebody logs in.
#[must_use]
pub fn provable_scope(client: &Plan) -> Option<&str> {
    let machine = matches!(
        client.integration_type(),
        Some(IntegrationType::Maskinporten | IntegrationType::Krr)
    );
    let scopes = client.scopes();
    let harmless = scopes.iter().find(|scope| !can_change(scope)).copied();
    harmless
        .or_else(|| scopes.first().map(|_| Operation::Read.scope()))
        .filter(|_| machine)
}

/// Whether a refusal may only mean that a new client, or a new key of it, has not reached Maskinporten yet.
#[must_use]
pub fn is_not_known_yet(code: &str) -> bool {
    matches!(code, "token/unknown-client" | "token/unknown-key")
}

/// Whether a refusal comes only after the key has been accepted.
#[must_use]
pub fn proves_the_key(code: &str) -> bool {
    [
        "token/needs-end-user",
        "token/not-granted",
        "token/not-delegated",
        "token/scope-not-on-client",
        "token/scope-wrong-type",
    ]
    .contains(&code)
}
