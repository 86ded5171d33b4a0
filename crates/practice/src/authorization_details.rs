//! `authorization_details` of a grant (RFC 9396): a token for a system user of Altinn, or for a consent. Only what can go
//! wrong with a system user is played; nobody has given any consent.
//!
//! Source: <https://docs.altinn.studio/nb/authorization/guides/system-vendor/system-user/troubleshooting>.

use losen_core::model::OrgNo;
use serde_json::Value;

use crate::refusal::Refusal;

const SYSTEM_USER: &str = "urn:altinn:systemuser";
const CONSENT: &str = "urn:altinn:consent";

/// The details of a grant, when they hold. The practising organisation has approved the system user, and nobody else has.
pub fn check(claims: &Value, organisation: &str) -> Result<Option<Value>, Refusal> {
    let Some(details) = claims.get("authorization_details") else {
        return Ok(None);
    };
    let list = details.as_array().ok_or(Refusal::DetailsValues)?;
    for detail in list {
        check_one(detail, organisation)?;
    }
    Ok(Some(details.clone()))
}

fn check_one(detail: &Value, organisation: &str) -> Result<(), Refusal> {
    let fields = detail.as_object().ok_or(Refusal::DetailsValues)?;
    let known: &[&str] = match detail.get("type").and_then(Value::as_str) {
        Some(SYSTEM_USER) => &["type", "systemuser_org", "externalRef"],
        Some(CONSENT) => &["type", "id", "from", "to"],
        _ => return Err(Refusal::DetailsType),
    };
    if fields.keys().any(|field| !known.contains(&field.as_str())) {
        return Err(Refusal::DetailsFields);
    }
    let id = detail.pointer("/systemuser_org/ID").and_then(Value::as_str);
    let orgno = id.and_then(|id| id.strip_prefix("0192:"));
    let orgno = orgno
        .filter(|orgno| OrgNo::parse(orgno).is_ok())
        .ok_or(Refusal::DetailsValues)?;
    if orgno == organisation {
        Ok(())
    } else {
        Err(Refusal::NoSystemUser)
    }
}
