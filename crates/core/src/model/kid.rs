/// The id of a key, safe to stand in a path: letters, digits, `.`, `_` and `-`, and not `.` or `..`, which would name
/// another resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kid(String);

/// The text is no key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id has letters, digits, '.', '_' and '-' only")]
pub struct KidError;

impl Kid {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, KidError> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        let dots = matches!(text, "." | "..");
        if (1..=255).contains(&text.len()) && text.bytes().all(fits) && !dots {
            Ok(Self(text.to_owned()))
        } else {
            Err(KidError)
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Kid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_a_path() {
        for text in ["", ".", "..", "a/b", "a?b", "a%2f", "a b", "å"] {
            assert!(Kid::parse(text).is_err(), "{text}");
        }
        assert_eq!(Kid::parse("losen-2026.1_a").unwrap().as_str(), "losen-2026.1_a");
    }
}
