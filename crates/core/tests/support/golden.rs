//! Directories of cases and their `findings.txt`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use losen_core::model::Finding;
use losen_core::text::Language;

/// What stands in a folder beside the tests, in the order of its names.
pub fn directories(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// What a case says now, when `findings.txt` says something else. `UPDATE=1` rewrites the file; the caller fails in
/// any case, so that the change is looked at.
pub fn change(case: &Path, now: &str) -> Option<String> {
    let findings = case.join("findings.txt");
    if fs::read_to_string(&findings).unwrap_or_default() == now {
        return None;
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(&findings, now).unwrap();
    }
    Some(format!("{}\n{now}", case.display()))
}

/// Severity, rule and place of each finding, what it says, and what mends it.
pub fn lines(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
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
    text
}
