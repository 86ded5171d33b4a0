//! The clients of an organisation as a list: found, sorted and described.

mod listed;

pub use listed::{List, Listed, Sort};
