//! What a piece of DER is, from its outline.

use x509_cert::der::asn1::{AnyRef, UintRef};
use x509_cert::der::{Decode, Reader, SliceReader, Tag, Tagged};

/// The elements of the SEQUENCE that the bytes begin with.
fn elements(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    inside(&AnyRef::decode(&mut reader).ok()?)
}

fn inside<'a>(sequence: &AnyRef<'a>) -> Option<Vec<AnyRef<'a>>> {
    if sequence.tag() != Tag::Sequence {
        return None;
    }
    let mut reader = SliceReader::new(sequence.value()).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(found)
}

/// The form of private key that the bytes are, if they are one.
///
/// Told by outline, so that unknown algorithms are caught too: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915),
/// encrypted PKCS#8 and PKCS#12.
pub(super) fn private_form(bytes: &[u8]) -> Option<&'static str> {
    let elements = elements(bytes)?;
    let tags: Vec<Tag> = elements.iter().map(Tagged::tag).collect();
    match tags.as_slice() {
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Some("PKCS#8"),
        [Tag::Integer, Tag::OctetString, ..] => Some("SEC 1"),
        [Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence]
            if elements.first().is_some_and(|version| version.value() == [3]) =>
        {
            Some("PKCS#12")
        }
        [Tag::Sequence, Tag::OctetString] => {
            let algorithm = inside(elements.first()?)?;
            (algorithm.first()?.tag() == Tag::ObjectIdentifier).then_some("PKCS#8")
        }
        // RSA: version, n, e, d, p, q …; DSA: version, p, q, g, y, x.
        tags if tags.len() >= 6 && tags.iter().take(6).all(|tag| *tag == Tag::Integer) => Some("PKCS#1"),
        _ => None,
    }
}

/// Modulus and exponent of an RSA public key (PKCS#1), big-endian without leading zeros.
pub(super) fn rsa_public(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let elements = elements(bytes)?;
    let [n, e] = elements.as_slice() else { return None };
    let number = |any: &AnyRef<'_>| {
        any.decode_as::<UintRef<'_>>()
            .ok()
            .map(|number| number.as_bytes().to_vec())
    };
    Some((number(n)?, number(e)?))
}
