//! The guide's face, in Yew; the only crate that knows the browser.
//!
//! [`view`] draws what a [`losen_core::session::Session`] says and decides nothing; [`engine`] hands the session's
//! effects to `shell`, which performs them, and the answers back.

mod app;
mod browser;
mod crash;
pub mod engine;
mod shell;
mod transport;
pub mod view;

pub use shell::start;
