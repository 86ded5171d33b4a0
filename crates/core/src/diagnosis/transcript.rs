//! HTTP as people copy it: `curl -v`, a curl command, a log with request and status lines.

use serde_json::{Value, json};

/// What a transcript tells, before anything is judged.
#[derive(Default)]
pub(super) struct Transcript {
    pub method: Option<String>,
    pub target: Option<String>,
    pub host: Option<String>,
    pub sent: Option<String>,
    pub authorization: Option<String>,
    pub status: Option<u16>,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Whether there was a curl command in it.
    pub is_curl: bool,
}

/// Where in a transcript a line stands.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Before,
    RequestHeaders,
    RequestBody,
    ReplyHeaders,
    ReplyBody,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

impl Transcript {
    /// Reads a text line by line; what it does not know it takes for a body.
    pub fn read(text: &str) -> Self {
        let mut transcript = Self::default();
        let mut part = Part::Before;
        // Quoted line breaks of a shell belong to the command.
        let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
        for raw in text.lines() {
            part = transcript.line(raw, part);
        }
        transcript
    }

    fn line(&mut self, raw: &str, part: Part) -> Part {
        if raw.starts_with("* ") || raw.starts_with("} [") || raw.starts_with("{ [") {
            return part; // curl's own remarks
        }
        let line = raw
            .strip_prefix("> ")
            .or_else(|| raw.strip_prefix("< "))
            .unwrap_or(raw)
            .trim_end();
        let bare = line.trim_start_matches("$ ").trim_start();
        if bare.starts_with("curl ") {
            self.read_curl(bare);
            return Part::ReplyBody;
        }
        if let Some(status) = status_line(bare) {
            self.status = Some(status);
            // A proxy's or a redirect's answer may stand before the last one.
            self.headers.clear();
            self.body.clear();
            return Part::ReplyHeaders;
        }
        if let Some((method, target)) = request_line(bare) {
            (self.method, self.target) = (Some(method.to_owned()), Some(target.to_owned()));
            return Part::RequestHeaders;
        }
        let is_blank = matches!(raw.trim(), "" | ">" | "<");
        match part {
            Part::RequestHeaders if is_blank => Part::RequestBody,
            Part::ReplyHeaders if is_blank => Part::ReplyBody,
            Part::RequestHeaders => self.request_header(line, part),
            Part::ReplyHeaders => {
                if let Some((name, value)) = header_line(line) {
                    self.headers.push((name, value));
                    return part;
                }
                self.body_line(line);
                Part::ReplyBody
            }
            Part::RequestBody => {
                let sent = self.sent.get_or_insert_default();
                sent.push_str(line);
                sent.push('\n');
                part
            }
            Part::ReplyBody => {
                self.body_line(line);
                part
            }
            Part::Before => self.request_header(line, part),
        }
    }

    fn request_header(&mut self, line: &str, part: Part) -> Part {
        match header_line(line) {
            Some((name, value)) if name == "authorization" => self.authorization = Some(value),
            Some((name, value)) if name == "host" => self.host = Some(value),
            _ => {}
        }
        part
    }

    fn body_line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    fn read_curl(&mut self, command: &str) {
        self.is_curl = true;
        let mut words = shell_words(command).into_iter().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "-X" | "--request" => self.method = words.next(),
                "-H" | "--header" => {
                    let header = words.next().unwrap_or_default();
                    self.request_header(&header, Part::Before);
                }
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" | "--data-urlencode" => {
                    let sent = words.next().unwrap_or_default();
                    let all = self.sent.take().map(|before| format!("{before}&{sent}"));
                    self.sent = Some(all.unwrap_or(sent));
                }
                "-u" | "--user" => {
                    words.next();
                    self.authorization = Some("Basic •••".to_owned());
                }
                "--url" => self.target = words.next(),
                other if other.contains("://") => self.target = Some(word),
                _ => {}
            }
        }
        if self.method.is_none() {
            self.method = Some(if self.sent.is_some() { "POST" } else { "GET" }.to_owned());
        }
    }

    /// Whether anything of HTTP was found.
    pub fn is_http(&self) -> bool {
        self.status.is_some() || self.target.is_some()
    }

    /// The form of `Symptom::from_json`, as far as the transcript goes.
    pub fn to_json(&self) -> Value {
        let mut value = json!({ "body": self.body.trim() });
        let target = self.target.clone().unwrap_or_default();
        let url = match &self.host {
            Some(host) if target.starts_with('/') => format!("https://{host}{target}"),
            _ => target,
        };
        if !url.is_empty() {
            let sent = self.sent.as_deref().map(str::trim).unwrap_or_default();
            let body = serde_json::from_str::<Value>(sent).unwrap_or_default();
            value["request"] = json!({ "method": self.method, "url": url, "body": body });
        }
        if let Some(status) = self.status {
            value["status"] = json!(status);
        }
        if let Some(header) = &self.authorization {
            value["authorization"] = json!(header);
            value["token"] = json!(header);
        }
        let assertion = self
            .sent
            .as_deref()
            .and_then(|sent| sent.split_once("assertion="));
        if let Some((_, assertion)) = assertion {
            value["grant"] = json!(assertion.split('&').next().unwrap_or_default());
        }
        value["headers"] = json!(self.headers);
        value
    }
}

fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let ends = words.next().is_none_or(|version| version.starts_with("HTTP/"));
    let is_target = target.starts_with('/') || target.contains("://");
    (METHODS.contains(&method) && is_target && ends).then_some((method, target))
}

fn status_line(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/")?;
    rest.split_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .filter(|status| (100..600).contains(status))
}

fn header_line(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_name.then(|| {
        (
            name.to_lowercase(),
            value.strip_prefix(' ').unwrap_or(value).to_owned(),
        )
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verbose_curl_is_read() {
        let transcript = Transcript::read(
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
        let transcript = Transcript::read(
            "$ curl -X PUT 'https://api.samarbeid.digdir.no/api/v1/clients/a' \\\n  -H \"Authorization: Bearer x\" --data '{\"a\":\"b c\"}'\nUnauthorized",
        );
        assert_eq!(transcript.method.as_deref(), Some("PUT"));
        assert_eq!(transcript.authorization.as_deref(), Some("Bearer x"));
        assert_eq!(transcript.to_json()["request"]["body"]["a"], "b c");
        assert_eq!(transcript.body, "Unauthorized\n");
    }
}
