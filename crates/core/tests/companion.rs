//! Pages of the portal as the companion sees them, and what Losen makes of each. A case is a directory of `companion`
//! with `facts.json`, perhaps a `plan.json`, and `findings.txt`, which `UPDATE=1` rewrites.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

#[path = "support/golden.rs"]
#[allow(dead_code, reason = "shared with the tests of the rules")]
mod golden;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use losen_core::companion::{
    Aim, Labels, PageFacts, compare, mismatches, next, proof, recognise, whereabouts,
};
use losen_core::model::{Environment, OrgNo, Plan};
use losen_core::text::Language;
use serde_json::Value;

#[test]
fn every_page_is_read_as_it_was() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/companion");
    let changed: Vec<String> = golden::directories(&root)
        .iter()
        .filter_map(|case| golden::change(case, &describe(case)))
        .collect();
    assert!(changed.is_empty(), "\n{}", changed.join("\n"));
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

fn describe(case: &Path) -> String {
    let labels = Labels::shipped();
    let labels = match read(&case.join("policy.json")) {
        Some(policy) => labels.with_policy(&policy),
        None => labels,
    };
    let facts = PageFacts::read(read(&case.join("facts.json")).unwrap()).unwrap();
    let plan = read(&case.join("plan.json")).or_else(|| read(&case.join("../../companion-plan.json")));
    let plan = Plan::from_json(plan.unwrap()).unwrap();
    let found = recognise(&facts, &labels);
    let place = whereabouts(&facts, &labels);
    // Every case is carried out by someone whose plan is for this environment and organisation.
    let organisation = OrgNo::parse("314330897").unwrap();
    let wrong = mismatches(&place, Some(Environment::Test), Some(&organisation));
    // What was seen before, such as the form before the list that says that it was sent.
    let done = read(&case.join("done.json")).map(|done| serde_json::from_value::<Vec<_>>(done).unwrap());
    let done = done.unwrap_or_default();
    // The keys that the client had when they were seen first.
    let keys_before = read(&case.join("keys-before.json"));
    let keys_before = keys_before.map(|kids| serde_json::from_value::<Vec<String>>(kids).unwrap());
    let aim = |done| Aim {
        plan: &plan,
        organisation: Some(&organisation),
        client_id: None,
        kid: "",
        keys_before: keys_before.as_deref(),
        done,
    };
    let proven = proof(&facts, &found, &wrong, &aim(&done), &labels);

    let mut out = String::new();
    writeln!(
        out,
        "page {:?}, dialog {:?}, strange dialog {}",
        found.page, found.dialog, found.strange_dialog
    )
    .unwrap();
    for evidence in &found.evidence {
        writeln!(out, "  {evidence:?}").unwrap();
    }
    let orgno = place.orgno.as_ref().map(ToString::to_string);
    writeln!(
        out,
        "in {:?} for {} {:?}",
        place.environment,
        orgno.unwrap_or_default(),
        place.organisation
    )
    .unwrap();
    for wrong in &wrong {
        writeln!(out, "  wrong: {wrong:?}").unwrap();
    }
    for check in found
        .page
        .map(|page| compare(&plan, &facts, page, &labels))
        .unwrap_or_default()
    {
        if let Some(shown) = &check.shown {
            let mark = if check.agrees() { "as planned" } else { "differs" };
            writeln!(
                out,
                "{} {mark}: planned {:?}, shown {shown:?}",
                check.member, check.planned
            )
            .unwrap();
        }
    }
    writeln!(
        out,
        "proves {:?}, client {}",
        proven.ticks,
        proven.client_id.map(|id| id.to_string()).unwrap_or_default()
    )
    .unwrap();
    if let Some(kids) = &proven.keys_before {
        writeln!(out, "had the keys {kids:?} before").unwrap();
    }
    if let Some(key) = &proven.key {
        writeln!(out, "planned key {:?} {:?}", key.kid, key.dates).unwrap();
    }
    match next(&facts, &found, &place, &wrong, &aim(&proven.ticks), &labels) {
        Some(advice) => {
            writeln!(out, "next: {}", advice.message.text(Language::Nb)).unwrap();
            if !advice.also.is_empty() {
                writeln!(out, "  also {:?}", advice.also).unwrap();
            }
            if let Some(journey) = advice.journey {
                writeln!(out, "  leads to {journey}").unwrap();
            }
            if let Some(pointer) = advice.pointer {
                writeln!(out, "  points at {:?}", pointer.names).unwrap();
            }
        }
        None => writeln!(out, "next: the written step").unwrap(),
    }
    out
}
