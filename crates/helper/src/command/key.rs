use losen_core::keys::check_text;

use super::check::show;
use crate::cli::KeyArgs;
use crate::output::{Failure, Format, Outcome, Output};
use crate::{clock, input};

/// `losen key check`: whether a text holds public keys as Digdir takes them, and nothing private.
pub fn check(arguments: &KeyArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let text = input::text(&arguments.file)?;
    let report = check_text(&text, Some(clock::now()));
    match arguments.answer.format {
        Format::Json => output.json(&report.to_json(output.language))?,
        Format::Text => show(&report.findings, "cli.key.fine", output)?,
    }
    Ok(if report.has_errors() {
        Outcome::Refused
    } else {
        Outcome::Fine
    })
}
