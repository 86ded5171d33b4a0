use serde::Serialize;
use serde_json::Value;

/// A request as a listener or a page hands it over.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpRequest {
    /// In capitals.
    pub method: String,
    /// As it stood in the request line, without the query and not decoded.
    pub path: String,
    /// Names and values, decoded.
    pub query: Vec<(String, String)>,
    /// Names in any case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

/// The answer, and what shall happen to it.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// Names in lower case, with their values. `Content-Length` and the like are the listener's business.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// Whether and when it is sent.
    pub fate: Fate,
}

/// What becomes of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It is sent.
    #[default]
    Deliver,
    /// The connection is closed and nothing is sent, whether or not the request was performed.
    DropConnection,
    /// It is sent after so many milliseconds.
    Delay(u64),
}

impl HttpRequest {
    /// A read of this path, whose query follows a `?`.
    #[must_use]
    pub fn get(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self {
            method: "GET".into(),
            path: path.into(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            ..Self::default()
        }
    }

    /// The first header of that name, whatever the case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The first query member of that name.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a query member is `true`.
    pub(crate) fn query_flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// The members of a form body.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }
}

impl HttpReply {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Serialising our own values cannot fail; an empty body would be seen at once by any test.
        let body = serde_json::to_string(body).unwrap_or_default();
        Self::text(status, "application/json", body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
            fate: Fate::Deliver,
        }
    }

    pub(crate) fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            ..Self::empty(status).with("content-type", content_type)
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `null` when it is none.
    #[must_use]
    pub fn body_json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

// Requests carry tokens and replies carry secrets, so neither shows its headers or its body.

impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpRequest({} {})", self.method, self.path)
    }
}

impl std::fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "HttpReply({}, {:?}, {} bytes)",
            self.status,
            self.fate,
            self.body.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_have_no_case_and_debug_shows_no_value() {
        let request = HttpRequest {
            headers: vec![("Authorization".into(), "Bearer hemmelig".into())],
            body: "client_secret=hemmelig".into(),
            ..HttpRequest::default()
        };
        assert_eq!(request.header("authorization"), Some("Bearer hemmelig"));
        assert!(!format!("{request:?}").contains("hemmelig"));
        let reply = HttpReply::text(200, "text/plain", "hemmelig");
        assert!(!format!("{reply:?}").contains("hemmelig"));
    }
}
