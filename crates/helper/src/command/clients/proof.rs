//! The proof that a client that has just been created works: a token as that client, with its new key, and a lookup of the
//! made-up person. The token stays in this process.

use std::time::{Duration, Instant};

use losen_core::api::ApiReply;
use losen_core::diagnosis::{Cause, Evidence, Symptom, diagnose};
use losen_core::flow::create::New;
use losen_core::flow::keys::{is_not_known_yet, proves_the_key};
use losen_core::grant::{Proof, found_test_person, lookup_of_the_test_person};
use losen_core::protocol::{Answer, Fault};
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::clock;
use crate::helper::Helper;
use crate::profile::Profile;
use crate::signer::Signer;

/// A new client may be unknown to Maskinporten for ten minutes; so long it is worth asking again.
const PATIENCE: Duration = Duration::from_secs(600);
const PAUSE: Duration = Duration::from_secs(15);

/// What came of it: a word and more for programs, a message for people, and why it failed.
pub struct Proven {
    /// For programs.
    pub json: Value,
    /// For people.
    pub message: Message,
    /// Why not, most likely first.
    pub causes: Vec<Cause>,
}

impl Proven {
    /// The client has the key of an earlier attempt, and this command does not know where its private half is.
    pub fn elsewhere() -> Self {
        Self {
            json: json!({ "outcome": "key-elsewhere" }),
            message: Message::new("clients.proof.key_elsewhere"),
            causes: Vec::new(),
        }
    }
}

/// Proves a new client with its new key.
pub fn prove(helper: &mut Helper<'_>, profile: &Profile, new: &New, signer: &dyn Signer) -> Proven {
    let scopes = new.client.scopes();
    let Some(proof) = Proof::ALL
        .into_iter()
        .find(|proof| scopes.contains(&proof.scope()))
    else {
        // Only a login shows whether ID-porten knows the client, and nobody sits here to log in.
        let message = if new.client.texts("redirect_uris").is_empty() {
            Message::new("clients.proof.nothing")
        } else {
            let login = Message::new("proof.cli.log_in_later").with("client", new.id.as_str());
            login.with("profile", &profile.name)
        };
        return Proven {
            json: json!({ "outcome": "nothing-to-prove" }),
            message,
            causes: Vec::new(),
        };
    };
    let start = Instant::now();
    loop {
        let answer = helper.prove_as(profile, &new.id, proof, signer);
        let evidence = Evidence {
            environment: Some(profile.environment),
            now: Some(clock::now()),
            ..Evidence::default()
        };
        let fault = match answer {
            Ok(Answer::Proof { scope, lookup, .. }) => return of_a_token(scope, lookup, &evidence),
            Ok(_) => Fault::new(
                losen_core::protocol::code::INTERNAL,
                "no proof in answer to prove",
            ),
            Err(fault) => fault,
        };
        let causes = diagnose(&Symptom::Helper(fault), &evidence);
        let code = causes.first().map_or("", |cause| cause.code);
        if proves_the_key(code) {
            return Proven {
                json: json!({ "outcome": "key-works" }),
                message: Message::new("clients.proof.key_works"),
                causes,
            };
        }
        if !is_not_known_yet(code) || start.elapsed() >= PATIENCE {
            return Proven {
                json: json!({ "outcome": "failed" }),
                message: Message::new("clients.proof.failed"),
                causes,
            };
        }
        std::thread::sleep(PAUSE);
    }
}

/// What a token, and what KRR answered to it, prove.
fn of_a_token(scope: String, lookup: Option<ApiReply>, evidence: &Evidence) -> Proven {
    match lookup {
        Some(reply) if !found_test_person(&reply) => {
            let json = json!({ "outcome": "token-only", "scope": scope, "status": reply.status });
            let request = lookup_of_the_test_person();
            Proven {
                json,
                message: Message::new("clients.proof.token_only").with("scope", scope),
                causes: diagnose(&Symptom::Http { request, reply }, evidence),
            }
        }
        lookup => Proven {
            json: json!({ "outcome": "works", "scope": scope, "status": lookup.map(|reply| reply.status) }),
            message: Message::new("clients.proof.works").with("scope", scope),
            causes: Vec::new(),
        },
    }
}
