//! Loading a module and finding a token in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::{Slot, TokenInfo};

use crate::signer::KeyError;
use crate::signer::uri::TokenUri;

/// A module is loaded and initialised once a process, and stays: to finalise it would end every other session with it.
static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// What a module answers, with the words of the standard and nothing else.
pub(super) fn failed(what: &str, error: &Error) -> KeyError {
    KeyError::Unfit(format!("{what}: {error}"))
}

/// Whether the file is there.
pub(super) fn is_there(path: &Path) -> Result<(), KeyError> {
    if path.is_file() {
        Ok(())
    } else {
        Err(KeyError::NotFound(format!(
            "there is no PKCS#11 module {}",
            path.display()
        )))
    }
}

/// Loads the module, unless that has been done.
pub(super) fn load(path: &Path) -> Result<Pkcs11, KeyError> {
    is_there(path)?;
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.get(path) {
        return Ok(module.clone());
    }
    let broken = |error: &Error| {
        let reason = match error {
            Error::LibraryLoading(_) | Error::NullFunctionPointer | Error::MissingSymbol(_) => {
                "it is no PKCS#11 module for this kind of machine".to_owned()
            }
            other => other.to_string(),
        };
        KeyError::NotFound(format!("{} cannot be used: {reason}", path.display()))
    };
    let module = Pkcs11::new(path).map_err(|error| broken(&error))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(broken(&error)),
    }
    modules.insert(path.to_owned(), module.clone());
    Ok(module)
}

/// The one token that fits.
pub(super) fn token(module: &Pkcs11, uri: &TokenUri) -> Result<(Slot, TokenInfo), KeyError> {
    let slots = module
        .get_slots_with_initialized_token()
        .map_err(|error| failed("the module does not tell its slots", &error))?;
    let present: Vec<(Slot, TokenInfo)> = slots
        .into_iter()
        .filter_map(|slot| Some((slot, module.get_token_info(slot).ok()?)))
        .collect();
    let named = |tokens: &[&(Slot, TokenInfo)]| {
        let names: Vec<String> = tokens
            .iter()
            .map(|(slot, info)| format!("'{}' in slot {}", info.label().trim_end(), slot.id()))
            .collect();
        names.join(", ")
    };
    let fitting: Vec<&(Slot, TokenInfo)> = present
        .iter()
        .filter(|(slot, info)| fits(*slot, info, uri))
        .collect();
    match fitting.as_slice() {
        [(slot, info)] => Ok((*slot, info.clone())),
        [] if present.is_empty() => Err(KeyError::NotFound(format!(
            "{} has no token: is the card inserted?",
            uri.module_name().display()
        ))),
        [] => Err(KeyError::NotFound(format!(
            "no token fits; there is {}",
            named(&present.iter().collect::<Vec<_>>())
        ))),
        several => Err(KeyError::NotFound(format!(
            "several tokens fit: {}; name one with token=, serial= or slot-id=",
            named(several)
        ))),
    }
}

/// PKCS#11 pads its texts with blanks.
fn fits(slot: Slot, info: &TokenInfo, uri: &TokenUri) -> bool {
    let same = |wanted: Option<&String>, found: &str| wanted.is_none_or(|wanted| wanted == found.trim_end());
    same(uri.token.as_ref(), info.label())
        && same(uri.manufacturer.as_ref(), info.manufacturer_id())
        && same(uri.model.as_ref(), info.model())
        && same(uri.serial.as_ref(), info.serial_number())
        && uri.slot.is_none_or(|wanted| wanted == slot.id())
}
