//! The diagnosis as a whole: its catalogue, its codes, and what it never lets out.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use losen_core::diagnosis::{CATALOGUE, Certainty, Evidence, Symptom, diagnose};
use losen_core::protocol::{Fault, code};
use losen_core::text::{Language, Message};
use serde_json::Value;

fn http(status: u16, body: &str) -> Symptom {
    Symptom::Http {
        request: ApiRequest {
            method: "POST".into(),
            path: "/clients".into(),
            query: Vec::new(),
            body: None,
            operation: None,
        },
        reply: ApiReply {
            status,
            headers: Vec::new(),
            body: body.into(),
        },
    }
}

fn first(symptom: &Symptom) -> &'static str {
    diagnose(symptom, &Evidence::default())[0].code
}

#[test]
fn every_cause_has_texts_in_every_language_and_no_blank_in_them() {
    for entry in CATALOGUE {
        for message in [entry.message(), entry.fix()] {
            for language in Language::ALL {
                let text = message.text(language);
                assert!(
                    text != message.key && !text.contains('%'),
                    "{}: {text}",
                    message.key
                );
            }
        }
    }
}

#[test]
fn every_text_belongs_to_a_cause_or_stands_in_the_code() {
    let catalogue = include_str!("../locales/diagnosis.yml");
    let code: String = ["diagnosis.rs"]
        .iter()
        .map(|name| format!("{}/src/{name}", env!("CARGO_MANIFEST_DIR")).into())
        .chain(
            fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnosis"))
                .unwrap()
                .map(|file| file.unwrap().path()),
        )
        .map(|path: PathBuf| fs::read_to_string(path).unwrap())
        .collect();
    let derived: BTreeSet<String> = CATALOGUE
        .iter()
        .flat_map(|entry| [entry.message().key.into_owned(), entry.fix().key.into_owned()])
        .collect();
    for line in catalogue.lines() {
        let Some(key) = line.strip_suffix(':').filter(|key| key.starts_with("diagnosis.")) else {
            continue;
        };
        assert!(
            derived.contains(key) || code.contains(&format!("\"{key}\"")),
            "{key} is not used"
        );
    }
}

#[test]
fn codes_are_area_and_reason_and_each_stands_once() {
    let mut seen = BTreeSet::new();
    for entry in CATALOGUE {
        let word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())
        };
        let (area, reason) = entry.code.split_once('/').unwrap();
        assert!(word(area) && word(reason), "{}", entry.code);
        assert!(seen.insert(entry.code), "{} stands twice", entry.code);
    }
}

#[test]
fn every_cause_says_where_its_knowledge_is_found() {
    for entry in CATALOGUE {
        let file = format!("{}/../../{}", env!("CARGO_MANIFEST_DIR"), entry.source);
        let is_there = entry.source.starts_with("https://") || Path::new(&file).is_file();
        assert!(is_there, "{}: {}", entry.code, entry.source);
    }
}

#[test]
fn every_fault_of_the_helper_has_a_cause_of_its_own() {
    let mut seen = BTreeSet::new();
    for fault in code::ALL {
        let causes = diagnose(&Symptom::Helper(Fault::new(fault, "")), &Evidence::default());
        assert_eq!(causes[0].code, *fault);
        assert!(seen.insert(causes[0].message.key.clone()));
    }
}

#[test]
fn a_rejected_grant_is_explained_by_maskinportens_own_words() {
    let fault = Fault::new(
        code::TOKEN_REJECTED,
        r#"400: {"error":"invalid_scope","error_description":"MP-250: Consumer has not been granted access to the scope krr:global/kontaktinformasjon.read (correlation id: 5f0c1d1e-3a77-4a4f-9f5e-0d2f1d2c3b4a)"}"#,
    );
    let causes = diagnose(&Symptom::Helper(fault), &Evidence::default());
    assert_eq!(
        (causes[0].code, causes[0].certainty),
        ("token/not-granted", Certainty::Certain)
    );
    let letter = causes[0].ready_message.as_ref().unwrap().text(Language::Nb);
    assert!(
        letter.contains("Scope: krr:global/kontaktinformasjon.read\n"),
        "{letter}"
    );
    assert!(letter.contains("Organisasjonsnummer: ____\n"), "{letter}");
    assert!(
        letter.contains("5f0c1d1e-3a77-4a4f-9f5e-0d2f1d2c3b4a"),
        "{letter}"
    );
}

#[test]
fn every_status_has_its_own_screen() {
    for (status, code) in [
        (200, "api/nonsense"),
        (400, "api/bad-request"),
        (401, "unauthorized/token-expired"),
        (403, "forbidden/scope-missing"),
        (404, "api/not-found"),
        (407, "network/proxy-login"),
        (409, "api/conflict"),
        (428, "api/terms-not-signed"),
        (429, "api/too-many-requests"),
        (500, "api/server-error"),
        (503, "api/unavailable"),
        (599, "api/server-error"),
        (700, "unknown/unrecognised"),
        (0, "unknown/unrecognised"),
    ] {
        assert_eq!(first(&http(status, "{}")), code, "{status}");
    }
}

#[test]
fn a_web_page_is_never_taken_for_the_api() {
    assert_eq!(
        first(&http(200, "<!DOCTYPE html><title>Logg inn på gjestenett</title>")),
        "network/captive-portal"
    );
    assert_eq!(
        first(&http(403, "<html><body>Blocked by Zscaler</body></html>")),
        "network/proxy-page"
    );
    assert_eq!(
        first(&http(502, "<html><h1>Bad gateway</h1></html>")),
        "network/html"
    );
}

#[test]
fn a_write_whose_fate_is_unknown_is_never_sent_again_by_advice() {
    let known = Evidence {
        transport: Some("operation timed out".into()),
        ..Evidence::default()
    };
    let codes: Vec<_> = diagnose(&Symptom::Transport(TransportFailure::Unknown), &known)
        .iter()
        .map(|cause| cause.code)
        .collect();
    assert_eq!(codes, ["network/unknown-outcome", "network/timeout"]);
    assert_eq!(
        first(&Symptom::Transport(TransportFailure::NotSent)),
        "network/not-sent"
    );
}

/// Golden cases: `tests/diagnosis/<sentence>/symptom.json` (the form of `Symptom::from_json`) and what Losen says about
/// it in `causes.txt`; `why.txt` says where the answer was seen. `UPDATE=1` rewrites what has changed and still fails,
/// so that the change is looked at.
#[test]
fn every_case_is_explained_as_it_was() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnosis");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|case| case.unwrap().path())
        .collect();
    cases.sort();
    let mut changed = Vec::new();
    for case in cases {
        let golden = case.join("causes.txt");
        let now = describe(&case.join("symptom.json"));
        if fs::read_to_string(&golden).unwrap_or_default() != now {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&golden, &now).unwrap();
            }
            changed.push(format!("{}\n{now}", case.display()));
        }
    }
    assert!(changed.is_empty(), "UPDATE=1 rewrites:\n{}", changed.join("\n"));
}

fn describe(path: &Path) -> String {
    let value: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (symptom, known) = Symptom::from_json(&value).unwrap();
    let mut text = String::new();
    for cause in diagnose(&symptom, &known) {
        let in_words = |message: &Message| message.text(Language::Nb);
        let (sure, who) = (in_words(&cause.certainty.name()), in_words(&cause.owner.name()));
        writeln!(text, "{} ({sure}), rettes av {who}", cause.code).unwrap();
        writeln!(text, "  {}\n  {}", in_words(&cause.message), in_words(&cause.fix)).unwrap();
        for line in &cause.evidence {
            writeln!(text, "  - {}", in_words(line)).unwrap();
        }
        for line in cause
            .ready_message
            .iter()
            .flat_map(|letter| in_words(letter).lines().map(str::to_owned).collect::<Vec<_>>())
        {
            writeln!(text, "  | {line}").unwrap();
        }
    }
    text
}
