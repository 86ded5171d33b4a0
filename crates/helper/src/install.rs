//! How a browser learns where the helper is: one small manifest per browser, in a folder or behind a registry key that
//! the browser knows.

/// Browsers that are shut in a box of their own.
pub mod boxed;
/// What a browser would stumble over.
pub mod inspect;
mod manifest;
mod place;
/// What administrators have forbidden.
pub mod policies;
mod register;
mod registry;
mod table;

pub use manifest::{Existing, ExtensionIds, InstallError, UnknownId, examine, manifest};
pub use place::{Browser, Os, Roots, Scope, Target, is_present, program, targets};
pub use register::{register, unregister};
pub use registry::Registry;
pub use table::{Place, TABLE};
