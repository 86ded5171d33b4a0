//! What makes a client work or not, checked before anything is final.
//!
//! Each rule family is a file with its codes, sources, fixes and tests. A rule looks at a [`Plan`] and says all it
//! has to say at once. To add one: give it a [`Rule`] in a family, texts `rules.<area>.<reason>` in
//! `locales/rules.yml`, and a case in each direction in `tests/rules`.
//!
//! ```
//! use losen_core::model::{Environment, Plan};
//! use losen_core::rules::{Context, check};
//!
//! let plan = Plan::from_json(serde_json::json!({
//!     "integration_type": "krr",
//!     "scopes": ["krr:global", "kontaktinformasjon.read"],
//! })).unwrap();
//! let report = check(&plan, &Context::new(Environment::Test));
//! assert!(report.findings.iter().any(|finding| finding.rule == "scope/mangled"));
//! assert_eq!(report.fixed["scopes"][0], "krr:global/kontaktinformasjon.read");
//! ```

mod auth;
mod catalogue;
mod fixing;
mod grants;
mod kind;
mod lifetimes;
mod members;
mod names;
mod onbehalfof;
mod organisation;
mod patch;
mod pkce;
mod refresh;
mod rule;
mod scope_access;
pub mod scope_body;
mod scope_catalogue;
mod scope_family;
mod scope_goal;
mod scope_login;
mod scope_mangled;
mod scope_syntax;
mod secrets;
pub(crate) mod shape;
mod source;
mod subject;
mod supplier;
#[cfg(test)]
mod testing;
mod uri_advice;
mod uri_environment;
mod uri_machine;
mod uri_syntax;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use serde::Serialize;
use serde_json::Value;

use crate::model::{Environment, Finding, OrgNo, Plan, Severity};
use crate::text::Language;

pub use catalogue::{Catalogue, ScopeRecord};
pub use rule::Rule;
use subject::Subject;

/// What a rule may know besides the plan itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// Where the client is to live.
    pub environment: Environment,
    /// The organisation whose token will be used, when it is known.
    pub organisation: Option<OrgNo>,
    /// What the user set out to do, when it is known; then scopes that give more than it needs are pointed out.
    pub goal: Option<Goal>,
    /// What is known about scopes: what came with Losen, or what `/scopes/all` answered.
    pub catalogue: Arc<Catalogue>,
    /// What is known about the scopes that others have granted to the organisation.
    pub granted: Granted,
    /// The client as it is, when this is a change.
    pub before: Option<Plan>,
}

/// The scopes granted to the organisation, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Granted {
    /// Nobody has asked.
    #[default]
    NotAsked,
    /// The list could not be read: an admin client may lack `idporten:scopes.read`.
    Unreadable,
    /// The names in `/scopes/access/all` whose state is `APPROVED`.
    Known(BTreeSet<String>),
}

impl Granted {
    /// Reads what `/scopes/access/all` answered.
    #[must_use]
    pub fn read(list: &[Value]) -> Self {
        let approved = list.iter().filter(|access| access["state"] == "APPROVED");
        Self::Known(
            approved
                .filter_map(|access| access["scope"].as_str().map(str::to_owned))
                .collect(),
        )
    }
}

/// What a client is for, in the user's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Look up many people in KRR from a machine (Oppslagstjenesten REST, `/personer`).
    KrrLookup,
    /// Read the logged-in user's own data (brukerstyrt datadeling, `/person`).
    UserData,
    /// Use somebody's API from a machine, through Maskinporten.
    Machine,
    /// Let people log in with ID-porten, and no more.
    Login,
}

impl Goal {
    /// Whether somebody logs in.
    #[must_use]
    pub fn is_login(self) -> bool {
        matches!(self, Self::UserData | Self::Login)
    }
}

/// Everything the rules have to say about one plan.
#[derive(Clone, Debug)]
pub struct Report {
    /// Errors first, then warnings, then hints; in the order of the rules within each.
    pub findings: Vec<Finding>,
    /// The body with every fix applied.
    pub fixed: Value,
}

impl Context {
    /// Nothing known but the environment.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            organisation: None,
            goal: None,
            catalogue: Catalogue::bundled(),
            granted: Granted::default(),
            before: None,
        }
    }
}

impl Report {
    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// `{"findings":[…],"fixed":{…}}`.
    pub fn told(&self, language: Language) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Told<'a, F> {
            findings: Vec<F>,
            fixed: &'a Value,
        }
        Told {
            findings: self
                .findings
                .iter()
                .map(|finding| finding.told(language))
                .collect(),
            fixed: &self.fixed,
        }
    }

    /// [`Report::told`] as a value.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        serde_json::to_value(self.told(language)).unwrap_or_default()
    }
}

/// The rules of one file and the function that applies them.
struct Family {
    rules: &'static [Rule],
    apply: fn(&Subject<'_>, &mut Vec<Finding>),
}

macro_rules! families {
    ($($module:ident),+ $(,)?) => {
        &[$(Family { rules: $module::RULES, apply: $module::apply }),+]
    };
}

/// In the order in which a reader wants to hear of them: first whether the body can be read at all, then the
/// choices that can never be changed, then the rest.
const FAMILIES: &[Family] = families![
    shape,
    words,
    kind,
    auth,
    grants,
    scope_syntax,
    scope_mangled,
    scope_family,
    scope_catalogue,
    scope_login,
    scope_access,
    scope_goal,
    uri_syntax,
    uri_environment,
    uri_machine,
    uri_advice,
    pkce,
    refresh,
    lifetimes,
    secrets,
    organisation,
    supplier,
    onbehalfof,
    names,
    members,
];

/// Every rule about clients. Those about keys are [`crate::keys::all`].
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules)
}

/// Where the text of a rule stands in the catalogue: `rules.<rule>`, with `/` read as `.` and `-` as `_`.
pub(crate) fn message_key(code: &'static str) -> Cow<'static, str> {
    static KEYS: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
        let rules = all().chain(crate::keys::all());
        rules.map(|rule| (rule.code, spelled(rule.code))).collect()
    });
    fn spelled(code: &str) -> String {
        format!("rules.{}", code.replace('/', ".").replace('-', "_"))
    }
    KEYS.get(code)
        .map_or_else(|| Cow::Owned(spelled(code)), |key| Cow::Borrowed(key.as_str()))
}

/// Checks a plan against every rule.
#[must_use]
pub fn check(plan: &Plan, context: &Context) -> Report {
    let findings = findings(plan, context);
    let fixed = fixing::apply_all(plan, context, &findings);
    Report { findings, fixed }
}

/// What the rules say, errors first, without working out what mends it all.
#[must_use]
pub fn findings(plan: &Plan, context: &Context) -> Vec<Finding> {
    let subject = Subject::new(plan, context);
    let mut findings = Vec::new();
    for family in FAMILIES {
        (family.apply)(&subject, &mut findings);
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}
