//! What a 401 is said to be for certain rests on something that was seen: without it, it is not said. `diagnosis_evidence.txt`
//! names it for each golden case, and no other evidence stands beside a guess.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::collections::BTreeMap;
use std::fs;

use losen_core::diagnosis::{Cause, Certainty, explain_json};
use serde_json::Value;

/// The golden cases of a 401 by their names.
fn cases() -> BTreeMap<String, Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnosis");
    fs::read_dir(root)
        .unwrap()
        .map(|folder| {
            let folder = folder.unwrap();
            let symptom = fs::read_to_string(folder.path().join("symptom.json")).unwrap();
            let name = folder.file_name().into_string().unwrap();
            (name, serde_json::from_str(&symptom).unwrap())
        })
        .filter(|(name, _)| name.starts_with("unauthorized_"))
        .collect()
}

/// Where in each case the evidence is.
fn evidence() -> BTreeMap<&'static str, &'static str> {
    include_str!("diagnosis_evidence.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(" | ").unwrap())
        .collect()
}

fn told(symptom: &Value) -> Vec<Cause> {
    explain_json(symptom).map_or_else(Vec::new, |explained| explained.causes)
}

fn is_certain(causes: &[Cause]) -> bool {
    causes
        .first()
        .is_some_and(|cause| cause.certainty == Certainty::Certain)
}

/// The symptom without what stands at a pointer.
fn without(symptom: &Value, pointer: &str) -> Value {
    let mut left = symptom.clone();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let gone = left
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove(member);
    assert!(gone.is_some(), "{pointer}");
    left
}

#[test]
fn what_is_certain_of_a_401_is_not_said_without_its_evidence() {
    let evidence = evidence();
    for (name, symptom) in cases() {
        let causes = told(&symptom);
        if !is_certain(&causes) {
            assert!(
                !evidence.contains_key(name.as_str()),
                "{name} has nothing that decides"
            );
            continue;
        }
        let pointer = evidence.get(name.as_str());
        let pointer =
            pointer.unwrap_or_else(|| panic!("{name}: what decides that it is {}?", causes[0].code));
        let left = told(&without(&symptom, pointer));
        let same = is_certain(&left) && left[0].code == causes[0].code;
        assert!(!same, "{name} is {} without {pointer} too", causes[0].code);
    }
}

#[test]
fn nothing_is_guessed_of_a_401_that_something_decides() {
    for (name, symptom) in cases() {
        let causes = told(&symptom);
        let guessed = causes.iter().find(|cause| cause.certainty != Certainty::Certain);
        if let Some(guessed) = guessed.filter(|_| is_certain(&causes)) {
            panic!("{name} is certain, and {} is guessed beside it", guessed.code);
        }
    }
}
