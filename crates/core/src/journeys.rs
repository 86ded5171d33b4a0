//! Journeys as data: what a person does, step by step, to get something done at Digdir. They are written in
//! `journeys/*.yml`, one file each, by people who need not program, and compiled in.

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
    /// The room that can do it for the user.
    pub direct: Option<Direct>,
    /// Journeys that must have been done first.
    pub needs: &'static [&'static str],
    /// Journeys that usually follow.
    pub then: &'static [&'static str],
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
    /// The code of what stands on the screen.
    pub label: Option<&'static str>,
    /// The code of the page.
    pub at: Option<&'static str>,
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

/// The room of Losen that can do a journey for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direct {
    /// Where clients are created.
    Guide,
    /// Where clients are kept.
    Clients,
    /// Where scopes are kept.
    Provider,
    /// Where errors are explained.
    Explain,
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

/// What stands on the screen.
#[derive(Debug)]
pub struct Label {
    /// Its code.
    pub code: &'static str,
    /// In Norwegian, newest first.
    pub nb: &'static [&'static str],
    /// In the portal's English, newest first; empty where it is not known.
    pub en: &'static [&'static str],
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

/// What something on the screen is called.
#[must_use]
pub fn label(code: &str) -> Option<&'static Label> {
    LABELS.iter().find(|label| label.code == code)
}

/// A page by its code.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.code == code)
}

impl Journey {
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

impl Label {
    /// What it says today, to a reader of this language: the portal has Norwegian and some English, and no nynorsk.
    #[must_use]
    pub fn today(&self, language: Language) -> &'static str {
        let (first, second) = match language {
            Language::En => (self.en, self.nb),
            Language::Nb | Language::Nn => (self.nb, self.en),
        };
        first.iter().chain(second).next().copied().unwrap_or_default()
    }

    /// What else it may say: older wordings, and the other language of the portal.
    #[must_use]
    pub fn also(&self, language: Language) -> Vec<&'static str> {
        let today = self.today(language);
        let all = match language {
            // An English reader may well have the portal in Norwegian before them.
            Language::En => [self.en, self.nb].concat(),
            Language::Nb | Language::Nn => self.nb.to_vec(),
        };
        let mut also: Vec<&str> = Vec::new();
        for name in all {
            if name != today && !also.contains(&name) {
                also.push(name);
            }
        }
        also
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
