//! One request and its answer, as a transcript shows them.

use serde_json::{Value, json};

use super::answer::{Answer, rfc_date};
use super::network;

/// What a transcript tells of one call, before anything is judged.
#[derive(Default)]
pub(super) struct Exchange {
    pub method: Option<String>,
    pub target: Option<String>,
    pub host: Option<String>,
    pub sent: Option<String>,
    pub authorization: Option<String>,
    pub status: Option<u16>,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The line in which curl says why it gave up, whatever had been answered by then.
    pub broke_off: Option<String>,
}

impl Exchange {
    /// Whether an answer was seen. A bare text after a command counts, since curl prints nothing else without `-i`.
    pub fn is_answered(&self) -> bool {
        self.status.is_some() || !self.body.trim().is_empty()
    }

    /// Whether the answer sent the caller to another address.
    pub fn is_redirect(&self) -> bool {
        self.status.is_some_and(|status| (300..400).contains(&status))
    }

    /// Whether the answer says that it went well.
    pub fn is_good(&self) -> bool {
        Answer::of_text(&self.body).is_good(self.status, &self.body)
    }

    /// The status, of which curl prints nothing without `-i`; the API's own refusals name it in the body.
    fn told_status(&self) -> Option<u16> {
        self.status.or_else(|| Answer::of_text(&self.body).refusal())
    }

    /// Notes why curl gave up. Where the server has answered, its name was found: then a shell that knows no single quotes has
    /// cut the command, and curl has taken the rest of a header for an address.
    pub fn break_off(&mut self, line: &str) {
        let is_answered = self.is_answered() && !self.is_redirect();
        if !(is_answered && network::names_no_host(line)) {
            let line = line.trim().trim_start_matches("* ");
            self.broke_off.get_or_insert_with(|| line.to_owned());
        } else if line.trim_end().ends_with(": Bearer") {
            self.authorization = Some(String::new());
        }
    }

    /// Takes what helps from a header of the request.
    pub fn request_header(&mut self, line: &str) {
        match header_line(line) {
            Some((name, value)) if name == "authorization" => self.authorization = Some(value),
            Some((name, value)) if name == "host" => self.host = Some(value),
            _ => {}
        }
    }

    /// The form of `Symptom::from_json`, as far as the exchange goes.
    pub fn to_json(&self) -> Value {
        let mut value = match &self.broke_off {
            Some(line) => json!({ "transport": line }),
            None => {
                json!({ "body": self.body.trim(), "status": self.told_status(), "headers": self.headers })
            }
        };
        let target = self.target.clone().unwrap_or_default();
        let url = match &self.host {
            Some(host) if target.starts_with('/') => format!("https://{host}{target}"),
            _ => target,
        };
        let sent = self.sent.as_deref().map(str::trim).unwrap_or_default();
        if !url.is_empty() {
            let body = serde_json::from_str::<Value>(sent).unwrap_or_default();
            value["request"] = json!({ "method": self.method, "url": url, "body": body });
        }
        if let Some(header) = &self.authorization {
            value["authorization"] = json!(header);
            value["token"] = json!(header);
        }
        if let Some((_, assertion)) = sent.split_once("assertion=") {
            value["grant"] = json!(assertion.split('&').next().unwrap_or_default());
        }
        // The server's own clock says when it happened; nobody knows how long ago it was copied.
        let date = self.headers.iter().find(|(name, _)| name == "date");
        if let Some(time) = date.and_then(|(_, date)| rfc_date(date)) {
            value["now"] = json!(time.0);
        }
        value
    }
}

/// A line `name: value`, with the name in lower case.
pub(super) fn header_line(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_name.then(|| {
        (
            name.to_lowercase(),
            value.strip_prefix(' ').unwrap_or(value).to_owned(),
        )
    })
}
