//! One file per command of the command line.

/// `losen install` and `losen uninstall`.
pub mod install;
/// `losen practice`.
pub mod practice;
/// `losen token` and `losen grant`.
pub mod token;
