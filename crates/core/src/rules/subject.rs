use std::collections::HashSet;

use super::{Context, Goal, words};
use crate::model::{ApplicationType, AuthMethod, Environment, GrantType, IntegrationType, Plan};

/// One plan under examination, with what several families ask about it.
pub(super) struct Subject<'a> {
    pub plan: &'a Plan,
    pub context: &'a Context,
    pub integration: Option<IntegrationType>,
    pub application: Option<ApplicationType>,
    pub method: Option<AuthMethod>,
    scopes: HashSet<&'a str>,
    /// The client exists already: this is what `GET` returned.
    pub registered: bool,
}

impl<'a> Subject<'a> {
    pub fn new(plan: &'a Plan, context: &'a Context) -> Self {
        // Only a reply carries these; a request must not (domain fact: they are read-only in the API's contract).
        let registered = ["created", "last_updated", "jwks_uri"]
            .iter()
            .any(|member| plan.get(member).is_some_and(|value| !value.is_null()));
        Self {
            plan,
            context,
            integration: plan
                .text("integration_type")
                .and_then(|word| words::read(word, IntegrationType::ALL, IntegrationType::WORDS)),
            application: plan
                .text("application_type")
                .and_then(|word| words::read(word, ApplicationType::ALL, ApplicationType::WORDS)),
            method: plan
                .text("token_endpoint_auth_method")
                .and_then(|word| words::read(word, AuthMethod::ALL, AuthMethod::WORDS)),
            scopes: plan.texts("scopes").into_iter().map(|(_, name)| name).collect(),
            registered,
        }
    }

    /// A client without users: it asks Maskinporten with a signed grant.
    pub fn is_machine(&self) -> bool {
        use IntegrationType::{Krr, Maskinporten};
        matches!(self.integration, Some(Maskinporten | Krr))
    }

    /// A client that logs users in.
    pub fn is_login(&self) -> bool {
        use IntegrationType::{Ansattporten, ApiKlient, Idporten};
        matches!(self.integration, Some(Idporten | ApiKlient | Ansattporten))
    }

    /// A client that cannot keep a secret.
    pub fn is_public(&self) -> bool {
        matches!(
            self.application,
            Some(ApplicationType::Browser | ApplicationType::Native)
        )
    }

    pub fn is_native(&self) -> bool {
        self.application == Some(ApplicationType::Native)
    }

    pub fn in_production(&self) -> bool {
        self.context.environment == Environment::Prod
    }

    pub fn goal(&self) -> Option<Goal> {
        self.context.goal
    }

    /// Whether a member is there and says something. `null` counts as absent, since production systems send it,
    /// and so does an empty text.
    pub fn has(&self, member: &str) -> bool {
        use serde_json::Value;
        match self.plan.get(member) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        }
    }

    /// Whether a list member is absent or has nothing in it. A member of another type is `client/type`'s business.
    pub fn is_empty_list(&self, member: &str) -> bool {
        use serde_json::Value;
        match self.plan.get(member) {
            None | Some(Value::Null) => true,
            Some(Value::Array(list)) => list.is_empty(),
            Some(_) => false,
        }
    }

    /// The grant types with their places and their spellings.
    pub fn grants(&self) -> Vec<(usize, &'a str, GrantType)> {
        let grants = self.plan.texts("grant_types").into_iter();
        grants
            .filter_map(|(at, word)| Some((at, word, words::read(word, GrantType::ALL, GrantType::WORDS)?)))
            .collect()
    }

    /// Whether a name is among the scopes, to the letter.
    pub fn has_scope(&self, name: &str) -> bool {
        self.scopes.contains(name)
    }
}
