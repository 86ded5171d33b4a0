//! The desk: plans on their way, several at a time, for as long as it takes. It holds no token, no private key and no
//! secret, and no type that could.

mod again;
pub mod calendar;
mod errand;
mod mark;
pub mod share;
pub mod summary;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::flow::create::Intent;
use crate::journeys;
use crate::model::{Environment, Plan};
use crate::rules::Goal;
use crate::session::{Created, Draft, Field, FirstKey, Place, StepId, seed};

pub use errand::Progress;
pub use mark::{By, Mark, PortalTrace, SeenKey, State};

/// How many plans a desk holds; whoever has more does not look at them.
pub const MOST: usize = 50;

/// Everything on the desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Desk {
    /// In the order in which they were begun.
    pub errands: Vec<Errand>,
    /// The one whose client stands in the guide; its sketch is the draft itself.
    pub open: Option<u32>,
    /// The last id that was given.
    pub last: u32,
    /// The introduction has been seen or skipped.
    pub welcomed: bool,
    /// What the user looks at.
    pub at: At,
}

/// What the user looks at in the room of plans. Kept, because the popup closes whenever the user turns to the portal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "screen", rename_all = "kebab-case")]
pub enum At {
    /// All plans.
    #[default]
    Desk,
    /// What there is to achieve.
    Goals,
    /// The introduction, page by page.
    Tour {
        /// Counted from nought.
        page: usize,
    },
    /// One plan's list of tasks.
    Errand {
        /// Which.
        id: u32,
    },
    /// One task.
    Step {
        /// Of which plan.
        id: u32,
        /// The step's id.
        step: String,
    },
    /// What is known of the client and the people.
    Facts {
        /// Of which plan.
        id: u32,
    },
    /// The summary, to print or save.
    Summary {
        /// Of which plan.
        id: u32,
    },
    /// The plan as a link or a file.
    Share {
        /// Which.
        id: u32,
    },
    /// Whether it is to be deleted.
    Delete {
        /// Which.
        id: u32,
    },
    /// A plan from someone else.
    Receive,
    /// The bench.
    Bench {
        /// The plan that it was opened for.
        #[serde(default)]
        id: Option<u32>,
    },
}

/// A plan: a journey that someone has set out on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Errand {
    /// Unique on the desk.
    pub id: u32,
    /// Which journey.
    pub journey: String,
    /// The user's own name for it; empty for the journey's title.
    #[serde(default)]
    pub name: String,
    /// Test or production.
    pub environment: Environment,
    /// When it was begun.
    pub began: Timestamp,
    /// What the user has told.
    #[serde(default)]
    pub facts: BTreeMap<Fact, String>,
    /// Where its steps stand, by their ids.
    #[serde(default)]
    pub marks: BTreeMap<String, Mark>,
    /// What was seen done in the portal.
    #[serde(default)]
    pub portal: PortalTrace,
    /// The client as intended, and how far the guide has come with it.
    #[serde(default)]
    pub sketch: Sketch,
}

/// Something that the user tells about a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The organisation number.
    Orgno,
    /// The organisation's name.
    Organisation,
    /// The client's id, when the portal gave it.
    ClientId,
    /// The public key.
    Key,
    /// The key's name.
    Kid,
    /// The day on which the key expires.
    KeyExpires,
    /// The day on which the client secret expires.
    SecretExpires,
    /// The day on which the certificate expires.
    CertificateExpires,
    /// Who owns the client.
    Owner,
    /// Whom to ask.
    Contact,
    /// Who approved what, and when.
    Approvals,
}

/// The client as intended, and how far the guide has come with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sketch {
    /// What the client is for, when the guide knows it.
    pub goal: Option<Goal>,
    /// Where it is to live.
    pub place: Option<Place>,
    /// The client.
    pub plan: Plan,
    /// Plans of goals that were turned away from.
    pub shelf: Vec<(Goal, Plan)>,
    /// Half-typed texts.
    pub entries: Vec<(Field, String)>,
    /// Where the guide is.
    pub step: StepId,
    /// The key that the client is to get at once.
    pub first_key: FirstKey,
    /// A create whose end has not been seen.
    pub intent: Option<Intent>,
    /// The client that came of it.
    pub created: Option<Created>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            goal: None,
            place: None,
            plan: Plan::default(),
            shelf: Vec::new(),
            entries: Vec::new(),
            step: StepId::Goal,
            first_key: FirstKey::Unsaid,
            intent: None,
            created: None,
        }
    }
}

impl Sketch {
    /// What a journey begins with: the least that serves it.
    #[must_use]
    pub fn of(journey: &str) -> Self {
        let goal = goal_of(journey);
        let plan = match (goal, journeys::find(journey).and_then(|journey| journey.kind)) {
            (Some(goal), _) => seed(goal),
            (None, Some(kind)) => crate::session::seed_kind(kind),
            (None, None) => Plan::default(),
        };
        Self {
            goal,
            plan,
            step: if goal.is_some() {
                StepId::Place
            } else {
                StepId::Goal
            },
            ..Self::default()
        }
    }

    /// What of a draft belongs to its plan.
    #[must_use]
    pub fn from_draft(draft: &Draft) -> Self {
        let Draft {
            goal,
            place,
            plan,
            shelf,
            entries,
            step,
            first_key,
            intent,
            created,
            ..
        } = draft.clone();
        Self {
            goal,
            place,
            plan,
            shelf,
            entries,
            step,
            first_key,
            intent,
            created,
        }
    }

    /// Puts it in a draft, whose language, room and desk stay.
    pub fn put(self, draft: &mut Draft) {
        draft.goal = self.goal;
        draft.place = self.place;
        draft.plan = self.plan;
        draft.shelf = self.shelf;
        draft.entries = self.entries;
        draft.step = self.step;
        draft.first_key = self.first_key;
        draft.intent = self.intent;
        draft.created = self.created;
    }
}

/// The goal of the guide that a journey is, when the guide can do it.
#[must_use]
pub fn goal_of(journey: &str) -> Option<Goal> {
    match journey {
        "krr" => Some(Goal::KrrLookup),
        "user-data" => Some(Goal::UserData),
        "maskinporten" | "supplier" => Some(Goal::Machine),
        "login" => Some(Goal::Login),
        _ => None,
    }
}

/// The journey that a goal of the guide is.
#[must_use]
pub fn journey_of(goal: Goal) -> &'static str {
    match goal {
        Goal::KrrLookup => "krr",
        Goal::UserData => "user-data",
        Goal::Machine => "maskinporten",
        Goal::Login => "login",
    }
}

impl Desk {
    /// Begins a plan. Test first, always.
    pub fn begin(&mut self, journey: &str, now: Timestamp) -> u32 {
        self.put(Errand {
            id: 0,
            journey: journey.to_owned(),
            name: String::new(),
            environment: Environment::Test,
            began: now,
            facts: BTreeMap::new(),
            marks: BTreeMap::new(),
            portal: PortalTrace::default(),
            sketch: Sketch::of(journey),
        })
    }

    /// Puts a plan on the desk under a new id.
    pub fn put(&mut self, errand: Errand) -> u32 {
        self.last += 1;
        self.errands.push(Errand {
            id: self.last,
            ..errand
        });
        self.last
    }

    /// A plan by its id.
    #[must_use]
    pub fn find(&self, id: u32) -> Option<&Errand> {
        self.errands.iter().find(|errand| errand.id == id)
    }

    /// A plan by its id, to be changed.
    pub fn find_mut(&mut self, id: u32) -> Option<&mut Errand> {
        self.errands.iter_mut().find(|errand| errand.id == id)
    }

    /// Takes a plan off the desk.
    pub fn remove(&mut self, id: u32) {
        self.errands.retain(|errand| errand.id != id);
        if self.open == Some(id) {
            self.open = None;
        }
    }
}

impl Fact {
    /// Every fact, in the order in which they are asked for.
    pub const ALL: [Self; 11] = [
        Self::Orgno,
        Self::Organisation,
        Self::ClientId,
        Self::Key,
        Self::Kid,
        Self::KeyExpires,
        Self::SecretExpires,
        Self::CertificateExpires,
        Self::Owner,
        Self::Contact,
        Self::Approvals,
    ];

    /// Whether it is a day.
    #[must_use]
    pub fn is_day(self) -> bool {
        matches!(
            self,
            Self::KeyExpires | Self::SecretExpires | Self::CertificateExpires
        )
    }
}
