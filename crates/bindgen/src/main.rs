//! Turns the wasm that rustc makes into a module that a page can import.
//!
//! The version of `wasm-bindgen-cli-support` must equal that of `wasm-bindgen`. Having it here rather than as an
//! installed tool lets Cargo.lock pin both, and spares every machine the installation.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: losen-bindgen WASM OUT_DIR [--name NAME] [--typescript]";

struct Arguments {
    wasm: PathBuf,
    out: PathBuf,
    name: String,
    typescript: bool,
}

fn main() -> Result<()> {
    let arguments = parse(std::env::args().skip(1))?;
    Bindgen::new()
        .input_path(&arguments.wasm)
        .out_name(&arguments.name)
        .web(true)?
        .typescript(arguments.typescript)
        // Names and producers differ between machines and are of no use to a reader.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&arguments.out)
        .with_context(|| format!("wasm-bindgen on {}", arguments.wasm.display()))
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut places = Vec::new();
    let mut name = "app".to_owned();
    let mut typescript = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--name" => name = words.next().context(USAGE)?,
            "--typescript" => typescript = true,
            option if option.starts_with('-') => bail!(USAGE),
            _ => places.push(PathBuf::from(word)),
        }
    }
    let [wasm, out] = <[PathBuf; 2]>::try_from(places).map_err(|_| anyhow::anyhow!(USAGE))?;
    Ok(Arguments {
        wasm,
        out,
        name,
        typescript,
    })
}
