//! The gate in front of the API: who is calling, and may they?

use crate::errors::{ApiError, Unauthorized};
use crate::faults::FaultEffect;
use crate::moment;
use crate::practice::{Call, Practice};
use crate::tokens::{Issued, Issuer};

/// Scopes that open the reading of clients. Writing implies reading: a production client reads keys with
/// `dcr.write` alone.
pub const READ_CLIENTS: &[&str] = &["idporten:dcr.read", "idporten:dcr.write"];
/// Scopes that open the writing of clients. `dcr.modify` is not among them, whatever its name says.
pub const WRITE_CLIENTS: &[&str] = &["idporten:dcr.write"];
/// Scopes that open the writing of keys.
pub const WRITE_KEYS: &[&str] = &["idporten:dcr.write", "idporten:dcr.modify"];
/// Scopes that open own scopes and accesses.
pub const READ_SCOPES: &[&str] = &["idporten:scopes.read", "idporten:scopes.write"];
/// Scopes that open the writing of own scopes and accesses.
pub const WRITE_SCOPES: &[&str] = &["idporten:scopes.write"];
/// Scopes that open the reading of on-behalf-of entries.
pub const READ_ON_BEHALF_OF: &[&str] = &[
    "idporten:dcr.read",
    "idporten:dcr.write",
    "idporten:dcr.modify",
    "idporten:dcr/onbehalfof.write",
];
/// Scopes that open the writing of on-behalf-of entries.
pub const WRITE_ON_BEHALF_OF: &[&str] = &[
    "idporten:dcr.write",
    "idporten:dcr.modify",
    "idporten:dcr/onbehalfof.write",
];

/// The caller's token, when it is good, from this issuer and holds one of the scopes.
pub fn caller(
    practice: &Practice,
    call: &Call<'_>,
    issuer: Issuer,
    any_of: &'static [&'static str],
) -> Result<Issued, ApiError> {
    let issued = known(practice, call, issuer).map_err(ApiError::Unauthorized)?;
    if any_of.is_empty() || issued.has_any(any_of) {
        Ok(issued)
    } else {
        Err(ApiError::MissingScope { any_of })
    }
}

fn known(practice: &Practice, call: &Call<'_>, issuer: Issuer) -> Result<Issued, Unauthorized> {
    let header = call
        .request
        .header("authorization")
        .ok_or(Unauthorized::NoToken)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Unauthorized::NoToken);
    }
    // The characters of RFC 6750's b64token.
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    if token.is_empty() || !token.bytes().all(fits) {
        return Err(Unauthorized::Malformed);
    }
    let Some(issued) = practice.tokens.find(token) else {
        return Err(foreign(practice, call, token));
    };
    if issued.issuer != issuer {
        return Err(Unauthorized::WrongIssuer);
    }
    if issued.expires <= call.now {
        return Err(Unauthorized::Expired {
            at: moment::rfc3339_seconds(issued.expires),
        });
    }
    // An API accepts a token that is for anybody, or for itself.
    let base = &practice.settings.base;
    if issued
        .audience
        .as_ref()
        .is_some_and(|audience| !audience.starts_with(base))
    {
        return Err(Unauthorized::WrongAudience);
    }
    if call.effects.contains(&FaultEffect::OnlyCertificates) && issued.method != "virksomhetssertifikat" {
        return Err(Unauthorized::WrongMethod);
    }
    Ok(issued.clone())
}

/// A token that says that it was made here, and was not, has been changed on its way.
fn foreign(practice: &Practice, call: &Call<'_>, token: &str) -> Unauthorized {
    let ours = format!("{}/", practice.settings.base);
    let read = call.notary.read(token);
    let issuer = read.as_ref().and_then(|read| read.claims.get("iss")?.as_str());
    if issuer == Some(ours.as_str()) {
        Unauthorized::BadSignature
    } else {
        Unauthorized::Foreign
    }
}
