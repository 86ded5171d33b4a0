//! Golden cases: `tests/cases/<sentence>/plan.json` and what the rules say about it in `findings.txt`.
//!
//! A case may have a `context.json` (`{"environment":"prod"}`; test otherwise) and a `why.txt` that says where it
//! comes from. `UPDATE=1 cargo test -p losen-core --test cases` rewrites what has changed and still fails, so that the
//! change is looked at.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use losen_core::model::{Environment, Plan};
use losen_core::rules::{Context, Goal, check};
use losen_core::text::Language;
use serde_json::Value;

#[test]
fn every_case_reads_as_it_did() {
    let mut changed = Vec::new();
    for case in directories(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/cases")
            .as_path(),
    ) {
        let findings = case.join("findings.txt");
        let now = describe(&case);
        if fs::read_to_string(&findings).unwrap_or_default() != now {
            if env::var_os("UPDATE").is_some() {
                fs::write(&findings, &now).unwrap();
            }
            changed.push(format!("{}\n{now}", case.display()));
        }
    }
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}

fn directories(root: &Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

fn describe(case: &Path) -> String {
    let json = |name: &str| {
        let text = fs::read_to_string(case.join(name)).ok()?;
        Some(
            serde_json::from_str::<Value>(&text)
                .unwrap_or_else(|error| panic!("{}/{name}: {error}", case.display())),
        )
    };
    let settings = json("context.json").unwrap_or_default();
    let environment = settings["environment"].as_str().and_then(Environment::from_word);
    let mut context = Context::new(environment.unwrap_or(Environment::Test));
    context.goal = serde_json::from_value::<Goal>(settings["goal"].clone()).ok();
    let body = json("plan.json").unwrap();
    let report = check(&Plan::from_json(body.clone()).unwrap(), &context);

    let mut text = String::new();
    for finding in &report.findings {
        let place = if finding.path.is_empty() {
            "/"
        } else {
            &finding.path
        };
        writeln!(text, "{} {} {place}", finding.severity.word(), finding.rule).unwrap();
        writeln!(text, "  {}", finding.message.text(Language::Nb)).unwrap();
        if let Some(fix) = &finding.fix {
            writeln!(text, "  fix {}", serde_json::to_string(fix).unwrap()).unwrap();
        }
    }
    if report.findings.is_empty() {
        text.push_str("nothing to say\n");
    }
    if report.fixed != body {
        writeln!(
            text,
            "fixed {}",
            serde_json::to_string_pretty(&report.fixed).unwrap()
        )
        .unwrap();
    }
    text
}
