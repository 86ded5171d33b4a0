//! Which of several certificates belongs to a key, and who issued it.

use losen_core::Timestamp;

use crate::certificate::{self, Certificate, Usage};

/// A certificate among others, in DER and as it was read.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The bytes that go into `x5c`.
    pub der: Vec<u8>,
    /// What they say.
    pub certificate: Certificate,
}

/// Those of them that are certificates at all.
pub fn candidates(ders: impl IntoIterator<Item = Vec<u8>>) -> Vec<Candidate> {
    ders.into_iter()
        .filter_map(|der| {
            let certificate = certificate::read(&der).ok()?;
            Some(Candidate { der, certificate })
        })
        .collect()
}

/// The certificate of a key that may sign: the best by [`rank`] of those with its modulus.
#[must_use]
pub fn leaf<'a>(all: &'a [Candidate], modulus: &[u8], now: Timestamp) -> Option<&'a Candidate> {
    all.iter()
        .filter(|candidate| candidate.certificate.usage != Usage::NoSignature)
        .filter(|candidate| candidate.certificate.modulus.as_deref() == Some(modulus))
        .max_by_key(|candidate| rank(&candidate.certificate, now))
}

/// By what a certificate is for, then whether it is valid now, then how long it lasts.
#[must_use]
pub fn rank(certificate: &Certificate, now: Timestamp) -> (Usage, bool, Timestamp) {
    let valid = (certificate.info.not_before..=certificate.info.not_after).contains(&now);
    (certificate.usage, valid, certificate.info.not_after)
}

/// The leaf and, one by one, whoever issued it, as far as they are there. Their order in the file doesn't matter.
#[must_use]
pub fn chain(leaf: &Candidate, all: &[Candidate]) -> Vec<Vec<u8>> {
    let mut chain = vec![leaf];
    let mut last = leaf;
    while last.certificate.issued_by != last.certificate.subject
        && let Some(issuer) = all.iter().find(|candidate| {
            candidate.certificate.subject == last.certificate.issued_by
                && !chain.iter().any(|known| known.der == candidate.der)
        })
    {
        chain.push(issuer);
        last = issuer;
    }
    chain.into_iter().map(|candidate| candidate.der.clone()).collect()
}

/// A modulus without the zero that keeps it from being negative.
#[must_use]
pub fn without_sign(modulus: &[u8]) -> &[u8] {
    let start = modulus
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(modulus.len());
    modulus.get(start..).unwrap_or_default()
}
