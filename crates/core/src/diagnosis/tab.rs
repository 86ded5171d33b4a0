//! A call as the network tab of a browser copies it: names and values, beside each other or below each other.

use super::exchange::{Exchange, header_line};

/// Names that say something even where the value stands on the next line, as newer browsers copy them.
const NAMES: [&str; 11] = [
    URL,
    METHOD,
    STATUS,
    ":authority",
    ":path",
    ":method",
    "authorization",
    "content-type",
    "date",
    "retry-after",
    "www-authenticate",
];
const URL: &str = "request url";
const METHOD: &str = "request method";
const STATUS: &str = "status code";

/// The calls in a text, if it was copied from a network tab.
pub(super) fn read(text: &str) -> Vec<Exchange> {
    let mut found: Vec<Exchange> = Vec::new();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = named(line) else {
            // What was copied from the answer stands below the headers.
            if let Some(one) = found.last_mut()
                && (line.starts_with(['{', '<']) || !one.body.is_empty())
            {
                one.body.push_str(line);
                one.body.push('\n');
            }
            continue;
        };
        let mut below = || lines.next_if(|next| named(next).is_none()).unwrap_or_default();
        let value = if value.is_empty() { below() } else { value }.to_owned();
        // A copy may begin with the request's headers, whose first is one of these.
        if name == URL || found.is_empty() && name.starts_with(':') {
            found.push(Exchange::default());
        }
        if let Some(one) = found.last_mut() {
            take(one, name, value);
        }
    }
    found
}

fn take(one: &mut Exchange, name: String, value: String) {
    match name.as_str() {
        URL => one.target = Some(value),
        METHOD | ":method" => one.method = Some(value),
        STATUS => one.status = value.split_whitespace().find_map(|word| word.parse().ok()),
        ":authority" => one.host = Some(value),
        ":path" if one.target.is_none() => one.target = Some(value),
        "authorization" => one.authorization = Some(value),
        _ => one.headers.push((name, value)),
    }
}

/// The name and the value of a line, where the value may stand on the next one.
fn named(line: &str) -> Option<(String, &str)> {
    let (name, value) = match line.split_once(": ") {
        Some((name, value)) => (name, value.trim()),
        None => (line, ""),
    };
    let lower = name.trim_end_matches(':').to_lowercase();
    if NAMES.contains(&lower.as_str()) {
        return Some((lower, value));
    }
    let is_header = !value.is_empty() || line.ends_with(':');
    let (name, _) = header_line(line).filter(|_| is_header)?;
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_beside_their_names_or_below() {
        let beside = "General\nRequest URL: https://a.no/x\nRequest Method: POST\nStatus Code: 401 Unauthorized\nRemote Address: 10.0.0.1:443\n\
             Response Headers\ndate: Fri, 21 Nov 2025 21:53:41 GMT\nRequest Headers\n:authority: a.no\n:method: POST\n:path: /x\nauthorization: Bearer t\n{\"error\":\n\"x\"}";
        let below = "Request URL\nhttps://a.no/x\nRequest Method\nPOST\nStatus Code\n401 Unauthorized\nRemote Address\n10.0.0.1:443\n\
             date\nFri, 21 Nov 2025 21:53:41 GMT\n:authority\na.no\n:method\nPOST\n:path\n/x\nauthorization\nBearer t\n{\"error\":\n\"x\"}";
        for text in [beside, below] {
            let [one] = &read(text)[..] else {
                panic!("{text}");
            };
            assert_eq!(
                [&one.target, &one.method, &one.authorization].map(|part| part.clone().unwrap_or_default()),
                ["https://a.no/x", "POST", "Bearer t"],
                "{text}"
            );
            assert_eq!(
                (one.status, one.body.as_str()),
                (Some(401), "{\"error\":\n\"x\"}\n")
            );
            assert_eq!(one.to_json()["now"], 1_763_762_021);
        }
    }

    #[test]
    fn the_headers_of_a_request_alone_say_where_it_went() {
        let found = read(":authority: a.no\n:method: GET\n:path: /x\nauthorization: Bearer t");
        assert_eq!(found[0].to_json()["request"]["url"], "https://a.no/x");
        assert!(read("authorization: Bearer t\nHTTP/2 401").is_empty());
    }
}
