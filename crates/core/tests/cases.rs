//! Golden cases: `tests/cases/<sentence>/plan.json` and what the rules say about it in `findings.txt`.
//!
//! A case may have a `context.json` (see `rule_cases.rs`) and a `why.txt` that says where it comes from.
//! `UPDATE=1 cargo test -p losen-core --test cases` rewrites what has changed and still fails, so that the change is
//! looked at.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

#[path = "support/golden.rs"]
mod golden;
#[path = "support/plans.rs"]
mod plans;

use std::path::Path;

#[test]
fn every_case_reads_as_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let changed: Vec<_> = golden::directories(&root)
        .iter()
        .filter_map(|case| golden::change(case, &plans::describe(case, &plans::report(case))))
        .collect();
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}
