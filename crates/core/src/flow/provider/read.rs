//! Looking.

use super::super::{Flow, Line, Refused};
use super::{ask, if_readable};
use crate::api::{ProviderAnswer, ProviderCall};
use crate::model::{Access, Environment, OrgNo, Prefix, Scope, ScopeBody};
use crate::provider::{Change, OwnScopes, changes};
use crate::rules::Report;
use crate::rules::scope_body::{ScopeContext, check};

/// The organisation's prefixes.
#[must_use]
pub fn prefixes() -> Flow<Result<Vec<Prefix>, Refused>> {
    Flow::new(async move |line| Ok(prefixes_of(ask(&line, ProviderCall::Prefixes).await?)))
}

/// The organisation's scopes.
#[must_use]
pub fn scopes(inactive: bool) -> Flow<Result<Vec<ScopeBody>, Refused>> {
    Flow::new(async move |line| Ok(scopes_of(ask(&line, ProviderCall::OwnScopes { inactive }).await?)))
}

/// What an organisation has as a provider.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Its prefixes; nothing when they may not be read.
    pub prefixes: Option<Vec<Prefix>>,
    /// Its scopes.
    pub scopes: Vec<ScopeBody>,
}

/// Prefixes and scopes. That the prefixes may not be read is no reason not to show the scopes.
#[must_use]
pub fn overview(inactive: bool) -> Flow<Result<Overview, Refused>> {
    Flow::new(async move |line| {
        let prefixes = if_readable(ask(&line, ProviderCall::Prefixes).await)?.map(prefixes_of);
        let scopes = scopes_of(ask(&line, ProviderCall::OwnScopes { inactive }).await?);
        Ok(Overview { prefixes, scopes })
    })
}

/// One of them.
#[must_use]
pub fn scope(name: Scope) -> Flow<Result<ScopeBody, Refused>> {
    Flow::new(async move |line| look(&line, &name).await)
}

/// Who has access to what: to one scope, of one organisation, to one scope of one organisation, or all there is.
#[must_use]
pub fn accesses(scope: Option<Scope>, consumer: Option<OrgNo>) -> Flow<Result<Vec<Access>, Refused>> {
    Flow::new(async move |line| {
        let calls = match (scope, &consumer) {
            (Some(scope), _) => vec![ProviderCall::AccessTo(scope)],
            (None, Some(consumer)) => vec![ProviderCall::AccessOf(consumer.clone())],
            (None, None) => {
                let own = scopes_of(ask(&line, ProviderCall::OwnScopes { inactive: true }).await?);
                let names = own.iter().filter_map(ScopeBody::name);
                names.map(ProviderCall::AccessTo).collect()
            }
        };
        let mut found = Vec::new();
        for call in calls {
            if let ProviderAnswer::Accesses(accesses) = ask(&line, call).await? {
                found.extend(accesses);
            }
        }
        found.retain(|access| consumer.is_none() || access.consumer() == consumer);
        Ok(found)
    })
}

/// A scope before it is created or changed: the difference, and what the rules say.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The scope as it is, when this is a change.
    pub before: Option<ScopeBody>,
    /// The whole scope as it would be sent: what a body that was written by hand does not name stays as it is.
    pub scope: ScopeBody,
    /// What would change, member by member.
    pub changes: Vec<Change>,
    /// What the rules say.
    pub report: Report,
    /// Somebody has changed the scope since the body was read.
    pub outdated: bool,
}

/// Looks up everything that is to be known before a scope is created, or before the one of this name is changed. Nothing
/// is written.
#[must_use]
pub fn propose(
    scope: ScopeBody,
    name: Option<Scope>,
    environment: Environment,
) -> Flow<Result<Proposal, Refused>> {
    Flow::new(async move |line| {
        let before = match name {
            Some(name) => Some(look(&line, &name).await?),
            None => None,
        };
        let scope = before.as_ref().map_or(scope.clone(), |before| scope.over(before));
        let outdated = before.as_ref().is_some_and(|before| is_outdated(&scope, before));
        let report = weighed(&line, &scope, before.clone(), environment).await?;
        let changes = changes(&before.clone().unwrap_or_default(), &scope);
        Ok(Proposal {
            before,
            scope,
            changes,
            report,
            outdated,
        })
    })
}

/// Whether a body that was read is of another time than what is there now.
pub(super) fn is_outdated(scope: &ScopeBody, now: &ScopeBody) -> bool {
    let read = scope.text("last_updated");
    read.is_some() && read != now.text("last_updated")
}

pub(super) async fn weighed(
    line: &Line,
    scope: &ScopeBody,
    before: Option<ScopeBody>,
    environment: Environment,
) -> Result<Report, Refused> {
    let mut context = ScopeContext::new(environment);
    // A change is about a scope that is there, and nothing else has to be known.
    if before.is_none() {
        context.prefixes = if_readable(ask(line, ProviderCall::Prefixes).await)?.map(prefixes_of);
        context.own = own(line).await?;
    }
    context.before = before;
    Ok(check(scope, &context))
}

/// All own scopes, when they may be read.
pub(super) async fn own(line: &Line) -> Result<OwnScopes, Refused> {
    let read = if_readable(ask(line, ProviderCall::OwnScopes { inactive: true }).await)?;
    Ok(read.map_or(OwnScopes::Unreadable, |answer| {
        OwnScopes::Known(scopes_of(answer))
    }))
}

/// One scope as it is now.
pub(super) async fn look(line: &Line, name: &Scope) -> Result<ScopeBody, Refused> {
    match ask(line, ProviderCall::OwnScope(name.clone())).await? {
        ProviderAnswer::Scope(scope) => Ok(scope),
        _ => Ok(ScopeBody::default()),
    }
}

fn prefixes_of(answer: ProviderAnswer) -> Vec<Prefix> {
    match answer {
        ProviderAnswer::Prefixes(prefixes) => prefixes,
        _ => Vec::new(),
    }
}

fn scopes_of(answer: ProviderAnswer) -> Vec<ScopeBody> {
    match answer {
        ProviderAnswer::Scopes(scopes) => scopes,
        _ => Vec::new(),
    }
}
