//! Golden cases of what people paste: `tests/pasted/<sentence>/text.txt`, what is known in the panel in `here.json`, and
//! what Losen says in `told.txt`. The command line and the wasm package are held to the same folders. `why.txt` says why the case is there. `UPDATE=1` rewrites what has changed and still fails.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use losen_core::diagnosis::{explain_json, read_pasted};
use losen_core::text::Language;
use serde_json::Value;

#[test]
fn every_pasted_text_is_explained_as_it_was() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pasted");
    let mut cases: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|case| case.unwrap().path())
        .collect();
    cases.sort();
    let mut changed = Vec::new();
    for case in cases {
        let (golden, now) = (case.join("told.txt"), told(&case));
        if fs::read_to_string(&golden).unwrap_or_default() != now {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&golden, &now).unwrap();
            }
            changed.push(format!("{}\n{now}", case.display()));
        }
    }
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}

fn told(case: &Path) -> String {
    let pasted = fs::read_to_string(case.join("text.txt")).unwrap();
    let mut value: Value =
        serde_json::from_str(&fs::read_to_string(case.join("here.json")).unwrap()).unwrap();
    value["pasted"] = pasted.as_str().into();
    let explained = explain_json(&value).unwrap();
    let mut text = format!("{:?}\n", read_pasted(&pasted).kind);
    for cause in explained.causes {
        let nb = Language::Nb;
        writeln!(text, "{} ({})", cause.code, cause.certainty.name().text(nb)).unwrap();
        for line in &cause.evidence {
            writeln!(text, "  - {}", line.text(nb)).unwrap();
        }
    }
    writeln!(text, "\n{}", explained.masked.unwrap()).unwrap();
    assert!(
        !text.contains("eyJ") && !text.contains("secret-"),
        "{}",
        case.display()
    );
    text
}
