//! The cryptography behind jsonwebtoken: aws-lc-rs for keys in memory, and whatever was lent for all others.
//!
//! jsonwebtoken is built without a back end of its own and would panic at the first signature, so
//! [`install`] runs first thing in `main`. Grants are signed with RS256, which Maskinporten and every key store
//! know; the practice environment verifies what Maskinporten does: RS256, RS384 and RS512.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PKCS1_SHA256, RsaKeyPair, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey};

use super::lent::{self, Remote};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the process's provider. A second call changes nothing.
pub fn install() {
    // The only way to fail is to have been called before, with the same static.
    let _already = PROVIDER.install_default();
}

/// Reads a private RSA key of at least 2048 bits in PKCS#8 or PKCS#1.
pub fn rsa_key(der: &[u8]) -> Option<RsaKeyPair> {
    RsaKeyPair::from_pkcs8(der)
        .or_else(|_| RsaKeyPair::from_der(der))
        .ok()
}

/// The modulus of a key, by which its certificate is found.
pub fn modulus(pair: &RsaKeyPair) -> Vec<u8> {
    let components = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
    super::chain::without_sign(&components.n).to_vec()
}

/// Whether `signature` is an RS256 signature of `message` by a public key in PKCS#1 or SubjectPublicKeyInfo.
pub fn verify_rs256(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key)
        .verify(message, signature)
        .is_ok()
}

/// A key in memory is lent as well, so that it is parsed and checked once and not at each signature, which would take
/// longer than the signature itself.
impl Remote for RsaKeyPair {
    fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.public_modulus_len()];
        self.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .ok()?;
        Some(signature)
    }
}

struct Rs256Signer(RsaKeyPair);

/// The number of a key that was lent.
struct LentSigner(u64);

struct RsaVerifier(Algorithm, DecodingKey);

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    if *algorithm != Algorithm::RS256 {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    if let Some(number) = lent::number(key) {
        return Ok(Box::new(LentSigner(number)));
    }
    let key = rsa_key(key.as_bytes()).ok_or(ErrorKind::InvalidKeyFormat)?;
    Ok(Box::new(Rs256Signer(key)))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    parameters(*algorithm)?;
    Ok(Box::new(RsaVerifier(*algorithm, key.clone())))
}

fn parameters(algorithm: Algorithm) -> Result<&'static RsaParameters, Error> {
    match algorithm {
        Algorithm::RS256 => Ok(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Ok(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Ok(&RSA_PKCS1_2048_8192_SHA512),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

impl Signer<Vec<u8>> for Rs256Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.0.sign_rs256(message).ok_or_else(SignatureError::new)
    }
}

impl JwtSigner for Rs256Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

impl Signer<Vec<u8>> for LentSigner {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        lent::sign(self.0, message).ok_or_else(SignatureError::new)
    }
}

impl JwtSigner for LentSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

impl Verifier<Vec<u8>> for RsaVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let parameters = parameters(self.0).map_err(|_| SignatureError::new())?;
        let result = match self.1.kind() {
            DecodingKeyKind::SecretOrDer(der) => {
                UnparsedPublicKey::new(parameters, der).verify(message, signature)
            }
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
        };
        result.map_err(|_| SignatureError::new())
    }
}

impl JwtVerifier for RsaVerifier {
    fn algorithm(&self) -> Algorithm {
        self.0
    }
}
