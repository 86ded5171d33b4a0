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
        if super::path_id::fits(text, b"._-") {
            Ok(Self(text.to_owned()))
        } else {
            Err(KidError)
        }
    }
}

super::path_id::path_id!(Kid);

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
