//! Rule codes are append-only (design, invariant 7): whoever has stored one may always ask what it means.
//!
//! `UPDATE=1` adds new codes to `codes.txt` and still fails; it never removes one.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use losen_core::{keys, rules};

fn codes() -> Vec<&'static str> {
    rules::all()
        .chain(rules::scope_body::all())
        .chain(keys::all())
        .map(|rule| rule.code)
        .collect()
}

#[test]
fn no_code_is_ever_taken_away_and_every_new_one_is_written_down() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codes.txt");
    let text = fs::read_to_string(&file).unwrap_or_default();
    let released: BTreeSet<&str> = text.lines().collect();
    let present: BTreeSet<&str> = codes().into_iter().collect();
    let gone: Vec<_> = released.difference(&present).collect();
    assert!(gone.is_empty(), "these codes are gone: {gone:?}");
    let new: Vec<_> = present.difference(&released).collect();
    if !new.is_empty() && env::var_os("UPDATE").is_some() {
        let all: Vec<&str> = released.union(&present).copied().collect();
        fs::write(&file, all.join("\n") + "\n").unwrap();
    }
    assert!(
        new.is_empty(),
        "these codes are new; UPDATE=1 writes them down: {new:?}"
    );
}

#[test]
fn a_code_is_an_area_and_a_reason_and_stands_for_one_rule() {
    let mut seen = BTreeSet::new();
    for code in codes() {
        let (area, reason) = code.split_once('/').unwrap();
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        assert!(plain(area) && plain(reason), "{code}");
        assert!(seen.insert(code), "{code} stands for two rules");
    }
}

#[test]
fn every_rule_names_a_page_of_digdir() {
    for rule in rules::all().chain(rules::scope_body::all()).chain(keys::all()) {
        assert!(
            rule.source.starts_with("https://docs.digdir.no/docs/"),
            "{}",
            rule.code
        );
    }
}
