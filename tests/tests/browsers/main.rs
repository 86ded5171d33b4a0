//! The real extension in real browsers, with the real helper and the practice environment.
//!
//! Each module is one promise; each test runs in Chromium and in Firefox.

mod accessibility;
mod companion;
mod companion_by_hand;
mod companion_hosts;
mod companion_promises;
mod companion_ring;
mod companion_steps;
mod companion_ticks;
mod driver;
mod everywhere;
mod first_paint;
mod life;
mod main_job;
mod one_outcome;
mod package;
mod plans;
mod policy;
mod proof;
mod provider;
mod secrets;
mod senses;
mod site;
mod survival;
mod trouble;
mod wire;
