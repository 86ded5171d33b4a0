//! The catalogue as it is compiled in: one text, sorted by key, that `build/catalogue.rs` makes of `locales/*.yml`.

use std::cmp::Ordering;

use super::Language;

/// Records of a key and its texts, in the order of [`Language::ALL`].
const CATALOGUE: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.txt"));
/// What stands between the key and its texts.
const FIELD: char = '\u{1f}';
/// What stands after each record. One byte, so that it is never a part of another letter.
const RECORD: u8 = 0x1e;

/// The text of a key, with its blanks; `None` when the catalogue has no such key.
pub(super) fn find(key: &str, language: Language) -> Option<&'static str> {
    let bytes = CATALOGUE.as_bytes();
    let (mut from, mut to) = (0, bytes.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        let is_end = |byte: &u8| *byte == RECORD;
        let start = bytes.get(from..middle)?.iter().rposition(is_end);
        let start = start.map_or(from, |at| from + at + 1);
        let end = bytes.get(middle..to)?.iter().position(is_end);
        let end = end.map_or(to, |at| middle + at);
        let mut fields = CATALOGUE.get(start..end)?.split(FIELD);
        match fields.next()?.cmp(key) {
            Ordering::Equal => return fields.nth(language as usize),
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_in_every_language_and_no_other() {
        let records = CATALOGUE.split_terminator(char::from(RECORD));
        let mut count = 0;
        for record in records {
            let mut fields = record.split(FIELD);
            let key = fields.next().unwrap_or_default();
            for language in Language::ALL {
                assert_eq!(find(key, language), fields.next(), "{key}");
            }
            assert_eq!(fields.next(), None, "{key}");
            assert_eq!(find(&format!("{key}x"), Language::Nb), None);
            count += 1;
        }
        assert!(count > 1000, "the catalogue has {count} keys");
        assert_eq!(find("", Language::En), None);
        assert_eq!(find("zzz", Language::En), None);
    }
}
