//! Reading what the user points at: a file, or standard input for `-`.

use std::io::Read as _;
use std::path::Path;

use losen_core::text::Message;
use serde_json::Value;

use crate::output::Failure;

/// A list of a hundred thousand clients is some fifty megabytes.
const MAX_INPUT: u64 = 256 * 1024 * 1024;

/// The bytes of a file, or of standard input for `-`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let wrong = |reason: String| {
        Failure::Unusable(
            Message::new("cli.input.unreadable")
                .with("file", path.display().to_string())
                .with("reason", reason),
        )
    };
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_INPUT + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_INPUT + 1).read_to_end(&mut bytes))
    };
    let length = read.map_err(|error| wrong(error.to_string()))?;
    if length as u64 > MAX_INPUT {
        return Err(wrong("> 256 MiB".to_owned()));
    }
    Ok(bytes)
}

/// The text of a file, or of standard input for `-`.
pub fn text(path: &Path) -> Result<String, Failure> {
    let mut bytes = bytes(path)?;
    // Windows editors begin a file with this mark; JSON does not know it.
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::Unusable(
            Message::new("cli.input.not_utf8")
                .with("file", path.display().to_string())
                .with("place", at.to_string()),
        )
    })
}

/// JSON, with line and column in the complaint when it is none.
pub fn json(path: &Path) -> Result<Value, Failure> {
    serde_json::from_str(&text(path)?).map_err(|error| not_json(path, &error))
}

/// The complaint about what is no JSON, with its place.
pub fn not_json(path: &Path, error: &serde_json::Error) -> Failure {
    Failure::Unusable(
        Message::new("cli.input.not_json")
            .with("file", path.display().to_string())
            .with("line", error.line().to_string())
            .with("column", error.column().to_string())
            .with("reason", error.to_string()),
    )
}
