//! The causes that lie before any server: the machine, the key, the certificate, the line, the browser's way to the helper,
//! and what the helper refuses. Each is brought about for real, is named first, and is gone when its fix has been
//! followed. No text ever holds a secret.
//!
//! A case is something that works, what breaks it, and what the fix of the cause says to do. The same list as that of
//! `crates/practice/tests/every_cause.rs` says which causes have to have a case here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(target_os = "linux")]

mod common;
#[path = "../../practice/tests/causes/elsewhere.rs"]
#[allow(dead_code, reason = "the other test reads the other members")]
mod elsewhere;
#[path = "common/login.rs"]
mod logins;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/softhsm.rs"]
mod softhsm;

#[path = "links/browser.rs"]
mod browser;
#[path = "links/card.rs"]
mod card;
#[path = "links/chain.rs"]
mod chain;
#[path = "links/host.rs"]
mod host;
#[path = "links/login.rs"]
mod login;
#[path = "links/proof.rs"]
mod proof;
#[path = "links/scene.rs"]
mod scene;

use std::collections::BTreeSet;

use elsewhere::{Place, SHOWN};
use scene::Scene;

/// One way to fail.
pub struct Case {
    /// The first cause that must be named.
    pub code: &'static str,
    /// Something that works.
    pub start: fn() -> Scene,
    /// What makes it fail.
    pub breaks: fn(&mut Scene),
    /// What the fix of the cause says to do.
    pub mends: fn(&mut Scene),
}

/// A line of the tables.
pub const fn case(
    code: &'static str,
    start: fn() -> Scene,
    breaks: fn(&mut Scene),
    mends: fn(&mut Scene),
) -> Case {
    Case {
        code,
        start,
        breaks,
        mends,
    }
}

const TABLES: [&[Case]; 6] = [
    chain::CASES,
    card::CASES,
    browser::CASES,
    host::CASES,
    proof::CASES,
    login::CASES,
];

fn follow(cases: &[Case]) {
    for case in cases {
        let mut scene = (case.start)();
        let seen = scene.look();
        assert_eq!(
            seen.codes, [""; 0],
            "{} fails before it is broken: {}",
            case.code, seen.told
        );
        (case.breaks)(&mut scene);
        let seen = scene.look();
        let first = seen.codes.first().map(String::as_str);
        assert_eq!(first, Some(case.code), "{}", seen.told);
        for secret in scene.secrets() {
            assert!(!seen.told.contains(&secret), "{} tells {secret}", case.code);
        }
        (case.mends)(&mut scene);
        let seen = scene.look();
        assert_eq!(
            seen.codes, [""; 0],
            "{} is not mended by its fix: {}",
            case.code, seen.told
        );
    }
}

#[test]
fn what_breaks_the_chain_is_named_and_its_fix_makes_it_whole() {
    follow(chain::CASES);
}

#[test]
fn what_is_wrong_with_a_card_is_named_and_its_fix_makes_the_chain_whole() {
    follow(card::CASES);
}

#[test]
fn what_keeps_a_browser_from_the_helper_is_named_and_its_fix_lets_it_in() {
    follow(browser::CASES);
}

#[test]
fn what_the_helper_refuses_is_named_and_its_fix_gets_an_answer() {
    follow(host::CASES);
}

#[test]
fn what_stands_in_the_way_of_a_proof_is_named_and_its_fix_proves_the_client() {
    follow(proof::CASES);
}

#[test]
fn what_stands_in_the_way_of_a_trial_login_is_named_and_its_fix_proves_the_client() {
    follow(login::CASES);
}

#[test]
fn every_cause_that_is_said_to_be_followed_here_has_a_case() {
    let cases: BTreeSet<&str> = TABLES
        .iter()
        .flat_map(|table| table.iter().map(|case| case.code))
        .collect();
    let promised: BTreeSet<&str> = SHOWN
        .iter()
        .filter(|(_, place)| matches!(place, Place::Followed))
        .map(|(code, _)| *code)
        .collect();
    assert_eq!(cases, promised);
}
