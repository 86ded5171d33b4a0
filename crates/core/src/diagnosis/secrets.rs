//! Secrets in foreign texts: recognised by their shape and by the names before them, and masked.

use super::named::{is_name, is_quote, matches_at, skip};
use super::{named, pairs};

/// What stands in a secret's place.
pub(super) const MASK: &str = "•••";

/// The schemes of an `Authorization` header whose parameter is a secret.
const SCHEMES: &[&str] = &["bearer", "basic", "digest", "negotiate", "ntlm", "dpop", "token"];

/// The text with every token, key and password replaced by `•••`: PEM blocks, JSON Web Tokens, values after names
/// such as `client_secret`, parameters of an `Authorization` header, any other long random text, and national identity
/// numbers.
#[must_use]
pub fn mask(text: &str) -> String {
    mask_random(&mask_numbers(&mask_schemes(&named::mask(&pairs::mask(
        &mask_pem(text),
    )))))
}

/// A PEM block, or what is left of one when the copy was cut.
fn mask_pem(text: &str) -> String {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, block)) = rest.split_once(BEGIN) {
        out.push_str(before);
        out.push_str(MASK);
        rest = match block.split_once(END) {
            Some((_, after)) => after.split_once("-----").map_or("", |(_, after)| after),
            None => "",
        };
    }
    out.push_str(rest);
    out
}

/// `Bearer xyz`. Short or purely lower-case words are left alone, since "Bearer token is malformed" and
/// `Bearer error="…"` are what servers say.
fn mask_schemes(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let starts_word = at == 0 || !is_name(chars[at - 1]);
        let scheme = SCHEMES
            .iter()
            .find(|scheme| starts_word && matches_at(&chars, at, scheme))
            // "Token" is a word as well.
            .filter(|scheme| **scheme != "token" || follows_authorization(&chars[..at]));
        let Some(scheme) = scheme else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        let mut from = at + scheme.len();
        let gap = skip(&chars, &mut from, |c| {
            c.is_whitespace() || matches!(c, '"' | '\'' | ':')
        });
        let to = (from..chars.len())
            .find(|i| !is_token(chars[*i]))
            .unwrap_or(chars.len());
        let word = &chars[from..to];
        let random = word.len() >= 8 && word.iter().any(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        out.extend(&chars[at..from]);
        at = from;
        if gap && random {
            out.push_str(MASK);
            at = to;
        }
    }
    out
}

fn follows_authorization(before: &[char]) -> bool {
    /// Room for the name of the header and what may stand behind it.
    const NEAR: usize = 24;
    let text: String = before[before.len().saturating_sub(NEAR)..].iter().collect();
    text.trim_end_matches(|c: char| c.is_whitespace() || c == ':' || is_quote(c))
        .to_ascii_lowercase()
        .ends_with("authorization")
}

/// National identity numbers: no secrets, but nobody should have to see them in an error either.
fn mask_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let mut before = None;
    for c in text.chars().map(Some).chain(std::iter::once(None)) {
        if let Some(digit) = c.filter(char::is_ascii_digit) {
            run.push(digit);
            continue;
        }
        let stands_alone = ![before, c].into_iter().flatten().any(char::is_alphanumeric);
        out.push_str(if run.len() == 11 && stands_alone {
            MASK
        } else {
            &run
        });
        run.clear();
        out.extend(c);
        before = c;
    }
    out
}

/// Long runs of the characters of base64, base64url and percent-encoding that look drawn by lot.
fn mask_random(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\n')) {
        if is_token(c) {
            run.push(c);
            continue;
        }
        match run.split_once('=') {
            // What is named is judged alone, and its name is left.
            Some((name, value)) if !is_random(name) => {
                out.push_str(name);
                out.push('=');
                out.push_str(if is_random(value) { MASK } else { value });
            }
            _ => out.push_str(if is_random(&run) { MASK } else { &run }),
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

fn is_random(run: &str) -> bool {
    if run.len() >= 20 && run.contains("eyJ") {
        return true;
    }
    let run = without_escapes(run);
    let piece = |piece: &str| {
        let has = |what: fn(&u8) -> bool| piece.as_bytes().iter().any(what);
        let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
        let hex = piece.bytes().all(|b| b.is_ascii_hexdigit());
        (piece.len() >= 32 && mixed) || (piece.len() >= 48 && hex)
    };
    run.split('.').any(piece)
}

/// Without `%20` and the like, which are neither large letters nor digits of what was encoded.
fn without_escapes(run: &str) -> String {
    let mut parts = run.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut out, part| {
        let escaped = part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        out.push_str(if escaped {
            part.get(2..).unwrap_or_default()
        } else {
            part
        });
        out
    })
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '=' | '-' | '.' | '~' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3Rlc3QubWFza2lucG9ydGVuLm5vLyJ9.c2lnbmF0dXI";

    #[test]
    fn tokens_are_masked_wherever_they_stand() {
        for text in [
            JWT.to_owned(),
            format!("Authorization: Bearer {JWT}"),
            format!("{{\"access_token\":\"{JWT}\",\"scope\":\"a\"}}"),
            format!("grant_type=x&assertion={JWT}&y=z"),
            format!("{{\\\"assertion\\\":\\\"{JWT}\\\"}}"),
        ] {
            let masked = mask(&text);
            assert!(!masked.contains("eyJ") && masked.contains(MASK), "{masked}");
        }
    }

    #[test]
    fn opaque_secrets_are_masked_by_the_name_before_them() {
        for text in [
            "Authorization: Bearer IxC0B76vlWl3fiQh",
            "authorization: basic YWRtaW46aGVt",
            "{\"client_secret\": \"kort\"}",
            "passphrase=IxC0B76vlWl3fiQh",
            "{'password':'kort'}",
            "Cookie: a=kort; b=kort",
        ] {
            let masked = mask(text);
            assert!(
                !["IxC0", "YWRt", "kort"]
                    .iter()
                    .any(|secret| masked.contains(secret)),
                "{masked}"
            );
        }
    }

    #[test]
    fn a_national_identity_number_is_masked_wherever_it_stands() {
        for text in [
            "pid=24079410505",
            "nummer 24079410505.",
            "{\"pid\":\"24079410505\"}",
            "24079410505",
        ] {
            assert!(!mask(text).contains("24079"), "{}", mask(text));
        }
    }

    #[test]
    fn a_private_key_is_masked_even_when_the_copy_was_cut() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIE\nabc\n-----END PRIVATE KEY-----";
        assert_eq!(mask(&format!("før {key} etter")), "før ••• etter");
        assert_eq!(mask("før -----BEGIN PRIVATE KEY-----\nMIIE"), "før •••");
        let member = format!("{{\"kty\":\"RSA\",\"d\":\"{}\"}}", "aB3-".repeat(80));
        assert!(!mask(&member).contains("aB3-"));
    }

    #[test]
    fn what_helps_the_reader_is_left() {
        for text in [
            "Bearer error=\"invalid_token\", error_description=\"Bearer token is malformed\"",
            "(correlation id: 5f0c1d1e-3a77-4a4f-9f5e-0d2f1d2c3b4a)",
            "correlation_id 0123456789abcdef0123456789abcdef",
            "Consumer has not been granted access to the scope altinn:accessmanagement/authorizedparties.resourceowner",
            "https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant",
            "https://api.samarbeid.digdir.no/api/v1/clients/0c5a4b8e-6f2f-4f6f-9a6e-1f2e3d4c5b6a/jwks",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "https://a.no/cb?error=access_denied&error_description=User%20cancelled&state=abc",
            "?scope=krr%3Aglobal%2Fkontaktinformasjon.read&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
            "invalid_token: The token expired",
            "\"token_endpoint_auth_method\":\"client_secret_post\"",
            "mapping: 1, {\"code\":\"MP-250\"}, ?code=401&x=1",
            "1763762120000",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
