//! What survives a closed popup. It holds no token, no private key and no passphrase, and no type that could.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::flow::create::Intent;
use crate::model::{ClientId, Environment, Plan};
use crate::rules::Goal;
use crate::text::Language;

/// The version of the form below. Version 1 is read as well; a draft of a later version is not.
pub const DRAFT_VERSION: u32 = 2;

/// A plan on its way, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// [`DRAFT_VERSION`].
    pub version: u32,
    /// The language chosen by the user, or found by the shell.
    pub language: Language,
    /// What the client is for.
    pub goal: Option<Goal>,
    /// Where it is to live.
    pub place: Option<Place>,
    /// The client as intended so far.
    pub plan: Plan,
    /// Plans of the goals that the user turned away from, in case the user turns back.
    #[serde(default)]
    pub shelf: Vec<(Goal, Plan)>,
    /// Half-typed texts at the foot of the lists, so that they are not lost either.
    #[serde(default)]
    pub entries: Vec<(super::Field, String)>,
    /// Where the user is.
    pub step: StepId,
    /// The key that the client is to get at once.
    #[serde(default)]
    pub first_key: super::FirstKey,
    /// A create that was begun and whose end has not been seen.
    #[serde(default)]
    pub intent: Option<Intent>,
    /// The client that came of it.
    #[serde(default)]
    pub created: Option<Created>,
    /// Which room the user is in.
    #[serde(default)]
    pub room: super::Room,
    /// Where the rooms beside the guide work, once the user has chosen.
    #[serde(default)]
    pub workplace: Option<Place>,
    /// The plans, this one among them.
    #[serde(default)]
    pub desk: crate::desk::Desk,
    /// A list of accesses that was written and not applied yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<KeptList>,
}

/// A list of accesses as it is kept: numbers of organisations and names of scopes, none of which is secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptList {
    /// As it was written.
    pub text: String,
    /// The scope of lines that name none.
    #[serde(default)]
    pub scope: Option<String>,
    /// What lines do that do not say.
    #[serde(default)]
    pub action: Option<String>,
}

/// Where a client is to live, and as whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Place {
    /// The practice environment inside the page.
    Page,
    /// A profile of the helper.
    Profile {
        /// Its name.
        name: String,
        /// Its environment.
        environment: Environment,
    },
}

/// A step of the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepId {
    /// What the client is for.
    Goal,
    /// Where, and as whom.
    Place,
    /// Its type, which can never be changed.
    Kind,
    /// Name and description.
    Details,
    /// Where logins end.
    Uris,
    /// What it may ask for.
    Scopes,
    /// Exactly what will be sent.
    Review,
    /// Its id, and what to do next.
    Done,
}

/// A client that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its id.
    pub client_id: ClientId,
    /// When Losen knew.
    pub at: Timestamp,
    /// Found by looking, because the answer to the create was lost.
    #[serde(default)]
    pub found_by_looking: bool,
    /// Its id is the user's word: it was created elsewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// The id of its key, when it was created with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

impl Place {
    /// Its environment.
    #[must_use]
    pub fn environment(&self) -> Environment {
        match self {
            Self::Page => Environment::Practice,
            Self::Profile { environment, .. } => *environment,
        }
    }
}

impl Draft {
    /// An empty one.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            version: DRAFT_VERSION,
            language,
            goal: None,
            place: None,
            plan: Plan::default(),
            shelf: Vec::new(),
            entries: Vec::new(),
            step: StepId::Goal,
            first_key: super::FirstKey::Unsaid,
            intent: None,
            created: None,
            room: super::Room::Guide,
            workplace: None,
            desk: crate::desk::Desk::default(),
            list: None,
        }
    }
}
