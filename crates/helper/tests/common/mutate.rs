//! Mutated input from a seed: the same seed always makes the same input, so a failure can be repeated.

#![allow(dead_code, reason = "each test file uses its own part")]

/// xorshift64*: small, and good enough to choose by.
pub struct Mutator {
    state: u64,
}

/// What JSON breaks on, and what a rogue would like to smuggle in.
const PIECES: [&[u8]; 20] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"\\ud800",
    b"\xff\xfe",
    b"\0",
    b"\"operation\":\"write\"",
    b"\"cmd\":\"token\"",
    b"produksjon",
    b"../",
];

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self { state: seed.max(1) }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end.max(1)
    }

    /// One of the seeds with one to eight changes.
    pub fn message(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut message = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(8) {
            self.change(&mut message, seeds);
        }
        message.truncate(60_000);
        message
    }

    fn change(&mut self, message: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(message.len() + 1);
        match self.below(7) {
            0 if at < message.len() => message[at] ^= 1 << self.below(8),
            1 if at < message.len() => drop(message.remove(at)),
            2 => message.truncate(at),
            3 => {
                let piece = PIECES[self.below(PIECES.len())];
                message.splice(at..at, piece.iter().copied());
            }
            4 => {
                let end = at + self.below(message.len() - at + 1);
                let copy = message[at..end].to_vec();
                message.splice(at..at, copy);
            }
            5 => {
                let other = &seeds[self.below(seeds.len())];
                let cut = self.below(other.len() + 1);
                message.truncate(at);
                message.extend_from_slice(&other[cut..]);
            }
            _ => {
                let depth = self.below(3_000);
                message.splice(at..at, std::iter::repeat_n(b'[', depth));
            }
        }
    }
}
