//! Tokens that nobody has been told of, known by their looks. The helper's own tests use this file as well.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Whether a grant or an access token stands here, whoever's: three parts in base64url, the claims and a signature of at
/// least 64 bytes. Only the imitation of the portal may keep its own, which it does as the portal does.
pub fn has_signed_token(bytes: &[u8]) -> bool {
    const CLAIMS: &[u8] = b".eyJ";
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    bytes.windows(CLAIMS.len()).enumerate().any(|(at, window)| {
        if window != CLAIMS {
            return false;
        }
        let claims = &bytes[at + 1..];
        let end = claims.iter().position(|byte| !word(byte)).unwrap_or(claims.len());
        let Some((b'.', signature)) = claims[end..].split_first() else {
            return false;
        };
        signature.iter().take_while(|byte| word(byte)).count() >= 86 && !is_portals(&claims[..end])
    })
}

/// Whether these are the claims of somebody who has logged in to the portal, by hand.
fn is_portals(claims: &[u8]) -> bool {
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap_or_default();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap_or_default();
    claims["iss"] == "ansattporten"
}
