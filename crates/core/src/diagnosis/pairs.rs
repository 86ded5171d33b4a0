//! A name and a secret in one word: `curl -u id:secret`, `curl -b name=secret`, and `https://id:secret@host`. Such a secret
//! may be a UUID, which nothing but its place gives away.

use super::secrets::MASK;

/// curl's options that take a pair, and what stands between its two.
const OPTIONS: &[(&str, char)] = &[
    ("--proxy-user", ':'),
    ("--user", ':'),
    ("--cookie", '='),
    ("-U", ':'),
    ("-u", ':'),
    ("-b", '='),
];

/// The text with the secret of every pair replaced.
pub(super) fn mask(text: &str) -> String {
    mask_options(&mask_userinfo(text))
}

/// What stands before `@` in an address. A name alone may be a token, so all of it goes then.
fn mask_userinfo(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = after
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '\\'))
            .unwrap_or(after.len());
        let (authority, following) = after.split_at(end);
        match authority.rsplit_once('@') {
            Some((user, host)) => {
                if let Some((name, _)) = user.split_once(':') {
                    out.push_str(name);
                    out.push(':');
                }
                out.push_str(MASK);
                out.push('@');
                out.push_str(host);
            }
            None => out.push_str(authority),
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

fn mask_options(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let starts_word = before.is_whitespace() || matches!(before, '"' | '\'' | '[' | ',');
        if starts_word
            && let Some((option, between)) = option(rest)
            && let Some((from, to)) = secret_after(rest, option, between)
        {
            out.push_str(rest.get(..from).unwrap_or_default());
            out.push_str(MASK);
            rest = rest.get(to..).unwrap_or_default();
            before = ' ';
            continue;
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        before = c;
    }
    out
}

/// The length of the option that a text begins with, and what its pair has in the middle. Short ones may stand together:
/// `-su`.
fn option(text: &str) -> Option<(usize, char)> {
    if let Some((option, between)) = OPTIONS.iter().find(|(option, _)| text.starts_with(option)) {
        return Some((option.len(), *between));
    }
    let word = text.split(char::is_whitespace).next()?;
    let letters = word.strip_prefix('-')?;
    let last = letters.chars().next_back()?;
    let (_, between) = OPTIONS
        .iter()
        .find(|(option, _)| option.strip_prefix('-') == Some(last.encode_utf8(&mut [0; 4])))?;
    let together = letters.bytes().all(|b| b.is_ascii_alphabetic());
    together.then_some((word.len(), *between))
}

/// Where the secret of the pair stands that follows an option of this length.
fn secret_after(text: &str, option: usize, between: char) -> Option<(usize, usize)> {
    let after = text.get(option..)?;
    let pair = after.trim_start_matches([' ', '\t', '=', '"', '\'', '\\', ',']);
    let start = text.len() - pair.len();
    // Only what is written as one word with the option, or after a blank, belongs to it.
    let quote = text
        .get(..start)?
        .chars()
        .next_back()
        .filter(|c| matches!(c, '"' | '\''));
    let end = pair
        .find(|c: char| quote.map_or_else(|| c.is_whitespace(), |quote| c == quote || c == '\n'))
        .unwrap_or(pair.len());
    let (_, secret) = pair.get(..end)?.split_once(between)?;
    (!secret.is_empty()).then(|| (start + end - secret.len(), start + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_pair_is_masked_and_its_name_is_left() {
        for (text, expected) in [
            (
                "curl -u id:3f1b-secret https://a.no/x",
                "curl -u id:••• https://a.no/x",
            ),
            ("curl -uid:hemmelig x", "curl -uid:••• x"),
            ("curl --user 'id:med mellomrom' x", "curl --user 'id:•••' x"),
            ("curl --user=\"id:hemmelig\" x", "curl --user=\"id:•••\" x"),
            ("curl -sSu id:hemmelig x", "curl -sSu id:••• x"),
            ("curl -b 'JSESSIONID=8A3F; b=c' x", "curl -b 'JSESSIONID=•••' x"),
            ("curl --cookie a=hemmelig x", "curl --cookie a=••• x"),
            ("curl --proxy-user id:hemmelig x", "curl --proxy-user id:••• x"),
            (
                "[\"curl\",\"-u\",\"id:hemmelig\"]",
                "[\"curl\",\"-u\",\"id:•••\"]",
            ),
            ("GET https://id:hemmelig@api.no/x", "GET https://id:•••@api.no/x"),
            ("\"https://hemmelig@api.no\"", "\"https://•••@api.no\""),
        ] {
            assert_eq!(mask(text), expected);
        }
    }

    #[test]
    fn what_is_no_pair_is_left() {
        for text in [
            "curl -u id https://a.no/x",
            "https://a.no/x?mail=a@b.no",
            "sort -u fil: alt",
            "a-u b:c",
            "curl -b cookies.txt x",
            "curl -v https://a.no:80/x",
            "https://",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
