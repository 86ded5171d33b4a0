//! Values that only the names before them give away as secrets: a UUID looks like any other.

use super::secrets::MASK;

/// Members, parameters, headers and settings whose value is a secret, without what joins their words: `clientSecret`,
/// `IDPORTEN_CLIENT_SECRET` and `client-secret` all end in `secret`.
const NAMES: &[&str] = &[
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "assertion",
    "secret",
    "codeverifier",
    "passphrase",
    "password",
    "passord",
    "pin",
    "apikey",
    "subscriptionkey",
    "cookie",
];

/// `name: value`, `name=value`, `name => value` and `"name":"value"`, also when the quotes are escaped, and the pairs of a
/// browser's log: `"name":"Cookie","value":"…"`.
pub(super) fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !is_name(chars[at]) {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let end = (at..chars.len())
            .find(|i| !is_name(chars[*i]) && chars[*i] != '-')
            .unwrap_or(chars.len());
        let (from, to) = named_value(&chars, at, end).unwrap_or((end, end));
        out.extend(&chars[at..from]);
        if to > from {
            out.push_str(MASK);
        }
        at = to;
    }
    out
}

/// Where the value of the name between `at` and `end` stands, when it is a secret's.
fn named_value(chars: &[char], at: usize, end: usize) -> Option<(usize, usize)> {
    let name = &chars[at..end];
    let is_code = name == ['c', 'o', 'd', 'e'];
    let secret = if is_code { "code" } else { secret_name(name)? };
    let mut from = end;
    let quote_before = skip(chars, &mut from, is_quote);
    skip(chars, &mut from, char::is_whitespace);
    if quote_before && chars.get(from) == Some(&',') {
        from = value_of_pair(chars, from)?;
    }
    if !matches!(chars.get(from), Some(':' | '=')) {
        return None;
    }
    from += if chars.get(from..from + 2) == Some(&['=', '>']) {
        2
    } else {
        1
    };
    if !is_code {
        skip(chars, &mut from, char::is_whitespace);
    }
    let quoted = skip(chars, &mut from, is_quote);
    let line = secret == "cookie" && !quote_before;
    let ends = |c: char| match (quoted, line) {
        (true, _) => is_quote(c) || c == '\n',
        (false, true) => c == '\n',
        (false, false) => c.is_whitespace() || matches!(c, '&' | ',' | ';' | '}' | ')') || is_quote(c),
    };
    let to = (from..chars.len())
        .find(|i| ends(chars[*i]))
        .unwrap_or(chars.len());
    // Errors have codes as well, with other signs before them, and shorter ones.
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let of_a_login = before.is_none_or(|c| matches!(c, '?' | '&' | '\n' | '"' | '\'')) && to >= from + 8;
    (to > from && (!is_code || of_a_login && !quoted)).then_some((from, to))
}

/// What a name ends in, when that is the name of a secret: a whole word, or several.
fn secret_name(name: &[char]) -> Option<&'static str> {
    /// No secret's name is longer, with what joins its words.
    const LONGEST: usize = 24;
    let starts_word = |i: &usize| {
        let is_upper = |at: usize| name.get(at).is_some_and(char::is_ascii_uppercase);
        let before = i.checked_sub(1);
        before.is_none_or(|before| matches!(name[before], '_' | '-') || is_upper(*i) && !is_upper(before))
    };
    let mut starts = (name.len().saturating_sub(LONGEST)..name.len()).filter(starts_word);
    starts.find_map(|start| {
        let words: String = name[start..]
            .iter()
            .filter(|c| !matches!(c, '_' | '-'))
            .map(char::to_ascii_lowercase)
            .collect();
        NAMES.iter().find(|known| **known == words).copied()
    })
}

/// Past `,"value"`, to the colon.
fn value_of_pair(chars: &[char], comma: usize) -> Option<usize> {
    let mut at = comma + 1;
    skip(chars, &mut at, |c| c.is_whitespace() || is_quote(c));
    if !matches_at(chars, at, "value") {
        return None;
    }
    at += "value".len();
    skip(chars, &mut at, |c| c.is_whitespace() || is_quote(c));
    Some(at)
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\')
}

pub(super) fn skip(chars: &[char], at: &mut usize, what: impl Fn(char) -> bool) -> bool {
    let from = *at;
    while chars.get(*at).is_some_and(|c| what(*c)) {
        *at += 1;
    }
    *at > from
}

pub(super) fn matches_at(chars: &[char], at: usize, word: &str) -> bool {
    let mut here = chars.iter().skip(at);
    word.chars()
        .all(|c| here.next().is_some_and(|found| found.eq_ignore_ascii_case(&c)))
}

pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::super::secrets::mask;

    #[test]
    fn a_secret_that_only_its_name_gives_away_is_masked_in_every_spelling() {
        const SECRET: &str = "3f1b6c9e-8f5a-4d3e-9c1b-2a3b4c5d6e7f";
        for name in [
            "client_secret",
            "clientSecret",
            "ClientSecret",
            "idporten_client_secret",
            "IDPORTEN_CLIENT_SECRET",
            "--client-secret",
            "refreshToken",
            "accessToken",
            "code_verifier",
            "codeVerifier",
            "Ocp-Apim-Subscription-Key",
            "X-Api-Key",
            "DB_PASSWORD",
        ] {
            for text in [
                format!("{name}={SECRET}"),
                format!("{name}: {SECRET}"),
                format!("{name} = \"{SECRET}\";"),
                format!("{{\"{name}\": \"{SECRET}\"}}"),
                format!("{{\\\"{name}\\\":\\\"{SECRET}\\\"}}"),
                format!("'{name}' => '{SECRET}',"),
                format!("{{\"name\":\"{name}\",\"value\":\"{SECRET}\"}}"),
                format!("{{\n  \"name\": \"{name}\",\n  \"value\": \"{SECRET}\"\n}}"),
            ] {
                let masked = mask(&text);
                assert!(!masked.contains("3f1b") && masked.contains(name), "{masked}");
            }
        }
        for text in [
            format!("https://a.no/callback?code={SECRET}&state=x"),
            format!("grant_type=authorization_code&code={SECRET}&code_verifier={SECRET}"),
            format!("Authorization: Token {SECRET}"),
            format!("{{\"name\":\"Cookie\",\"value\":\"JSESSIONID={SECRET}; b=c\"}}"),
        ] {
            assert!(!mask(&text).contains("3f1b"), "{}", mask(&text));
        }
    }
}
