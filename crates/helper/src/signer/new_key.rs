//! A key pair for a client, made on this machine.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::KeyError;

/// A new key pair, both halves in PEM.
pub struct NewKey {
    /// PKCS#8; goes into a file of its own and nowhere else.
    pub private: Zeroizing<String>,
    /// SubjectPublicKeyInfo, for the key gate.
    pub public: String,
}

/// Makes an RSA key of 2048 bits, which Digdir's pages agree on.
pub fn generate() -> Result<NewKey, KeyError> {
    let unusable = |_| KeyError::Unusable;
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(unusable)?;
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(unusable)?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(unusable)?;
    Ok(NewKey {
        private: Zeroizing::new(pem("PRIVATE KEY", private.as_ref())),
        public: pem("PUBLIC KEY", public.as_ref()),
    })
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = Zeroizing::new(STANDARD.encode(der));
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----"));
    pem
}

#[cfg(test)]
mod tests {
    use losen_core::keys::check_text;

    use super::*;

    #[test]
    fn the_public_half_passes_the_gate_and_the_private_half_does_not() {
        let key = generate().unwrap();
        let report = check_text(&key.public, None);
        assert!(!report.has_errors(), "{:?}", report.findings);
        assert!(report.fixed.unwrap()["keys"][0]["kid"].is_string());
        assert!(check_text(&key.private, None).is_refused());
    }
}
