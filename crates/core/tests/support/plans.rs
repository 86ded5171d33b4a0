//! Cases of plans: `plan.json`, and `context.json` when the rules have to know more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use losen_core::Timestamp;
use losen_core::model::{Environment, OrgNo, Plan};
use losen_core::rules::{Catalogue, Context, Goal, Granted, Report, check};
use serde::Deserialize;
use serde_json::Value;

use super::golden;

/// `context.json`; each member may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    environment: Option<String>,
    goal: Option<Goal>,
    organisation: Option<String>,
    granted: Option<Access>,
    catalogue: Option<Vec<Value>>,
    before: Option<Plan>,
}

/// The names that the organisation has been granted, or the word `unreadable`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Access {
    Names(BTreeSet<String>),
    Word(String),
}

/// The JSON of a file of a case, when the case has it.
pub fn json(case: &Path, name: &str) -> Option<Value> {
    let text = fs::read_to_string(case.join(name)).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}/{name}: {error}", case.display())))
}

/// What the rules say about the plan of a case.
pub fn report(case: &Path) -> Report {
    let plan = Plan::from_json(json(case, "plan.json").unwrap()).unwrap();
    check(&plan, &context(case))
}

/// The whole of a `findings.txt`.
pub fn describe(case: &Path, report: &Report) -> String {
    let mut text = golden::lines(&report.findings);
    if report.findings.is_empty() {
        text.push_str("nothing to say\n");
    }
    if Some(&report.fixed) != json(case, "plan.json").as_ref() {
        text.push_str("fixed ");
        text.push_str(&serde_json::to_string_pretty(&report.fixed).unwrap());
        text.push('\n');
    }
    text
}

fn context(case: &Path) -> Context {
    let settings = json(case, "context.json").map_or_else(Settings::default, |settings| {
        serde_json::from_value(settings).unwrap_or_else(|error| panic!("{}: {error}", case.display()))
    });
    let environment = settings.environment.as_deref();
    let mut context = Context::new(environment.map_or(Environment::Test, |word| {
        Environment::from_word(word).unwrap_or_else(|| panic!("{}: {word}", case.display()))
    }));
    context.goal = settings.goal;
    context.before = settings.before;
    context.organisation = settings.organisation.map(|orgno| OrgNo::parse(&orgno).unwrap());
    context.granted = match settings.granted {
        None => Granted::NotAsked,
        Some(Access::Names(names)) => Granted::Known(names),
        Some(Access::Word(word)) => {
            assert_eq!(word, "unreadable", "{}", case.display());
            Granted::Unreadable
        }
    };
    if let Some(list) = settings.catalogue {
        context.catalogue = Catalogue::refreshed(&list, Timestamp(0));
    }
    context
}
