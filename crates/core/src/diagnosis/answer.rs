//! What a server said, read leniently: the API's error body, Maskinporten's, Spring's, a gateway's page, or a text
//! that somebody copied from a log.

use serde_json::Value;

use crate::Timestamp;
use crate::api::ApiReply;

/// An answer, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// Everything that was said, in lower case with single spaces, for recognition only.
    pub words: String,
    /// The server's own words, not masked yet.
    pub description: Option<String>,
    /// The OAuth `error`, such as `invalid_grant`.
    pub error: Option<String>,
    /// What support wants to know.
    pub correlation_id: Option<String>,
    /// Which members of the body the server complains of, as (member, message).
    pub fields: Vec<(String, String)>,
    /// Whether the body is a web page.
    pub is_page: bool,
    /// Whether there is JSON in it.
    pub is_json: bool,
    /// The status that the body itself names.
    pub status: Option<u64>,
}

impl Answer {
    /// Reads an HTTP reply. `www-authenticate` counts as said, since Spring's resource servers put the reason there.
    pub fn of_reply(reply: &ApiReply) -> Self {
        let mut answer = Self::of_text(&reply.body);
        if let Some(content) = header(reply, "content-type") {
            answer.is_page |= content.to_lowercase().contains("text/html");
        }
        if let Some(challenge) = header(reply, "www-authenticate") {
            answer.words.push(' ');
            answer.words.push_str(&flat(challenge));
        }
        answer
    }

    /// Reads a body, or a text with a body somewhere in it.
    pub fn of_text(text: &str) -> Self {
        let json = embedded_json(text);
        let member = |names: &[&str]| {
            let object = json.as_ref()?;
            names
                .iter()
                .filter_map(|name| object.get(*name).and_then(Value::as_str))
                .map(|text| text.trim_start_matches([',', ' ']).trim())
                .find(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let trimmed = text.trim_start().to_lowercase();
        let is_page = trimmed.starts_with("<!doctype html") || trimmed.starts_with("<html");
        let description = member(&["error_description", "error", "message", "detail", "title"]);
        let said = Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !is_page && json.is_none());
        Self {
            words: flat(text),
            error: member(&["error"]),
            correlation_id: member(&["correlation_id", "correlationId", "trace_id", "traceId"])
                .or_else(|| id_in_words(text)),
            fields: fields(json.as_ref()),
            description: description.or(said),
            is_page,
            is_json: json.is_some(),
            status: json.as_ref().and_then(|body| {
                ["status", "statusCode"]
                    .iter()
                    .find_map(|name| body.get(*name)?.as_u64())
            }),
        }
    }

    /// Whether these words were said, whatever their case.
    pub fn says(&self, words: &str) -> bool {
        self.words.contains(words)
    }

    /// The status of a refusal, as far as the body itself names it.
    pub fn refusal(&self) -> Option<u16> {
        let status = self.status.and_then(|status| u16::try_from(status).ok());
        status.filter(|status| (400..600).contains(status))
    }

    /// Whether it is as good as an answer can be seen to be: the status says so, or there is none, and the body is JSON
    /// or nothing, and complains of nothing.
    pub fn is_good(&self, status: Option<u16>, body: &str) -> bool {
        let body = body.trim();
        let status_allows = match status {
            Some(status) => (200..300).contains(&status),
            None => !body.is_empty(),
        };
        let is_json = body.is_empty() || begins_as_json(body);
        let complains = self.error.is_some() || !self.fields.is_empty() || self.status.is_some();
        if status.is_none() && complains_of_something(body) {
            return false;
        }
        status_allows && is_json && !self.is_page && !complains
    }

    /// Maskinporten's own code, `MP-` and three digits, when the answer has one.
    pub fn code(&self) -> Option<u16> {
        self.codes().first().copied()
    }

    /// All of them, each once: a text that somebody wrote or a whole log may name several.
    pub fn codes(&self) -> Vec<u16> {
        let mut codes = Vec::new();
        let mut before = ' ';
        for (at, c) in self.words.char_indices() {
            let rest = self.words.get(at..).unwrap_or_default();
            if !before.is_alphanumeric() && before != '-' {
                let number = rest.strip_prefix("mp-").or_else(|| rest.strip_prefix("mp "));
                let digits: String = number
                    .unwrap_or_default()
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect();
                if digits.len() == 3
                    && let Ok(code) = digits.parse()
                    && !codes.contains(&code)
                {
                    codes.push(code);
                }
            }
            before = c;
        }
        codes
    }

    /// The scope that a refusal names: "…access to the scope X".
    pub fn scope_named(&self) -> Option<String> {
        let description = self.description.as_deref()?;
        let after = [
            "access to the scope ",
            "access to scope ",
            "invalid scopes for client, ",
        ]
        .iter()
        .find_map(|words| description.split_once(words))?
        .1;
        let word = after.split_whitespace().next()?;
        let scope = word
            .trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '.' | ',' | ';' | ')' | '(' | '«' | '»'));
        (!scope.is_empty()).then(|| scope.to_owned())
    }
}

/// Whether a body has a member that only refusals have, whatever is in it. Where nobody saw the status, that is enough.
fn complains_of_something(body: &str) -> bool {
    const MEMBERS: &[&str] = &[
        "error",
        "errors",
        "error_description",
        "message",
        "detail",
        "title",
        "fault",
        "statusCode",
    ];
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    MEMBERS.iter().any(|name| body.get(*name).is_some_and(says))
}

/// Whether a text begins as an object or a list of JSON's, which may have been cut. A line of a log begins with a bracket too.
fn begins_as_json(text: &str) -> bool {
    let inside = |open: char| text.strip_prefix(open).map(str::trim_start);
    inside('{').is_some_and(|rest| rest.starts_with(['"', '}']))
        || inside('[').is_some_and(|rest| rest.starts_with(['{', '"', '[', ']']))
}

/// A header by its name, whatever its case: a pasted answer keeps the server's spelling.
pub(super) fn header<'a>(reply: &'a ApiReply, name: &str) -> Option<&'a str> {
    reply
        .headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// The time in a `Date` header.
pub(super) fn rfc_date(text: &str) -> Option<Timestamp> {
    let time = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()?;
    Some(Timestamp(time.as_second()))
}

fn flat(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as JSON, or the object that stands in it (`400 Bad Request: {"error":…}`). Logs put bodies into texts
/// within other objects, so quotes may be escaped, and an object that names the error goes before one that does not.
fn embedded_json(text: &str) -> Option<Value> {
    const NAMING: &[&str] = &["error_description", "errors", "error"];
    const OTHERS: &[&str] = &["message", "correlation_id", "status", "statusCode", "detail"];
    if let Ok(value @ Value::Array(_)) = serde_json::from_str(text.trim()) {
        return Some(value);
    }
    let unescaped = text.replace("\\\"", "\"").replace("\\/", "/");
    let found = || [text, &unescaped].into_iter().flat_map(objects);
    found()
        .find(|value| has_one_of(value, NAMING))
        .or_else(|| found().find(|value| has_one_of(value, OTHERS)))
}

/// The objects that stand in a text.
fn objects(text: &str) -> impl Iterator<Item = Value> {
    /// A text with more braces than this is no error body.
    const TRIES: usize = 20;
    text.match_indices('{').take(TRIES).filter_map(|(from, _)| {
        let rest = text.get(from..)?;
        serde_json::Deserializer::from_str(rest)
            .into_iter::<Value>()
            .next()?
            .ok()
    })
}

/// A log's own `message` may hold the body as a text; then the body is further in.
fn has_one_of(value: &Value, members: &[&str]) -> bool {
    let tells = |found: &Value| !found.as_str().is_some_and(|text| text.contains('{'));
    members.iter().any(|name| value.get(*name).is_some_and(tells))
}

/// `(correlation id: …)`, `trace id: …`, `correlationId=…`.
fn id_in_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    // Lower-casing can move bytes, so the answer is cut from the lower-case text: ids are lower case anyway.
    let names = [
        "correlation id",
        "correlation_id",
        "correlationid",
        "correlation-id",
        "trace id",
        "trace_id",
        "traceid",
    ];
    names.iter().find_map(|name| {
        let (_, after) = lower.split_once(name)?;
        let id: String = after
            .trim_start_matches([':', '=', ' ', '"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        (id.len() >= 8 && id.bytes().any(|b| b.is_ascii_digit())).then_some(id)
    })
}

fn fields(body: Option<&Value>) -> Vec<(String, String)> {
    let errors = body.and_then(|body| body.get("errors")).and_then(Value::as_array);
    let text = |error: &Value, names: &[&str]| {
        names
            .iter()
            .find_map(|name| error.get(*name).and_then(Value::as_str))
            .unwrap_or_default()
            .to_owned()
    };
    errors
        .into_iter()
        .flatten()
        .map(|error| {
            (
                text(error, &["fieldIdentifier", "field"]),
                text(error, &["errorMessage", "defaultMessage", "message"]),
            )
        })
        // The API puts what belongs to no member into the same list.
        .filter(|(field, _)| !field.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_within_a_log_line_is_read() {
        let answer = Answer::of_text(
            r#"Token request failed: 400 {"error":"invalid_grant","error_description":"Invalid assertion. (correlation id: 5f0c1d1e-3a77-4a4f-9f5e-0d2f1d2c3b4a)"}"#,
        );
        assert_eq!(answer.error.as_deref(), Some("invalid_grant"));
        assert_eq!(
            answer.correlation_id.as_deref(),
            Some("5f0c1d1e-3a77-4a4f-9f5e-0d2f1d2c3b4a")
        );
    }

    #[test]
    fn a_code_is_found_with_and_without_company() {
        for (text, code) in [
            ("MP-250: Consumer…", Some(250)),
            ("[mp-012] Grant is used before", Some(12)),
            ("HTTP-1001 AMP-100 MP-1000", None),
            ("", None),
        ] {
            assert_eq!(Answer::of_text(text).code(), code, "{text}");
        }
    }

    #[test]
    fn the_scope_is_read_from_the_refusal() {
        let answer = Answer::of_text(
            "Consumer has not been granted access to the scope krr:global/kontaktinformasjon.read. (correlation id: x)",
        );
        assert_eq!(
            answer.scope_named().as_deref(),
            Some("krr:global/kontaktinformasjon.read")
        );
    }
}
