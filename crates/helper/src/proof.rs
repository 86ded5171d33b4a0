//! Proof that a new client works.

use losen_core::Timestamp;
use losen_core::grant::Proof;
use losen_core::model::{ClientId, Environment};
use losen_core::protocol::{Answer, Fault, code};
use secrecy::SecretString;

use crate::http::Network;
use crate::profile::Profile;
use crate::signer::{Identity, Signer};
use crate::token::lost;

/// Whether the profile's key can speak for the client at all.
pub fn can_be_had(profile: &Profile, signer: &dyn Signer, client_id: &ClientId) -> Result<(), Fault> {
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
    Ok(())
}

/// Looks the test person up with the new client's token.
///
/// Production has no test person, and a real one is nobody's business here: there the token is the proof.
pub fn look(
    network: &dyn Network,
    profile: &Profile,
    proof: Proof,
    token: &SecretString,
    expires_at: Timestamp,
) -> Result<Answer, Fault> {
    let lookup = if profile.environment == Environment::Prod {
        None
    } else {
        let reply = network.lookup(token);
        Some(reply.map_err(|failure| Fault::new(code::PROOF_UNREACHABLE, lost("KRR", failure)))?)
    };
    Ok(Answer::Proof {
        scope: proof.scope().to_owned(),
        expires_at,
        lookup,
    })
}
