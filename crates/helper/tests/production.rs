//! What would be sent to production, seen without going there: the way out is a recorder, everything before it is real.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/production.rs"]
mod world;

use std::fs;

use losen_core::grant::Operation;
use losen_core::protocol::code;
use losen_helper::prompt::PromptError;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use world::{Out, User, claims, helper, part};

#[test]
fn a_confirmed_write_sends_one_grant_to_maskinporten_and_stands_in_the_record_before() {
    let (setting, sent) = (world::setting(), Out::default());
    let user = User::who(Ok("0897"));
    let token = helper(&setting, &sent, &user)
        .token("prod", Operation::Write)
        .unwrap();
    assert_eq!(token.secret.expose_secret(), "t");
    let sent = sent.borrow();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].endpoints.token, "https://maskinporten.no/token");
    let claims = claims(&sent[0].grant);
    assert_eq!(claims["aud"], "https://maskinporten.no/");
    assert_eq!(claims["scope"], "idporten:dcr.write");
    assert_eq!(claims["iss"], "admin");
    let header = part(&sent[0].grant, 0);
    assert_eq!(header["x5c"].as_array().unwrap().len(), 2);
    let record: Value = serde_json::from_str(sent[0].record.lines().last().unwrap()).unwrap();
    assert_eq!(record["jti"], claims["jti"], "written before the grant left");
    assert_eq!(
        (record["decision"].as_str(), record["environment"].as_str()),
        (Some("granted"), Some("prod"))
    );
    assert_eq!(record["orgno"], "314330897");
    let asked = user.asked.borrow();
    for word in [
        "PRODUKSJON",
        "Losby havnevesen",
        "314330897",
        "admin",
        "opprette, endre eller deaktivere klienter",
        "idporten:dcr.write",
    ] {
        assert!(asked[0].contains(word), "{word}: {}", asked[0]);
    }
}

#[test]
fn one_approval_is_good_for_one_token() {
    let (setting, sent) = (world::setting(), Out::default());
    let user = User::who(Ok("0897"));
    let mut helper = helper(&setting, &sent, &user);
    for operation in [
        Operation::Write,
        Operation::Write,
        Operation::Keys,
        Operation::Scopes,
    ] {
        helper.token("prod", operation).unwrap();
    }
    assert_eq!(user.confirmations(), 4);
    assert_eq!(sent.borrow().len(), 4);
}

#[test]
fn whoever_does_not_confirm_sends_nothing() {
    for confirmation in [
        Ok("0898"),
        Ok(""),
        Ok("314330897"),
        Ok("ja"),
        Err(PromptError::Cancelled),
        Err(PromptError::Nobody),
    ] {
        let (setting, sent) = (world::setting(), Out::default());
        let user = User::who(confirmation);
        let fault = helper(&setting, &sent, &user)
            .token("prod", Operation::Write)
            .unwrap_err();
        assert!(
            [code::CANCELLED, code::NO_PROMPT].contains(&fault.code.as_str()),
            "{fault}"
        );
        assert!(sent.borrow().is_empty(), "{confirmation:?}");
    }
}

#[test]
fn reading_production_needs_no_confirmation() {
    let (setting, sent) = (world::setting(), Out::default());
    let user = User::who(Err(PromptError::Cancelled));
    helper(&setting, &sent, &user)
        .token("prod", Operation::Read)
        .unwrap();
    assert_eq!((user.confirmations(), sent.borrow().len()), (0, 1));
}

#[test]
fn the_sixth_write_within_an_hour_is_refused_and_nobody_is_asked_also_by_a_new_process() {
    let (setting, sent) = (world::setting(), Out::default());
    let user = User::who(Ok("0897"));
    for _ in 0..5 {
        helper(&setting, &sent, &user)
            .token("prod", Operation::Write)
            .unwrap();
    }
    let fault = helper(&setting, &sent, &user)
        .token("prod", Operation::Write)
        .unwrap_err();
    assert_eq!(fault.code, code::POLICY);
    assert_eq!((user.confirmations(), sent.borrow().len()), (5, 5));
}

#[test]
fn a_record_that_cannot_be_written_lets_no_write_out() {
    let (setting, sent) = (world::setting(), Out::default());
    // A file where the folder should be.
    fs::write(&setting.folders.state, "").unwrap();
    let user = User::who(Ok("0897"));
    let fault = helper(&setting, &sent, &user)
        .token("prod", Operation::Write)
        .unwrap_err();
    assert_eq!(fault.code, code::POLICY);
    assert!(sent.borrow().is_empty());
}

#[test]
fn the_administrators_policy_stands_above_the_users_and_above_a_confirmation() {
    let (setting, sent) = (world::setting(), Out::default());
    fs::create_dir_all(&setting.folders.machine).unwrap();
    fs::write(
        setting.folders.machine.join("policy.toml"),
        "production_writes = false\n",
    )
    .unwrap();
    fs::write(
        setting.folders.user.join("policy.toml"),
        "production_writes = true\n",
    )
    .unwrap();
    let user = User::who(Ok("0897"));
    let fault = helper(&setting, &sent, &user)
        .token("prod", Operation::Write)
        .unwrap_err();
    assert_eq!(fault.code, code::POLICY);
    assert_eq!((user.confirmations(), sent.borrow().len()), (0, 0));
}

/// What an API provider changes is confirmed like everything else in production, and in words that say what it is.
#[test]
fn a_providers_write_is_confirmed_before_anything_leaves() {
    let (setting, sent) = (world::setting(), Out::default());
    let refusing = User::who(Ok("1234"));
    let fault = helper(&setting, &sent, &refusing)
        .token("prod", Operation::Scopes)
        .unwrap_err();
    assert_eq!((fault.code.as_str(), sent.borrow().len()), (code::CANCELLED, 0));
    for word in ["PRODUKSJON", "Losby havnevesen", "idporten:scopes.write"] {
        assert!(refusing.asked.borrow()[0].contains(word), "{word}");
    }
    let user = User::who(Ok("0897"));
    let mut helper = helper(&setting, &sent, &user);
    helper.token("prod", Operation::Scopes).unwrap();
    assert_eq!(claims(&sent.borrow()[0].grant)["scope"], "idporten:scopes.write");
    // Looking at scopes and accesses asks nobody.
    helper.token("prod", Operation::ScopesRead).unwrap();
    assert_eq!((user.confirmations(), sent.borrow().len()), (1, 2));
}
