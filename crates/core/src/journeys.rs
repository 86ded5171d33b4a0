//! Journeys as data: what a person does, step by step, to get something done at Digdir. They are written in
//! `journeys/*.yml`, one file each, by people who need not program, and compiled in.

use crate::companion::{Labels, Page as Recognised, Tick};
use crate::desk::summary::quoted;
use crate::model::{Environment, IntegrationType};
use crate::text::Language;

/// What a person does to reach a goal.
#[derive(Debug)]
pub struct Journey {
    /// Its file's name; kept in people's plans.
    pub id: &'static str,
    /// What it is called.
    pub title: Words,
    /// The answer to "what do you want to achieve?" that leads here.
    pub goal: Words,
    /// More about it.
    pub hint: Words,
    /// The word or rule that one knows afterwards.
    pub learn: Words,
    /// Where it stands in the list of goals.
    pub area: Area,
    /// The type of the client that comes of it, when one does.
    pub kind: Option<IntegrationType>,
    /// Journeys that must have been done first.
    pub needs: &'static [&'static str],
    /// Journeys that usually follow.
    pub then: &'static [&'static str],
    /// Whether it is done once for all environments, so that nobody does the same again in production.
    pub once: bool,
    /// In order.
    pub steps: &'static [Step],
}

/// One action.
#[derive(Debug)]
pub struct Step {
    /// Never changed: plans remember it.
    pub id: &'static str,
    /// What it is about, in a word or two.
    pub name: Words,
    /// Who must act.
    pub who: Who,
    /// How long it takes.
    pub takes: Takes,
    /// What to do; `%{label}` stands for the label in quotes.
    pub action: Words,
    /// The code of what stands on the screen, in `extension/labels.json`.
    pub label: Option<&'static str>,
    /// The code of the page.
    pub at: Option<&'static str>,
    /// Who or what does it on the direct route.
    pub direct: Direct,
    /// What the companion sees in the portal when it is done.
    pub seen: Option<Tick>,
    /// When the step is for one environment only.
    pub only: Option<Environment>,
    /// What to paste there.
    pub copy: &'static [Copied],
    /// What Losen sees for itself when it does the work.
    pub proves: Option<Proves>,
    /// What may go wrong.
    pub wrong: &'static [Words],
    /// How Losen knows that it is done, when it can.
    pub known: Option<Words>,
    /// To whoever must act, with blanks.
    pub message: Option<Words>,
    /// Digdir's page.
    pub source: &'static str,
}

/// A text in three languages.
#[derive(Debug)]
pub struct Words {
    /// Bokmål.
    pub nb: &'static str,
    /// Nynorsk.
    pub nn: &'static str,
    /// English.
    pub en: &'static str,
}

/// Where a journey stands in the list of goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Getting access at all.
    Begin,
    /// A new client.
    Client,
    /// What comes after.
    Care,
    /// The provider's side.
    Provider,
    /// When something is wrong.
    Trouble,
}

/// The other route over the same steps: what Losen does itself, through the API or on this machine, and what only people
/// and portals can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direct {
    /// The guide creates the client.
    Guide,
    /// The guide proves that the client works.
    Prove,
    /// The bench makes or checks a key.
    Bench,
    /// The client is opened among the clients.
    Client,
    /// The key is added to the client.
    Key,
    /// The client's scopes are changed.
    Change,
    /// The client is deactivated.
    Deactivate,
    /// The scope is created.
    Scope,
    /// An organisation is given access to the scope.
    Access,
    /// The error is explained.
    Explain,
    /// Losen writes the summary and the reminders.
    Trace,
    /// Digdir's API can, and Losen cannot yet.
    Api,
    /// Only a portal can: Digdir's API has no such call.
    Portal,
    /// People do it, whichever route the rest takes.
    People,
}

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Whoever reads this.
    You,
    /// Who gives rights in Altinn.
    MainAdministrator,
    /// Who may commit the organisation.
    Signatory,
    /// Who owns the API.
    ApiProvider,
    /// servicedesk@digdir.no
    Servicedesk,
    /// Who writes the code.
    Developer,
    /// On whose behalf a supplier works.
    Customer,
}

/// How long a step takes, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One.
    Minute,
    /// Some.
    Minutes,
    /// One.
    Hour,
    /// One.
    Day,
    /// Some.
    Days,
    /// Some.
    Weeks,
}

/// What Losen sees for itself when it does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proves {
    /// The place is chosen.
    Place,
    /// The type is chosen.
    Kind,
    /// Name and description are filled in.
    Details,
    /// The addresses are filled in.
    Uris,
    /// The scopes are chosen.
    Scopes,
    /// The client is there.
    Created,
    /// The client has been proven to work.
    Proved,
    /// A person has been looked up with it.
    LookedUp,
}

/// What can be pasted into the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The client's name.
    Name,
    /// Its description.
    Description,
    /// Its scopes, one at a time.
    Scopes,
    /// Its redirect addresses.
    RedirectUris,
    /// Its addresses after logout.
    LogoutUris,
    /// The public key.
    Key,
    /// The organisation number.
    Orgno,
    /// The client's id.
    ClientId,
}

/// Where an action is done.
#[derive(Debug)]
pub struct Page {
    /// Its code.
    pub code: &'static str,
    /// On the self-service portal.
    pub path: Option<&'static str>,
    /// Somewhere else.
    pub url: Option<&'static str>,
    /// What the companion calls it, when it is on the portal.
    pub is: Option<Recognised>,
    /// What it is called.
    pub name: Words,
}

include!(concat!(env!("OUT_DIR"), "/journeys.rs"));

/// Every journey, by name.
#[must_use]
pub fn all() -> &'static [Journey] {
    JOURNEYS
}

/// A journey by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Journey> {
    JOURNEYS.iter().find(|journey| journey.id == id)
}

/// A page by its code.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.code == code)
}

impl Journey {
    /// Whether it is about a client that is there already, and makes none.
    #[must_use]
    pub fn about_a_client(&self) -> bool {
        self.kind.is_none() && matches!(self.area, Area::Care | Area::Trouble)
    }

    /// Whether a step of it needs to be told this, to be pasted or as the blank of a message.
    #[must_use]
    pub fn asks_for(&self, told: Copied) -> bool {
        let in_message = |step: &Step| {
            let blank = told.blank();
            let message = step.message.as_ref();
            message.is_some_and(|message| blank.is_some_and(|blank| message.nb.contains(blank)))
        };
        self.steps
            .iter()
            .any(|step| step.copy.contains(&told) || in_message(step))
    }

    /// The steps that there are in an environment.
    pub fn steps_in(&self, environment: Environment) -> impl Iterator<Item = &'static Step> {
        // Whoever practises does what is done in test.
        let here = if environment == Environment::Prod {
            Environment::Prod
        } else {
            Environment::Test
        };
        self.steps
            .iter()
            .filter(move |step| step.only.is_none_or(|only| only == here))
    }
}

impl Step {
    /// The action with its label in quotes, as the portal says it today.
    #[must_use]
    pub fn action_text(&self, language: Language, labels: &Labels) -> String {
        let name = self.label.and_then(|label| labels.name(label));
        let label = name.map_or("", |name| name.today(language));
        self.action
            .text(language)
            .replace("%{label}", &quoted(language, label))
    }
}

impl Copied {
    /// What stands for it in a message, when messages may have it.
    fn blank(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("%{name}"),
            Self::Scopes => Some("%{scope}"),
            Self::Orgno => Some("%{orgno}"),
            Self::ClientId => Some("%{client_id}"),
            Self::Description | Self::RedirectUris | Self::LogoutUris | Self::Key => None,
        }
    }
}

impl Words {
    /// In a language.
    #[must_use]
    pub fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Nb => self.nb,
            Language::Nn => self.nn,
            Language::En => self.en,
        }
    }
}

impl Direct {
    /// Whether Losen does it.
    #[must_use]
    pub fn is_ours(self) -> bool {
        !matches!(self, Self::Api | Self::Portal | Self::People)
    }
}

impl Page {
    /// Its address in an environment.
    #[must_use]
    pub fn address(&self, environment: Environment) -> String {
        let host = match environment {
            Environment::Prod => "https://selvbetjening.samarbeid.digdir.no",
            Environment::Practice | Environment::Test => "https://selvbetjening.test.samarbeid.digdir.no",
        };
        match (self.url, self.path) {
            (Some(url), _) => url.to_owned(),
            (None, path) => format!("{host}{}", path.unwrap_or_default()),
        }
    }
}
