//! Two things that people read and write as data are compiled in: the catalogue of texts and the journeys. A text that lacks a
//! language, and a journey that lacks a text, names a label that is not there or has a word that is not known, stop the build.

#[path = "build/catalogue.rs"]
mod catalogue;
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
    let guide = std::env::var_os("CARGO_FEATURE_GUIDE").is_some();
    let out = std::env::var_os("OUT_DIR").ok_or("Cargo names no OUT_DIR")?;
    let out = std::path::Path::new(&out);
    std::fs::write(out.join("journeys.rs"), source)?;
    std::fs::write(
        out.join("catalogue.txt"),
        catalogue::packed("locales".as_ref(), guide)?,
    )?;
    Ok(())
}
