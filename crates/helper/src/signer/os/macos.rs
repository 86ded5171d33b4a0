//! The keychains of macOS that the user's programs search: login, system, and cards with a token driver.

use security_framework::item::{ItemClass, ItemSearchOptions, Limit, Reference, SearchResult};
use security_framework::key::{Algorithm, SecKey};

use super::{Held, Remote, chain};

pub(super) const EXISTS: bool = true;

/// `errSecItemNotFound`: the search worked, and found nothing.
const NOTHING: i32 = -25300;

struct KeychainKey(SecKey);

impl Remote for KeychainKey {
    fn sign_rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self
            .0
            .create_signature(Algorithm::RSASignatureMessagePKCS1v15SHA256, message)
        {
            Ok(signature) => Some(signature),
            Err(error) => {
                tracing::warn!("macOS did not sign: {error}");
                None
            }
        }
    }
}

pub(super) fn find(fits: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Held>, String> {
    let mut held = Vec::new();
    let mut others: Option<Vec<chain::Candidate>> = None;
    for found in search(ItemClass::identity())? {
        let SearchResult::Ref(Reference::Identity(identity)) = found else {
            continue;
        };
        let leaf = identity
            .certificate()
            .map_err(|error| error.to_string())?
            .to_der();
        if !fits(&leaf) {
            continue;
        }
        let key = identity
            .private_key()
            .map_err(|error| format!("macOS does not give the certificate's key: {error}"))?;
        let all = others.get_or_insert_with(|| chain::candidates(certificates()));
        let chain = chain::candidates([leaf.clone()])
            .first()
            .map_or_else(|| vec![leaf], |leaf| chain::chain(leaf, all));
        held.push(Held::new(chain, KeychainKey(key)));
    }
    Ok(held)
}

/// Every certificate that the user's programs see, to find who issued the leaf.
fn certificates() -> Vec<Vec<u8>> {
    search(ItemClass::certificate())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|found| match found {
            SearchResult::Ref(Reference::Certificate(certificate)) => Some(certificate.to_der()),
            _ => None,
        })
        .collect()
}

fn search(class: ItemClass) -> Result<Vec<SearchResult>, String> {
    let found = ItemSearchOptions::new()
        .class(class)
        .load_refs(true)
        .limit(Limit::All)
        .search();
    match found {
        Err(error) if error.code() == NOTHING => Ok(Vec::new()),
        other => other.map_err(|error| format!("the keychain cannot be searched: {error}")),
    }
}
