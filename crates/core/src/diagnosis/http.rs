//! The API or KRR refused, or answered something that makes no sense.

use super::answer::{Answer, header};
use super::{Cause, catalogue as known, evidence, network, token};
use crate::api::{ApiReply, ApiRequest};
use crate::text::Message;

pub(super) fn causes(request: &ApiRequest, reply: &ApiReply) -> Vec<Cause> {
    let answer = Answer::of_reply(reply);
    let seen = seen(reply, &answer);
    let challenge = header(reply, "www-authenticate").or_else(|| header(reply, "proxy-authenticate"));
    let found = if network::asks_for_login(reply.status, challenge) {
        vec![known::NETWORK_PROXY_LOGIN.certain()]
    } else if answer.is_page {
        network::page(reply.status, &answer, challenge)
    } else if token::is_refusal(&answer) {
        return token::causes(Some(reply.status), &reply.body);
    } else {
        by_status(request, reply, &answer)
    };
    found
        .into_iter()
        .map(|cause| cause.because_all(seen.clone()))
        .collect()
}

fn by_status(request: &ApiRequest, reply: &ApiReply, answer: &Answer) -> Vec<Cause> {
    match reply.status {
        200..=299 => vec![known::API_NONSENSE.certain()],
        300..=399 => vec![known::API_REDIRECT.certain()],
        400 | 422 => bad_request(answer),
        401 => vec![
            known::UNAUTHORIZED_EXPIRED.likely(),
            known::UNAUTHORIZED_ENVIRONMENT.possible(),
            known::UNAUTHORIZED_NO_HEADER.possible(),
        ],
        403 => forbidden(answer),
        404 => not_found(request),
        409 => vec![known::API_CONFLICT.certain()],
        428 => vec![known::API_TERMS.certain()],
        429 => vec![known::API_TOO_MANY.certain()],
        502..=504 => vec![known::API_UNAVAILABLE.certain()],
        500.. => vec![known::API_SERVER_ERROR.certain()],
        _ => vec![known::UNKNOWN.possible()],
    }
}

fn bad_request(answer: &Answer) -> Vec<Cause> {
    if answer.fields.is_empty() {
        return vec![known::API_BAD_REQUEST.certain()];
    }
    let field = |(name, message): &(String, String)| {
        Message::new("diagnosis.evidence.field")
            .with("field", evidence::quote(name))
            .with("text", evidence::quote(message))
    };
    vec![
        known::API_FIELDS
            .certain()
            .because_all(answer.fields.iter().map(field)),
    ]
}

fn forbidden(answer: &Answer) -> Vec<Cause> {
    if answer.says("invalid cors request") {
        return vec![known::FORBIDDEN_CORS.certain()];
    }
    vec![
        known::FORBIDDEN_SCOPE.likely(),
        known::FORBIDDEN_ORGANISATION.possible(),
        known::FORBIDDEN_CLIENT.possible(),
    ]
}

fn not_found(request: &ApiRequest) -> Vec<Cause> {
    if request.path.ends_with("/jwks") {
        return vec![known::API_NO_KEYS.likely(), known::API_UNKNOWN_CLIENT.possible()];
    }
    if request.path.starts_with("/clients/") {
        return vec![known::API_UNKNOWN_CLIENT.likely(), known::ADDRESS_PATH.possible()];
    }
    vec![known::API_NOT_FOUND.certain(), known::ADDRESS_PATH.possible()]
}

/// What every cause of this answer may show.
fn seen(reply: &ApiReply, answer: &Answer) -> Vec<Message> {
    let mut seen = token::seen(Some(reply.status), answer);
    for name in ["www-authenticate", "retry-after"] {
        if let Some(value) = header(reply, name) {
            seen.push(
                Message::new("diagnosis.evidence.header")
                    .with("header", name)
                    .with("text", evidence::quote(value)),
            );
        }
    }
    seen
}
