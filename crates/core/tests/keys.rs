//! Golden keys: `tests/keys/<what>/input.txt` and what the gate says in `findings.txt`, and what holds for any text.
//!
//! `UPDATE=1 cargo test -p losen-core --test keys` rewrites what has changed and still fails. The private keys among
//! them were made for this test with openssl and never used.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

#[path = "support/gate.rs"]
mod gate;
#[path = "support/golden.rs"]
mod golden;

use std::fs;
use std::path::Path;

use gate::{NOW, describe};
use losen_core::keys::check_text;
use losen_core::text::Language;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn every_key_reads_as_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys");
    let changed: Vec<_> = golden::directories(&root)
        .iter()
        .filter_map(|case| {
            let input = fs::read_to_string(case.join("input.txt")).unwrap();
            golden::change(case, &describe(&check_text(&input, Some(NOW))))
        })
        .collect();
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}

#[test]
fn what_is_private_is_refused_and_never_repeated() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")).unwrap() {
        let case = entry.unwrap().path();
        let input = fs::read_to_string(case.join("input.txt")).unwrap();
        let report = check_text(&input, Some(NOW));
        let private = case.file_name().unwrap().to_str().unwrap().starts_with("private");
        assert_eq!(report.is_refused(), private, "{}", case.display());
        if private {
            assert!(report.fixed.is_none());
            let said = report.to_json(Language::Nb).to_string();
            let secret: Vec<char> = input.chars().collect();
            assert!(
                secret
                    .windows(24)
                    .all(|part| !said.contains(&part.iter().collect::<String>()))
            );
        }
    }
}

#[test]
fn what_the_gate_offers_passes_the_gate() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")).unwrap() {
        let case = entry.unwrap().path();
        let input = fs::read_to_string(case.join("input.txt")).unwrap();
        let before = check_text(&input, Some(NOW));
        let Some(fixed) = &before.fixed else { continue };
        let after = check_text(&fixed.to_string(), Some(NOW));
        assert_eq!(after.fixed.as_ref(), Some(fixed), "{}", case.display());
        let errors = |report: &losen_core::keys::KeyReport| {
            report
                .findings
                .iter()
                .filter(|finding| finding.severity.word() == "error")
                .count()
        };
        assert!(
            errors(&after) <= errors(&before),
            "{}: {:#?}",
            case.display(),
            after.findings
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(text in any::<String>(), start in prop::sample::select(vec!["", "{", "[", "-----BEGIN X-----\n", "{\"kty\":", "%", "\\"])) {
        let report = check_text(&format!("{start}{text}"), Some(NOW));
        prop_assert!(!report.findings.is_empty());
    }

    #[test]
    fn a_secret_is_found_wherever_it_is_put(
        member in prop::sample::select(vec!["d", "p", "q", "dp", "dq", "qi", "k"]),
        wrappings in prop::collection::vec(0u8..6, 0..5),
    ) {
        let mut text = json!({ "kty": "RSA", member: "c2VjcmV0LXNlY3JldC1zZWNyZXQ" }).to_string();
        for wrapping in wrappings {
            use base64::Engine as _;
            text = match wrapping {
                0 => json!({ "keys": [text] }).to_string(),
                1 => serde_json::from_str(&text).map_or_else(|_| text.clone(), |inner: serde_json::Value| json!([{ "x": inner }]).to_string()),
                2 => json!(text).to_string(),
                3 => base64::engine::general_purpose::STANDARD.encode(&text),
                4 => base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&text),
                _ => text.replace('"', "%22"),
            };
        }
        prop_assert!(check_text(&text, None).is_refused(), "{}", text);
    }
}
