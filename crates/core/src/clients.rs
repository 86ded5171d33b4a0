//! The clients of an organisation: found and sorted as a list, compared before they are changed, and described before
//! they are deactivated.

mod breaks;
mod changes;
mod collate;
mod expiry;
mod health;
mod listed;
mod lock;

pub use breaks::breaks;
pub(crate) use changes::alike;
pub use changes::{Difference, OWN_MEMBER, differences, merged, writable};
pub use expiry::{Ends, Expiry, KeysEnd, Near, ends_of_key, secret_ends, uses_secret};
pub use health::Health;
pub use listed::{List, Listed, Sort, known_by, unread};
pub use lock::{is_lock, unlocks};
