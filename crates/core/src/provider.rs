//! The API provider's side: own scopes, and who may use them.
//!
//! [`read`] reads a list of accesses, and [`Bulk`] says what each of its lines would do. One organisation is a list of one
//! line, so there is one way to grant and one way to revoke.

mod bulk;
mod change;
mod charset;
mod fault;
mod known;
mod overview;
mod sheet;
mod sniff;
mod wish;

pub use bulk::{Bulk, Counts, PlannedLine, Verdict};
pub use change::{Change, changes};
pub use charset::decode;
pub use fault::{LineFault, SheetError};
pub use known::{Held, Known, OwnScopes};
pub use overview::{Group, by_organisation, by_scope};
pub use sheet::{MAX_LINES, read};
pub use wish::{Action, Defaults, Row, Sheet, Wish};
