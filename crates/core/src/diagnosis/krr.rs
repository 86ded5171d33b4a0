//! KRR refused: which token goes with which service, and which scope.
//!
//! `/person` is about whoever is logged in and takes a token of ID-porten; `/personer` looks up many and takes one of
//! Maskinporten.

use super::catalogue as known;
use super::claims::Claims;
use super::unauthorized::Case;
use super::{Cause, evidence, place};

/// What the claims decide about a call to KRR.
pub(super) fn decided(case: &Case<'_>) -> Option<Cause> {
    let claims = Claims(case.known.token_claims.as_ref()?);
    let issuer = claims.text("iss").unwrap_or_default();
    let seen = || evidence::claim("iss", &issuer);
    let path = case.request.path.trim_end_matches('/');
    let machine = place::is_maskinporten(&issuer);
    let user = place::host(&issuer).ends_with("idporten.no");
    if path.ends_with("/person") && machine {
        return Some(known::KRR_USER_TOKEN.certain().because(seen()));
    }
    if path.ends_with("/personer") && user {
        return Some(known::KRR_MACHINE_TOKEN.certain().because(seen()));
    }
    let scopes = claims.scopes();
    let needed = if path.ends_with("/person") {
        "krr:user/"
    } else {
        "krr:global/"
    };
    let has = scopes.iter().any(|scope| scope.starts_with(needed));
    (claims.has("scope") && !has).then(|| {
        known::KRR_SCOPE
            .certain()
            .because(evidence::claim("scope", &scopes.join(" ")))
    })
}
