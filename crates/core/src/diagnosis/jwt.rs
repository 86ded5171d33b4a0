//! A JSON Web Token opened without being verified: enough to see what it says, never enough to trust it.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

/// What stands in a token. The signature is left behind, so that this can never be used as a token.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedToken {
    /// The header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    // Copies are cut and padded in every way; what can be read is read.
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl OpenedToken {
    /// Opens a token, with or without `Bearer` before it, with or without its signature. `None` when it is no JSON Web
    /// Token.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let word = text
            .split(|c: char| {
                c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | '<' | '=' | '&')
            })
            .find(|word| word.starts_with("eyJ"))?;
        let mut parts = word.split('.');
        let (header, claims) = (part(parts.next()?)?, part(parts.next()?)?);
        (header.is_object() && claims.is_object()).then_some(Self { header, claims })
    }
}

/// A token alone whose lines were broken, by a mail program or a terminal, on one line again. `None` for anything else.
pub(super) fn unwrapped(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.strip_prefix("Bearer ").unwrap_or(text);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=' | '\n' | '\r');
    let is_wrapped = bare.starts_with("eyJ") && bare.contains('\n') && bare.chars().all(is_part);
    let joined: String = bare.split_whitespace().collect();
    (is_wrapped && joined.matches('.').count() == 2).then_some(joined)
}

fn part(text: &str) -> Option<Value> {
    let bytes = BASE64.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_opened_with_and_without_its_scheme() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL21hc2tpbnBvcnRlbi5uby8ifQ.c2ln";
        for text in [
            token.to_owned(),
            format!("Bearer {token}\n"),
            format!("\"{token}\""),
            format!("`{token}`"),
            format!("assertion={token}&x=y"),
        ] {
            let opened = OpenedToken::read(&text).unwrap();
            assert_eq!(opened.header, json!({"alg": "RS256"}));
            assert_eq!(opened.claims, json!({"iss": "https://maskinporten.no/"}));
        }
        let (first, rest) = token.split_at(30);
        let (second, third) = rest.split_at(30);
        let wrapped = format!("Bearer {first}\r\n{second}\n{third}\n");
        assert_eq!(unwrapped(&wrapped).as_deref(), Some(token));
        assert_eq!(unwrapped(token), None);
        assert_eq!(unwrapped("eyJh\nog så noe annet"), None);
        assert_eq!(OpenedToken::read("eyJhbGci"), None);
        assert_eq!(OpenedToken::read("IxC0B76vlWl3"), None);
    }
}
