//! The catalogue of scopes, and `/scopes`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bearer::READ_SCOPES;
use crate::errors::ApiError;
use crate::http::HttpReply;
use crate::practice::{Call, Practice};

/// A scope as the API shows it, unknown members included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeRecord(pub serde_json::Map<String, Value>);

/// Every scope that exists: those of others, which never change, and the organisation's own, which alone are kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Catalogue {
    #[serde(skip, default = "others")]
    others: Vec<ScopeRecord>,
    own: Vec<ScopeRecord>,
}

impl ScopeRecord {
    pub fn text(&self, member: &str) -> &str {
        self.0.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn flag(&self, member: &str) -> bool {
        self.0.get(member).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A lifetime; 0 and absent both mean the system's default.
    pub fn seconds(&self, member: &str) -> Option<i64> {
        self.0
            .get(member)
            .and_then(Value::as_i64)
            .filter(|seconds| *seconds > 0)
    }

    pub fn name(&self) -> &str {
        self.text("name")
    }

    pub fn is_active(&self) -> bool {
        self.flag("active")
    }

    /// Whether a client of that type may have it. An empty list allows every type.
    pub fn allows(&self, integration_type: &str) -> bool {
        let types = self.0.get("allowed_integration_types").and_then(Value::as_array);
        types.is_none_or(|types| {
            types.is_empty()
                || types
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|allowed| allowed.eq_ignore_ascii_case(integration_type))
        })
    }

    fn is_delegable(&self) -> bool {
        !self.text("delegation_source").is_empty()
    }
}

impl Catalogue {
    /// The scopes of others, and none of one's own.
    pub fn initial() -> Self {
        Self {
            others: others(),
            own: Vec::new(),
        }
    }

    /// All of them, deactivated ones as well.
    pub fn all(&self) -> impl Iterator<Item = &ScopeRecord> {
        self.others.iter().chain(&self.own)
    }

    /// Any scope, to the letter.
    pub fn named(&self, name: &str) -> Option<&ScopeRecord> {
        self.all().find(|scope| scope.name() == name)
    }

    /// An active scope, to the letter.
    pub fn find(&self, name: &str) -> Option<&ScopeRecord> {
        self.named(name).filter(|scope| scope.is_active())
    }

    /// One of the organisation's own, to be changed.
    pub fn own_mut(&mut self, name: &str) -> Option<&mut ScopeRecord> {
        self.own.iter_mut().find(|scope| scope.name() == name)
    }

    /// Takes in a scope of the organisation's own.
    pub fn add(&mut self, scope: ScopeRecord) {
        self.own.push(scope);
    }
}

fn others() -> Vec<ScopeRecord> {
    // The file is part of the source and a test reads it.
    serde_json::from_str(include_str!("../data/scopes.json")).unwrap_or_default()
}

impl Practice {
    pub(crate) fn scope_routes(&mut self, call: &Call<'_>, rest: &[&str]) -> Result<HttpReply, ApiError> {
        match (call.request.method.as_str(), rest) {
            ("GET", ["all"]) => self.public_scopes(call),
            ("GET", []) => self.own_scopes(call),
            ("GET", ["scope"]) => self.own_scope(call),
            ("POST", []) => self.create_scope(call),
            ("PUT", []) => self.replace_scope(call),
            ("DELETE", []) => self.deactivate_scope(call),
            ("GET", ["access", "all"]) => self.accesses_received(call),
            ("GET", ["access"]) => self.accesses_given(call),
            ("PUT", ["access", consumer]) => self.grant_access(call, consumer),
            ("DELETE", ["access", consumer]) => self.remove_access(call, consumer),
            (method, [] | ["all" | "access" | "scope"] | ["access", _]) => {
                Err(ApiError::MethodNotAllowed(method.to_owned()))
            }
            _ => Err(ApiError::NotFound(format!(
                "No static resource {}.",
                call.request.path
            ))),
        }
    }

    /// Needs no token.
    fn public_scopes(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let request = call.request;
        let inactive = request.query_flag("inactive");
        let delegated = request.query_flag("delegated_sources");
        let open = request.query_flag("accessible_for_all");
        let shown: Vec<&ScopeRecord> = self
            .scopes
            .all()
            .filter(|scope| scope.text("visibility") == "PUBLIC" && (inactive || scope.is_active()))
            .filter(|scope| {
                request
                    .query("prefix")
                    .is_none_or(|prefix| scope.text("prefix") == prefix)
            })
            .filter(|scope| {
                request
                    .query("integration_type")
                    .is_none_or(|kind| scope.allows(kind))
            })
            .filter(|scope| !delegated || scope.is_delegable())
            .filter(|scope| !open || scope.flag("accessible_for_all"))
            .collect();
        if shown.is_empty() && delegated {
            let orgno = self.settings.orgno.clone();
            return Err(ApiError::DoesNotHaveAny {
                orgno,
                what: "delegated scopes",
            });
        }
        Ok(HttpReply::json(200, &shown))
    }

    fn own_scopes(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_SCOPES)?;
        let inactive = call.request.query_flag("inactive");
        let owned = self
            .scopes
            .all()
            .filter(|scope| scope.text("owner_orgno") == caller.orgno);
        let wanted = call.request.query("scope");
        let shown: Vec<&ScopeRecord> = owned
            .filter(|scope| inactive || scope.is_active())
            .filter(|scope| wanted.is_none_or(|name| scope.name() == name))
            .collect();
        if shown.is_empty() {
            return Err(ApiError::DoesNotHaveAny {
                orgno: caller.orgno,
                what: "scopes",
            });
        }
        Ok(HttpReply::json(200, &shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_can_be_read_and_names_no_scope_twice() {
        let catalogue = Catalogue::initial();
        let mut names: Vec<&str> = catalogue.all().map(ScopeRecord::name).collect();
        names.sort_unstable();
        let count = names.len();
        assert!(count > 60);
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_scope_without_a_list_is_for_every_type() {
        let scope: ScopeRecord = serde_json::from_str(r#"{"name":"a:b"}"#).unwrap();
        assert!(scope.allows("krr"));
        let machines = Catalogue::initial();
        let machines = machines.find("krr:global/kontaktinformasjon.read").unwrap();
        assert!(machines.allows("KRR") && !machines.allows("api_klient"));
    }
}
