//! A symptom as JSON, for `losen diagnose`, the wasm package and the golden cases.

use serde_json::Value;

use super::answer::Answer;
use super::jwt::OpenedToken;
use super::{Authorization, Cause, Evidence, Symptom, diagnose, host_code, login, place, read_pasted, token};
use crate::Timestamp;
use crate::api::{ApiReply, ApiRequest, TransportFailure};
use crate::model::Environment;
use crate::protocol::Fault;

/// What is said of a symptom that came as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The causes, most likely first.
    pub causes: Vec<Cause>,
    /// What was pasted, without its secrets.
    pub masked: Option<String>,
}

/// Explains a symptom as JSON: what [`Symptom::from_json`] reads, or `pasted`, a text as somebody copied it, with what is
/// known beside it. `None` when nothing says what went wrong.
#[must_use]
pub fn explain_json(value: &Value) -> Option<Explained> {
    if let Some(text) = value.get("pasted").and_then(Value::as_str) {
        let pasted = read_pasted(text);
        let known = Evidence {
            address: member(value, "address"),
            ..read_evidence(value)
        };
        return Some(Explained {
            causes: pasted.causes(&known),
            masked: Some(pasted.masked),
        });
    }
    let (symptom, known) = Symptom::from_json(value)?;
    Some(Explained {
        causes: diagnose(&symptom, &known),
        masked: None,
    })
}

impl Symptom {
    /// Reads a symptom and what is known beside it. Every member is optional and unknown ones are ignored; `None` only
    /// when nothing says what went wrong.
    ///
    /// One of these says what went wrong:
    ///
    /// | member | means |
    /// |-|-|
    /// | `browser` | what the browser said when the helper could not be reached; empty when it said nothing |
    /// | `host` | a `host/…` code, when the browser's words are gone |
    /// | `fault` | the helper's refusal, `{"code", "detail"}` |
    /// | `status`, `headers`, `body` | an answer; `body` as text or JSON, `headers` as an object or a list of pairs |
    /// | `token` | alone: a token that may be at fault |
    /// | `transport` | `not-sent`, `unknown`, or the words of whatever failed to connect |
    ///
    /// And these tell more: `request` (`"POST https://…"`, or `{"method", "url" or "path", "body"}`), `token` (a token,
    /// or `{"header", "claims"}`), `grant` (likewise), `authorization` (the header that was sent), `environment`, `now`
    /// (seconds or RFC 3339), `admin_client` and `orgno`.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<(Self, Evidence)> {
        let request = value.get("request").map(read_request).unwrap_or_default();
        let mut known = read_evidence(value);
        known.address = member(value, "address").or(request.address);
        let symptom = read_symptom(value, request.request, &mut known)?;
        Some((symptom, known))
    }
}

fn read_symptom(value: &Value, request: Option<ApiRequest>, known: &mut Evidence) -> Option<Symptom> {
    if let Some(code) = member(value, "host") {
        let raw = member(value, "browser").unwrap_or_default();
        return Some(Symptom::NoHelper { code, raw });
    }
    if let Some(browser) = value.get("browser") {
        let raw = browser.as_str().unwrap_or_default().to_owned();
        let code = host_code(Some(&raw)).to_owned();
        return Some(Symptom::NoHelper { code, raw });
    }
    if let Some(fault) = value.get("fault") {
        return Some(Symptom::Helper(Fault {
            code: member(fault, "code").unwrap_or_default(),
            detail: member(fault, "detail").unwrap_or_default(),
        }));
    }
    let practice = known.environment == Some(Environment::Practice);
    let is_foreign = known
        .address
        .as_deref()
        .is_some_and(|address| place::is_foreign(address, practice));
    let status = value
        .get("status")
        .and_then(Value::as_u64)
        .and_then(|status| u16::try_from(status).ok());
    let body = ["body", "response"]
        .iter()
        .find_map(|name| value.get(*name))
        .map(as_text);
    if status.is_none() && body.as_deref().is_none_or(str::is_empty) {
        let only_token = || known.token_claims.is_some() && value.get("transport").is_none();
        return if only_token() {
            Some(Symptom::AccessToken)
        } else {
            read_transport(value, known)
        };
    }
    let body = body.unwrap_or_default();
    let answer = Answer::of_text(&body);
    if answer.is_good(status, &body) {
        return Some(Symptom::Good { status });
    }
    if known.address.as_deref().is_some_and(place::is_login_endpoint) && !answer.is_page {
        return Some(Symptom::Login { status, body });
    }
    let to_token = known.address.as_deref().is_some_and(place::is_token_endpoint);
    let grant = value.get("grant").and_then(read_token);
    let of_a_login = login::speaks(&answer);
    let speaks = !of_a_login && (token::is_refusal(&answer) || token::named(&answer).is_some());
    if !is_foreign && (to_token || grant.is_some() || (speaks && request.is_none())) {
        let (header, claims) = grant.map(|grant| (grant.header, grant.claims)).unzip();
        return Some(Symptom::Token {
            status,
            body,
            grant_header: header.filter(Value::is_object),
            grant_claims: claims.filter(Value::is_object),
        });
    }
    Some(Symptom::Http {
        request: request.unwrap_or_else(|| empty_request("")),
        reply: ApiReply {
            status: status.or(answer.refusal()).unwrap_or_default(),
            headers: value.get("headers").map(read_headers).unwrap_or_default(),
            body,
        },
    })
}

fn read_transport(value: &Value, known: &mut Evidence) -> Option<Symptom> {
    let said = member(value, "transport")?;
    Some(Symptom::Transport(match said.as_str() {
        "not-sent" => TransportFailure::NotSent,
        "unknown" => TransportFailure::Unknown,
        _ => {
            known.transport = Some(said);
            // Who only has words cannot know how far the request came.
            TransportFailure::Unknown
        }
    }))
}

fn read_evidence(value: &Value) -> Evidence {
    let token = value.get("token").and_then(read_token);
    let (header, claims) = token.map(|token| (token.header, token.claims)).unzip();
    Evidence {
        environment: member(value, "environment").and_then(|word| Environment::from_word(&word)),
        token_claims: claims.filter(Value::is_object),
        token_header: header.filter(Value::is_object),
        now: value.get("now").and_then(read_time),
        authorization: member(value, "authorization").map(|header| Authorization::read(&header)),
        address: None,
        admin_client: member(value, "admin_client"),
        orgno: member(value, "orgno"),
        transport: member(value, "transport_text"),
    }
}

/// A token as text, or its parts as objects, or its claims alone.
fn read_token(value: &Value) -> Option<OpenedToken> {
    if let Some(text) = value.as_str() {
        return OpenedToken::read(text);
    }
    let of = |names: [&str; 2]| names.iter().find_map(|name| value.get(*name)).cloned();
    let (header, claims) = (of(["header", "head"]), of(["claims", "payload"]));
    match (header, claims) {
        (None, None) => value.is_object().then(|| OpenedToken {
            header: Value::Null,
            claims: value.clone(),
        }),
        (header, claims) => Some(OpenedToken {
            header: header.unwrap_or_default(),
            claims: claims.unwrap_or_default(),
        }),
    }
}

/// A request, and the address it went to when that is known.
#[derive(Default)]
pub(super) struct ReadRequest {
    pub request: Option<ApiRequest>,
    pub address: Option<String>,
}

fn read_request(value: &Value) -> ReadRequest {
    if let Some(line) = value.as_str() {
        let (method, url) = line
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or(("", line.trim()));
        return request_to(method, url.trim(), None);
    }
    let method = member(value, "method").unwrap_or_default();
    let url = ["url", "address", "path"]
        .iter()
        .find_map(|name| member(value, name));
    request_to(&method, &url.unwrap_or_default(), value.get("body").cloned())
}

/// A request from a method and an address; the path is what follows the base address, as in [`ApiRequest`].
pub(super) fn request_to(method: &str, url: &str, body: Option<Value>) -> ReadRequest {
    if url.is_empty() {
        return ReadRequest::default();
    }
    let is_whole = url.contains("://");
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = match (is_whole, rest.split_once('/')) {
        (true, Some((_, path))) => format!("/{path}"),
        (true, None) => "/".to_owned(),
        (false, _) => rest.to_owned(),
    };
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let base = ["/external/api/v1", "/api/v1", "/rest"]
        .iter()
        .find_map(|base| path.strip_prefix(base));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    let request = ApiRequest {
        method: method.to_uppercase(),
        query: query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(pair)
            .collect(),
        body,
        ..empty_request(base.unwrap_or(path))
    };
    ReadRequest {
        request: Some(request),
        address: is_whole.then(|| url.to_owned()),
    }
}

fn empty_request(path: &str) -> ApiRequest {
    ApiRequest {
        method: String::new(),
        path: path.to_owned(),
        query: Vec::new(),
        body: None,
        operation: None,
    }
}

fn read_headers(value: &Value) -> Vec<(String, String)> {
    let pair = |pair: &Value| {
        let name = pair.get(0)?.as_str()?.to_lowercase();
        Some((name, pair.get(1).map(as_text)?))
    };
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.to_lowercase(), as_text(value)))
            .collect(),
        Value::Array(list) => list.iter().filter_map(pair).collect(),
        _ => Vec::new(),
    }
}

fn read_time(value: &Value) -> Option<Timestamp> {
    if let Some(seconds) = value.as_i64() {
        return Some(Timestamp(seconds));
    }
    let time: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Timestamp(time.as_second()))
}

fn member(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A text as it is, anything else as JSON.
fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
