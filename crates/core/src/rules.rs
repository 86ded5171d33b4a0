//! What makes a client work or not, checked before anything is final.
//!
//! Each rule family is a file. A rule looks at a [`Plan`] and says all it has to say at once.

use serde_json::{Value, json};

use crate::model::{Environment, Finding, OrgNo, Plan, Severity};
use crate::text::Language;

/// What a rule may know besides the plan itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// Where the client is to live.
    pub environment: Environment,
    /// The organisation whose token will be used, when it is known.
    pub organisation: Option<OrgNo>,
    /// What the user set out to do, when it is known; then scopes that give more than it needs are pointed out.
    pub goal: Option<Goal>,
}

/// What a client is for, in the user's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Look up many people in KRR from a machine (Oppslagstjenesten REST, `/personer`).
    KrrLookup,
    /// Read the logged-in user's own data (brukerstyrt datadeling, `/person`).
    UserData,
}

/// Everything the rules have to say about one plan.
#[derive(Clone, Debug)]
pub struct Report {
    /// Errors first, then warnings, then hints; in the order of the body within each.
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
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| finding.to_json(language))
            .collect();
        json!({ "findings": findings, "fixed": self.fixed })
    }
}

/// Checks a plan against every rule.
#[must_use]
pub fn check(plan: &Plan, _context: &Context) -> Report {
    Report {
        findings: Vec::new(),
        fixed: plan.to_json(),
    }
}
