//! Who made this grant, and does it hold? Nothing about scopes yet.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use losen_core::Timestamp;
use serde_json::Value;

use crate::authorization_details;
use crate::clients::Client;
use crate::notary::{Notary, Unverified, VerificationKey};
use crate::refusal::Refusal;

/// A grant whose maker is known.
#[derive(Debug)]
pub struct Grant {
    pub client_id: String,
    pub scopes: Vec<String>,
    pub jti: Option<String>,
    pub consumer_org: Option<String>,
    pub expires: Timestamp,
    /// Whom the token is to be for (`resource`).
    pub audience: Option<String>,
    /// What the token is to be for, beyond scopes.
    pub details: Option<Value>,
    /// How the client proved who it is, as `client_amr` says it.
    pub method: &'static str,
}

impl Grant {
    /// A grant that nobody has signed, for whoever is trusted without.
    pub fn trusted(now: Timestamp, client_id: &str, scope: &str, method: &'static str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            scopes: vec![scope.to_owned()],
            jti: None,
            consumer_org: None,
            expires: now,
            audience: None,
            details: None,
            method,
        }
    }
}

/// How far the clocks may differ, in seconds.
const SKEW: i64 = 10;
const LONGEST: i64 = 120;

/// Checks the claims first and the signature last, as the real server's messages suggest.
pub fn check(
    now: Timestamp,
    notary: &dyn Notary,
    client: &Client,
    audience: &str,
    jws: &str,
    grant: &Unverified,
) -> Result<Grant, Refusal> {
    let text = |member: &str| grant.claims.get(member).and_then(Value::as_str);
    if !is_audience(grant.claims.get("aud"), audience) {
        return Err(Refusal::BadAudience);
    }
    let expires = check_times(now, &grant.claims)?;
    let algorithm = grant.header.get("alg").and_then(Value::as_str);
    if !matches!(algorithm, Some("RS256" | "RS384" | "RS512")) {
        return Err(Refusal::BadParameter);
    }
    if client.text("token_endpoint_auth_method") != "private_key_jwt"
        || !client
            .texts("grant_types")
            .contains(&losen_core::grant::GRANT_TYPE)
    {
        return Err(Refusal::AuthenticationFailed);
    }
    let method = check_identity(now, notary, client, jws, &grant.header)?;
    Ok(Grant {
        client_id: client.client_id.clone(),
        scopes: text("scope")
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        jti: text("jti").map(str::to_owned),
        consumer_org: text("consumer_org").map(str::to_owned),
        expires,
        audience: text("resource").map(str::to_owned),
        details: authorization_details::check(&grant.claims, &client.orgno)?,
        method,
    })
}

/// Who signed: the client's organisation with its certificate, or the holder of a registered key. As `client_amr` says it.
pub fn check_identity(
    now: Timestamp,
    notary: &dyn Notary,
    client: &Client,
    jws: &str,
    header: &Value,
) -> Result<&'static str, Refusal> {
    match (header.get("x5c"), header.get("kid")) {
        (Some(x5c), None) => {
            // "Må klienter som har registrert en nøkkel bruke kid" (docs.digdir.no, oidc_func_clientreg).
            if !client.keys.is_empty() {
                return Err(Refusal::KeyRequired);
            }
            check_certificate(now, notary, client, jws, x5c)?;
            Ok("virksomhetssertifikat")
        }
        (None, Some(kid)) => {
            check_key(now, notary, client, jws, kid)?;
            Ok("private_key_jwt")
        }
        _ => Err(Refusal::BadParameter),
    }
}

/// The issuer with its slash, alone or as the only member of a list.
fn is_audience(claim: Option<&Value>, audience: &str) -> bool {
    match claim {
        Some(Value::String(claim)) => claim == audience,
        Some(Value::Array(list)) => matches!(list.as_slice(), [Value::String(claim)] if claim == audience),
        _ => false,
    }
}

/// The documentation gives the limits, but words for only one of them: "JWT is expired" also stands for "used too late",
/// and a life of more than two minutes is a bad parameter like any other.
pub fn check_times(now: Timestamp, claims: &Value) -> Result<Timestamp, Refusal> {
    let seconds = |member: &str| {
        claims
            .get(member)
            .and_then(Value::as_i64)
            .ok_or(Refusal::BadParameter)
    };
    let (issued, expires) = (seconds("iat")?, seconds("exp")?);
    if expires <= now.0 {
        return Err(Refusal::Expired);
    }
    if issued > now.0.saturating_add(SKEW) {
        return Err(Refusal::IssuedInFuture);
    }
    if issued < now.0.saturating_sub(SKEW) {
        return Err(Refusal::Expired);
    }
    if expires.saturating_sub(issued) > LONGEST {
        return Err(Refusal::BadParameter);
    }
    Ok(Timestamp(expires))
}

fn check_certificate(
    now: Timestamp,
    notary: &dyn Notary,
    client: &Client,
    jws: &str,
    x5c: &Value,
) -> Result<(), Refusal> {
    let chain = x5c.as_array().ok_or(Refusal::BadX5c)?;
    let leaf = chain.first().and_then(Value::as_str).ok_or(Refusal::BadX5c)?;
    let der = BASE64_STANDARD.decode(leaf).map_err(|_| Refusal::BadX5c)?;
    let facts = notary.certificate(&der).ok_or(Refusal::BadCertificate)?;
    if !facts.from_practice_ca || now < facts.not_before || now > facts.not_after {
        return Err(Refusal::BadCertificate);
    }
    if !notary.verify(jws, &VerificationKey::Certificate(der)) {
        return Err(Refusal::BadSignature);
    }
    let organisation = client.supplier_orgno.as_ref().unwrap_or(&client.orgno);
    if facts.orgno.as_ref() == Some(organisation) {
        Ok(())
    } else {
        Err(Refusal::ForeignCertificate)
    }
}

fn check_key(
    now: Timestamp,
    notary: &dyn Notary,
    client: &Client,
    jws: &str,
    kid: &Value,
) -> Result<(), Refusal> {
    let key = client
        .keys
        .iter()
        .find(|key| Some(key.kid.as_str()) == kid.as_str())
        .ok_or(Refusal::UnknownKid)?;
    if key.expires <= now {
        return Err(Refusal::ExpiredKey);
    }
    if notary.verify(jws, &VerificationKey::Jwk(Value::Object(key.jwk.clone()))) {
        Ok(())
    } else {
        Err(Refusal::BadSignature)
    }
}
