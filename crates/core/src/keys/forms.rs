//! The forms in which a text can hide another.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Shorter runs hold no key.
const SHORTEST_RUN: usize = 40;

/// Base64 or base64url, padded or not, with white space anywhere; up to the padding if more follows.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let dense: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take_while(|c| *c != '=')
        .collect();
    // A sign that is left over after the last whole group belongs to something else.
    let whole = if dense.len() % 4 == 1 {
        dense.len() - 1
    } else {
        dense.len()
    };
    let dense = dense.get(..whole)?;
    if dense.contains(['-', '_']) {
        URL_SAFE.decode(dense).ok()
    } else {
        STANDARD.decode(dense).ok()
    }
}

/// Bytes written as hexadecimal digits, with or without spaces and colons.
pub(super) fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|b| !b.is_ascii_whitespace() && *b != b':')
        .map(|b| {
            char::from(b)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    (digits.len() >= SHORTEST_RUN && pairs.remainder().is_empty())
        .then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The text with JSON's, JavaScript's and URLs' escapes resolved; `None` when there are none. A text that was put
/// into another one several times is found by asking again.
pub(super) fn unescaped(text: &str) -> Option<String> {
    if !text.contains(['\\', '%']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '%']) {
        let (before, escape) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let (meaning, length) = one_escape(escape);
        bytes.extend_from_slice(meaning.as_bytes());
        rest = escape.get(length..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    let plain = String::from_utf8_lossy(&bytes).into_owned();
    (plain != text).then_some(plain)
}

/// What the escape at the start of a text stands for, and how long it is. Always makes headway.
fn one_escape(text: &str) -> (String, usize) {
    let code = |from: usize, digits: usize| {
        let number = u32::from_str_radix(text.get(from..from + digits)?, 16).ok()?;
        char::from_u32(number)
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('%'), _) => code(1, 2).map_or_else(|| ("%".to_owned(), 1), |c| (c.to_string(), 3)),
        (Some('\\'), Some('u')) => code(2, 4).map_or_else(|| ("u".to_owned(), 2), |c| (c.to_string(), 6)),
        (Some('\\'), Some('x')) => code(2, 2).map_or_else(|| ("x".to_owned(), 2), |c| (c.to_string(), 4)),
        (Some('\\'), Some('n' | 'r')) => ("\n".to_owned(), 2),
        (Some('\\'), Some('t')) => ("\t".to_owned(), 2),
        (Some('\\'), Some(other)) => (other.to_string(), 1 + other.len_utf8()),
        _ => (String::new(), 1),
    }
}

/// Runs of base64, and of hexadecimal with its colons, in a text; those on lines by themselves joined.
pub(super) fn runs(text: &str) -> Vec<String> {
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    let hexadecimal = |c: char| c.is_ascii_hexdigit() || c == ':';
    let mut runs = runs_of(text, base64);
    runs.extend(runs_of(text, hexadecimal));
    runs
}

fn runs_of(text: &str, letter: impl Fn(char) -> bool) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    // A line of words may look like the first line of a block, so each block is also tried without it. What stands
    // after a key does not hide it: whoever reads the bytes ignores the rest.
    let finish = |block: &mut Vec<&str>, runs: &mut Vec<String>| {
        runs.push(block.concat());
        runs.push(block.get(1..).unwrap_or_default().concat());
        block.clear();
    };
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && line.chars().all(&letter) && !line.starts_with("--") {
            block.push(line);
            continue;
        }
        finish(&mut block, &mut runs);
        runs.extend(line.split(|c| !letter(c)).map(str::to_owned));
    }
    finish(&mut block, &mut runs);
    runs.retain(|run| run.len() >= SHORTEST_RUN);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_escapes_come_off_one_layer_at_a_time() {
        let twice = r"BEGIN PRIVATE\\u0020KEY";
        let once = unescaped(twice).unwrap();
        assert_eq!(unescaped(&once).unwrap(), "BEGIN PRIVATE KEY");
        assert_eq!(unescaped("PRIVATE%20KEY").unwrap(), "PRIVATE KEY");
        assert_eq!(unescaped("plain"), None);
    }

    #[test]
    fn odd_escapes_make_headway() {
        for text in ["\\", "%", "\\u12", "%zz", "\\uæøå0", "%æ"] {
            let _ = unescaped(text);
        }
    }

    #[test]
    fn lines_of_base64_are_one_run() {
        let text = format!("x: y\nkey\n{}\n{}\nend", "QUJD".repeat(12), "REVG".repeat(3));
        assert!(runs(&text).contains(&("QUJD".repeat(12) + &"REVG".repeat(3) + "end")));
    }
}
