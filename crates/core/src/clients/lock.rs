//! The lock: a key that carries a certificate (`x5c`) lets the client use that very certificate and no other.

use serde_json::Value;

/// Whether a key locks its client to a certificate.
#[must_use]
pub fn is_lock(key: &Value) -> bool {
    key.get("x5c")
        .and_then(Value::as_array)
        .is_some_and(|chain| !chain.is_empty())
}

/// Whether the lock goes with the key of this id: it is one, and neither what stays nor what comes in its place is.
#[must_use]
pub fn unlocks(keys: &[Value], kid: &str, comes: Option<&Value>) -> bool {
    let goes = |key: &&Value| key.get("kid").and_then(Value::as_str) == Some(kid);
    let stays = |key: &&Value| !goes(key);
    keys.iter().filter(goes).any(is_lock)
        && !keys.iter().filter(stays).any(is_lock)
        && !comes.is_some_and(is_lock)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_lock_goes_with_the_last_key_that_is_one() {
        let lock = |kid: &str| json!({"kid": kid, "x5c": ["MII"]});
        let key = json!({"kid": "key", "x5c": []});
        let one = [lock("a"), key.clone()];
        assert!(unlocks(&one, "a", None) && unlocks(&one, "a", Some(&key)));
        assert!(!unlocks(&one, "key", None) && !unlocks(&one, "a", Some(&lock("b"))));
        assert!(!unlocks(&[lock("a"), lock("b")], "a", None));
    }
}
