//! What an `Authorization` header looks like, without what it holds.

use serde::{Deserialize, Serialize};

use super::catalogue::{self as known, Entry};
use crate::text::Message;

/// The form of an `Authorization` header. The token itself is forgotten at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authorization {
    /// `Bearer`, one space and something that may be a token, or that stands in the place of one: whoever copied it has
    /// taken the token out.
    Bearer,
    /// No header at all.
    Missing,
    /// A user name and a password.
    Basic,
    /// A token without `Bearer` before it.
    NoScheme,
    /// `Bearer Bearer …`.
    TwoSchemes,
    /// Quotes around the token.
    Quoted,
    /// A line break or a space within the token.
    Broken,
    /// A character that cannot be seen, such as the mark that some Windows programs put first in a file.
    Invisible,
    /// A token that was cut, or that has too much: not three parts.
    NotThreeParts,
}

impl Authorization {
    /// Reads the value of the header.
    #[must_use]
    pub fn read(value: &str) -> Self {
        if value.trim().is_empty() {
            return Self::Missing;
        }
        let hidden = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{00a0}' | '\u{2060}');
        if value.contains(hidden) {
            return Self::Invisible;
        }
        let Some((scheme, token)) = value.trim_start().split_once(char::is_whitespace) else {
            return if value.trim().eq_ignore_ascii_case("bearer") {
                Self::Missing
            } else if is_taken_out(value) {
                Self::Bearer
            } else {
                Self::NoScheme
            };
        };
        if scheme.eq_ignore_ascii_case("basic") {
            return Self::Basic;
        }
        if is_taken_out(token) {
            return Self::Bearer;
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Self::NoScheme;
        }
        Self::of_token(token)
    }

    /// Reads what somebody copied or saved: the header with or without its name, or the bare token.
    #[must_use]
    pub fn read_copied(text: &str) -> Self {
        let text = text.trim_matches(['\n', '\r', ' ', '\t']);
        let is_name = |name: &&str| name.trim().eq_ignore_ascii_case("authorization");
        let value = text
            .split_once(':')
            .filter(|(name, _)| is_name(name))
            .map_or(text, |(_, value)| value);
        let first = value.split_whitespace().next().unwrap_or_default();
        if ["bearer", "basic", "token"]
            .iter()
            .any(|scheme| first.eq_ignore_ascii_case(scheme))
        {
            Self::read(value)
        } else {
            // A file usually holds the token alone; whoever sends it puts the scheme before it.
            Self::read(&format!("Bearer {}", value.trim()))
        }
    }

    fn of_token(token: &str) -> Self {
        let word = token.trim_matches(' ');
        let again = word.split_whitespace().next().unwrap_or_default();
        if word.is_empty() {
            Self::Missing
        } else if again.eq_ignore_ascii_case("bearer") || again.eq_ignore_ascii_case("bearer:") {
            Self::TwoSchemes
        } else if word.starts_with(['"', '\'', '<', '«']) {
            Self::Quoted
        } else if word.contains(char::is_whitespace) {
            Self::Broken
        } else if word.starts_with("eyJ") && word.split('.').filter(|part| !part.is_empty()).count() != 3 {
            Self::NotThreeParts
        } else {
            Self::Bearer
        }
    }

    /// The cause that this form is, with the line that says what was seen.
    pub(super) fn cause(self) -> Option<(&'static Entry, Message)> {
        let (entry, key) = match self {
            Self::Bearer => return None,
            Self::Missing => (known::UNAUTHORIZED_NO_HEADER, "diagnosis.evidence.header_missing"),
            Self::Basic => (known::UNAUTHORIZED_BASIC, "diagnosis.evidence.header_basic"),
            Self::NoScheme => (known::UNAUTHORIZED_HEADER, "diagnosis.evidence.header_no_scheme"),
            Self::TwoSchemes => (
                known::UNAUTHORIZED_HEADER,
                "diagnosis.evidence.header_two_schemes",
            ),
            Self::Quoted => (known::UNAUTHORIZED_HEADER, "diagnosis.evidence.header_quoted"),
            Self::Broken => (known::UNAUTHORIZED_HEADER, "diagnosis.evidence.header_broken"),
            Self::Invisible => (known::UNAUTHORIZED_HEADER, "diagnosis.evidence.header_invisible"),
            Self::NotThreeParts => (known::UNAUTHORIZED_HEADER, "diagnosis.evidence.header_parts"),
        };
        Some((entry, Message::new(key)))
    }
}

/// Whether something stands in the token's place: `eyJ...`, `***`, `[REDACTED]`, `<token>`, `$TOKEN`. What was sent is not known
/// then.
fn is_taken_out(value: &str) -> bool {
    let signs = [
        "...", "…", "***", "•", "█", "xxxx", "redacted", "fjernet", "${", "{{",
    ];
    let lower = value.to_lowercase();
    let word = value.split_whitespace().next_back().unwrap_or_default();
    let in_brackets = word.starts_with('<') && word.ends_with('>') && !word.contains("eyJ");
    signs.iter().any(|sign| lower.contains(sign)) || in_brackets || word.starts_with('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_token_is_judged_as_it_would_be_sent() {
        for (text, expected) in [
            ("eyJh.eyJi.c\n", Authorization::Bearer),
            ("Authorization: Bearer eyJh.eyJi.c\r\n", Authorization::Bearer),
            ("eyJh.eyJi", Authorization::NotThreeParts),
            ("eyJh.eyJi\n.c\n", Authorization::Broken),
            ("\u{feff}eyJh.eyJi.c", Authorization::Invisible),
            ("\"eyJh.eyJi.c\"", Authorization::Quoted),
            ("Bearer Bearer eyJh.eyJi.c", Authorization::TwoSchemes),
            ("basic YTpi", Authorization::Basic),
            ("", Authorization::Missing),
        ] {
            assert_eq!(Authorization::read_copied(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_malformed_header_is_told_apart() {
        for (value, expected) in [
            ("Bearer eyJh.eyJi.c", Authorization::Bearer),
            ("bearer IxC0B76v", Authorization::Bearer),
            ("Bearer eyJraWQiOiJ...", Authorization::Bearer),
            ("Bearer eyJraWQiOiJ…c2ln", Authorization::Bearer),
            ("***", Authorization::Bearer),
            ("Bearer [REDACTED]", Authorization::Bearer),
            ("Bearer <token>", Authorization::Bearer),
            ("Bearer <eyJh.eyJi.c>", Authorization::Quoted),
            ("Bearer $TOKEN", Authorization::Bearer),
            ("Bearer {{token}}", Authorization::Bearer),
            ("", Authorization::Missing),
            ("Bearer ", Authorization::Missing),
            ("Basic YTpi", Authorization::Basic),
            ("Basic ...", Authorization::Basic),
            ("eyJh.eyJi.c", Authorization::NoScheme),
            ("Token eyJh.eyJi.c", Authorization::NoScheme),
            ("Bearer Bearer eyJh.eyJi.c", Authorization::TwoSchemes),
            ("Bearer \"eyJh.eyJi.c\"", Authorization::Quoted),
            ("Bearer eyJh.eyJi\n.c", Authorization::Broken),
            ("Bearer eyJh.eyJi.c\n", Authorization::Broken),
            ("Bearer \u{feff}eyJh.eyJi.c", Authorization::Invisible),
            ("Bearer eyJh.eyJi", Authorization::NotThreeParts),
        ] {
            assert_eq!(Authorization::read(value), expected, "{value:?}");
        }
    }
}
