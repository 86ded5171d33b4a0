//! The clients of an organisation: found and sorted as a list, compared before they are changed, and described before
//! they are deactivated.

mod breaks;
mod changes;
mod expiry;
mod listed;

pub use breaks::breaks;
pub use changes::{Difference, differences, merged, writable};
pub use expiry::{Ends, ends_of_key, secret_ends};
pub use listed::{List, Listed, Sort};
