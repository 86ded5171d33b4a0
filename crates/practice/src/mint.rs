use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Makes identifiers and secrets from a seed and a counter, so that the practice environment needs no randomness
/// and can be replayed. They are as hard to guess as the seed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mint {
    seed: [u8; 16],
    count: u64,
}

impl Mint {
    pub fn new(seed: [u8; 16]) -> Self {
        Self { seed, count: 0 }
    }

    /// 32 bytes that were never given before.
    fn draw(&mut self) -> [u8; 32] {
        self.count += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.count.to_be_bytes());
        hash.finalize().into()
    }

    /// A version 4 UUID in looks, for client ids, token ids and Maskinporten's correlation ids.
    pub fn uuid(&mut self) -> String {
        let bytes = self.draw();
        let digits: String = hex(&bytes).chars().take(32).collect();
        let mut out = String::with_capacity(36);
        for (at, digit) in digits.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                out.push('-');
            }
            out.push(match at {
                12 => '4',
                16 => 'a',
                _ => digit,
            });
        }
        out
    }

    /// 32 hexadecimal digits, for the API's correlation ids.
    pub fn trace(&mut self) -> String {
        hex(&self.draw()).chars().take(32).collect()
    }

    /// 43 characters that stand in a URL, for client secrets and login codes.
    pub fn secret(&mut self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.draw())
    }

    /// A fraction of a second: the clock that is passed in has none, and clients must be able to read them.
    pub fn micros(&mut self) -> u32 {
        let [a, b, c, d, ..] = self.draw();
        u32::from_be_bytes([a, b, c, d]) % 1_000_000
    }
}

/// What is kept of a token, a secret or a grant: enough to know it again, too little to use it.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_never_one_twice() {
        let (mut one, mut two) = (Mint::new([7; 16]), Mint::new([7; 16]));
        let first = one.uuid();
        assert_eq!(first, two.uuid());
        assert_ne!(first, one.uuid());
    }

    #[test]
    fn ids_have_the_shapes_that_clients_expect() {
        let mut mint = Mint::new([1; 16]);
        let uuid = mint.uuid();
        assert_eq!(
            uuid.split('-').map(str::len).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
        assert_eq!((mint.trace().len(), mint.secret().len()), (32, 43));
    }
}
