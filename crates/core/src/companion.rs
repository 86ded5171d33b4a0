//! Beside Digdir's portal: from what can be seen of a page to where the user is, what comes next, and what differs
//! from the plan.
//!
//! `extension/companion.js` reads the page and decides nothing; everything here is a pure function of its
//! [`PageFacts`], of the [`Labels`] and of the plan. The facts come from a page on the web and are no more than a
//! claim: they are cut to size, shown, and compared. They tick steps off and warn; they never start a call.

mod compare;
mod facts;
mod key;
mod labels;
mod next;
mod page;
mod place;
mod tick;

pub use compare::{FieldCheck, compare};
pub use facts::{DialogFacts, KeyFact, PageFacts};
pub use labels::{Labels, Name, Sign};
pub use next::{Advice, Pointer, Written, next, next_written};
pub use page::{Dialog, Evidence, Page, Recognition, recognise};
pub use place::{Mismatch, Whereabouts, mismatches, whereabouts};
pub use tick::{Aim, Proof, Tick, proof};
