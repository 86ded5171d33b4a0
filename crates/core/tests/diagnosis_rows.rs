//! Nothing that Digdir's services are known to say loses its golden case: `diagnosis_rows.txt` lists them, with their origin.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::collections::BTreeSet;
use std::fs;

/// A golden case: its name, its symptom and the codes of its causes, the likeliest first.
struct Case {
    name: String,
    symptom: String,
    codes: Vec<String>,
}

fn cases() -> Vec<Case> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnosis");
    let read = |folder: fs::DirEntry| {
        let text = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        let codes = text("causes.txt");
        let codes = codes.lines().filter(|line| !line.starts_with(' '));
        Case {
            name: folder.file_name().into_string().unwrap(),
            symptom: text("symptom.json").to_lowercase(),
            codes: codes
                .filter_map(|line| line.split(' ').next())
                .map(str::to_owned)
                .collect(),
        }
    };
    fs::read_dir(root)
        .unwrap()
        .map(|folder| read(folder.unwrap()))
        .collect()
}

fn rows(kind: &str) -> Vec<(&'static str, &'static str)> {
    include_str!("diagnosis_rows.txt")
        .lines()
        .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(": "))
        .map(|row| {
            let mut cells = row.split(" | ");
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect()
}

#[test]
fn every_refusal_of_maskinporten_that_is_known_has_a_golden_case() {
    let cases = cases();
    for (said, code) in rows("token") {
        let words = said.to_lowercase();
        let shows = |case: &Case| {
            case.symptom.contains(&words) && case.codes.first().is_some_and(|first| first == code)
        };
        assert!(
            cases.iter().any(shows),
            "no golden case says {said} and is {code}"
        );
    }
}

#[test]
fn every_cause_of_a_401_has_a_golden_case_under_its_number() {
    let cases = cases();
    let rows = rows("unauthorized");
    for (number, code) in &rows {
        let prefix = format!("unauthorized_{number}_");
        let shows =
            |case: &Case| case.name.starts_with(&prefix) && case.codes.iter().any(|found| found == code);
        assert!(cases.iter().any(shows), "no golden case {prefix}… is {code}");
    }
    let numbers: BTreeSet<_> = rows
        .iter()
        .map(|(number, _)| number.parse::<u8>().unwrap())
        .collect();
    assert_eq!(numbers, (1..=21).collect());
}
