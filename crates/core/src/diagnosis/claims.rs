//! An access token's claims, read leniently, and what a call demands of them.

use serde_json::Value;

use super::evidence;
use crate::Timestamp;
use crate::api::ApiRequest;

/// The claims of whatever was sent as access token.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a>(pub &'a Value);

impl Claims<'_> {
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(evidence::plain)
    }

    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.0.get(name).and_then(number).map(Timestamp)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    pub fn scopes(&self) -> Vec<String> {
        let text = self.text("scope").unwrap_or_default();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// The organisation number of `consumer`, or of a deprecated claim.
    pub fn consumer(&self) -> Option<String> {
        self.organisation("consumer")
            .or_else(|| self.text("client_orgno"))
    }

    pub fn organisation(&self, member: &str) -> Option<String> {
        let id = self.0.get(member)?.get("ID")?.as_str()?;
        Some(id.rsplit(':').next().unwrap_or(id).to_owned())
    }
}

fn number(value: &Value) -> Option<i64> {
    // Some libraries write numeric dates with a fraction; the second is what matters.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the fraction and absurd dates may be cut"
    )]
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

/// The scopes of which the token must have one; empty when the call needs none or Losen does not know.
///
/// Changing a client itself takes `dcr.write`; `dcr.modify` is only accepted for its keys and on-behalf-of entries,
/// according to the API's OpenAPI document.
pub(super) fn accepted_scopes(request: &ApiRequest) -> &'static [&'static str] {
    let path = request
        .path
        .trim_start_matches("/api/v1")
        .trim_start_matches("/api/v2");
    let reads = request.method.eq_ignore_ascii_case("GET");
    let open = [
        "/scopes/all",
        "/prefix/all",
        "/delegationsources",
        "/organizations",
    ];
    if open.iter().any(|open| path.starts_with(open)) {
        return &[];
    }
    if path.starts_with("/clients") {
        return match (
            reads,
            path.contains("/onbehalfof"),
            path.contains("/jwks") || path.ends_with("/key"),
        ) {
            (true, _, _) => &["idporten:dcr.read", "idporten:dcr.write", "idporten:dcr.modify"],
            (false, true, _) => &[
                "idporten:dcr.write",
                "idporten:dcr.modify",
                "idporten:dcr/onbehalfof:write",
                "idporten:dcr/onbehalfof.write",
            ],
            (false, false, true) => &["idporten:dcr.write", "idporten:dcr.modify"],
            (false, false, false) => &["idporten:dcr.write"],
        };
    }
    match (path.starts_with("/scopes") || path.starts_with("/prefix"), reads) {
        (true, true) => &["idporten:scopes.read", "idporten:scopes.write"],
        (true, false) => &["idporten:scopes.write"],
        (false, _) => &[],
    }
}

/// Whether a scope administers clients or scopes at all.
pub(super) fn is_admin_scope(scope: &str) -> bool {
    scope.starts_with("idporten:dcr") || scope.starts_with("idporten:scopes")
}

/// Whether a scope looks like one that the call takes and is none: of another family, misspelt with a colon or a full stop, or
/// one that only changes keys. The read scope of the right family is no such mistake for clients, where it is simply too
/// little; among the scopes it is, since `scopes.write` reads as well.
pub(super) fn is_mistaken(scope: &str, accepted: &[&str]) -> bool {
    const SPELT: &[&str] = &[
        "idporten:dcr.read",
        "idporten:dcr.write",
        "idporten:dcr.supplier",
        "idporten:dcr.altinn",
        "idporten:dcr.datasharing",
        "idporten:dcr/onbehalfof:write",
        "idporten:dcr/onbehalfof.write",
    ];
    let for_clients = accepted.iter().any(|scope| scope.starts_with("idporten:dcr"));
    !(for_clients && SPELT.contains(&scope))
}

/// Whether the call goes to KRR's own services rather than to the self-service API.
pub(super) fn is_krr(request: &ApiRequest, address: Option<&str>) -> bool {
    let path = request.path.trim_end_matches('/');
    path.ends_with("/person")
        || path.ends_with("/personer")
        || address.is_some_and(|address| super::place::host(address).ends_with("kontaktregisteret.no"))
}
