//! One file per command of the command line.

/// `losen audit`.
pub mod audit;
/// `losen cert`.
pub mod cert;
/// `losen check`.
pub mod check;
/// `losen clients`.
pub mod clients;
/// `losen diagnose`.
pub mod diagnose;
/// `losen doctor`.
pub mod doctor;
/// `losen install` and `losen uninstall`.
pub mod install;
/// `losen key`.
pub mod key;
/// What keeps browsers from the helper, for `losen doctor`.
pub mod link;
/// `losen practice`.
pub mod practice;
/// `losen scopes`, `losen access` and `losen prefixes`.
pub mod provider;
/// `losen setup`.
pub mod setup;
/// `losen token` and `losen grant`.
pub mod token;
