//! `/clients`: create, read, replace and deactivate.

use losen_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::bearer::{self, READ_CLIENTS, WRITE_CLIENTS};
use crate::errors::{ApiError, FieldError};
use crate::faults::FaultEffect;
use crate::http::HttpReply;
use crate::jwks::Key;
use crate::mint::fingerprint;
use crate::moment;
use crate::on_behalf_of::OnBehalfOf;
use crate::practice::{Call, Practice};
use crate::registration;
use crate::tokens::{Issued, Issuer};

/// A client as it is registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// The organisation it belongs to.
    pub orgno: String,
    /// The organisation that made it on behalf of the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier_orgno: Option<String>,
    /// The writable members, defaults filled in.
    pub(crate) body: Map<String, Value>,
    pub(crate) keys: Vec<Key>,
    #[serde(default)]
    pub(crate) onbehalfof: Vec<OnBehalfOf>,
    /// The fingerprint of its secret.
    pub(crate) secret: Option<String>,
    pub(crate) created_at: Timestamp,
    created: String,
    last_updated: String,
}

/// Clients of somebody else: Digdir's own example. They exist, and this organisation may not touch them.
const FOREIGN: [&str; 1] = ["idporten_oidc_client_example"];

/// All clients, in the order in which they were made.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Registry(Vec<Client>);

impl Client {
    /// The client as `GET` shows it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("client_id".into(), json!(self.client_id));
        body.insert("client_orgno".into(), json!(self.orgno));
        if let Some(supplier) = &self.supplier_orgno {
            body.insert("supplier_orgno".into(), json!(supplier));
        }
        for (member, value) in &self.body {
            body.entry(member.as_str()).or_insert_with(|| value.clone());
        }
        if !self.onbehalfof.is_empty() {
            body.insert("onbehalfof".into(), json!(self.onbehalfof));
        }
        body.insert("created".into(), json!(self.created));
        body.insert("last_updated".into(), json!(self.last_updated));
        body.insert(
            "jwks_uri".into(),
            json!(format!("/clients/{}/jwks", self.client_id)),
        );
        Value::Object(body)
    }

    /// The client with its public keys, as the practice environment shows its own state.
    pub(crate) fn to_state(&self) -> Value {
        let mut body = self.to_json();
        if let Value::Object(members) = &mut body {
            let keys: Vec<&Map<String, Value>> = self.keys.iter().map(|key| &key.jwk).collect();
            members.insert("jwks".into(), json!({ "keys": keys }));
        }
        body
    }

    /// Whether it is in use.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.body.get("active") != Some(&Value::Bool(false))
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.body.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// The texts of a member that is a list of them.
    #[must_use]
    pub fn texts(&self, member: &str) -> Vec<&str> {
        let list = self.body.get(member).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(crate) fn number(&self, member: &str) -> Option<i64> {
        self.body.get(member).and_then(Value::as_i64)
    }

    pub(crate) fn has_secret_method(&self) -> bool {
        self.text("token_endpoint_auth_method")
            .starts_with("client_secret_")
    }

    fn belongs_to(&self, orgno: &str) -> bool {
        self.orgno == orgno || self.supplier_orgno.as_deref() == Some(orgno)
    }
}

impl Registry {
    /// The administration client, as Digdir hands it out, and nothing else.
    pub fn with_admin(client_id: &str, orgno: &str) -> Self {
        let body = json!({
            "client_name": "Losen øving", "description": "Administrasjonsklient for selvbetjening, kun for øving",
            "active": true, "application_type": "web", "integration_type": "maskinporten",
            "scopes": ["idporten:dcr.read", "idporten:dcr.modify", "idporten:dcr.write",
                "idporten:scopes.read", "idporten:scopes.write"],
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "token_endpoint_auth_method": "private_key_jwt",
            "access_token_lifetime": 120, "refresh_token_lifetime": 0, "authorization_lifetime": 0,
        });
        let Value::Object(body) = body else {
            return Self(Vec::new());
        };
        let created = "2026-01-05T09:12:44.310275Z".to_owned();
        Self(vec![Client {
            client_id: client_id.to_owned(),
            orgno: orgno.to_owned(),
            supplier_orgno: None,
            body,
            keys: Vec::new(),
            onbehalfof: Vec::new(),
            secret: None,
            created_at: Timestamp(1_767_604_364),
            last_updated: created.clone(),
            created,
        }])
    }

    pub fn all(&self) -> &[Client] {
        &self.0
    }

    pub fn find(&self, client_id: &str) -> Option<&Client> {
        self.0.iter().find(|client| client.client_id == client_id)
    }

    /// The client, when the caller may touch it.
    pub fn of_caller(&mut self, client_id: &str, caller: &Issued) -> Result<&mut Client, ApiError> {
        if FOREIGN.contains(&client_id) {
            return Err(ApiError::ForeignClient);
        }
        let found = self.0.iter_mut().find(|client| client.client_id == client_id);
        let client =
            found.ok_or_else(|| ApiError::NotFound(format!("Fant ikke klient med id {client_id}")))?;
        if client.belongs_to(&caller.orgno) {
            Ok(client)
        } else {
            Err(ApiError::ForeignClient)
        }
    }
}

impl Practice {
    pub(crate) fn client_routes(&mut self, call: &Call<'_>, rest: &[&str]) -> Result<HttpReply, ApiError> {
        match (call.request.method.as_str(), rest) {
            ("GET", []) => self.list_clients(call),
            ("POST", []) => self.create_client(call),
            ("GET", [id]) => {
                let caller = self.api_caller(call, READ_CLIENTS)?;
                Ok(HttpReply::json(
                    200,
                    &self.clients.of_caller(id, &caller)?.to_json(),
                ))
            }
            ("PUT", [id]) => self.replace_client(call, id),
            ("DELETE", [id]) => {
                let caller = self.api_caller(call, WRITE_CLIENTS)?;
                let updated = moment::rfc3339(call.now, self.mint.micros());
                let client = self.clients.of_caller(id, &caller)?;
                client.body.insert("active".into(), Value::Bool(false));
                client.last_updated = updated;
                Ok(HttpReply::empty(204))
            }
            ("POST", [id, "secret"]) => self.new_secret(call, id),
            (_, [id, "jwks", rest @ ..]) => self.jwks_routes(call, id, rest),
            (_, [id, "onbehalfof", rest @ ..]) => self.on_behalf_of_routes(call, id, rest),
            (method, [] | [_] | [_, "secret"]) => Err(ApiError::MethodNotAllowed(method.to_owned())),
            _ => Err(ApiError::NotFound(format!(
                "No static resource {}.",
                call.request.path
            ))),
        }
    }

    /// The caller of the self-service API.
    pub(crate) fn api_caller(
        &self,
        call: &Call<'_>,
        any_of: &'static [&'static str],
    ) -> Result<Issued, ApiError> {
        bearer::caller(self, call, Issuer::Maskinporten, any_of)
    }

    fn list_clients(&self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, READ_CLIENTS)?;
        let inactive = call.request.query_flag("inactive");
        let lag = call.effects.iter().find_map(|effect| match effect {
            FaultEffect::ListLag { seconds } => Some(*seconds),
            _ => None,
        });
        let arrived =
            |client: &&Client| lag.is_none_or(|seconds| client.created_at.plus(seconds) <= call.now);
        let of_caller = self
            .clients
            .0
            .iter()
            .filter(|client| client.belongs_to(&caller.orgno));
        let shown = of_caller
            .filter(|client| inactive || client.is_active())
            .filter(arrived);
        Ok(HttpReply::json(
            200,
            &shown.map(Client::to_json).collect::<Vec<_>>(),
        ))
    }

    fn create_client(&mut self, call: &Call<'_>) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_CLIENTS)?;
        let mut body = registration::accept(&call.request.body, &self.scopes)?;
        let (orgno, supplier_orgno) = owner(&mut body, &caller)?;
        let client_id = match body.shift_remove("client_id") {
            Some(Value::String(id)) => id,
            _ => self.mint.uuid(),
        };
        let existing = self.clients.find(&client_id);
        if existing.is_some() || FOREIGN.contains(&client_id.as_str()) {
            let state = if existing.is_none_or(Client::is_active) {
                "finnes allerede"
            } else {
                "er deaktivert"
            };
            return Err(ApiError::Conflict(format!("Klient med id {client_id} {state}")));
        }
        let created = moment::rfc3339(call.now, self.mint.micros());
        let mut client = Client {
            client_id,
            orgno,
            supplier_orgno,
            body,
            keys: Vec::new(),
            onbehalfof: Vec::new(),
            secret: None,
            created_at: call.now,
            last_updated: created.clone(),
            created,
        };
        let secret = client.has_secret_method().then(|| self.mint.secret());
        client.secret = secret.as_deref().map(fingerprint);
        let reply = with_secret(&client, secret.as_deref());
        self.clients.0.push(client);
        Ok(HttpReply::json(201, &reply))
    }

    fn replace_client(&mut self, call: &Call<'_>, id: &str) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_CLIENTS)?;
        self.clients.of_caller(id, &caller)?;
        let mut body = registration::accept(&call.request.body, &self.scopes)?;
        // The id stands in the path; the owner cannot be changed.
        for member in ["client_id", "client_orgno", "supplier_orgno"] {
            body.shift_remove(member);
        }
        let (updated, fresh) = (moment::rfc3339(call.now, self.mint.micros()), self.mint.secret());
        let client = self.clients.of_caller(id, &caller)?;
        if body.get("integration_type") != client.body.get("integration_type") {
            return Err(ApiError::Conflict("integration_type kan ikke endres".into()));
        }
        client.body = body;
        client.last_updated = updated;
        // A secret lives as long as the method stays: it dies with another method and is born with this one.
        let born = client.has_secret_method() && client.secret.is_none();
        if born {
            client.secret = Some(fingerprint(&fresh));
        } else if !client.has_secret_method() {
            client.secret = None;
        }
        Ok(HttpReply::json(
            200,
            &with_secret(client, born.then_some(fresh.as_str())),
        ))
    }

    fn new_secret(&mut self, call: &Call<'_>, id: &str) -> Result<HttpReply, ApiError> {
        let caller = self.api_caller(call, WRITE_CLIENTS)?;
        let (updated, fresh) = (moment::rfc3339(call.now, self.mint.micros()), self.mint.secret());
        let client = self.clients.of_caller(id, &caller)?;
        if !client.has_secret_method() {
            return Err(ApiError::Conflict("Klienten bruker ikke client_secret".into()));
        }
        client.secret = Some(fingerprint(&fresh));
        client.last_updated = updated;
        Ok(HttpReply::json(200, &with_secret(client, Some(&fresh))))
    }
}

/// Whose client it becomes, and who made it: only a supplier with `idporten:dcr.supplier` may name another.
fn owner(body: &mut Map<String, Value>, caller: &Issued) -> Result<(String, Option<String>), ApiError> {
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
    let named = text(body.shift_remove("client_orgno"));
    let supplier = text(body.shift_remove("supplier_orgno"));
    let owner = named.unwrap_or_else(|| caller.orgno.clone());
    if owner == caller.orgno {
        return match supplier {
            Some(supplier) if supplier != caller.orgno => Err(ApiError::Fields(vec![FieldError {
                field: "supplier_orgno",
                message: "supplier_orgno kan ikke settes".into(),
                object: "Client",
            }])),
            _ => Ok((owner, None)),
        };
    }
    if !caller.has_any(&["idporten:dcr.supplier"]) {
        return Err(ApiError::ForeignClient);
    }
    Ok((owner, Some(caller.orgno.clone())))
}

/// The secret is shown in clear text this once.
fn with_secret(client: &Client, secret: Option<&str>) -> Value {
    let mut body = client.to_json();
    if let (Some(secret), Value::Object(members)) = (secret, &mut body) {
        members.insert("client_secret".into(), json!(secret));
    }
    body
}
