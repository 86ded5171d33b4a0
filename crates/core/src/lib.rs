//! The domain of Losen: what a client at Digdir is, which clients work, how a person is guided to one, and what
//! went wrong when it did not.
//!
//! Everything here is pure. Time comes in as a [`Timestamp`], randomness as an argument, and every wish to reach
//! the outside leaves as a value: a [`session::Effect`] or an [`api::ApiRequest`]. Shells perform them.
//!
//! The guide itself (sessions, plans, journeys, the companion, and their texts) is behind the feature `guide`: whoever only
//! checks, calls or explains, as the helper does, need not carry it.

pub mod api;
pub mod clients;
#[cfg(feature = "guide")]
pub mod companion;
#[cfg(feature = "guide")]
pub mod desk;
pub mod diagnosis;
pub mod flow;
pub mod grant;
#[cfg(feature = "guide")]
pub mod journeys;
pub mod keys;
pub mod login;
pub mod model;
pub mod protocol;
pub mod provider;
pub mod rules;
pub mod schema;
#[cfg(feature = "guide")]
pub mod session;
#[cfg(feature = "guide")]
pub mod steps;
pub mod text;

pub use model::Timestamp;
