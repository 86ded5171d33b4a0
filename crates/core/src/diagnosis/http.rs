//! The API or KRR refused, or answered something that makes no sense.

use serde_json::Value;

use super::about::About;
use super::answer::{Answer, header};
use super::unauthorized::Case;
use super::{
    Cause, Certainty, Evidence, catalogue as known, evidence, forbidden, foreign, krr, login, network, place,
    token, unauthorized,
};
use crate::api::{ApiReply, ApiRequest};
use crate::model::Environment;
use crate::text::Message;

pub(super) fn causes(request: &ApiRequest, reply: &ApiReply, known: &Evidence) -> Vec<Cause> {
    let answer = Answer::of_reply(reply);
    let address = known.address.as_deref();
    let practice = known.environment == Some(Environment::Practice);
    let is_foreign = address.is_some_and(|address| place::is_foreign(address, practice));
    if address.is_some_and(place::is_login_endpoint) && !answer.is_page {
        return login::causes(Some(reply.status), &reply.body);
    }
    let to_token = address.is_some_and(place::is_token_endpoint) || request.path.ends_with("/token");
    let speaks = to_token || token::is_refusal(&answer);
    // OAuth refuses with these; a 403 that says "access_denied" is an API's.
    let as_oauth = matches!(reply.status, 0 | 300..=399 | 400 | 401);
    let nobody_known = address.is_none() && request.path.is_empty();
    if nobody_known && as_oauth && login::speaks(&answer) {
        // ID-porten's words, which others use too; nothing says who spoke.
        let mut causes = login::causes(Some(reply.status), &reply.body);
        for cause in &mut causes {
            cause.certainty = cause.certainty.max(Certainty::Likely);
        }
        return causes;
    }
    if speaks && !answer.is_page && !is_foreign {
        return token::causes(
            Some(reply.status),
            &reply.body,
            &super::grant::Grant::default(),
            known,
        );
    }
    let case = Case {
        request,
        reply,
        answer: &answer,
        known,
    };
    let about = About::of(request);
    let seen = seen(reply, &answer, address);
    let mut causes = if is_foreign {
        foreign::causes(&case)
    } else {
        found(&case)
    };
    for cause in &mut causes {
        cause.evidence.splice(0..0, seen.clone());
        about.tell(cause);
    }
    causes
}

fn found(case: &Case<'_>) -> Vec<Cause> {
    let (reply, answer) = (case.reply, case.answer);
    let challenge = header(reply, "www-authenticate").or_else(|| header(reply, "proxy-authenticate"));
    let address = case.known.address.as_deref();
    let at = |what: fn(&str) -> bool| address.is_some_and(what);
    if network::asks_for_login(reply.status, challenge) {
        return vec![known::NETWORK_PROXY_LOGIN.certain()];
    }
    if at(place::is_retired) {
        return vec![known::ADDRESS_RETIRED.certain()];
    }
    if at(place::is_portal) {
        return vec![known::ADDRESS_PORTAL.certain()];
    }
    if matches!(reply.status, 401 | 404 | 405) && at(place::is_wrong_path) {
        return vec![known::ADDRESS_PATH.certain()];
    }
    // Spring's filter says so in a line of text, which gateways call a page.
    if matches!(reply.status, 0 | 403) && answer.says("invalid cors request") {
        return vec![known::FORBIDDEN_CORS.certain()];
    }
    if answer.is_page {
        let mut causes = network::page(reply.status, answer, challenge);
        let unsigned = causes
            .first()
            .is_some_and(|cause| cause.code == known::NETWORK_HTML.code);
        // Nobody has signed the page, so it may be Digdir's own gateway that found no API behind it.
        if unsigned && (502..=504).contains(&reply.status) {
            causes.push(known::API_UNAVAILABLE.possible());
        }
        return causes;
    }
    let refused = !(200..300).contains(&reply.status);
    if refused && (answer.says("bruksvilk") || answer.says("precondition_required")) {
        // Where nobody saw a status and no service wrote it, somebody may only speak of them.
        let heard = reply.status == 0 && !answer.is_json;
        return vec![if heard {
            known::API_TERMS.likely()
        } else {
            known::API_TERMS.certain()
        }];
    }
    if matches!(reply.status, 401 | 403) && super::claims::is_krr(case.request, address) {
        return krr::causes(case);
    }
    by_status(case)
}

fn by_status(case: &Case<'_>) -> Vec<Cause> {
    let answer = case.answer;
    match case.reply.status {
        200..=299 => vec![known::API_NONSENSE.certain()],
        300..=399 => vec![known::API_REDIRECT.certain()],
        400 | 422 => bad_request(answer),
        401 => unauthorized::causes(case),
        // Nothing but a token's end is said in these words.
        0 if answer.says("jwt expired at") => unauthorized::causes(case),
        403 => forbidden::causes(case),
        404 | 405 => not_found(case.request),
        409 => vec![conflict(case.request, answer)],
        428 => vec![known::API_TERMS.certain()],
        429 => vec![known::API_TOO_MANY.certain()],
        502..=504 => vec![known::API_UNAVAILABLE.certain()],
        500..=599 => vec![known::API_SERVER_ERROR.certain()],
        _ => vec![known::UNKNOWN.possible()],
    }
}

fn bad_request(answer: &Answer) -> Vec<Cause> {
    let names_type = answer
        .fields
        .iter()
        .any(|(field, _)| field.contains("integration_type"));
    let mut causes = Vec::new();
    if names_type && (answer.says("endre") || answer.says("change")) {
        causes.push(known::API_TYPE_FIXED.certain());
    }
    causes.push(if answer.fields.is_empty() {
        known::API_BAD_REQUEST.certain()
    } else {
        known::API_FIELDS.certain()
    });
    let field = |(name, message): &(String, String)| {
        Message::new("diagnosis.evidence.field")
            .with("field", evidence::quote(name))
            .with("text", evidence::quote(message))
    };
    causes
        .into_iter()
        .map(|cause| cause.because_all(answer.fields.iter().map(field)))
        .collect()
}

fn not_found(request: &ApiRequest) -> Vec<Cause> {
    if request.path.ends_with("/jwks") {
        return vec![known::API_NO_KEYS.likely(), known::API_UNKNOWN_CLIENT.possible()];
    }
    if request.path.contains("/clients/") {
        return vec![known::API_UNKNOWN_CLIENT.likely(), known::ADDRESS_PATH.possible()];
    }
    vec![known::API_NOT_FOUND.likely(), known::ADDRESS_PATH.possible()]
}

/// The API says only that something is in the wrong state; its words, or what was sent, may tell which.
fn conflict(request: &ApiRequest, answer: &Answer) -> Cause {
    let says = |words: &[&str]| words.iter().any(|words| answer.says(words));
    if says(&["deaktiver", "deactivated", "inactive", "inaktiv"]) {
        return known::API_DEACTIVATED.certain();
    }
    if says(&[
        "finnes allerede",
        "finst allereie",
        "already exists",
        "må være unik",
        "must be unique",
        "duplicate",
    ]) {
        return known::API_DUPLICATE.certain();
    }
    let about_clients = About::of(request) == About::Client;
    if about_clients && says(&["integration_type", "integrasjonstype"]) {
        return known::API_TYPE_FIXED.likely();
    }
    let names_id = request
        .body
        .as_ref()
        .is_some_and(|body| body.get("client_id").is_some_and(Value::is_string));
    match request.method.as_str() {
        "POST" if names_id => known::API_DUPLICATE.likely(),
        "POST" if About::of(request) == About::Scope => known::API_DEACTIVATED.likely(),
        _ => known::API_CONFLICT.certain(),
    }
}

/// What every cause of this answer may show.
fn seen(reply: &ApiReply, answer: &Answer, address: Option<&str>) -> Vec<Message> {
    let mut seen: Vec<Message> = address
        .and_then(|address| evidence::quoted("diagnosis.evidence.address", address))
        .into_iter()
        .collect();
    seen.extend(token::seen(Some(reply.status), answer));
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
