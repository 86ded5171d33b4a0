//! The clients of an organisation: found and sorted as a list, compared before they are changed, and described before
//! they are deactivated.

mod breaks;
mod changes;
mod collate;
mod expiry;
mod listed;
mod lock;

pub use breaks::breaks;
pub use changes::{Difference, differences, merged, writable};
pub use expiry::{Ends, Expiry, KeysEnd, Near, ends_of_key, secret_ends};
pub use listed::{List, Listed, Sort, known_by};
pub use lock::{is_lock, unlocks};
