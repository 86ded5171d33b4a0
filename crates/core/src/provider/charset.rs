//! From the bytes of a file to its text.
//!
//! A Norwegian Excel saves "CSV (semikolondelt)" as Windows-1252, "CSV UTF-8" as UTF-8 with a mark in front, and
//! "Unicode-tekst" as UTF-16. Other programs write plain UTF-8.

use std::borrow::Cow;

/// What Windows-1252 has at 0x80 to 0x9F; everything else is as in Latin-1, which is the beginning of Unicode.
/// The five places that it leaves empty keep their number, as browsers do (<https://encoding.spec.whatwg.org/>).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads the text of a file that a spreadsheet or an editor has written.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _odd) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or_default(),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_which_excel_saves_a_list_reads_the_same() {
        let text = "orgnr;navn\r\n311718371;Ås – Ærlig €\r\n";
        let windows = b"orgnr;navn\r\n311718371;\xc5s \x96 \xc6rlig \x80\r\n";
        let mark = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        let little: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        for bytes in [text.as_bytes(), windows, &mark, &little, &big] {
            assert_eq!(decode(bytes), text);
        }
    }

    #[test]
    fn bytes_that_are_nothing_are_read_without_a_panic() {
        for bytes in [&b""[..], b"\xff\xfe\x00", b"\xfe\xff\xd8\x00", b"\x81\x8d\x00"] {
            let _text = decode(bytes);
        }
    }
}
