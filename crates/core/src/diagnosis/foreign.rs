//! An API that is not Digdir's refused. It may take Maskinporten's tokens, and has rules of its own: what the self-service
//! API demands says nothing here. Only what holds for every bearer token is said, and whose turn it is.

use super::answer::header;
use super::catalogue as known;
use super::claims::Claims;
use super::unauthorized::Case;
use super::{Authorization, Cause, network};

/// What can be said of the answer of somebody else's API.
pub(super) fn causes(case: &Case<'_>) -> Vec<Cause> {
    let mut causes = between(case);
    if causes.is_empty() && case.reply.status == 401 {
        causes = of_the_token(case);
    }
    causes.push(known::ADDRESS_FOREIGN.certain());
    causes.sort_by_key(|cause| cause.certainty);
    causes
}

/// A proxy or a page of a network, which may stand before any API. A page that says nothing of the kind may be the API's.
fn between(case: &Case<'_>) -> Vec<Cause> {
    if case.reply.status == 407 {
        return vec![known::NETWORK_PROXY_LOGIN.certain()];
    }
    if !case.answer.is_page {
        return Vec::new();
    }
    let challenge = header(case.reply, "proxy-authenticate");
    let mut causes = network::page(case.reply.status, case.answer, challenge);
    causes.retain(|cause| cause.code != known::NETWORK_HTML.code);
    causes
}

/// The header's form, and whether the token had expired.
fn of_the_token(case: &Case<'_>) -> Vec<Cause> {
    let form = case
        .known
        .authorization
        .filter(|form| *form != Authorization::Basic);
    if let Some((entry, seen)) = form.and_then(Authorization::cause) {
        return vec![entry.certain().because(seen)];
    }
    let claims = case.known.token_claims.as_ref().map(Claims);
    let expiry = claims.and_then(|claims| case.expiry(claims));
    let said = || {
        let anywhere = [
            known::UNAUTHORIZED_EXPIRED.code,
            known::UNAUTHORIZED_CLOCK.code,
            known::UNAUTHORIZED_HEADER.code,
        ];
        case.said(claims, &[])
            .filter(|cause| anywhere.contains(&cause.code))
    };
    expiry.or_else(said).into_iter().collect()
}
