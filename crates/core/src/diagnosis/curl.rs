//! A curl command as people copy it from a terminal, a browser or a guide.

use super::exchange::Exchange;
use super::shell;

/// The options of one letter that a value follows, with their long names. A value that says nothing here is passed over:
/// the address of a proxy or of a referring page is not the one that is asked.
const LETTERS: &[(char, &str)] = &[
    ('X', "request"),
    ('H', "header"),
    ('d', "data"),
    ('u', "user"),
    ('x', "proxy"),
    ('e', "referer"),
    ('A', "user-agent"),
    ('o', "output"),
    ('b', "cookie"),
    ('c', "cookie-jar"),
    ('C', "continue-at"),
    ('D', "dump-header"),
    ('E', "cert"),
    ('F', "form"),
    ('K', "config"),
    ('m', "max-time"),
    ('r', "range"),
    ('T', "upload-file"),
    ('U', "proxy-user"),
    ('w', "write-out"),
    ('z', "time-cond"),
];

/// Long options that a value follows and that have no letter.
const LONG: &[&str] = &[
    "data-raw",
    "data-binary",
    "data-ascii",
    "data-urlencode",
    "json",
    "url",
    "oauth2-bearer",
    "preproxy",
    "proxy1.0",
    "proxy-header",
    "socks4",
    "socks4a",
    "socks5",
    "socks5-hostname",
    "noproxy",
    "doh-url",
    "resolve",
    "connect-to",
    "connect-timeout",
    "retry",
    "retry-delay",
    "cacert",
    "key",
    "pass",
    "trace",
    "trace-ascii",
    "stderr",
];

/// What a curl command asks for; its answer is not there yet.
pub(super) fn read(command: &str) -> Exchange {
    let mut exchange = Exchange::default();
    for (option, value) in options(command) {
        match option.as_str() {
            "request" => exchange.method = Some(value),
            "header" => exchange.request_header(&value),
            "data" | "data-raw" | "data-binary" | "data-ascii" | "json" | "data-urlencode" => {
                let all = exchange.sent.take().map(|before| format!("{before}&{value}"));
                exchange.sent = Some(all.unwrap_or(value));
            }
            "user" => exchange.authorization = Some("Basic •••".to_owned()),
            "oauth2-bearer" => exchange.authorization = Some(format!("Bearer {value}")),
            // A value that the shell has cut in two may look like a second address.
            "url" if exchange.target.is_none() => exchange.target = Some(value),
            _ => {}
        }
    }
    if exchange.method.is_none() {
        let method = if exchange.sent.is_some() { "POST" } else { "GET" };
        exchange.method = Some(method.to_owned());
    }
    exchange
}

/// The options that a value follows, by their long names; an address without one counts as `--url`.
fn options(command: &str) -> Vec<(String, String)> {
    let (words, _) = shell::words(command);
    let ends = |word: &String| !matches!(word.as_str(), "|" | "||" | "&" | "&&" | ";");
    let mut words = words.into_iter().skip(1).take_while(ends);
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            if LONG.contains(&name) || LETTERS.iter().any(|(_, long)| *long == name) {
                options.push((name.to_owned(), words.next().unwrap_or_default()));
            }
        } else if let Some(letters) = word.strip_prefix('-') {
            if let Some((name, attached)) = last_letter(letters) {
                let value = Some(attached).filter(|value| !value.is_empty());
                let value = value.map(str::to_owned).or_else(|| words.next());
                options.push((name.to_owned(), value.unwrap_or_default()));
            }
        } else if word.contains("://") {
            options.push(("url".to_owned(), word));
        }
    }
    options
}

/// Of letters in one word, as `sX` in `-sXPUT`, the first that takes a value, and what of it stands in the same word.
fn last_letter(letters: &str) -> Option<(&'static str, &str)> {
    letters.char_indices().find_map(|(at, letter)| {
        let (_, name) = LETTERS.iter().find(|(short, _)| *short == letter)?;
        Some((*name, letters.get(at + letter.len_utf8()..)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_however_they_are_written() {
        for command in [
            "curl -i -X PUT https://a.no/x -H 'Authorization: Bearer t' -d '{}'",
            "curl -sXPUT -H'Authorization: Bearer t' -d'{}' https://a.no/x",
            "curl.exe -siX PUT --url https://a.no/x --oauth2-bearer t --json {}",
            "curl https://a.no/x -x http://proxy.no:8080 -X PUT -e https://b.no --data {} -HAuthorization:\\ Bearer\\ t",
            "curl --proxy http://proxy.no:8080 -A https://c.no -b https://d.no https://a.no/x https://e.no -X PUT -H 'authorization: Bearer t' -d {}",
            "curl https://a.no/x -XPUT -H 'Authorization: Bearer t' -d {} -o https.json | tee https://b.no -X GET",
        ] {
            let read = read(command);
            assert_eq!(
                [read.method, read.target, read.authorization, read.sent].map(Option::unwrap_or_default),
                ["PUT", "https://a.no/x", "Bearer t", "{}"],
                "{command}"
            );
        }
    }
}
