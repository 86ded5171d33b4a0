//! Creating, changing and deactivating a scope.

use super::super::{Flow, Line, Refused};
use super::apply::{Applied, Ends, apply_on};
use super::read::{is_outdated, look, weighed};
use super::{ask, if_readable};
use std::collections::BTreeSet;

use crate::api::{ProviderAnswer, ProviderCall};
use crate::clients::alike;
use crate::grant::Operation;
use crate::model::{Access, Environment, OrgNo, Scope, ScopeBody};
use crate::provider::{Action, Bulk, Held, Known, OwnScopes, Sheet, Wish, changes};
use crate::rules::Report;

/// What came of a wish to create or change a scope.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is as wished; the server's own words.
    Done(ScopeBody),
    /// It is saved, and the server made something else of it than was sent.
    Otherwise(ScopeBody),
    /// The answer was lost, and a look shows that it is as wished.
    Confirmed(ScopeBody),
    /// It was so already; nothing was sent.
    Same(ScopeBody),
    /// An error stands; nothing was sent.
    Findings(Report),
    /// Somebody has changed the scope since it was read; nothing was sent. As it is now.
    Changed(ScopeBody),
    /// The answer was lost, and what is there now is neither the old nor what was sent: somebody else has changed it, before or
    /// after, or the server made something else of it.
    Overtaken(ScopeBody),
    /// The answer was lost, and a look shows that nothing has happened.
    NotDone,
    /// The answer was lost, and looking failed too.
    Unknown(Refused),
    /// Refused, or never sent.
    Refused(Refused),
}

/// What came of a wish to deactivate a scope.
#[derive(Clone, Debug)]
pub enum Deactivated {
    /// It is deactivated. How many accesses were taken away before.
    Done(usize),
    /// The answer was lost, and a look shows that it is deactivated.
    Confirmed(usize),
    /// It was already; nothing was sent.
    Already,
    /// These still have access, and nobody said that it may be taken away; nothing was sent.
    InUse(Vec<Access>),
    /// It cannot be seen who has access, and nobody said that it does not matter; nothing was sent.
    Unseen,
    /// What stands in the place of the organisation number of one of those who have access, or else its name: it cannot be
    /// taken away; nothing was sent.
    Unreadable(String),
    /// An access could not be taken away, so the scope was left as it is.
    NotRevoked(Applied),
    /// The answer was lost, and a look shows that it is still active.
    NotDone,
    /// The answer was lost, and looking failed too.
    Unknown(Refused),
    /// Refused, or never sent.
    Refused(Refused),
}

/// Creates a scope that the rules have nothing against.
#[must_use]
pub fn create(scope: ScopeBody, environment: Environment) -> Flow<Saved> {
    Flow::new(async move |line| created(&line, scope, environment).await)
}

async fn created(line: &Line, scope: ScopeBody, environment: Environment) -> Saved {
    let name = match (weighed(line, &scope, None, environment).await, scope.name()) {
        (Err(refused), _) => return Saved::Refused(refused),
        (Ok(report), Some(name)) if !report.has_errors() => name,
        (Ok(report), _) => return Saved::Findings(report),
    };
    let call = ProviderCall::CreateScope(scope.clone());
    save(line, &name, None, scope, call).await
}

/// Replaces a scope, `seen` being what the user saw. It is read again right before, after the token that writes is there:
/// that may have taken a person to confirm. When the scope as it shall be tells when it was last updated, as one that was
/// read does, that must still be so, too.
#[must_use]
pub fn update(name: Scope, scope: ScopeBody, seen: ScopeBody, environment: Environment) -> Flow<Saved> {
    Flow::new(async move |line| updated(&line, name, scope, seen, environment).await)
}

async fn updated(
    line: &Line,
    name: Scope,
    scope: ScopeBody,
    seen: ScopeBody,
    environment: Environment,
) -> Saved {
    if changes(&seen, &scope).is_empty() {
        return Saved::Same(seen);
    }
    match weighed(line, &scope, Some(seen.clone()), environment).await {
        Err(refused) => return Saved::Refused(refused),
        Ok(report) if report.has_errors() => return Saved::Findings(report),
        Ok(_) => {}
    }
    if let Err(refused) = line.ready(Operation::Scopes, None).await {
        return Saved::Refused(refused);
    }
    match look(line, &name).await {
        Ok(now) if is_outdated(&scope, &now) || !changes(&now, &seen).is_empty() => {
            return Saved::Changed(now);
        }
        Ok(_) => {}
        Err(refused) => return Saved::Refused(refused),
    }
    let call = ProviderCall::UpdateScope(name.clone(), scope.clone());
    save(line, &name, Some(&seen), scope, call).await
}

/// Sends a create or a change once, and settles an answer that was lost by looking.
async fn save(
    line: &Line,
    name: &Scope,
    before: Option<&ScopeBody>,
    wanted: ScopeBody,
    call: ProviderCall,
) -> Saved {
    let refused = match ask(line, call).await {
        Ok(ProviderAnswer::Scope(scope)) if is_as_sent(before, &wanted, &scope) => return Saved::Done(scope),
        Ok(ProviderAnswer::Scope(scope)) => return Saved::Otherwise(scope),
        // Success without a body: what was sent is what is there, unless a look shows something else.
        Ok(_) => {
            return match look(line, name).await {
                Ok(there) if !is_as_sent(before, &wanted, &there) => Saved::Otherwise(there),
                Ok(there) => Saved::Done(there),
                Err(_) => Saved::Done(wanted),
            };
        }
        Err(refused) => refused,
    };
    if !refused.may_be_done() {
        return Saved::Refused(refused);
    }
    match look(line, name).await {
        // First, because a member that was to go is in what is there, beside everything that was sent.
        Ok(there) if before.is_some_and(|before| changes(before, &there).is_empty()) => Saved::NotDone,
        Ok(there) if holds(&there, &wanted) => Saved::Confirmed(there),
        Ok(there) => Saved::Overtaken(there),
        Err(looked) if looked.status() == Some(404) => Saved::NotDone,
        Err(looked) => Saved::Unknown(looked),
    }
}

/// Whether everything that was sent is there, and what was to go is gone.
fn is_as_sent(before: Option<&ScopeBody>, wanted: &ScopeBody, there: &ScopeBody) -> bool {
    let (sent, now) = (wanted.request(), there.request());
    let old = before.map(ScopeBody::request);
    let members = old.as_ref().and_then(|old| old.as_object()).into_iter().flatten();
    let stayed = members
        .filter(|(member, _)| sent.get(member).is_none())
        .any(|(member, value)| alike(now.get(member), Some(value)));
    !stayed && holds(there, wanted)
}

/// Whether everything that was sent is there; the server adds members of its own.
fn holds(there: &ScopeBody, wanted: &ScopeBody) -> bool {
    let there = there.request();
    wanted.request().as_object().is_some_and(|sent| {
        sent.iter()
            .all(|(member, value)| alike(there.get(member), Some(value)))
    })
}

/// Whose access may be taken away before a scope is deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revoke {
    /// Nobody's: a scope in use stays.
    Nobody,
    /// Of those who were shown to the user, and nobody else.
    These(BTreeSet<OrgNo>),
    /// Nobody's that can be seen: it goes on for as long as it may not be read who has access, and no longer.
    Unseen,
    /// Of everybody who has it.
    Everybody,
}

impl Revoke {
    fn covers(&self, usable: &[Access]) -> bool {
        match self {
            Self::Nobody | Self::Unseen => usable.is_empty(),
            Self::These(these) => usable.iter().all(|access| {
                access
                    .consumer()
                    .is_some_and(|consumer| these.contains(&consumer))
            }),
            Self::Everybody => true,
        }
    }
}

/// Deactivates a scope, after every access to it has been taken away.
#[must_use]
pub fn deactivate(name: Scope, revoke: Revoke, ends: Ends) -> Flow<Deactivated> {
    Flow::new(
        async move |line| match deactivated(&line, name, revoke, ends).await {
            Ok(end) => end,
            Err(refused) => Deactivated::Refused(refused),
        },
    )
}

/// A scope that is about to be deactivated, and those who can use it.
struct Leaving {
    scope: ScopeBody,
    usable: Vec<Access>,
}

/// Reads what a deactivation breaks; an end when it is not to be done.
async fn leaving(
    line: &Line,
    name: &Scope,
    revoke: &Revoke,
) -> Result<Result<Leaving, Deactivated>, Refused> {
    let scope = look(line, name).await?;
    let read = if_readable(ask(line, ProviderCall::AccessTo(name.clone())).await)?;
    let usable: Option<Vec<Access>> = read.map(|answer| match answer {
        ProviderAnswer::Accesses(mut accesses) => {
            accesses.retain(Access::is_approved);
            accesses
        }
        _ => Vec::new(),
    });
    let unreadable = |access: &&Access| access.consumer().is_none();
    if let Some(access) = usable.iter().flatten().find(unreadable) {
        let who = access.text("consumer_orgno");
        let who = who.or(access.text("consumer_organization_name")).unwrap_or("–");
        return Ok(Err(Deactivated::Unreadable(who.to_owned())));
    }
    let usable = match usable {
        Some(usable) if !revoke.covers(&usable) => return Ok(Err(Deactivated::InUse(usable))),
        None if !matches!(revoke, Revoke::Unseen | Revoke::Everybody) => return Ok(Err(Deactivated::Unseen)),
        usable => usable.unwrap_or_default(),
    };
    if !scope.is_active() && usable.is_empty() {
        return Ok(Err(Deactivated::Already));
    }
    Ok(Ok(Leaving { scope, usable }))
}

async fn deactivated(line: &Line, name: Scope, revoke: Revoke, ends: Ends) -> Result<Deactivated, Refused> {
    if let Err(end) = leaving(line, &name, &revoke).await? {
        return Ok(end);
    }
    // Once more, after the token that writes is there: while a person confirmed it, others may have been given access.
    line.ready(Operation::Scopes, None).await?;
    let Leaving { scope: there, usable } = match leaving(line, &name, &revoke).await? {
        Ok(leaving) => leaving,
        Err(end) => return Ok(end),
    };
    let consumers: Vec<OrgNo> = usable.iter().filter_map(Access::consumer).collect();
    let count = consumers.len();
    let applied = apply_on(line, &revocations(&name, &there, consumers), &ends).await;
    if !applied.is_whole() {
        return Ok(Deactivated::NotRevoked(applied));
    }
    if !there.is_active() {
        return Ok(Deactivated::Done(count));
    }
    let refused = match ask(line, ProviderCall::DeactivateScope(name.clone())).await {
        Ok(_) => return Ok(Deactivated::Done(count)),
        Err(refused) => refused,
    };
    if !refused.may_be_done() {
        return Ok(Deactivated::Refused(refused));
    }
    Ok(match look(line, &name).await {
        Ok(there) if !there.is_active() => Deactivated::Confirmed(count),
        Ok(_) => Deactivated::NotDone,
        Err(looked) => Deactivated::Unknown(looked),
    })
}

/// Everybody's access to a scope as a list to be taken away.
fn revocations(name: &Scope, there: &ScopeBody, consumers: Vec<OrgNo>) -> Bulk {
    let known = Known {
        own: OwnScopes::Known(vec![there.clone()]),
        held: [(name.clone(), Held::Known(consumers.iter().cloned().collect()))].into(),
    };
    let wish = |consumer| Wish {
        action: Action::Revoke,
        scope: name.clone(),
        consumer,
    };
    Bulk::new(&Sheet::of(consumers.into_iter().map(wish)), &known)
}
