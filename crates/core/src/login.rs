//! A login with a new client: where it begins, what the address says that it ends at, and what came of it.
//!
//! Nothing here sends anything, and nothing here is random: whoever begins a login brings its state, nonce and verifier.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_authorize>,
//! <https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_token>, RFC 6749 §4.1, RFC 7636, RFC 9207.

mod idporten;
mod landing;
mod person;
mod proof;
mod redeem;
mod trial;

pub use idporten::IdPorten;
pub use landing::{Landed, Landing, landing};
pub use person::Person;
pub use proof::{Authenticated, UserProof};
pub use redeem::{Mismatch, check_id_token, form};
pub use trial::{Trial, challenge, concrete};
