//! The gate in front of the API: who is calling, and may they?

use losen_core::Timestamp;

use crate::errors::{ApiError, Unauthorized};
use crate::http::HttpRequest;
use crate::moment;
use crate::tokens::{Issued, Issuer, Tokens};

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
    tokens: &Tokens,
    now: Timestamp,
    request: &HttpRequest,
    issuer: Issuer,
    any_of: &'static [&'static str],
) -> Result<Issued, ApiError> {
    let issued = known(tokens, now, request, issuer).map_err(ApiError::Unauthorized)?;
    if any_of.is_empty() || issued.has_any(any_of) {
        Ok(issued)
    } else {
        Err(ApiError::MissingScope { any_of })
    }
}

fn known(
    tokens: &Tokens,
    now: Timestamp,
    request: &HttpRequest,
    issuer: Issuer,
) -> Result<Issued, Unauthorized> {
    let header = request.header("authorization").ok_or(Unauthorized::NoToken)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Unauthorized::NoToken);
    }
    // The characters of RFC 6750's b64token.
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    if token.is_empty() || !token.bytes().all(fits) {
        return Err(Unauthorized::Malformed);
    }
    let issued = tokens.find(token).ok_or(Unauthorized::Foreign)?;
    if issued.issuer != issuer {
        return Err(Unauthorized::WrongIssuer);
    }
    if issued.expires <= now {
        return Err(Unauthorized::Expired {
            at: moment::rfc3339_seconds(issued.expires),
        });
    }
    Ok(issued.clone())
}
