//! Keys that cannot be had as bytes: on a card, in a security module, in the operating system's store.
//!
//! jsonwebtoken hands its provider an `EncodingKey`, which is bytes. So such a key is lent to the process under a
//! number, the `EncodingKey` holds that number, and the provider signs with whatever was lent under it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use jsonwebtoken::EncodingKey;

/// A key in DER begins with 0x30, so no key is taken for a number.
const PREFIX: &[u8] = b"lent:";

static NEXT: AtomicU64 = AtomicU64::new(1);
static LENT: Mutex<BTreeMap<u64, Box<dyn Remote>>> = Mutex::new(BTreeMap::new());

/// Something outside this process's memory that signs.
pub trait Remote: Send {
    /// An RSASSA-PKCS1-v1_5 signature with SHA-256 of the message; `None` when the key cannot sign now.
    fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>>;
}

/// A key on loan. Given back when dropped.
#[derive(Debug)]
pub struct Lent {
    number: u64,
    key: EncodingKey,
}

impl Lent {
    /// Takes the key.
    #[must_use]
    pub fn new(remote: Box<dyn Remote>) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        LENT.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(number, remote);
        let words = [PREFIX, number.to_string().as_bytes()].concat();
        Self {
            number,
            key: EncodingKey::from_rsa_der(&words),
        }
    }

    /// The words by which the provider finds it.
    #[must_use]
    pub fn key(&self) -> &EncodingKey {
        &self.key
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // Taken out first: giving a card back may take a while, and nobody else should wait for it.
        let remote = LENT
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.number);
        drop(remote);
    }
}

/// The number in an `EncodingKey`, when it holds one.
pub(super) fn number(key: &EncodingKey) -> Option<u64> {
    let words = key.as_bytes().strip_prefix(PREFIX)?;
    std::str::from_utf8(words).ok()?.parse().ok()
}

/// Signs with what was lent under a number.
pub(super) fn sign(number: u64, message: &[u8]) -> Option<Vec<u8>> {
    LENT.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&number)?
        .sign_rs256(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Echo;

    impl Remote for Echo {
        fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
            Some(message.to_vec())
        }
    }

    #[test]
    fn a_key_signs_while_it_is_lent_and_not_after() {
        let lent = Lent::new(Box::new(Echo));
        let key = lent.key().clone();
        let number = number(&key).unwrap();
        assert_eq!(sign(number, b"a"), Some(b"a".to_vec()));
        drop(lent);
        assert_eq!(sign(number, b"a"), None);
    }

    #[test]
    fn two_loans_are_kept_apart() {
        let (first, second) = (Lent::new(Box::new(Echo)), Lent::new(Box::new(Echo)));
        assert_ne!(number(first.key()), number(second.key()));
    }

    #[test]
    fn a_key_in_der_is_no_loan() {
        assert_eq!(number(&EncodingKey::from_rsa_der(&[0x30, 0x82])), None);
    }
}
