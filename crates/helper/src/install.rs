//! How a browser learns where the helper is: one small manifest per browser, in a folder that the browser knows.

/// What a browser would stumble over.
pub mod inspect;
mod manifest;
mod place;

pub use manifest::{Existing, ExtensionIds, InstallError, UnknownId, examine, manifest, remove, write};
pub use place::{Browser, Os, Place, Roots, Scope, TABLE, folder, is_present, program};
