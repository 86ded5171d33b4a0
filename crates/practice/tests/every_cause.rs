//! Every cause that a server can bring about is brought about here: the practice environment refuses, the first cause is
//! the right one, its fix is followed, and then the call succeeds. No text ever holds a secret.
//!
//! A case is a deed that works, what breaks it, and what the fix of the cause says to do. The causes that no server can
//! bring about stand in `causes/elsewhere.rs` with the place where they are shown.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

#[path = "causes/api.rs"]
mod api;
#[path = "causes/attempt.rs"]
mod attempt;
#[path = "causes/elsewhere.rs"]
mod elsewhere;
#[path = "causes/krr.rs"]
mod krr;
#[path = "causes/login.rs"]
mod login;
#[path = "causes/network.rs"]
mod network;
mod support;
#[path = "causes/token.rs"]
mod token;
#[path = "causes/unauthorized.rs"]
mod unauthorized;

use std::collections::BTreeSet;

use attempt::Attempt;
use elsewhere::Place;
use losen_core::diagnosis::CATALOGUE;
use losen_core::text::Language;

/// One way to fail.
pub struct Case {
    /// The first cause that must be named.
    pub code: &'static str,
    /// A deed that works.
    pub start: fn() -> Attempt,
    /// What makes it fail.
    pub breaks: fn(&mut Attempt),
    /// What the fix of the cause says to do.
    pub mends: fn(&mut Attempt),
}

/// A line of the tables.
pub const fn case(
    code: &'static str,
    start: fn() -> Attempt,
    breaks: fn(&mut Attempt),
    mends: fn(&mut Attempt),
) -> Case {
    Case {
        code,
        start,
        breaks,
        mends,
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        token::CASES,
        api::CASES,
        unauthorized::CASES,
        krr::CASES,
        login::CASES,
        network::CASES,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_failure_is_explained_and_its_fix_makes_the_call_succeed() {
    for case in cases() {
        let mut attempt = (case.start)();
        assert_eq!(
            attempt.codes(),
            [""; 0],
            "{} fails before it is broken",
            case.code
        );
        let mut attempt = (case.start)();
        (case.breaks)(&mut attempt);
        let causes = attempt.run();
        let codes: Vec<_> = causes.iter().map(|cause| cause.code).collect();
        assert_eq!(codes.first(), Some(&case.code), "of {codes:?}");
        let secrets = attempt.secrets();
        for language in Language::ALL {
            for cause in &causes {
                let told = cause.to_json(language).to_string();
                for secret in &secrets {
                    assert!(!told.contains(secret.as_str()), "{} tells {secret}", case.code);
                }
            }
        }
        (case.mends)(&mut attempt);
        assert_eq!(attempt.codes(), [""; 0], "{} is not mended by its fix", case.code);
    }
}

#[test]
fn every_cause_is_brought_about_here_or_shown_elsewhere() {
    let here: BTreeSet<&str> = cases().map(|case| case.code).collect();
    let there: BTreeSet<&str> = elsewhere::SHOWN.iter().map(|(code, _)| *code).collect();
    assert_eq!(here.intersection(&there).collect::<Vec<_>>(), [&""; 0]);
    let all: BTreeSet<&str> = CATALOGUE.iter().map(|entry| entry.code).collect();
    let shown: BTreeSet<&str> = here.union(&there).copied().collect();
    assert_eq!(all, shown);
}

#[test]
fn what_is_shown_elsewhere_is_shown_there() {
    for (code, place) in elsewhere::SHOWN {
        // Of what the helper's own test follows, that test sees to it that there is a case.
        let path = match place {
            Place::Followed => continue,
            Place::Beside(path) => path,
            Place::Told(path, why) => {
                assert!(!why.is_empty(), "{code}");
                path
            }
        };
        let whole = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&whole).unwrap_or_default();
        assert!(
            text.contains(&format!("\"{code}\"")),
            "{code} does not stand in {path}"
        );
    }
}
