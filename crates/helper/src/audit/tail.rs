//! The lines of a file from its end, so that a long record costs no more than a short one.

use std::io::{Read, Result, Seek, SeekFrom};

/// So much is read at a time: some hundred lines.
const BLOCK: u64 = 32 * 1024;

/// Whole lines, the last one first.
pub(super) struct Lines<R> {
    source: R,
    /// How much of the source has not been read yet.
    left: u64,
    /// What has been read and not been given, in the order of the file.
    read: Vec<u8>,
    whole: u64,
    cut: bool,
}

impl<R: Read + Seek> Lines<R> {
    /// Looks at the end of the source. What comes after its last line break is no line.
    pub(super) fn backwards(mut source: R) -> Result<Self> {
        let length = source.seek(SeekFrom::End(0))?;
        let mut lines = Self {
            source,
            left: length,
            read: Vec::new(),
            whole: 0,
            cut: false,
        };
        let mut end = lines.last_break(0);
        while end.is_none() && lines.left > 0 {
            lines.block()?;
            end = lines.last_break(0);
        }
        let end = end.map_or(0, |at| at + 1);
        lines.cut = end < lines.read.len();
        lines.read.truncate(end);
        lines.whole = lines.left + end as u64;
        Ok(lines)
    }

    /// Whether there is half a line at the end.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }

    /// How long the source would be without it.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }

    /// Reads the block before what has been read.
    fn block(&mut self) -> Result<()> {
        let size = self.left.min(BLOCK);
        self.left -= size;
        self.source.seek(SeekFrom::Start(self.left))?;
        let mut block = Vec::new();
        self.source.by_ref().take(size).read_to_end(&mut block)?;
        block.append(&mut self.read);
        self.read = block;
        Ok(())
    }

    /// Where the last line break is, not counting so many bytes at the end.
    fn last_break(&self, without: usize) -> Option<usize> {
        let until = self.read.len().checked_sub(without)?;
        self.read.get(..until)?.iter().rposition(|byte| *byte == b'\n')
    }
}

impl<R: Read + Seek> Iterator for Lines<R> {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        // The line's own break at the end is not the one before it.
        while self.last_break(1).is_none() && self.left > 0 {
            if let Err(error) = self.block() {
                return Some(Err(error));
            }
        }
        let start = self.last_break(1).map_or(0, |at| at + 1);
        let mut line = self.read.split_off(start);
        line.pop()?;
        Some(Ok(line))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// Counts what is read of it.
    struct Counted<'a>(Cursor<&'a [u8]>, &'a mut usize);

    impl Read for Counted<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            let read = self.0.read(into)?;
            *self.1 += read;
            Ok(read)
        }
    }

    impl Seek for Counted<'_> {
        fn seek(&mut self, to: SeekFrom) -> Result<u64> {
            self.0.seek(to)
        }
    }

    fn lines(text: &[u8]) -> Vec<Vec<u8>> {
        let lines = Lines::backwards(Cursor::new(text)).unwrap();
        lines.map(|line| line.unwrap()).collect()
    }

    #[test]
    fn half_a_line_at_the_end_is_told_and_not_given() {
        let half = Lines::backwards(Cursor::new(b"a\nbc\nd")).unwrap();
        assert!(half.cut() && half.whole() == 5);
        assert_eq!(lines(b"a\nbc\nd"), [b"bc".to_vec(), b"a".to_vec()]);
        let none = Lines::backwards(Cursor::new(b"d")).unwrap();
        assert!(none.cut() && none.whole() == 0);
        let whole = Lines::backwards(Cursor::new(b"a\n")).unwrap();
        assert!(!whole.cut() && whole.whole() == 2);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn the_last_line_of_a_long_file_costs_one_block() {
        let text = "a line of some length\n".repeat(1_000_000);
        let mut read = 0;
        let mut lines = Lines::backwards(Counted(Cursor::new(text.as_bytes()), &mut read)).unwrap();
        assert_eq!(lines.next().unwrap().unwrap(), b"a line of some length");
        drop(lines);
        assert_eq!(read as u64, BLOCK);
    }

    proptest! {
        /// Long lines as well: some go over the edge of a block, some over several.
        #[test]
        fn the_lines_are_those_of_the_file_from_the_end(lengths in prop::collection::vec(0_usize..50_000, 0..12)) {
            let expected: Vec<Vec<u8>> = lengths.iter().map(|length| vec![b'x'; *length]).collect();
            let text: Vec<u8> = expected.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
            let reversed: Vec<Vec<u8>> = expected.into_iter().rev().collect();
            prop_assert_eq!(lines(&text), reversed);
        }
    }
}
