//! Drives real browsers with the real extension, the real helper and the practice environment.
//!
//! Whatever goes wrong here is a failed test, so these functions panic with what they saw instead of returning
//! errors. Nothing waits for a fixed time, and nothing is tried again: the page is asked to tell when a condition
//! holds, and what does not hold within [`PATIENCE`] is a failure.

mod browser;
mod chromium;
mod firefox;
mod guide;
mod process;
mod wire;

use std::time::Duration;

pub use browser::Browser;
pub use chromium::Chromium;
pub use firefox::Firefox;
pub use guide::Guide;
pub use process::Process;

/// How long a condition may take to come true on a busy machine with two cores.
pub const PATIENCE: Duration = Duration::from_secs(30);
