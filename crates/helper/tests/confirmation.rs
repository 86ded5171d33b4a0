//! What the user is asked before production is changed, by whom nobody is asked, and what a refusal leaves behind.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/production.rs"]
mod world;

use std::fs;

use losen_core::grant::Operation;
use losen_core::model::{ClientId, Kid};
use losen_core::protocol::code;
use losen_helper::helper::Target;
use losen_helper::prompt::PromptError;
use losen_helper::signer::own::OwnKey;
use serde_json::{Value, json};
use world::{Out, Setting, User, claims, helper, helper_of};

/// A production profile `own` that signs with a registered key, as `losen setup --own-key` leaves it. Returns the kid.
fn everyday(setting: &Setting, whose: &str) -> String {
    let folder = setting.folders.user.join("keys");
    let key = OwnKey::make(&folder, &"passord".into(), losen_helper::clock::now()).unwrap();
    let text = format!(
        "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\nkid = \"{}\"\n{whose}",
        key.path.display(),
        key.kid
    );
    fs::write(setting.folders.user_profiles().join("own.toml"), text).unwrap();
    key.kid
}

const WHOSE: &str = "organisation = \"Losby havnevesen\"\norgno = \"314330897\"\n";

fn record(setting: &Setting) -> Vec<Value> {
    let text = fs::read_to_string(setting.folders.state.join("audit.jsonl")).unwrap_or_default();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_organisation_is_named_also_when_the_everyday_key_signs() {
    let (setting, sent) = (world::setting(), Out::default());
    everyday(&setting, WHOSE);
    let user = User::who(Ok("0897"));
    helper(&setting, &sent, &user)
        .token("own", Operation::Keys)
        .unwrap();
    let asked = user.asked.borrow();
    for words in [
        "PRODUKSJON",
        "Losby havnevesen (314330897)",
        "nøkler på klienter",
        "idporten:dcr.modify",
    ] {
        assert!(asked[0].contains(words), "{words}: {}", asked[0]);
    }
    assert_eq!(record(&setting)[0]["orgno"], "314330897");
}

#[test]
fn a_key_that_nobody_knows_the_owner_of_changes_nothing_in_production() {
    let (setting, sent) = (world::setting(), Out::default());
    everyday(&setting, "");
    let user = User::who(Ok("dmin"));
    let mut helper = helper(&setting, &sent, &user);
    let fault = helper.token("own", Operation::Write).unwrap_err();
    assert_eq!(fault.code, code::BAD_PROFILE);
    assert!(fault.detail.contains("orgno"), "{fault}");
    assert_eq!((user.confirmations(), sent.borrow().len()), (0, 0));
    helper.token("own", Operation::Read).unwrap();
}

#[test]
fn the_client_that_is_to_be_changed_is_named_and_who_says_so() {
    let client = ClientId::parse("5e1a0a5e-0000-4000-8000-000000000001").unwrap();
    for (target, words) in [
        (
            Target::Told(client.clone()),
            "Utvidelsen i nettleseren sier at det gjelder klienten",
        ),
        (Target::Known(client.clone()), "Det gjelder klienten"),
        (Target::Unnamed, "Ingen bestemt klient"),
    ] {
        let (setting, sent) = (world::setting(), Out::default());
        let user = User::who(Ok("0897"));
        let mut helper = helper(&setting, &sent, &user);
        let profile = helper.profile("prod").unwrap();
        helper.token_for(&profile, Operation::Write, &target).unwrap();
        let asked = user.asked.borrow();
        let named = target != Target::Unnamed;
        assert!(asked[0].contains(words), "{}", asked[0]);
        assert_eq!(asked[0].contains(client.as_str()), named, "{}", asked[0]);
        let line = &record(&setting)[0];
        assert_eq!(
            line["target"].as_str(),
            named.then_some(client.as_str()),
            "{line}"
        );
    }
}

#[test]
fn a_refusal_stands_in_the_record() {
    for (answer, decision) in [
        (Ok("0000"), code::CANCELLED),
        (Err(PromptError::Cancelled), code::CANCELLED),
        (Err(PromptError::Nobody), code::NO_PROMPT),
    ] {
        let (setting, sent) = (world::setting(), Out::default());
        let user = User::who(answer);
        helper(&setting, &sent, &user)
            .token("prod", Operation::Write)
            .unwrap_err();
        let lines = record(&setting);
        assert_eq!(lines.len(), 1, "{lines:?}");
        for (member, value) in [
            ("decision", decision),
            ("scope", "idporten:dcr.write"),
            ("client_id", "admin"),
            ("orgno", "314330897"),
            ("jti", ""),
        ] {
            assert_eq!(lines[0][member], value, "{lines:?}");
        }
    }
}

#[test]
fn whoever_has_said_no_five_times_in_an_hour_is_not_asked_again() {
    let (setting, sent) = (world::setting(), Out::default());
    let user = User::who(Err(PromptError::Cancelled));
    let mut codes = Vec::new();
    for _ in 0..8 {
        // Each time in a new process.
        let fault = helper(&setting, &sent, &user)
            .token("prod", Operation::Write)
            .unwrap_err();
        codes.push(fault.code);
    }
    assert_eq!(user.confirmations(), 5);
    assert_eq!(codes[5..], [code::POLICY; 3]);
    assert_eq!(record(&setting).len(), 8);
    // Reading goes on.
    helper(&setting, &sent, &user)
        .token("prod", Operation::Read)
        .unwrap();
}

#[test]
fn a_proof_of_the_administration_client_asks_for_nothing_that_can_change_anything() {
    for (scopes, asked_for) in [
        (json!(["idporten:dcr.write"]), "idporten:dcr.read"),
        (
            json!(["idporten:dcr.modify", "idporten:scopes.read"]),
            "idporten:scopes.read",
        ),
        (
            json!(["idporten:dcr.modify", "idporten:dcr.read"]),
            "idporten:dcr.read",
        ),
    ] {
        let (setting, sent) = (world::setting(), Out::default());
        let kid = Kid::parse(&everyday(&setting, WHOSE)).unwrap();
        fs::write(
            setting.folders.user.join("policy.toml"),
            "production_writes = false\n",
        )
        .unwrap();
        let client = json!({"client_id": "admin", "integration_type": "maskinporten", "active": true, "scopes": scopes});
        let user = User::who(Err(PromptError::Cancelled));
        let mut helper = helper_of(&setting, &sent, &user, Some(client));
        helper
            .prove_by_kid("prod", &ClientId::parse("admin").unwrap(), &kid)
            .unwrap();
        let asked: Vec<Value> = sent
            .borrow()
            .iter()
            .map(|sent| claims(&sent.grant)["scope"].clone())
            .collect();
        assert_eq!(asked, ["idporten:dcr.read", asked_for]);
        assert!(record(&setting).iter().all(|line| line["writes"] == false));
    }
}

#[test]
fn a_grant_that_can_change_something_leaves_only_with_a_confirmation() {
    let (setting, sent) = (world::setting(), Out::default());
    let kid = everyday(&setting, WHOSE);
    let user = User::who(Ok("0897"));
    let mut helper = helper(&setting, &sent, &user);
    let own = helper.profile("own").unwrap();
    let signer = losen_helper::unlock::open(
        &own,
        &user,
        losen_core::text::Language::Nb,
        losen_helper::clock::now(),
    );
    let signer = signer.unwrap().signer;
    let admin = ClientId::parse("admin").unwrap();
    let fault = helper
        .prove_key(&own, &admin, "idporten:dcr.write", signer.as_ref())
        .unwrap_err();
    assert_eq!(fault.code, code::POLICY, "{kid}");
    assert!(sent.borrow().is_empty());
    let line = &record(&setting)[0];
    assert_eq!(
        (line["writes"].as_bool(), line["decision"].as_str()),
        (Some(true), Some(code::POLICY))
    );
}
