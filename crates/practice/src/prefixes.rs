//! Small public lists: prefixes, sources of delegation, names of organisations.

use std::collections::BTreeMap;

use losen_core::model::OrgNo;
use serde_json::{Value, json};

use crate::bearer::READ_SCOPES;
use crate::errors::ApiError;
use crate::http::HttpReply;
use crate::practice::{Call, Practice};

/// The prefix that Digdir has given to the organisation that practises.
pub const OWN_PREFIX: &str = "losby";

const CREATED: &str = "2026-01-05T09:12:44.310275Z";

/// Organisations that the practice environment knows by name, besides the one that practises.
const KNOWN: [(&str, &str); 4] = [
    ("889640782", "ARBEIDS- OG VELFERDSETATEN"),
    ("974761076", "SKATTEETATEN"),
    ("991825827", "DIGITALISERINGSDIREKTORATET"),
    ("311718371", "EKSEMPEL AS"),
];

impl Practice {
    pub(crate) fn list_routes(&self, call: &Call<'_>, segments: &[&str]) -> Result<HttpReply, ApiError> {
        match (call.request.method.as_str(), segments) {
            ("GET", ["prefix"]) => {
                let caller = self.api_caller(call, READ_SCOPES)?;
                let own: Vec<Value> = self
                    .prefixes()
                    .into_iter()
                    .filter(|it| it["owner_orgno"] == caller.orgno.as_str())
                    .collect();
                if own.is_empty() {
                    return Err(ApiError::DoesNotHaveAny {
                        orgno: caller.orgno,
                        what: "prefixes",
                    });
                }
                Ok(HttpReply::json(200, &own))
            }
            ("GET", ["prefix", "all"]) => Ok(HttpReply::json(200, &self.prefixes())),
            ("GET", ["delegationsources"]) => Ok(HttpReply::json(
                200,
                &json!([{ "name": "Altinn", "issuer": "https://tt02.altinn.no/", "created": CREATED,
                    "last_updated": CREATED }]),
            )),
            ("GET", ["organizations", orgno]) => {
                let unknown = || ApiError::NotFound(format!("Fant ikke organisasjon {orgno}"));
                let name = self.organisation_name(orgno).ok_or_else(unknown)?;
                Ok(HttpReply::json(200, &json!({ "orgnr": orgno, "name": name })))
            }
            _ => Err(ApiError::NotFound(format!(
                "No static resource {}.",
                call.request.path
            ))),
        }
    }

    pub(crate) fn organisation_name(&self, orgno: &str) -> Option<&str> {
        if orgno == self.settings.orgno {
            return Some(&self.settings.organisation);
        }
        KNOWN
            .iter()
            .find(|(known, _)| *known == orgno)
            .map(|(_, name)| *name)
    }

    fn prefixes(&self) -> Vec<Value> {
        let mut owners: BTreeMap<&str, &str> = self
            .scopes
            .all()
            .map(|scope| (scope.text("prefix"), scope.text("owner_orgno")))
            .collect();
        owners.insert(OWN_PREFIX, &self.settings.orgno);
        owners.remove("");
        let prefix = |(prefix, owner): (&str, &str)| {
            json!({ "prefix": prefix, "owner_orgno": owner, "organization_name": self.organisation_name(owner),
                "last_updated": CREATED, "active": true, "created": CREATED })
        };
        owners.into_iter().map(prefix).collect()
    }
}

/// An organisation number as it stands in a path: nine digits with a good check digit, and nothing around them.
pub fn organisation_in_path(segment: &str) -> Option<OrgNo> {
    OrgNo::parse(segment)
        .ok()
        .filter(|orgno| orgno.as_str() == segment && orgno.checksum_holds())
}
