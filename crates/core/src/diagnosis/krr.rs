//! KRR refused: which token goes with which service, and which scope.
//!
//! `/person` is about whoever is logged in and takes a token of ID-porten; `/personer` looks up many and takes one of
//! Maskinporten. What the self-service API demands of a token does not count here: a token of the new client, and one
//! that is bound to a person, are both as they should be.

use super::catalogue as known;
use super::claims::Claims;
use super::unauthorized::Case;
use super::{Cause, evidence, place};
use crate::api::ApiRequest;
use crate::model::Environment;

/// The causes of a 401 or a 403 of KRR.
pub(super) fn causes(case: &Case<'_>) -> Vec<Cause> {
    let claims = case.known.token_claims.as_ref().map(Claims);
    let mut causes: Vec<Cause> = claims
        .and_then(|claims| decided(case, claims))
        .into_iter()
        .collect();
    if causes.is_empty() {
        causes.extend(case.said(claims, &[]));
    }
    if causes.is_empty() {
        causes = guesses(case);
    }
    causes
}

/// What the claims decide.
fn decided(case: &Case<'_>, claims: Claims<'_>) -> Option<Cause> {
    let issuer = claims.text("iss").unwrap_or_default();
    let seen = |entry: &known::Entry| entry.certain().because(evidence::claim("iss", &issuer));
    let practice = case.known.environment == Some(Environment::Practice);
    let user = place::is_login(&issuer, practice);
    let machine = place::is_maskinporten(&issuer) || practice && !user && !issuer.is_empty();
    if place::is_retired(&issuer) {
        return Some(seen(known::UNAUTHORIZED_RETIRED));
    }
    if is_for_one(case.request) && machine {
        return Some(seen(known::KRR_USER_TOKEN));
    }
    if !is_for_one(case.request) && user {
        return Some(seen(known::KRR_MACHINE_TOKEN));
    }
    if let Some(cause) = case.other_environment(&issuer) {
        return Some(cause);
    }
    let scopes = claims.scopes();
    let needed = if is_for_one(case.request) {
        "krr:user/"
    } else {
        "krr:global/"
    };
    let has = scopes.iter().any(|scope| scope.starts_with(needed));
    if claims.has("scope") && !has {
        let scopes = evidence::claim("scope", &scopes.join(" "));
        return Some(known::KRR_SCOPE.certain().because(scopes));
    }
    case.expiry(claims)
}

/// Nothing decides.
fn guesses(case: &Case<'_>) -> Vec<Cause> {
    if case.known.token_claims.is_some() {
        return vec![
            known::KRR_REFUSED.likely(),
            known::UNAUTHORIZED_SIGNATURE.possible(),
            known::UNAUTHORIZED_HEADER.possible(),
        ];
    }
    let other_kind = if is_for_one(case.request) {
        known::KRR_USER_TOKEN
    } else {
        known::KRR_MACHINE_TOKEN
    };
    let (first, second) = match case.reply.status {
        401 => (known::UNAUTHORIZED_EXPIRED, known::KRR_SCOPE),
        _ => (known::KRR_SCOPE, known::UNAUTHORIZED_EXPIRED),
    };
    vec![
        first.likely(),
        known::UNAUTHORIZED_ENVIRONMENT.possible(),
        other_kind.possible(),
        second.possible(),
        known::UNAUTHORIZED_HEADER.possible(),
    ]
}

/// Whether it is the service for the person who is logged in.
fn is_for_one(request: &ApiRequest) -> bool {
    request.path.trim_end_matches('/').ends_with("/person")
}
