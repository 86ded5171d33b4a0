//! Cases of keys: `input.txt`.

use losen_core::Timestamp;
use losen_core::keys::KeyReport;

use super::golden;

/// Noon of 2026-11-22, within the one day of the certificate among the cases.
pub const NOW: Timestamp = Timestamp(1_795_348_800);

/// The whole of a `findings.txt`.
pub fn describe(report: &KeyReport) -> String {
    let mut text = golden::lines(&report.findings);
    match &report.fixed {
        Some(fixed) => {
            text.push_str("fixed ");
            text.push_str(&serde_json::to_string_pretty(fixed).unwrap());
            text.push('\n');
        }
        None => text.push_str("nothing to offer\n"),
    }
    text
}
