//! A list of accesses, compared with what is and then applied line by line.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::{Flow, Line, Refused};
use super::read::own;
use super::{ask, if_readable};
use crate::api::{ProviderAnswer, ProviderCall};
use crate::model::{Access, Scope};
use crate::provider::{Action, Bulk, Held, Known, OwnScopes, PlannedLine, Sheet, Wish};
use crate::text::Message;

/// How a line of a list ended. One that is not among the ends was not reached.
#[derive(Clone, Debug, PartialEq)]
pub enum LineEnd {
    /// The server has done it.
    Done,
    /// The answer was lost, and a look shows that it is done.
    Confirmed,
    /// There was nothing to do.
    Already,
    /// The server took it, but the access cannot be used: its own word for the state.
    NotApproved(String),
    /// Refused; the other lines go on.
    Refused(Refused),
    /// It cannot be known whether it was done; nothing was sent after it.
    Unknown(Refused),
}

/// The ends of the lines so far, for whoever shows how far it has come.
#[derive(Clone, Debug, Default)]
pub struct Ends(Rc<RefCell<BTreeMap<u64, LineEnd>>>);

/// How a list ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The end of each line that was reached, by its number.
    pub ends: BTreeMap<u64, LineEnd>,
    /// How many lines were not reached.
    pub unreached: usize,
    /// Why the rest was not reached.
    pub stopped: Option<Refused>,
}

impl LineEnd {
    /// Whether things are now as the line wanted them.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Done | Self::Confirmed | Self::Already)
    }

    /// The word of JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Confirmed => "confirmed",
            Self::Already => "already",
            Self::NotApproved(_) => "not-approved",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What came of the line, in words.
    #[must_use]
    pub fn told(&self, planned: &PlannedLine) -> Message {
        let grants = planned
            .wish
            .as_ref()
            .is_none_or(|wish| wish.action == Action::Grant);
        match self {
            Self::Done if grants => Message::new("provider.end.granted"),
            Self::Done => Message::new("provider.end.revoked"),
            Self::Confirmed if grants => Message::new("provider.end.granted_confirmed"),
            Self::Confirmed => Message::new("provider.end.revoked_confirmed"),
            Self::Already if grants => Message::new("provider.bulk.already_has"),
            Self::Already => Message::new("provider.bulk.has_not"),
            Self::NotApproved(state) => {
                Message::new("provider.end.not_approved").with("state", state.as_str())
            }
            Self::Refused(refused) => {
                let status = refused
                    .status()
                    .map_or_else(String::new, |status| status.to_string());
                Message::new("provider.end.refused").with("status", status)
            }
            Self::Unknown(_) => Message::new("provider.end.unknown"),
        }
    }

    /// What was met.
    #[must_use]
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) | Self::Unknown(refused) => Some(refused),
            _ => None,
        }
    }
}

impl Ends {
    /// How many lines have ended.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.borrow().len()
    }

    /// The ends so far.
    #[must_use]
    pub fn so_far(&self) -> BTreeMap<u64, LineEnd> {
        self.0.borrow().clone()
    }

    fn note(&self, line: u64, end: LineEnd) {
        self.0.borrow_mut().insert(line, end);
    }
}

impl Applied {
    /// Whether every line was reached and is as it was wished.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.stopped.is_none() && self.unreached == 0 && self.ends.values().all(LineEnd::is_good)
    }

    /// What stopped it, or else the first thing that a line met.
    #[must_use]
    pub fn trouble(&self) -> Option<&Refused> {
        let met = || self.ends.values().find_map(LineEnd::refused);
        self.stopped.as_ref().or_else(met)
    }

    /// How it went, in one sentence.
    #[must_use]
    pub fn summary(&self, bulk: &Bulk) -> Message {
        let count = |wanted: fn(&LineEnd) -> bool| self.ends.values().filter(|end| wanted(end)).count();
        let changed = count(|end| matches!(end, LineEnd::Done | LineEnd::Confirmed));
        let already = count(|end| *end == LineEnd::Already);
        let left = bulk.lines.len() - changed - already;
        Message::new("provider.bulk.report")
            .with("changed", changed.to_string())
            .with("already", already.to_string())
            .with("left", left.to_string())
    }
}

/// Compares a list with what is: the dry run. Nothing is written. Lists that may not be read are no reason to stop.
#[must_use]
pub fn compare(sheet: Sheet) -> Flow<Result<Bulk, Refused>> {
    Flow::new(async move |line| Ok(Bulk::new(&sheet, &known(&line, &sheet).await?)))
}

async fn known(line: &Line, sheet: &Sheet) -> Result<Known, Refused> {
    let mut known = Known {
        own: own(line).await?,
        held: BTreeMap::new(),
    };
    for scope in sheet.scopes() {
        // Somebody else's scope is wrong already, and asking for it would only be refused.
        if matches!(known.own, OwnScopes::Known(_)) && known.own.get(&scope).is_none() {
            continue;
        }
        let held = held(line, &scope).await?;
        known.held.insert(scope, held);
    }
    Ok(known)
}

async fn held(line: &Line, scope: &Scope) -> Result<Held, Refused> {
    let read = if_readable(ask(line, ProviderCall::AccessTo(scope.clone())).await)?;
    Ok(match read {
        Some(ProviderAnswer::Accesses(accesses)) => Held::read(&accesses),
        _ => Held::Unreadable,
    })
}

/// Applies a list that has been compared. Does nothing while a line is wrong.
#[must_use]
pub fn apply(bulk: Bulk, ends: Ends) -> Flow<Applied> {
    Flow::new(async move |line| apply_on(&line, &bulk, &ends).await)
}

pub(super) async fn apply_on(line: &Line, bulk: &Bulk, ends: &Ends) -> Applied {
    let mut stopped = None;
    if bulk.is_sound() {
        for planned in &bulk.lines {
            let end = match planned.wish.as_ref().filter(|_| planned.changes()) {
                None => LineEnd::Already,
                Some(wish) => match perform(line, wish).await {
                    Ok(end) => end,
                    Err(stop) => {
                        // A call that was certainly not performed leaves its line to be reached another time.
                        if stop.may_be_done() {
                            ends.note(planned.line, LineEnd::Unknown(stop.clone()));
                        }
                        stopped = Some(stop);
                        break;
                    }
                },
            };
            ends.note(planned.line, end);
        }
    }
    let ends = ends.so_far();
    let unreached = |line: &&PlannedLine| !ends.contains_key(&line.line);
    Applied {
        unreached: bulk.lines.iter().filter(unreached).count(),
        ends,
        stopped,
    }
}

/// One line. An error is one that the lines after it would meet as well.
async fn perform(line: &Line, wish: &Wish) -> Result<LineEnd, Refused> {
    let refused = match send(line, wish).await {
        Ok(end) => return Ok(end),
        Err(refused) => refused,
    };
    if matches!(refused.status(), Some(400 | 404 | 409)) {
        return Ok(LineEnd::Refused(refused));
    }
    if !refused.may_be_done() {
        return Err(refused);
    }
    // The answer was lost. The list tells what happened; where it says nothing has, the line is sent once more: granting
    // what is granted and removing what is removed change nothing, so even a list that lags does no harm.
    match held(line, &wish.scope).await.map(|held| held.has(&wish.consumer)) {
        Ok(Some(has)) if has == (wish.action == Action::Grant) => Ok(LineEnd::Confirmed),
        Ok(Some(_)) => send(line, wish).await,
        Ok(None) | Err(_) => Err(refused),
    }
}

async fn send(line: &Line, wish: &Wish) -> Result<LineEnd, Refused> {
    let (scope, consumer) = (wish.scope.clone(), wish.consumer.clone());
    let call = match wish.action {
        Action::Grant => ProviderCall::Grant(scope, consumer),
        Action::Revoke => ProviderCall::Revoke(scope, consumer),
    };
    Ok(match ask(line, call).await? {
        ProviderAnswer::NothingToRevoke => LineEnd::Already,
        ProviderAnswer::Access(Some(access)) if wish.action == Action::Grant => granted(&access),
        _ => LineEnd::Done,
    })
}

/// The server may take a grant and still leave it to be approved.
fn granted(access: &Access) -> LineEnd {
    match access.text("state") {
        Some(state) if !access.is_approved() => LineEnd::NotApproved(state.to_owned()),
        _ => LineEnd::Done,
    }
}
