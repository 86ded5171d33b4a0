//! Which organisation has been granted which scope, and `/scopes/access`.

use serde::{Deserialize, Serialize};

use crate::bearer::READ_SCOPES;
use crate::errors::ApiError;
use crate::http::HttpReply;
use crate::practice::{Call, Practice, Settings};
use crate::scopes::ScopeRecord;

/// One organisation's access to one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The scope.
    pub scope: String,
    /// `APPROVED`, `REQUESTED` or `DENIED`; only the first can be used.
    pub state: String,
    /// Who owns the scope.
    pub owner_orgno: String,
    /// The owner's name.
    pub owner_organization_name: String,
    /// Who may use it.
    pub consumer_orgno: String,
    /// The consumer's name.
    pub consumer_organization_name: String,
    /// When it was granted.
    pub created: String,
    /// When it was last changed.
    pub last_updated: String,
}

/// All accesses.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accesses(pub Vec<Access>);

impl Accesses {
    /// KRR for everybody who practises; one provider that has not answered yet.
    pub fn initial(settings: &Settings) -> Self {
        let access = |scope: &str, state: &str, owner: (&str, &str)| Access {
            scope: scope.to_owned(),
            state: state.to_owned(),
            owner_orgno: owner.0.to_owned(),
            owner_organization_name: owner.1.to_owned(),
            consumer_orgno: settings.orgno.clone(),
            consumer_organization_name: settings.organisation.clone(),
            created: "2026-01-15T09:30:00.412873Z".to_owned(),
            last_updated: "2026-01-15T09:30:00.412873Z".to_owned(),
        };
        let digdir = ("991825827", "DIGITALISERINGSDIREKTORATET");
        let admin = [
            "dcr.read",
            "dcr.modify",
            "dcr.write",
            "scopes.read",
            "scopes.write",
        ];
        let mut all: Vec<Access> = [
            "krr:global/kontaktinformasjon.read",
            "krr:global/digitalpost.read",
        ]
        .iter()
        .map(|scope| access(scope, "APPROVED", digdir))
        .collect();
        all.extend(admin.map(|scope| access(&format!("idporten:{scope}"), "APPROVED", digdir)));
        all.push(access(
            "folkeregister:deling/offentligmedhjemmel",
            "REQUESTED",
            ("974761076", "SKATTEETATEN"),
        ));
        Self(all)
    }

    /// Whether the organisation may use the scope.
    pub fn allow(&self, scope: &ScopeRecord, orgno: &str) -> bool {
        scope.flag("accessible_for_all")
            || scope.text("owner_orgno") == orgno
            || self.0.iter().any(|access| {
                access.scope == scope.name() && access.consumer_orgno == orgno && access.state == "APPROVED"
            })
    }
}

impl Practice {
    /// What others have granted to the caller's organisation. Scopes that are open to all are not in it.
    pub(crate) fn granted_accesses(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        let shown: Vec<&Access> = self
            .accesses
            .0
            .iter()
            .filter(|access| access.consumer_orgno == caller.orgno)
            .collect();
        if shown.is_empty() {
            return Err(ApiError::DoesNotHaveAny {
                orgno: caller.orgno,
                what: "scope accesses",
            });
        }
        Ok(HttpReply::json(200, &shown))
    }

    /// Accesses that the caller's organisation has given or been given.
    pub(crate) fn accesses(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        let (scope, consumer) = (call.request.query("scope"), call.request.query("consumer_orgno"));
        let shown: Vec<&Access> = self
            .accesses
            .0
            .iter()
            .filter(|access| access.consumer_orgno == caller.orgno || access.owner_orgno == caller.orgno)
            .filter(|access| scope.is_none_or(|scope| access.scope == scope))
            .filter(|access| consumer.is_none_or(|consumer| access.consumer_orgno == consumer))
            .collect();
        if shown.is_empty() {
            return Err(ApiError::DoesNotHaveAny {
                orgno: caller.orgno,
                what: "scope accesses",
            });
        }
        Ok(HttpReply::json(200, &shown))
    }
}
