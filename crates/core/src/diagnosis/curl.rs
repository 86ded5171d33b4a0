//! A curl command as people copy it from a terminal or a guide.

use super::exchange::Exchange;

/// What a curl command asks for; its answer is not there yet.
pub(super) fn read(command: &str) -> Exchange {
    let mut exchange = Exchange::default();
    let mut words = shell_words(command).into_iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" | "--request" => exchange.method = words.next(),
            "-H" | "--header" => exchange.request_header(&words.next().unwrap_or_default()),
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" | "--data-urlencode" => {
                let sent = words.next().unwrap_or_default();
                let all = exchange.sent.take().map(|before| format!("{before}&{sent}"));
                exchange.sent = Some(all.unwrap_or(sent));
            }
            "-u" | "--user" => {
                words.next();
                exchange.authorization = Some("Basic •••".to_owned());
            }
            "--url" => exchange.target = words.next(),
            other if other.contains("://") => exchange.target = Some(word),
            _ => {}
        }
    }
    if exchange.method.is_none() {
        let method = if exchange.sent.is_some() { "POST" } else { "GET" };
        exchange.method = Some(method.to_owned());
    }
    exchange
}

/// The words of a command, with the shell's quotes taken off.
fn shell_words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quote, mut started) = (None, false);
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None | Some('"')) => word.extend(chars.next()),
            ('\'' | '"', None) => (quote, started) = (Some(c), true),
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => {
                if started || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            (c, _) => word.push(c),
        }
    }
    if started || !word.is_empty() {
        words.push(word);
    }
    words
}
