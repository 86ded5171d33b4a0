//! A system without a certificate store that can sign.

use super::Held;

pub(super) const EXISTS: bool = false;

pub(super) fn find(_fits: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Held>, String> {
    Ok(Vec::new())
}
