//! The practice environment behind a loopback listener, with a certificate authority, an enterprise certificate and
//! a profile of its own. Everything it makes is gone when it ends.

mod credentials;
mod listener;
mod notary;
mod portal;
mod workshop;

pub use credentials::{Authority, Credentials, PracticeError, Validity};
pub use listener::serve;
pub use notary::HelperNotary;
pub use workshop::Workshop;

/// The organisation that practises: made up, with a number of Skatteetaten's synthetic series.
pub const ORGNO: &str = "314330897";
/// Its name.
pub const ORGANISATION: &str = "Losby havnevesen";
/// The name of the profile that a running practice environment offers.
pub const PROFILE: &str = "practice";
