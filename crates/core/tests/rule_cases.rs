//! A golden case per rule and direction: `tests/rules/<area>/<reason>/fires` makes the rule speak, and `…/silent` is
//! its near miss, the smallest change of the same plan that makes that rule fall silent (others may speak in both).
//!
//! A case about clients has a `plan.json`, one about scopes a `scope.json`, one about keys an `input.txt`; `findings.txt` is what is said about it. What
//! else has to be known stands in a `context.json`, whose members may all be left out:
//!
//! - for a plan: `environment` (`test` otherwise), `goal` (`krr-lookup`, `user-data`), `organisation` (its number),
//!   `granted` (names of scopes, or `"unreadable"`), `catalogue` (records as `/scopes/all` has them), `before` (the client as
//!   it is, when it is changed);
//! - for a scope: `environment`, `prefixes` (their names), `own` (records as `/scopes` has them), `before` (the scope as it
//!   is, when it is changed);
//! - for keys: `now` (seconds since 1970; noon of 2026-11-22 otherwise), `padded_to` (spaces are added up to so many
//!   bytes, so that no file has to be that large).
//!
//! `UPDATE=1 cargo test -p losen-core --test rule_cases` rewrites what has changed and still fails, so that the change
//! is looked at.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

#[path = "support/gate.rs"]
mod gate;
#[path = "support/golden.rs"]
mod golden;
#[path = "support/plans.rs"]
mod plans;
#[path = "support/scopes.rs"]
mod scopes;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use losen_core::model::Finding;
use losen_core::{Timestamp, keys, rules};
use serde_json::{Map, Value};

const DIRECTIONS: [&str; 2] = ["fires", "silent"];

/// How many members of the plan and its context a near miss may change: two when one takes the place of another.
const NEAR: usize = 2;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn codes() -> Vec<&'static str> {
    rules::all()
        .chain(rules::scope_body::all())
        .chain(keys::all())
        .map(|rule| rule.code)
        .collect()
}

fn cases() -> impl Iterator<Item = (&'static str, &'static str, PathBuf)> {
    codes()
        .into_iter()
        .flat_map(|code| DIRECTIONS.map(|direction| (code, direction, root().join(code).join(direction))))
}

/// What is said about a case, and its `findings.txt`.
fn examine(case: &Path) -> (Vec<Finding>, String) {
    if case.join("plan.json").exists() {
        let report = plans::report(case);
        let text = plans::describe(case, &report);
        return (report.findings, text);
    }
    if case.join("scope.json").exists() {
        let report = scopes::report(case);
        let text = scopes::describe(case, &report);
        return (report.findings, text);
    }
    let mut input = fs::read_to_string(case.join("input.txt")).unwrap();
    let context = plans::json(case, "context.json").unwrap_or_default();
    if let Some(length) = context["padded_to"].as_u64() {
        let missing = usize::try_from(length).unwrap() - input.len();
        input.push_str(&" ".repeat(missing));
    }
    let report = keys::check_text(&input, Some(context["now"].as_i64().map_or(gate::NOW, Timestamp)));
    let text = gate::describe(&report);
    (report.findings, text)
}

#[test]
fn every_rule_has_a_case_in_each_direction() {
    let missing: Vec<_> = cases()
        .map(|(_, _, case)| case)
        .filter(|case| {
            !["plan.json", "scope.json", "input.txt"]
                .iter()
                .any(|name| case.join(name).exists())
        })
        .collect();
    assert!(missing.is_empty(), "these are missing: {missing:#?}");
}

#[test]
fn every_directory_belongs_to_a_rule() {
    let wanted: BTreeSet<PathBuf> = cases().map(|(_, _, case)| case).collect();
    let mut there = BTreeSet::new();
    for area in golden::directories(&root()) {
        for rule in golden::directories(&area) {
            there.extend(golden::directories(&rule));
        }
    }
    let strays: Vec<_> = there.difference(&wanted).collect();
    assert!(strays.is_empty(), "no rule has these: {strays:#?}");
}

#[test]
fn a_rule_fires_where_it_should_and_is_silent_beside_it() {
    for (code, direction, case) in cases() {
        let (findings, text) = examine(&case);
        let fires = findings.iter().any(|finding| finding.rule == code);
        assert_eq!(fires, direction == "fires", "{}\n{text}", case.display());
    }
}

#[test]
fn every_rule_reads_as_it_did() {
    let changed: Vec<_> = cases()
        .filter_map(|(_, _, case)| golden::change(&case, &examine(&case).1))
        .collect();
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}

#[test]
fn a_near_miss_is_near() {
    for code in codes() {
        let [fires, silent] = DIRECTIONS.map(|direction| members(&root().join(code).join(direction)));
        let names: BTreeSet<_> = fires.keys().chain(silent.keys()).collect();
        let changed: Vec<_> = names
            .into_iter()
            .filter(|name| fires.get(*name) != silent.get(*name))
            .collect();
        assert!((1..=NEAR).contains(&changed.len()), "{code}: {changed:?}");
    }
}

/// Everything that a case consists of, by name. A text with keys counts as one.
fn members(case: &Path) -> Map<String, Value> {
    let mut all = Map::new();
    for file in ["plan.json", "scope.json", "context.json"] {
        if let Some(Value::Object(object)) = plans::json(case, file) {
            all.extend(
                object
                    .into_iter()
                    .map(|(name, value)| (format!("{file} {name}"), value)),
            );
        }
    }
    if let Ok(input) = fs::read_to_string(case.join("input.txt")) {
        all.insert("input.txt".to_owned(), Value::from(input));
    }
    all
}
