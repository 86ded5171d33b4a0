//! losen: native messaging host and command line.
//!
//! The library is what `main` and the tests share; nothing else uses it.

pub mod audit;
pub mod caller;
pub mod certificate;
pub mod cli;
pub mod clock;
pub mod command;
pub mod creation;
pub mod drive;
pub mod folders;
pub mod helper;
pub mod host;
pub mod http;
pub mod input;
pub mod install;
pub mod journal;
pub mod keychain;
pub mod login;
pub mod memory;
pub mod output;
pub mod policy;
pub mod practice;
pub mod profile;
pub mod prompt;
pub mod proof;
pub mod registration;
pub mod serve;
pub mod signer;
pub mod token;
pub mod unlock;
