//! Ids that stand in paths, and so can only be made of what cannot name another resource.

/// The text of an id, once it has been read.
macro_rules! path_id {
    ($name:ident) => {
        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Whether a text may stand as one part of a path: 1 to 255 letters, digits and `marks`, and not `.` or `..`.
pub(super) fn fits(text: &str, marks: &[u8]) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || marks.contains(&b);
    (1..=255).contains(&text.len()) && text.bytes().all(good) && !matches!(text, "." | "..")
}

pub(super) use path_id;
