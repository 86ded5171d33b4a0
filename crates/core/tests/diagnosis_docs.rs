//! The pages in `docs/` that are made from the catalogue say what the catalogue says.
//! `UPDATE=1 cargo test -p losen-core --test diagnosis_docs` rewrites them and still fails once.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::path::Path;
use std::{env, fs};

use losen_core::diagnosis::{UNAUTHORIZED, diagnosis_page, unauthorized_page};
use losen_core::text::Language;

fn is_true(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    let same = fs::read_to_string(&path).is_ok_and(|text| text == page);
    if !same && env::var_os("UPDATE").is_some() {
        fs::write(&path, page).unwrap();
    }
    assert!(
        same,
        "docs/{name} differs from the catalogue; UPDATE=1 rewrites it"
    );
}

#[test]
fn the_table_of_causes_is_true() {
    is_true("DIAGNOSIS.md", &diagnosis_page());
}

#[test]
fn the_answer_to_the_open_question_is_true_in_every_language() {
    let untrue: Vec<&str> = Language::ALL
        .iter()
        .map(|language| language.tag())
        .zip(Language::ALL)
        .filter(|(tag, language)| {
            std::panic::catch_unwind(|| is_true(&format!("401.{tag}.md"), &unauthorized_page(*language)))
                .is_err()
        })
        .map(|(tag, _)| tag)
        .collect();
    assert!(untrue.is_empty(), "{untrue:?}");
}

#[test]
fn the_page_names_each_cause_once() {
    let page = unauthorized_page(Language::Nb);
    for entry in UNAUTHORIZED {
        assert_eq!(
            page.matches(&format!("`{}`", entry.code)).count(),
            1,
            "{}",
            entry.code
        );
    }
}
