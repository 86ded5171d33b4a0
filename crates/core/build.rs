//! Two things that Cargo does not see to by itself: a changed text rebuilds the crate, and the journeys, which are
//! data that people read and write, become statics. A journey that lacks a text, names a label that is not there or has
//! a word that is not known stops the build.

#[path = "build/journeys.rs"]
#[allow(dead_code, reason = "the members are read by Debug, which writes the source")]
mod journeys;

/// What things are called. It ships with the extension, so it stands there.
const LABELS: &str = "../../extension/labels.json";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=journeys");
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed={LABELS}");
    let source = journeys::source("journeys".as_ref(), LABELS.as_ref())?;
    let out = std::env::var_os("OUT_DIR").ok_or("Cargo names no OUT_DIR")?;
    std::fs::write(std::path::Path::new(&out).join("journeys.rs"), source)?;
    Ok(())
}
