//! What an API provider does with scopes and with access to them.
//!
//! Unlike a client, a scope has its name for an identity, and granting an access again changes nothing. So nothing needs to
//! be recorded before it is sent: whatever became of a call whose answer was lost can be seen in the lists.

mod apply;
mod read;
mod words;
mod write;

pub use apply::{Applied, Ends, LineEnd, apply, compare};
pub use read::{Overview, Proposal, accesses, overview, prefixes, propose, scope, scopes};
pub use write::{Deactivated, Revoke, Saved, create, deactivate, update};

use super::{Line, Refused};
use crate::api::{Answer, Call, ProviderAnswer, ProviderCall};
use crate::diagnosis::Symptom;
use crate::protocol::code;

/// One of a provider's calls.
async fn ask(line: &Line, call: ProviderCall) -> Result<ProviderAnswer, Refused> {
    match line.call(Call::Provider(call)).await? {
        Answer::Provider(answer) => Ok(answer),
        // A provider's call is never read as anything else.
        _ => Ok(ProviderAnswer::Done),
    }
}

/// What a list that one may not read says: nothing. An admin client can lack the scope for reading and still have the one
/// for writing. Any other trouble is trouble.
fn if_readable(result: Result<ProviderAnswer, Refused>) -> Result<Option<ProviderAnswer>, Refused> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(refused) if may_not(&refused) => Ok(None),
        Err(refused) => Err(refused),
    }
}

/// Whether one may not read it at all, rather than that it failed this time.
pub(crate) fn may_not(refused: &Refused) -> bool {
    // Maskinporten: the admin client does not have the scope at all.
    let no_scope = matches!(&*refused.symptom, Symptom::Helper(fault)
        if fault.code == code::TOKEN_REJECTED && fault.detail.contains("MP-200"));
    no_scope || refused.status() == Some(403)
}
