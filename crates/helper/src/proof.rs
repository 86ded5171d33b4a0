//! Proof that a new client works.

use losen_core::Timestamp;
use losen_core::grant::{Grant, Proof};
use losen_core::model::{ClientId, Environment};
use losen_core::protocol::{Answer, Fault, code};

use crate::http::Http;
use crate::profile::Profile;
use crate::signer::{Identity, Signer};
use crate::token;

/// The grant in the name of the new client.
pub fn grant(
    profile: &Profile,
    signer: &dyn Signer,
    client_id: &ClientId,
    proof: Proof,
    now: Timestamp,
) -> Result<Grant, Fault> {
    // A client without keys of its own accepts any valid certificate of its organisation; a kid is known only to the
    // client that it is registered on.
    if let Identity::Kid(_) = signer.identity()
        && *client_id != profile.client_id
    {
        return Err(Fault::new(
            code::PROOF_UNSUPPORTED,
            "the profile signs with a registered key",
        ));
    }
    token::grant_for(profile, client_id, proof.scope(), now)
}

/// Gets a token as the new client and looks the test person up with it.
///
/// Production has no test person, and a real one is nobody's business here: there the token is the proof.
pub fn prove(http: &Http, profile: &Profile, signer: &dyn Signer, grant: Grant) -> Result<Answer, Fault> {
    let now = grant.issued_at;
    let token = token::buy(http, &grant, signer)?;
    let lookup = if profile.environment == Environment::Prod {
        None
    } else {
        let reply = http.lookup(&token.secret);
        Some(reply.map_err(|_| Fault::new(code::PROOF_UNREACHABLE, "no answer from KRR"))?)
    };
    Ok(Answer::Proof {
        scope: grant.scope,
        expires_at: now.plus(token.lifetime),
        lookup,
    })
}
