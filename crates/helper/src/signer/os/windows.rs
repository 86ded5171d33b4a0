//! The personal certificate store of Windows: the user's own, and then the machine's. Also reached this way: cards with
//! a minidriver, and keys in the TPM.

use rustls_cng::key::{NCryptKey, SignaturePadding};
use rustls_cng::store::{CertStore, CertStoreType};
use sha2::{Digest as _, Sha256};

use super::{Held, Remote};

pub(super) const EXISTS: bool = true;

struct CngKey(NCryptKey);

impl Remote for CngKey {
    fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self.0.sign(&Sha256::digest(message), SignaturePadding::Pkcs1) {
            Ok(signature) => Some(signature),
            Err(error) => {
                tracing::warn!("Windows did not sign: {error}");
                None
            }
        }
    }
}

pub(super) fn find(fits: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Held>, String> {
    for place in [CertStoreType::CurrentUser, CertStoreType::LocalMachine] {
        // An ordinary user may lack the right to open the machine's store.
        let Ok(store) = CertStore::open(place, "MY") else {
            continue;
        };
        let certificates = store.find_all().map_err(|error| error.to_string())?;
        let mut held = Vec::new();
        for certificate in certificates
            .iter()
            .filter(|certificate| fits(certificate.as_der()))
        {
            // Not silent: Windows asks for the card's PIN, or whether the key may be used.
            let key = certificate
                .acquire_key(false)
                .map_err(|error| format!("Windows does not give the certificate's key: {error}"))?;
            let chain = certificate
                .as_chain_der()
                .unwrap_or_else(|_| vec![certificate.as_der().to_vec()]);
            held.push(Held::new(chain, CngKey(key)));
        }
        if !held.is_empty() {
            return Ok(held);
        }
    }
    Ok(Vec::new())
}
