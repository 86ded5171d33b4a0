//! Cases of scopes: `scope.json`, and `context.json` when the rules have to know more.

use std::path::Path;

use losen_core::model::{Environment, Prefix, ScopeBody};
use losen_core::provider::OwnScopes;
use losen_core::rules::Report;
use losen_core::rules::scope_body::{ScopeContext, check};
use serde::Deserialize;
use serde_json::Value;

use super::{golden, plans};

/// `context.json`; each member may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    environment: Option<String>,
    prefixes: Option<Vec<String>>,
    own: Option<Vec<ScopeBody>>,
    before: Option<ScopeBody>,
}

/// What the rules say about the scope of a case.
pub fn report(case: &Path) -> Report {
    let scope = ScopeBody::from_json(plans::json(case, "scope.json").unwrap()).unwrap();
    check(&scope, &context(case))
}

/// The whole of a `findings.txt`.
pub fn describe(case: &Path, report: &Report) -> String {
    let mut text = golden::lines(&report.findings);
    if report.findings.is_empty() {
        text.push_str("nothing to say\n");
    }
    if Some(&report.fixed) != plans::json(case, "scope.json").as_ref() {
        text.push_str("fixed ");
        text.push_str(&serde_json::to_string_pretty(&report.fixed).unwrap());
        text.push('\n');
    }
    text
}

fn context(case: &Path) -> ScopeContext {
    let settings: Settings = plans::json(case, "context.json")
        .map_or_else(Settings::default, |settings: Value| {
            serde_json::from_value(settings).unwrap()
        });
    let environment = settings.environment.as_deref();
    let prefix = |prefix: String| Prefix {
        prefix,
        owner_orgno: None,
        active: true,
    };
    ScopeContext {
        prefixes: settings
            .prefixes
            .map(|names| names.into_iter().map(prefix).collect()),
        own: settings.own.map_or(OwnScopes::Unreadable, OwnScopes::Known),
        before: settings.before,
        ..ScopeContext::new(
            environment.map_or(Environment::Test, |word| Environment::from_word(word).unwrap()),
        )
    }
}
