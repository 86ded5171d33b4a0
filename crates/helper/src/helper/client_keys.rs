//! Keys of clients: made here, and proven here. What is private stays.

use std::path::Path;

use losen_core::diagnosis::Symptom;
use losen_core::flow;
use losen_core::grant::{Grant, Proof};
use losen_core::model::{ClientId, Kid};
use losen_core::protocol::{Answer, Fault, code};

use serde_json::Value;

use super::Helper;
use crate::drive::Driver;
use crate::login::OwnKey;
use crate::profile::{self, Profile};
use crate::signer::{self, Signer, kept};
use crate::{proof, token};

impl Helper<'_> {
    /// Makes a key pair for a client, and tells its public half.
    pub fn make_key(&self, name: &str) -> Result<Answer, Fault> {
        self.profile(name)?;
        let kept = kept::make(&self.folders)?;
        tracing::info!("a key pair was made: {}", kept.path.display());
        Ok(Answer::NewKey {
            public: kept.public,
            file: kept.path.display().to_string(),
        })
    }

    /// Proof that a key of a client works: a token as that client, signed with the key, for what the client may ask for
    /// anyway. The token is dropped.
    pub fn prove_by_kid(&mut self, name: &str, client_id: &ClientId, kid: &Kid) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        // Nobody is asked for anything before it is known that there is a key.
        let kept = kept::open(&self.folders, kid, (self.clock)())?;
        let own = self.profile_with(&profile, client_id, kid);
        if kept.is_none() && own.is_none() {
            return Err(absent());
        }
        let scope = self.scope_of(&profile, client_id)?;
        match (kept, own) {
            (Some(signer), _) => self.prove_key(&profile, client_id, &scope, signer.as_ref())?,
            (None, Some(own)) => {
                self.unlock(&own)?;
                self.buy(&own, None, |own, now| {
                    token::grant_for(own, client_id, &scope, now)
                })?;
            }
            (None, None) => return Err(absent()),
        }
        Ok(Answer::KeyProof { kid: kid.to_string() })
    }

    /// Proof that a new client works, with a key of its own: a token as that client, and a lookup with it.
    pub fn prove_as(
        &mut self,
        profile: &Profile,
        client_id: &ClientId,
        proof: Proof,
        signer: &dyn Signer,
    ) -> Result<Answer, Fault> {
        let make = |profile: &Profile, now| token::grant_for(profile, client_id, proof.scope(), now);
        let sign = |_: &mut Self, grant: &Grant| Ok(signer::sign(grant, signer)?);
        let bought = self.buy_signed(profile, None, make, sign)?;
        let expires_at = (self.clock)().plus(bought.lifetime);
        let network = (self.dial)(profile);
        proof::look(network.as_ref(), profile, proof, &bought.secret, expires_at)
    }

    /// [`Helper::prove`] for a client whose keys are known: with the private half that the user names, or that is kept here;
    /// with the profile's certificate when it has none of its own.
    pub fn prove_at_hand(
        &mut self,
        profile: &Profile,
        client_id: &ClientId,
        proof: Proof,
        keys: &[Value],
        given: Option<&Path>,
    ) -> Result<Answer, Fault> {
        if keys.is_empty() && given.is_none() {
            return self.prove(&profile.name, client_id, proof, None);
        }
        let path = OwnKey::place(&self.folders.user, client_id, keys, given)?;
        let key = OwnKey::open(&path, keys, self.prompt, self.language, (self.clock)())?;
        self.prove_as(profile, client_id, proof, &key)
    }

    /// The private half of a client's key.
    pub(super) fn kept_key(&self, kid: &Kid) -> Result<Box<dyn Signer>, Fault> {
        kept::open(&self.folders, kid, (self.clock)())?.ok_or_else(absent)
    }

    /// A profile that signs with this key as this client: the key of an administration client.
    fn profile_with(&self, beside: &Profile, client_id: &ClientId, kid: &Kid) -> Option<Profile> {
        let profiles = profile::all(&self.folders);
        let fits = |profile: &Profile| {
            profile.environment == beside.environment
                && profile.client_id == *client_id
                && profile.kid.as_deref() == Some(kid.as_str())
        };
        profiles.into_values().filter_map(Result::ok).find(fits)
    }

    /// Something that the client may ask for.
    fn scope_of(&mut self, profile: &Profile, client_id: &ClientId) -> Result<String, Fault> {
        let clock = self.clock;
        let read = flow::clients::read(client_id.clone());
        let client =
            Driver::new(self, profile, clock)
                .run(read)
                .map_err(|refused| match *refused.symptom {
                    Symptom::Helper(fault) => fault,
                    _ => Fault::new(code::PROOF_UNREACHABLE, "the client could not be looked up"),
                })?;
        flow::keys::provable_scope(&client)
            .map(str::to_owned)
            .ok_or_else(|| {
                Fault::new(
                    code::KEY_ELSEWHERE,
                    "the client gets tokens only when somebody logs in",
                )
            })
    }
}

fn absent() -> Fault {
    Fault::new(code::KEY_ELSEWHERE, "the key is not on this machine")
}
