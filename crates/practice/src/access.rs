//! Which organisation has been granted which scope, and `/scopes/access`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bearer::{READ_SCOPES, WRITE_SCOPES};
use crate::errors::{ApiError, FieldError};
use crate::http::HttpReply;
use crate::moment;
use crate::practice::{Call, Practice, Settings};
use crate::prefixes::organisation_in_path;
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
    /// Taken away again; never shown by the API.
    #[serde(default)]
    removed: bool,
}

/// All accesses.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accesses(pub Vec<Access>);

impl Access {
    fn to_json(&self) -> Value {
        let mut shown = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(members) = &mut shown {
            members.shift_remove("removed");
        }
        shown
    }
}

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
            removed: false,
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

    fn find(&mut self, scope: &str, consumer: &str) -> Option<&mut Access> {
        self.0
            .iter_mut()
            .find(|access| access.scope == scope && access.consumer_orgno == consumer)
    }

    /// The owner says yes, asked or not.
    pub fn give(&mut self, scope: &str, consumer: &str, when: String) {
        let access = match self.find(scope, consumer) {
            Some(access) => access,
            None => self.add(Access {
                scope: scope.to_owned(),
                state: String::new(),
                owner_orgno: String::new(),
                owner_organization_name: String::new(),
                consumer_orgno: consumer.to_owned(),
                consumer_organization_name: String::new(),
                created: when.clone(),
                last_updated: String::new(),
                removed: false,
            }),
        };
        access.state = "APPROVED".into();
        access.last_updated = when;
    }

    fn add(&mut self, access: Access) -> &mut Access {
        self.0.push_mut(access)
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
    pub(crate) fn accesses_received(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        self.list_accesses(call, &caller.orgno, |access| {
            access.consumer_orgno == caller.orgno
        })
    }

    /// What the caller's organisation has granted to others.
    pub(crate) fn accesses_given(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        let (scope, consumer) = (call.request.query("scope"), call.request.query("consumer_orgno"));
        self.list_accesses(call, &caller.orgno, |access| {
            access.owner_orgno == caller.orgno
                && scope.is_none_or(|scope| access.scope == scope)
                && consumer.is_none_or(|consumer| access.consumer_orgno == consumer)
        })
    }

    fn list_accesses(
        &self,
        call: &Call<'_>,
        orgno: &str,
        wanted: impl Fn(&Access) -> bool,
    ) -> Result<HttpReply, ApiError> {
        let inactive = call.request.query_flag("inactive");
        let shown: Vec<&Access> = self
            .accesses
            .0
            .iter()
            .filter(|access| wanted(access) && (inactive || !access.removed))
            .collect();
        if shown.is_empty() {
            return Err(ApiError::DoesNotHaveAny {
                orgno: orgno.to_owned(),
                what: "scope accesses",
            });
        }
        Ok(HttpReply::json(
            200,
            &shown.into_iter().map(Access::to_json).collect::<Vec<_>>(),
        ))
    }

    /// Grants one of the caller's own scopes; again is no error.
    pub(crate) fn grant_access(&mut self, call: &Call<'_>, consumer: &str) -> Result<HttpReply, ApiError> {
        let (owner, scope, consumer) = self.access_target(call, consumer)?;
        if self.scopes.find(&scope).is_none() {
            return Err(ApiError::Conflict(format!("Scope {scope} er deaktivert")));
        }
        let now = moment::rfc3339(call.now, self.mint.micros());
        let names = [&owner, &consumer].map(|it| self.organisation_name(it).unwrap_or_default().to_owned());
        let [owner_organization_name, consumer_organization_name] = names;
        let access = match self.accesses.find(&scope, &consumer) {
            Some(access) => access,
            None => self.accesses.add(Access {
                scope,
                state: String::new(),
                owner_orgno: owner,
                owner_organization_name,
                consumer_orgno: consumer,
                consumer_organization_name,
                created: now.clone(),
                last_updated: String::new(),
                removed: false,
            }),
        };
        access.state = "APPROVED".into();
        access.removed = false;
        access.last_updated = now;
        Ok(HttpReply::json(200, &access.to_json()))
    }

    pub(crate) fn remove_access(&mut self, call: &Call<'_>, consumer: &str) -> Result<HttpReply, ApiError> {
        let (_, scope, consumer) = self.access_target(call, consumer)?;
        let now = moment::rfc3339(call.now, self.mint.micros());
        let found = self
            .accesses
            .find(&scope, &consumer)
            .filter(|access| !access.removed);
        let missing = || ApiError::NotFound(format!("Organisasjon {consumer} har ikke tilgang til {scope}"));
        let access = found.ok_or_else(missing)?;
        access.state = "DENIED".into();
        access.removed = true;
        access.last_updated = now;
        Ok(HttpReply::json(200, &access.to_json()))
    }

    /// Owner, scope and consumer of a call, each of them checked.
    fn access_target(&self, call: &Call<'_>, consumer: &str) -> Result<(String, String, String), ApiError> {
        let caller = self.api_caller(call, WRITE_SCOPES)?;
        let Some(consumer) = organisation_in_path(consumer) else {
            return Err(ApiError::Fields(vec![FieldError {
                field: "consumer_orgno",
                message: "consumer_orgno er ikke et gyldig organisasjonsnummer".into(),
                object: "ScopeAccess",
            }]));
        };
        let scope = self.own_scope_name(call, &caller.orgno)?;
        Ok((caller.orgno, scope, consumer.to_string()))
    }
}
