//! 403: the token is good, the right is missing, or a filter stands before the API.

use serde_json::Value;

use super::about::About;
use super::catalogue as known;
use super::claims::Claims;
use super::unauthorized::{Case, missing_scope};
use super::{Cause, evidence};

pub(super) fn causes(case: &Case<'_>) -> Vec<Cause> {
    let claims = case.known.token_claims.as_ref().map(Claims);
    let mut decided: Vec<Cause> = [
        claims.and_then(|claims| {
            missing_scope(
                case.request,
                claims,
                known::FORBIDDEN_SCOPE,
                known::FORBIDDEN_SCOPE,
            )
        }),
        claims.and_then(|claims| supplier_right(case, claims)),
        claims.and_then(|claims| other_organisation(case, claims)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if decided.is_empty() {
        decided.extend(said(case));
    }
    if decided.is_empty() {
        return guesses(case, claims.is_some());
    }
    decided
}

/// A client for another organisation takes a scope of its own.
fn supplier_right(case: &Case<'_>, claims: Claims<'_>) -> Option<Cause> {
    let body = case.request.body.as_ref()?;
    let of = |member: &str| body.get(member).and_then(Value::as_str);
    let (owner, consumer) = (of("client_orgno"), claims.consumer());
    let for_another = owner
        .zip(consumer.as_deref())
        .is_some_and(|(owner, own)| owner != own);
    if !(for_another || of("supplier_orgno").is_some())
        || claims
            .scopes()
            .iter()
            .any(|scope| scope == "idporten:dcr.supplier")
    {
        return None;
    }
    let mut cause = known::FORBIDDEN_SUPPLIER.certain();
    for (member, value) in [("client_orgno", owner), ("supplier_orgno", of("supplier_orgno"))] {
        if let Some(value) = value {
            cause = cause.because(
                crate::text::Message::new("diagnosis.evidence.sent")
                    .with("member", member)
                    .with("value", evidence::quote(value)),
            );
        }
    }
    Some(cause.because_all(consumer.map(|own| evidence::claim("consumer", &own))))
}

fn other_organisation(case: &Case<'_>, claims: Claims<'_>) -> Option<Cause> {
    let cause = known::FORBIDDEN_ORGANISATION.certain();
    if let Some(supplier) = claims.organisation("supplier") {
        return Some(cause.because(evidence::claim("supplier", &supplier)));
    }
    let (consumer, own) = (claims.consumer()?, case.known.orgno.as_deref()?);
    (consumer != own).then(|| {
        cause
            .because(evidence::claim("consumer", &consumer))
            .because(evidence::expected(own))
    })
}

fn said(case: &Case<'_>) -> Option<Cause> {
    let says = |words: &[&str]| words.iter().any(|words| case.answer.says(words));
    if says(&["insufficient_scope"]) {
        return Some(known::FORBIDDEN_SCOPE.certain());
    }
    if says(&[
        "samme organisasjonsnummer",
        "same organization number",
        "same organisation number",
    ]) {
        return Some(known::FORBIDDEN_ORGANISATION.certain());
    }
    None
}

fn guesses(case: &Case<'_>, scope_is_there: bool) -> Vec<Cause> {
    let mut causes = Vec::new();
    let about = About::of(case.request);
    let names_a_client =
        about == About::Client && case.request.path.trim_end_matches('/').matches('/').count() >= 2;
    if !scope_is_there {
        causes.push(known::FORBIDDEN_SCOPE.likely());
    }
    if names_a_client {
        causes.push(known::FORBIDDEN_CLIENT.possible());
    }
    if names_a_client || about != About::Client {
        causes.push(known::FORBIDDEN_ORGANISATION.possible());
    }
    // A body that says nothing, to a write: perhaps a filter rather than the API.
    if case.answer.description.is_none() && !case.request.method.eq_ignore_ascii_case("GET") {
        causes.push(known::FORBIDDEN_CORS.possible());
    }
    if scope_is_there {
        causes.push(known::FORBIDDEN.possible());
    }
    causes
}
