//! HTTP as people copy it: `curl -v`, a curl command, a log with request and status lines, what a browser's network tab copies;
//! one exchange or several.

use super::exchange::{Exchange, header_line};
use super::{curl, har, network, shell, tab};

/// What was found, exchange by exchange.
#[derive(Default)]
pub(super) struct Transcript {
    exchanges: Vec<Exchange>,
    /// Whether there was a curl command in it.
    pub is_curl: bool,
    /// Whether the last command has shown no request and no status yet.
    is_open: bool,
}

/// Where in a transcript a line stands.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Before,
    RequestHeaders,
    RequestBody,
    ReplyHeaders,
    ReplyBody,
    /// What is said to a proxy that is to connect to the server.
    TunnelRequest,
    /// What the proxy answers.
    TunnelReply,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

impl Transcript {
    /// Reads a text line by line; what it does not know it takes for a body.
    pub fn read(text: &str) -> Self {
        let mut copied = [har::read, tab::read].into_iter().map(|read| read(text));
        if let Some(exchanges) = copied.find(|found| !found.is_empty()) {
            return Self {
                exchanges,
                ..Self::default()
            };
        }
        let mut transcript = Self::default();
        let mut part = Part::Before;
        for raw in shell::lines(text) {
            part = transcript.line(&raw, part);
        }
        transcript
    }

    /// The exchange that was refused, the last of them; else the last that was answered; else the last.
    pub fn told(self) -> Option<Exchange> {
        let found: Vec<Exchange> = self
            .exchanges
            .into_iter()
            .filter(|one| one.status.is_some() || one.target.is_some())
            .collect();
        let refused = |one: &Exchange| {
            one.broke_off.is_some() || one.is_answered() && !one.is_good() && !one.is_redirect()
        };
        let at = found
            .iter()
            .rposition(refused)
            .or_else(|| found.iter().rposition(Exchange::is_answered))
            .or_else(|| found.len().checked_sub(1))?;
        found.into_iter().nth(at)
    }

    fn line(&mut self, raw: &str, part: Part) -> Part {
        if network::is_last_word_of_curl(raw) {
            self.is_open = false;
            self.current().break_off(raw);
            return part;
        }
        if raw.starts_with("* ") || raw.starts_with("} [") || raw.starts_with("{ [") {
            return part; // curl's own remarks
        }
        let line = raw
            .strip_prefix("> ")
            .or_else(|| raw.strip_prefix("< "))
            .unwrap_or(raw)
            .trim_end();
        let is_blank = matches!(raw.trim(), "" | ">" | "<");
        if let Some(part) = self.tunnel(line, is_blank, part) {
            return part;
        }
        let bare = line.trim_start();
        if let Some(command) = shell::curl_command(bare) {
            (self.is_curl, self.is_open) = (true, true);
            self.exchanges.push(curl::read(command));
            return Part::ReplyBody;
        }
        if let Some(status) = status_line(bare) {
            self.is_open = false;
            let exchange = self.current();
            exchange.status = Some(status);
            // A proxy's answer may stand before the last one.
            exchange.headers.clear();
            exchange.body.clear();
            return Part::ReplyHeaders;
        }
        if let Some((method, target)) = request_line(bare) {
            self.begin(method, target);
            return Part::RequestHeaders;
        }
        let current = self.current();
        match part {
            Part::RequestHeaders if is_blank => {
                self.lost_on_the_way();
                return Part::RequestBody;
            }
            Part::ReplyHeaders if is_blank => return Part::ReplyBody,
            Part::Before | Part::RequestHeaders => current.request_header(line),
            Part::ReplyHeaders => match header_line(line) {
                Some(header) => current.headers.push(header),
                None => {
                    add_line(&mut current.body, line);
                    return Part::ReplyBody;
                }
            },
            Part::RequestBody => add_line(current.sent.get_or_insert_default(), line),
            Part::ReplyBody => {
                add_line(&mut current.body, line);
                return Part::ReplyBody;
            }
            Part::TunnelRequest | Part::TunnelReply => {}
        }
        part
    }

    /// Where a line stands, if it belongs to the talk with a proxy before the call. Neither the host nor the status there is
    /// the call's.
    fn tunnel(&self, line: &str, is_blank: bool, part: Part) -> Option<Part> {
        let begins_answer = status_line(line).is_some();
        let established = begins_answer && line.to_lowercase().contains("connection established");
        let begins_call = || request_line(line).is_some() || shell::curl_command(line).is_some();
        match part {
            _ if established => Some(Part::TunnelReply),
            _ if is_connect(line) => Some(Part::TunnelRequest),
            Part::TunnelRequest | Part::TunnelReply if begins_call() => None,
            Part::TunnelRequest if begins_answer => Some(Part::TunnelReply),
            Part::TunnelReply if begins_answer => None,
            Part::TunnelReply if is_blank => Some(if self.is_open {
                Part::ReplyBody
            } else {
                Part::Before
            }),
            Part::TunnelRequest | Part::TunnelReply => Some(part),
            _ => None,
        }
    }

    fn current(&mut self) -> &mut Exchange {
        if self.exchanges.is_empty() {
            self.exchanges.push(Exchange::default());
        }
        let last = self.exchanges.len() - 1;
        &mut self.exchanges[last]
    }

    /// A request line begins an exchange, unless it only shows in full what the command or the lines above ask for.
    fn begin(&mut self, method: &str, target: &str) {
        let is_open = std::mem::take(&mut self.is_open);
        let current = self.current();
        if current.status.is_some() || current.broke_off.is_some() || (current.target.is_some() && !is_open) {
            self.exchanges.push(Exchange::default());
        }
        let current = self.current();
        current.method = Some(method.to_owned());
        current.target = Some(target.to_owned());
        current.body.clear();
    }

    /// A client that follows a redirect may leave the header behind, and then it shows in the second request.
    fn lost_on_the_way(&mut self) {
        if let [.., before, current] = self.exchanges.as_mut_slice()
            && before.is_redirect()
            && before.authorization.is_some()
            && current.authorization.is_none()
        {
            current.authorization = Some(String::new());
        }
    }

    /// Whether anything of HTTP was found.
    pub fn is_http(&self) -> bool {
        self.exchanges
            .iter()
            .any(|exchange| exchange.status.is_some() || exchange.target.is_some())
    }
}

fn add_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let ends = words.next().is_none_or(|version| version.starts_with("HTTP/"));
    let is_target = target.starts_with('/') || target.contains("://");
    (METHODS.contains(&method) && is_target && ends).then_some((method, target))
}

/// The line by which a proxy is asked for a connection.
fn is_connect(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next() == Some("CONNECT") && words.nth(1).is_some_and(|version| version.starts_with("HTTP/"))
}

fn status_line(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/")?;
    rest.split_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .filter(|status| (100..600).contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Exchange {
        Transcript::read(text).told().unwrap()
    }

    #[test]
    fn a_verbose_curl_is_read() {
        let transcript = told(
            "* Connected\n> POST /api/v1/clients HTTP/2\n> Host: api.test.samarbeid.digdir.no\n> Authorization: Bearer a.b.c\n>\n\
             < HTTP/2 401\n< www-authenticate: Bearer\n<\n{\"error\":\"x\"}\n* Closing",
        );
        assert_eq!(transcript.method.as_deref(), Some("POST"));
        assert_eq!(transcript.status, Some(401));
        assert_eq!(
            transcript.headers,
            [("www-authenticate".to_owned(), "Bearer".to_owned())]
        );
        assert_eq!(transcript.body, "{\"error\":\"x\"}\n");
        assert_eq!(
            transcript.to_json()["request"]["url"],
            "https://api.test.samarbeid.digdir.no/api/v1/clients"
        );
    }

    #[test]
    fn a_curl_command_is_read_with_its_quotes() {
        let transcript = told(
            "$ curl -X PUT 'https://api.samarbeid.digdir.no/api/v1/clients/a' \\\n  -H \"Authorization: Bearer x\" --data '{\"a\":\"b c\"}'\nUnauthorized",
        );
        assert_eq!(transcript.method.as_deref(), Some("PUT"));
        assert_eq!(transcript.authorization.as_deref(), Some("Bearer x"));
        assert_eq!(transcript.to_json()["request"]["body"]["a"], "b c");
        assert_eq!(transcript.body, "Unauthorized\n");
    }

    #[test]
    fn of_several_exchanges_the_last_that_was_refused_is_told_and_nothing_of_the_others() {
        let first = "POST /token HTTP/1.1\nHost: test.maskinporten.no\n\nassertion=a.b.c\n\nHTTP/1.1 200 OK\n\n{\"access_token\":\"t\"}\n\n";
        let refused = "PUT /api/v1/clients/a HTTP/1.1\nHost: api.samarbeid.digdir.no\n\n{}\n\nHTTP/1.1 401 Unauthorized\n\n";
        let after = "GET /api/v1/clients HTTP/1.1\nHost: api.samarbeid.digdir.no\n\n";
        for text in [
            format!("{first}{refused}"),
            format!("{first}{refused}{after}"),
            format!("{refused}{first}"),
        ] {
            let told = told(&text);
            assert_eq!(
                (told.method.as_deref(), told.status),
                (Some("PUT"), Some(401)),
                "{text}"
            );
            assert_eq!(told.to_json().get("grant"), None, "{text}");
            assert_eq!(
                told.to_json()["request"]["url"],
                "https://api.samarbeid.digdir.no/api/v1/clients/a"
            );
        }
    }

    #[test]
    fn a_second_command_inherits_nothing_of_the_first() {
        let told = told(
            "curl -X POST https://a.no/x -H 'Authorization: Bearer t' -d '{}'\n{}\n$ curl https://b.no/y\nUnauthorized\n",
        );
        assert_eq!(
            (told.method.as_deref(), told.target.as_deref()),
            (Some("GET"), Some("https://b.no/y"))
        );
        assert_eq!(
            (told.sent.as_deref(), told.authorization.as_deref()),
            (None, None)
        );
    }

    #[test]
    fn a_header_that_a_redirect_took_away_is_missing() {
        let told = told(
            "> POST /clients HTTP/1.1\n> Host: api.samarbeid.digdir.no\n> Authorization: Bearer t\n>\n< HTTP/1.1 308 Moved\n<\n\
             > POST /api/v1/clients HTTP/1.1\n> Host: other.digdir.no\n>\n< HTTP/1.1 401\n<\n",
        );
        assert_eq!(told.authorization.as_deref(), Some(""));
    }

    #[test]
    fn the_servers_clock_says_when_it_happened() {
        let told = told("GET /x HTTP/1.1\n\nHTTP/1.1 401\nDate: Fri, 21 Nov 2025 21:53:41 GMT\n\n");
        assert_eq!(told.to_json()["now"], 1_763_762_021);
    }
}
