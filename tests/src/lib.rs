//! Drives real browsers with the real extension, the real helper and the practice environment.
//!
//! Whatever goes wrong here is a failed test, so these functions panic with what they saw instead of returning
//! errors. Nothing waits for a fixed time, and nothing is tried again: the page is asked to tell when a condition
//! holds, and what does not hold within [`PATIENCE`] is a failure.

mod browser;
mod canary;
mod chromium;
mod firefox;
mod guide;
mod hosts;
mod journey;
mod jwk;
mod keyboard;
mod keys;
mod look;
mod node;
mod policy;
mod portal;
mod process;
mod site;
mod solution;
mod tour;
mod wire;
mod world;

use std::time::{Duration, Instant};

pub use browser::Browser;
pub use canary::{Canary, Search, enterprise};
pub use chromium::Chromium;
pub use firefox::Firefox;
pub use guide::Guide;
pub use hosts::Hosts;
pub use journey::{KRR, WITH_HELPER};
pub use jwk::{another_public_key, public_key};
pub use keys::Key;
pub use look::{Colours, Look};
pub use process::Process;
pub use site::Site;
pub use solution::Solution;
pub use tour::{Hands, LEGS, Leg, Tour};
pub use world::{Kind, Manifest, Practice, Setup, World, browser, browser_with, path};

/// How long a condition may take to come true on a busy machine with two cores.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at something that cannot tell us by itself.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until something holds that cannot tell us by itself: a file, a process, what a server has seen.
#[track_caller]
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Runs every test in both browsers: `fn name(kind)` becomes `name::chromium` and `name::firefox`.
#[macro_export]
macro_rules! in_both_browsers {
    ($($(#[$doc:meta])* fn $name:ident($kind:ident) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all of them")]
            use super::*;
            fn walk($kind: $crate::Kind) $body
            #[test]
            fn chromium() { walk($crate::Kind::Chromium) }
            #[test]
            fn firefox() { walk($crate::Kind::Firefox) }
        }
    )*};
}
