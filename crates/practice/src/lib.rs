//! The practice environment: a pretend Digdir, pure.
//!
//! [`Practice::handle`] takes a request and answers as the self-service API, Maskinporten, KRR or a small ID-porten
//! would, with their codes, bodies and quirks. It is called directly in the web page and stands behind a loopback
//! listener in the helper. Time comes in with each call, identifiers come from a seed, and what cannot be done
//! without cryptography is asked of a [`Notary`].
//!
//! Where Digdir's behaviour is not known, it takes the reading that a client must survive anyway: MP-250 comes with
//! 400 (seen in 2026) and not with 403 (documentation), lifetimes that were never set come back as 0 and are refused
//! when they are sent again, and an unknown client is 404 while another organisation's is 403.
//!
//! It is for practising only: it accepts everything that its notary vouches for, and knows nobody but made-up people.

mod access;
mod authorization_details;
mod bearer;
mod clients;
mod errors;
mod faults;
mod grant_check;
mod http;
mod idporten;
mod idporten_token;
mod jwks;
mod key;
mod krr;
mod log;
mod maskinporten;
mod members;
mod mint;
mod moment;
mod notary;
mod on_behalf_of;
mod page_notary;
mod people;
mod portal;
mod practice;
mod prefixes;
mod refusal;
mod registration;
mod scope_admin;
mod scopes;
mod tokens;

pub use clients::Client;
pub use faults::{Fault, FaultEffect, Faults};
pub use http::{Fate, HttpReply, HttpRequest};
pub use log::Entry;
pub use notary::{CertificateFacts, Notary, Unverified, VerificationKey};
pub use page_notary::PageNotary;
pub use people::FIRST_PERSON;
pub use practice::{Practice, Settings};
