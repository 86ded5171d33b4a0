//! Looks for private and symmetric keys anywhere in a text.
//!
//! A false alarm costs the user a question; a miss publishes a key. So this errs on the side of alarm.

use serde_json::Value;

use super::{der, forms};

/// How many layers of text inside text are taken off. Deeper ones are refused as they are.
const DEEPEST: usize = 8;

/// The members of a JWK that are secret (RFC 7518, 6.2.2, 6.3.2 and 6.4.1), and RFC 8037's `d`.
const MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Where something private was found, and in which form. Never the thing itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trace {
    pub path: String,
    pub form: String,
}

impl Trace {
    fn new(path: &str, form: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            form: form.into(),
        }
    }
}

/// The first private or symmetric key in a text.
pub(super) fn find(text: &str) -> Option<Trace> {
    in_text(text, "", 0)
}

fn in_text(text: &str, path: &str, depth: usize) -> Option<Trace> {
    // A byte order mark would make JSON unreadable and a key in it invisible.
    let text = text.trim_start_matches('\u{feff}');
    if let Some(form) = words(text) {
        return Some(Trace::new(path, form));
    }
    if depth > DEEPEST {
        return Some(Trace::new(path, "?"));
    }
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        // A JSON text is searched member by member, so that the place can be told; and as a text, since JSON readers
        // differ on members that stand twice.
        if let Some(trace) = in_value(&value, path, depth) {
            return Some(trace);
        }
    }
    if let Some(member) = loose_member(text) {
        return Some(Trace::new(path, member));
    }
    for run in forms::runs(text) {
        let decoded = [forms::base64(&run), forms::hexadecimal(&run)];
        for bytes in decoded.into_iter().flatten() {
            if let Some(trace) = in_bytes(&bytes, path, depth) {
                return Some(trace);
            }
        }
    }
    let plain = forms::unescaped(text)?;
    in_text(&plain, path, depth + 1)
}

fn in_value(value: &Value, path: &str, depth: usize) -> Option<Trace> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let place = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
            let private = MEMBERS
                .iter()
                .find(|secret| secret.eq_ignore_ascii_case(name.trim()));
            match private.filter(|_| holds_something(value)) {
                Some(secret) => Some(Trace::new(&place, format!("JWK «{secret}»"))),
                None => in_text(name, &place, depth + 1).or_else(|| in_value(value, &place, depth)),
            }
        }),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .find_map(|(at, value)| in_value(value, &format!("{path}/{at}"), depth)),
        Value::String(text) => {
            let whole = forms::base64(text).and_then(|bytes| in_bytes(&bytes, path, depth));
            whole.or_else(|| in_text(text, path, depth + 1))
        }
        _ => None,
    }
}

fn in_bytes(bytes: &[u8], path: &str, depth: usize) -> Option<Trace> {
    if let Some(form) = der::private_form(bytes) {
        return Some(Trace::new(path, form));
    }
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
    in_text(text, path, depth + 1)
}

/// An empty member holds no key, and neither does `true` or `null`.
fn holds_something(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Number(_) => true,
        Value::Null | Value::Bool(_) => false,
    }
}

/// Words that only stand in files with private keys. `private_key_jwt` and a sentence about a private key are no such files: one has
/// a line of hyphens, the word BEGIN or a long run of base64 beside the words.
fn words(text: &str) -> Option<&'static str> {
    const LONG: usize = 24;
    let dense: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    // OpenSSL, PKCS#8, OpenSSH and PGP all say so; PuTTY and .NET have words of their own.
    let named = dense.replace("PRIVATEKEYJWT", "");
    let of_a_file = || {
        // PEM's label may have a word or two between: `BEGIN ENCRYPTED PRIVATE KEY`.
        let begins = named.match_indices("PRIVATEKEY").any(|(at, _)| {
            let label = named.get(at.saturating_sub(LONG)..at);
            label.is_some_and(|label| label.contains("BEGIN"))
        });
        let mut runs = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/'));
        begins || text.contains("---") || runs.any(|run| run.len() >= LONG)
    };
    if named.contains("PRIVATEKEY") && of_a_file() {
        Some("PRIVATE KEY")
    } else if dense.contains("PUTTYUSERKEYFILE") && dense.contains("PRIVATELINES") {
        Some("PuTTY")
    } else if dense.contains("RSAKEYVALUE") && text.to_ascii_uppercase().contains("<D>") {
        Some("XML")
    } else {
        None
    }
}

/// A secret member in something that is no JSON: cut short, JavaScript, YAML. The name, with or without quotes, then a
/// colon or an equals sign, then at least sixteen signs of base64.
fn loose_member(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find([':', '=']) {
        let (before, after) = rest.split_at(at);
        rest = after.get(1..).unwrap_or_default();
        let name =
            before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '`'));
        let start = name
            .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .map_or(0, |at| at + 1);
        let Some(word) = name.get(start..) else { continue };
        let Some(secret) = MEMBERS.iter().find(|secret| secret.eq_ignore_ascii_case(word)) else {
            continue;
        };
        let value = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '`' | '['));
        let letter = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/');
        if value.chars().take_while(letter).count() >= 16 {
            return Some(format!("JWK «{secret}»"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use serde_json::json;

    use super::*;

    /// The outline of a PKCS#8 key: version, algorithm, octets. No real key is needed to be told apart.
    const PKCS8: &[u8] = &[
        0x30, 0x2b, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x1f, 1, 2, 3, 4, 5, 6,
        7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    ];
    const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";

    #[test]
    fn every_secret_member_is_found_at_any_depth() {
        for member in MEMBERS {
            let deep = json!({"keys": [{"kty": "RSA"}, {"a/b": [{"kty": "RSA", *member: SECRET}]}]});
            let trace = find(&deep.to_string()).unwrap();
            assert_eq!(trace.path, format!("/keys/1/a~1b/0/{member}"));
            let twice = json!({"note": json!({"kty": "oct", *member: SECRET}).to_string()}).to_string();
            assert!(find(&twice).is_some(), "{member}");
        }
    }

    #[test]
    fn what_cannot_be_read_as_json_is_searched_all_the_same() {
        for text in [
            format!("{{\"kty\":\"RSA\",\"d\":\"{SECRET}"),
            format!("{{ kty: 'RSA', d: '{SECRET}' }}"),
            format!("kty: RSA\nd: {SECRET}\n"),
            format!("\u{feff}{{\"k\":\"{SECRET}\"}}"),
            format!(r#""{{\"kty\":\"RSA\",\"d\":\"{SECRET}"#),
        ] {
            assert!(find(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_member_that_stands_twice_cannot_hide_the_first() {
        assert!(find(&format!(r#"{{"kty":"RSA","d":"{SECRET}","d":null}}"#)).is_some());
    }

    #[test]
    fn pem_is_found_in_every_dress() {
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----";
        let escaped = pem.replace('\n', "\\n").replace(' ', "\\u0020");
        for text in [
            pem.to_owned(),
            pem.to_lowercase(),
            pem.replace(' ', ""),
            "PRIVATE KEY-----\nAAAA".to_owned(),
            "Private key MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".to_owned(),
            json!({"a": [pem]}).to_string(),
            escaped.replace('\\', "\\\\"),
            pem.replace(' ', "%20"),
            STANDARD.encode(pem),
            URL_SAFE_NO_PAD.encode(STANDARD.encode(pem)),
            json!({"x5c": [STANDARD.encode(pem)]}).to_string(),
        ] {
            assert!(find(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn der_is_found_in_base64_and_hexadecimal() {
        let hex: String = PKCS8.iter().map(|b| format!("{b:02x}")).collect();
        let standard = STANDARD.encode(PKCS8);
        let (start, end) = standard.split_at(40);
        for text in [
            standard.clone(),
            URL_SAFE_NO_PAD.encode(PKCS8),
            hex,
            format!("key:\n{start}\n{end}\n"),
            format!("min nøkkel\nNOKKEL\n{start}\n{end}\nslutt\n"),
            json!({"keys": [{"x5c": [standard]}]}).to_string(),
        ] {
            assert!(find(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn public_things_raise_no_alarm() {
        for text in [
            include_str!("../../tests/keys/docs_set/input.txt"),
            include_str!("../../tests/keys/public_pem/input.txt"),
            include_str!("../../tests/keys/certificate_pem/input.txt"),
            r#"{"kty":"RSA","d":null,"k":"","oth":[]}"#,
            "",
            "hei",
            "Klient med private_key_jwt til min side, laget i beginnelsen av året",
            "The private key is kept by Ops since the beginning",
            "Private key: se private-key.pem",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
