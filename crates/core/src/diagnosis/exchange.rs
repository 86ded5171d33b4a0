//! One request and its answer, as a transcript shows them.

use serde_json::{Value, json};

use super::answer::{Answer, rfc_date};

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
        let mut value = json!({ "body": self.body.trim() });
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
        if let Some(status) = self.status {
            value["status"] = json!(status);
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
        value["headers"] = json!(self.headers);
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
