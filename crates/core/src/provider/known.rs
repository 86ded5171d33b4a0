//! What is known of the organisation's own scopes and of who may use them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Access, OrgNo, Scope, ScopeBody};

/// The organisation's own scopes, deactivated ones as well.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum OwnScopes {
    /// They may not be read, so nothing is claimed about them.
    #[default]
    Unreadable,
    /// All of them.
    Known(Vec<ScopeBody>),
}

/// Who has a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// The list may not be read.
    #[default]
    Unreadable,
    /// Those whose access can be used.
    Known(BTreeSet<OrgNo>),
}

/// What a list of accesses is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Own scopes.
    pub own: OwnScopes,
    /// Who has which of them. A scope that is not here has not been asked about.
    pub held: BTreeMap<Scope, Held>,
}

impl OwnScopes {
    /// The scope of this name. `None` when there is none, or when that cannot be known.
    #[must_use]
    pub fn get(&self, name: &Scope) -> Option<&ScopeBody> {
        match self {
            Self::Unreadable => None,
            Self::Known(scopes) => scopes.iter().find(|scope| scope.name().as_ref() == Some(name)),
        }
    }
}

impl Held {
    /// Reads what the API answered about one scope.
    #[must_use]
    pub fn read(accesses: &[Access]) -> Self {
        let approved = accesses.iter().filter(|access| access.is_approved());
        Self::Known(approved.filter_map(Access::consumer).collect())
    }

    /// Whether an organisation has the scope; `None` when that cannot be known.
    #[must_use]
    pub fn has(&self, consumer: &OrgNo) -> Option<bool> {
        match self {
            Self::Unreadable => None,
            Self::Known(consumers) => Some(consumers.contains(consumer)),
        }
    }
}

impl Known {
    /// Whether an organisation has a scope; `None` when that cannot be known.
    #[must_use]
    pub fn has(&self, scope: &Scope, consumer: &OrgNo) -> Option<bool> {
        self.held.get(scope)?.has(consumer)
    }

    /// Notes that an access has been given or taken away.
    pub fn note(&mut self, scope: &Scope, consumer: &OrgNo, has: bool) {
        if let Some(Held::Known(consumers)) = self.held.get_mut(scope) {
            if has {
                consumers.insert(consumer.clone());
            } else {
                consumers.remove(consumer);
            }
        }
    }
}
