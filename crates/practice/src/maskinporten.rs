//! Maskinporten: metadata and `/token`, with a real check of the grant.

use losen_core::Timestamp;
use losen_core::grant::GRANT_TYPE;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clients::Client;
use crate::faults::FaultEffect;
use crate::grant_check::{self, Grant};
use crate::http::HttpReply;
use crate::mint::fingerprint;
use crate::notary::Notary;
use crate::practice::{Call, Practice};
use crate::refusal::Refusal;
use crate::tokens::{Facts, Issuer, token_id};

/// Grants that were used, until nobody could use them again anyway.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UsedGrants(Vec<(String, Timestamp)>);

impl UsedGrants {
    /// Notes a use; whether it is the first.
    pub fn first_use(&mut self, now: Timestamp, marks: &[String], until: Timestamp) -> bool {
        self.0.retain(|(_, until)| until.plus(60) > now);
        let first = !self.0.iter().any(|(used, _)| marks.contains(used));
        self.0.extend(marks.iter().map(|mark| (mark.clone(), until)));
        first
    }
}

impl Practice {
    pub(crate) fn maskinporten_metadata(&self) -> HttpReply {
        let base = &self.settings.base;
        HttpReply::json(
            200,
            &json!({
                "issuer": format!("{base}/"),
                "token_endpoint": format!("{base}/token"),
                "jwks_uri": format!("{base}/jwk"),
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
                "grant_types_supported": [GRANT_TYPE],
                "authorization_details_types_supported": ["urn:altinn:systemuser", "urn:altinn:consent"],
            }),
        )
    }

    pub(crate) fn machine_token(&mut self, call: &Call<'_>) -> HttpReply {
        match self.exchange(call) {
            Ok(reply) => reply.with("cache-control", "no-store"),
            Err(refusal) => refusal.reply(&mut self.mint),
        }
    }

    fn exchange(&mut self, call: &Call<'_>) -> Result<HttpReply, Refusal> {
        let form = call.request.form();
        let field = |name: &str| {
            form.iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        if field("grant_type") != Some(GRANT_TYPE) {
            return Err(Refusal::UnsupportedGrantType);
        }
        let jws = field("assertion").ok_or(Refusal::BadParameter)?;
        let grant = self.authenticated(call, jws)?;
        // Noted once the signature holds, so that nobody can use up another's grant. The same text is refused
        // again even without a jti.
        let mut marks = vec![fingerprint(jws)];
        marks.extend(
            grant
                .jti
                .iter()
                .map(|jti| fingerprint(&format!("{} {jti}", grant.client_id))),
        );
        if !self.used_grants.first_use(call.now, &marks, grant.expires) {
            return Err(Refusal::UsedBefore);
        }
        self.permitted(&grant)?;
        let lifetime = call.effects.iter().find_map(|effect| match effect {
            FaultEffect::TokenLifetime { seconds } => Some(*seconds),
            _ => None,
        });
        let scope = grant.scopes.join(" ");
        let (token, expires) = self.issue_machine_token(call.now, call.notary, grant, lifetime);
        // One second less than it lives, as Maskinporten answers.
        let expires_in = expires.0.saturating_sub(call.now.0).saturating_sub(1);
        Ok(HttpReply::json(
            200,
            &json!({ "access_token": token, "token_type": "Bearer", "expires_in": expires_in, "scope": scope }),
        ))
    }

    /// A token of any client without a grant, for the web page, which has no helper to sign one. Everything but the
    /// signature is asked for as usual; the refusal is in Maskinporten's words.
    pub fn client_token_in_page(
        &mut self,
        now: Timestamp,
        notary: &dyn Notary,
        client_id: &str,
        scope: &str,
    ) -> Result<(SecretString, Timestamp), String> {
        let grant = Grant::trusted(now, client_id, scope, "virksomhetssertifikat");
        let effects = self.faults_mut().strike("POST", "/token");
        let client = self.known_client(client_id, now, &effects);
        let allowed = client.map_or(Err(Refusal::ClientNotFound), |_| self.permitted(&grant));
        if let Err(refusal) = allowed {
            return Err(refusal.to_string());
        }
        let (token, expires) = self.issue_machine_token(now, notary, grant, None);
        Ok((token.into(), expires))
    }

    fn authenticated(&self, call: &Call<'_>, jws: &str) -> Result<Grant, Refusal> {
        let unverified = call.notary.read(jws).ok_or(Refusal::BadParameter)?;
        let issuer = unverified
            .claims
            .get("iss")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let client = self.known_client(issuer, call.now, call.effects);
        let client = client.ok_or(Refusal::ClientNotFound)?;
        let audience = format!("{}/", self.settings.base);
        grant_check::check(call.now, call.notary, &client, &audience, jws, &unverified)
    }

    /// A client as Maskinporten and ID-porten know it: without what has not arrived there yet.
    pub(crate) fn known_client(&self, id: &str, now: Timestamp, effects: &[FaultEffect]) -> Option<Client> {
        let mut client = self.clients.find(id).filter(|client| client.is_active())?.clone();
        for effect in effects {
            match effect {
                FaultEffect::ClientLag { seconds } if client.created_at.plus(*seconds) > now => return None,
                FaultEffect::KeyLag { seconds } => client.keys.retain(|key| key.since.plus(*seconds) <= now),
                _ => {}
            }
        }
        Some(client)
    }

    /// Whether the client may have what it asks for.
    fn permitted(&self, grant: &Grant) -> Result<(), Refusal> {
        let client = self
            .clients
            .find(&grant.client_id)
            .ok_or(Refusal::ClientNotFound)?;
        let registered = client.texts("scopes");
        if grant.scopes.is_empty()
            || grant
                .scopes
                .iter()
                .any(|scope| !registered.contains(&scope.as_str()))
        {
            return Err(Refusal::ScopeNotOnClient);
        }
        for name in &grant.scopes {
            let scope = self.scopes.find(name).ok_or(Refusal::ScopeNotOnClient)?;
            if !(scope.allows("maskinporten") || scope.allows("krr")) {
                return Err(Refusal::ScopeNotForMachines);
            }
            if scope.flag("requires_user_authentication") || scope.flag("requires_user_consent") {
                return Err(Refusal::ScopeNeedsUser(name.clone()));
            }
            if let Some(consumer) = &grant.consumer_org {
                if *consumer == client.orgno {
                    return Err(Refusal::DelegationToSelf);
                }
                let delegation = (name.clone(), consumer.clone(), client.orgno.clone());
                if self.delegations.contains(&delegation) {
                    continue;
                }
                let (scope, consumer, supplier) = delegation;
                return Err(Refusal::NotDelegated {
                    consumer,
                    scope,
                    supplier,
                });
            }
            let organisation = client.supplier_orgno.as_ref().unwrap_or(&client.orgno);
            if !self.accesses.allow(scope, organisation) {
                return Err(Refusal::ScopeNotGranted(name.clone()));
            }
        }
        Ok(())
    }

    /// Issues a token; the shortest of the client's and the scopes' lifetimes holds.
    pub(crate) fn issue_machine_token(
        &mut self,
        now: Timestamp,
        notary: &dyn Notary,
        grant: Grant,
        lifetime: Option<i64>,
    ) -> (String, Timestamp) {
        let Grant {
            client_id,
            scopes,
            method,
            audience,
            details,
            ..
        } = grant;
        let client = self.clients.find(&client_id);
        let orgno = client.map_or_else(|| self.settings.orgno.clone(), |client| client.orgno.clone());
        let own = client
            .and_then(|client| client.number("access_token_lifetime"))
            .filter(|own| *own > 0);
        let caps = scopes
            .iter()
            .filter_map(|name| self.scopes.find(name)?.seconds("at_max_age"));
        let shortest = caps.chain(own).min().unwrap_or(120);
        let expires = now.plus(lifetime.unwrap_or(shortest));
        let supplier = client.and_then(|client| client.supplier_orgno.clone());
        let mut claims = json!({
            "scope": scopes.join(" "),
            "iss": format!("{}/", self.settings.base),
            "client_amr": method,
            "token_type": "Bearer",
            "exp": expires.0,
            "iat": now.0,
            "client_id": client_id,
            "jti": token_id(&mut self.mint),
            "consumer": party(&orgno),
        });
        if let Value::Object(members) = &mut claims {
            members.extend(supplier.map(|supplier| ("supplier".to_owned(), party(&supplier))));
            members.extend(
                audience
                    .clone()
                    .map(|audience| ("aud".to_owned(), json!(audience))),
            );
            members.extend(details.map(|details| ("authorization_details".to_owned(), details)));
        }
        let facts = Facts {
            issuer: Issuer::Maskinporten,
            client_id,
            orgno,
            scopes,
            pid: None,
            audience,
            method: method.to_owned(),
            expires,
        };
        (self.tokens.issue(now, notary, &claims, facts), expires)
    }
}

fn party(orgno: &str) -> Value {
    json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{orgno}") })
}
