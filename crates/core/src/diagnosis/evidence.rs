//! What was seen, as lines for a person. Every foreign text is masked, flattened and cut here.

use serde_json::Value;

use super::secrets::mask;
use crate::Timestamp;
use crate::text::Message;

/// Longer quotations are cut: a page from a proxy helps nobody.
const LONGEST: usize = 300;

/// A foreign text made fit to be shown: no secret, one line, no control characters, not endless.
pub(super) fn quote(text: &str) -> String {
    let masked = mask(text);
    // Besides control characters, the marks that turn the writing direction around and could forge a sentence.
    let turns =
        |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let flat: String = masked
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !turns(*c))
        .collect();
    let words: Vec<&str> = flat.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain("…".chars()).collect()
}

/// The text of a key whose only blank is `%{text}`; nothing when there is nothing to quote.
pub(super) fn quoted(key: &'static str, text: &str) -> Option<Message> {
    let text = quote(text);
    (!text.is_empty()).then(|| Message::new(key).with("text", text))
}

/// The status that came back.
pub(super) fn status(status: u16) -> Message {
    Message::new("diagnosis.evidence.status").with("status", status.to_string())
}

/// A claim of the token, as it stands there.
pub(super) fn claim(name: &'static str, value: &str) -> Message {
    Message::new("diagnosis.evidence.claim")
        .with("claim", name)
        .with("value", quote(value))
}

/// A member of the grant, as it stands there.
pub(super) fn grant(name: &'static str, value: &str) -> Message {
    Message::new("diagnosis.evidence.grant")
        .with("claim", name)
        .with("value", quote(value))
}

/// What should have stood there instead.
pub(super) fn expected(value: &str) -> Message {
    Message::new("diagnosis.evidence.expected").with("text", quote(value))
}

/// A moment as people write it, in UTC.
pub(super) fn moment(time: Timestamp) -> String {
    jiff::Timestamp::from_second(time.0).map_or_else(
        |_| time.0.to_string(),
        |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}

/// A text, a number or a list as one text; `None` for anything deeper.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => Some(list.iter().map(plain).collect::<Option<Vec<_>>>()?.join(" ")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_one_line_and_not_endless() {
        assert_eq!(quote(" a\r\n\tb\u{0}c \u{202e}d"), "a b c d");
        assert_eq!(quote(&"å ".repeat(400)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(moment(Timestamp(1_631_652_891)), "2021-09-14 20:54:51 UTC");
        assert_eq!(moment(Timestamp(i64::MAX)), i64::MAX.to_string());
    }
}
