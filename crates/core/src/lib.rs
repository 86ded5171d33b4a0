//! The domain of Losen: what a client at Digdir is, which clients work, how a person is guided to one, and what
//! went wrong when it did not.
//!
//! Everything here is pure. Time comes in as a [`Timestamp`], randomness as an argument, and every wish to reach
//! the outside leaves as a value: a [`session::Effect`] or an [`api::ApiRequest`]. Shells perform them.

pub mod api;
pub mod clients;
pub mod companion;
pub mod desk;
pub mod diagnosis;
pub mod flow;
pub mod grant;
pub mod journeys;
pub mod keys;
pub mod login;
pub mod model;
pub mod protocol;
pub mod provider;
pub mod rules;
pub mod schema;
pub mod session;
pub mod steps;
pub mod text;

pub use model::Timestamp;
