//! `losen scopes`, `losen access` and `losen prefixes` against a running practice environment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use common::{Home, PracticeServer, json, status, stderr, stdout};
use serde_json::{Value, json};

const SCOPE: &str = "losby:barnehage/plass&alt=1.read";

fn scope() -> Value {
    json!({"prefix": "losby", "subscope": "barnehage/plass&alt=1.read", "description": "Barnehageplasser",
        "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"})
}

fn put(home: &Home, name: &str, text: &[u8]) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn run(home: &Home, arguments: &[&str]) -> Output {
    let mut all = arguments.to_vec();
    all.extend(["--profile", "practice", "--format", "json"]);
    home.run(&all)
}

/// A home with a practice environment in which the organisation has a scope.
fn provider(faults: Value) -> (Home, PracticeServer) {
    let home = Home::new();
    let path = put(
        &home,
        "faults.json",
        json!({ "faults": faults }).to_string().as_bytes(),
    );
    let practice = home.practice(&["--faults", path.to_str().unwrap()]);
    let file = put(&home, "scope.json", scope().to_string().as_bytes());
    let made = run(&home, &["scopes", "create", file.to_str().unwrap()]);
    assert_eq!(status(&made), 0, "{}{}", stdout(&made), stderr(&made));
    (home, practice)
}

fn consumers(home: &Home) -> usize {
    let list = run(home, &["access", "list", "--scope", SCOPE]);
    json(&list).as_array().unwrap().len()
}

#[test]
fn a_scope_is_created_shown_changed_and_deactivated() {
    let (home, _practice) = provider(json!([]));
    assert_eq!(json(&run(&home, &["prefixes", "list"]))[0]["prefix"], "losby");
    let mut there = json(&run(&home, &["scopes", "show", SCOPE]));
    assert_eq!(there["name"], SCOPE);
    there["description"] = json!("Ledige plasser");
    let file = put(&home, "ny.json", there.to_string().as_bytes());
    let file = file.to_str().unwrap();
    let dry = run(&home, &["scopes", "update", "--dry-run", SCOPE, file]);
    assert_eq!(
        (status(&dry), &json(&dry)["changes"]),
        (
            0,
            &json!([{"member": "description", "before": "Barnehageplasser", "after": "Ledige plasser"}])
        )
    );
    assert_eq!(
        json(&run(&home, &["scopes", "show", SCOPE]))["description"],
        "Barnehageplasser"
    );
    let changed = run(&home, &["scopes", "update", SCOPE, file]);
    assert_eq!(
        (status(&changed), json(&changed)["outcome"].as_str()),
        (0, Some("done"))
    );
    // The file is of the time before the change.
    there["description"] = json!("Noe annet");
    put(&home, "ny.json", there.to_string().as_bytes());
    let late = run(&home, &["scopes", "update", SCOPE, file]);
    assert_eq!(
        (status(&late), json(&late)["outcome"].as_str()),
        (1, Some("changed"))
    );
    let gone = run(&home, &["scopes", "deactivate", SCOPE]);
    assert_eq!(
        (status(&gone), json(&gone)["outcome"].as_str()),
        (0, Some("done"))
    );
    assert_eq!(json(&run(&home, &["scopes", "list"])), json!([]));
    assert_eq!(
        json(&run(&home, &["scopes", "list", "--inactive"]))[0]["active"],
        false
    );
}

#[test]
fn an_error_or_a_dry_run_sends_nothing() {
    let (home, _practice) = provider(json!([]));
    let mut other = scope();
    other["subscope"] = json!("barnehage/plass.write");
    let file = put(&home, "to.json", other.to_string().as_bytes());
    let dry = run(&home, &["scopes", "create", "--dry-run", file.to_str().unwrap()]);
    assert_eq!(
        (status(&dry), json(&dry)["outcome"].as_str()),
        (0, Some("dry-run"))
    );
    other["prefix"] = json!("krr");
    let file = put(&home, "to.json", other.to_string().as_bytes());
    let wrong = run(&home, &["scopes", "create", file.to_str().unwrap()]);
    assert_eq!(
        (status(&wrong), json(&wrong)["findings"][0]["rule"].as_str()),
        (1, Some("scope-body/prefix-not-owned"))
    );
    assert_eq!(
        json(&run(&home, &["scopes", "list"])).as_array().unwrap().len(),
        1
    );
}

#[test]
fn access_is_granted_to_one_and_taken_away() {
    let (home, _practice) = provider(json!([]));
    let dry = run(&home, &["access", "grant", "--dry-run", SCOPE, "991825827"]);
    assert_eq!(
        (json(&dry)["lines"][0]["outcome"].as_str(), consumers(&home)),
        (Some("change"), 0)
    );
    for outcome in ["done", "already"] {
        let granted = run(&home, &["access", "grant", SCOPE, "991 825 827"]);
        assert_eq!(
            (status(&granted), json(&granted)["lines"][0]["outcome"].as_str()),
            (0, Some(outcome))
        );
    }
    let its = run(&home, &["access", "list", "--orgno", "991825827"]);
    assert_eq!(json(&its)[0]["scope"], SCOPE);
    let revoked = run(&home, &["access", "revoke", SCOPE, "991825827"]);
    assert_eq!((status(&revoked), consumers(&home)), (0, 0));
}

#[test]
fn an_organisation_number_that_is_none_never_becomes_a_call() {
    let (home, _practice) = provider(json!([]));
    for number in ["..", "../", "%2e%2e", "123456789", "311718371/..", ""] {
        for command in ["grant", "revoke"] {
            assert_eq!(
                status(&run(&home, &["access", command, SCOPE, number])),
                2,
                "{command} {number}"
            );
        }
    }
    let there = json(&run(&home, &["scopes", "show", SCOPE]));
    assert_eq!(there["active"], true, "the scope has not been deactivated");
}

#[test]
fn a_list_with_an_error_in_the_middle_applies_nothing_and_names_the_line() {
    let (home, _practice) = provider(json!([]));
    // As a Norwegian Excel saves it: semicolons, Windows-1252, carriage returns.
    let text = b"Navn;Org.nr;Handling\r\nDigdir;991825827;gi\r\n\xc5s;..;gi\r\n\r\nSkatt;974761076;gi\r\nNav;9,92E+08;gi\r\n";
    let file = put(&home, "liste.csv", text);
    let file = file.to_str().unwrap();
    for dry in [&["--dry-run"][..], &[]] {
        let mut arguments = vec!["access", "apply", "--scope", SCOPE, file];
        arguments.extend(dry);
        let applied = run(&home, &arguments);
        let result = json(&applied);
        assert_eq!((status(&applied), result["outcome"].as_str()), (1, Some("wrong")));
        let lines: Vec<(u64, &str)> = result["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["line"].as_u64().unwrap(), line["outcome"].as_str().unwrap()))
            .collect();
        assert_eq!(lines, [(2, "change"), (3, "wrong"), (5, "change"), (6, "wrong")]);
        assert_eq!(
            result["lines"][3]["problems"][0]["code"],
            "access-list/rounded-orgno"
        );
    }
    assert_eq!(consumers(&home), 0);
    let text = stdout(&home.run(&["access", "apply", "--profile", "practice", "--scope", SCOPE, file]));
    assert!(
        text.contains("   3  «..» er ikke et organisasjonsnummer"),
        "{text}"
    );
}

#[test]
fn a_list_that_was_cut_off_is_finished_by_the_same_command() {
    let fault = json!([
        {"method": "PUT", "path": "/api/v1/scopes/access/", "call": 2, "do": {"kind": "drop-after"}},
        {"method": "GET", "path": "/api/v1/scopes/access", "call": 2, "do": {"kind": "drop-before"}},
    ]);
    let (home, _practice) = provider(fault);
    let file = put(&home, "liste.csv", b"311718371\n991825827\n889640782\n");
    let arguments = ["access", "apply", "--scope", SCOPE, file.to_str().unwrap()];
    let cut = run(&home, &arguments);
    let outcomes = |output: &Output| -> Vec<String> {
        let lines = json(output)["lines"].as_array().unwrap().clone();
        lines
            .iter()
            .map(|line| line["outcome"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        (status(&cut), outcomes(&cut)),
        (1, vec!["done".into(), "unknown".into(), "not-reached".into()])
    );
    let rest = run(&home, &arguments);
    assert_eq!(
        (status(&rest), outcomes(&rest)),
        (0, vec!["already".into(), "already".into(), "done".into()])
    );
    assert_eq!(consumers(&home), 3);
}

#[test]
fn each_line_is_reported_in_words() {
    let (home, _practice) = provider(json!([
        {"method": "PUT", "path": "/api/v1/scopes/access/991825827", "do": {"kind": "status", "status": 409}},
    ]));
    let file = put(&home, "liste.csv", b"311718371\n991825827\n889640782\n");
    let applied = home.run(&[
        "access",
        "apply",
        "--profile",
        "practice",
        "--scope",
        SCOPE,
        file.to_str().unwrap(),
    ]);
    let text = stdout(&applied);
    assert_eq!(status(&applied), 1);
    for line in [
        "   1  311718371  losby:barnehage/plass&alt=1.read  Har fått tilgang",
        "   2  991825827  losby:barnehage/plass&alt=1.read  API-et avviste linjen (409)",
        "   3  889640782  losby:barnehage/plass&alt=1.read  Har fått tilgang",
        "Gjort: 2. Var slik fra før: 0. Gjenstår: 1.",
        "api/conflict",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_scope_in_use_is_deactivated_only_when_that_is_said() {
    let (home, _practice) = provider(json!([]));
    run(&home, &["access", "grant", SCOPE, "991825827"]);
    let dry = run(
        &home,
        &["scopes", "deactivate", "--dry-run", "--revoke-access", SCOPE],
    );
    assert_eq!(json(&dry)["access"][0]["consumer_orgno"], "991825827");
    let refused = run(&home, &["scopes", "deactivate", SCOPE]);
    assert_eq!(
        (status(&refused), json(&refused)["outcome"].as_str()),
        (1, Some("in-use"))
    );
    // A change is no way around that.
    let asleep = put(&home, "sover.json", br#"{"active": false}"#);
    let refused = run(&home, &["scopes", "update", SCOPE, asleep.to_str().unwrap()]);
    let rule = json(&refused)["findings"][0]["rule"].clone();
    assert_eq!(
        (status(&refused), rule.as_str()),
        (1, Some("scope-body/deactivates"))
    );
    assert_eq!(consumers(&home), 1);
    let mistyped = run(
        &home,
        &[
            "scopes",
            "deactivate",
            "--revoke-access",
            "--confirm-name",
            "losby:noe-annet",
            SCOPE,
        ],
    );
    assert_eq!(
        (status(&mistyped), json(&mistyped)["outcome"].as_str()),
        (1, Some("wrong-name"))
    );
    assert_eq!(consumers(&home), 1);
    let done = run(&home, &["scopes", "deactivate", "--revoke-access", SCOPE]);
    assert_eq!((status(&done), json(&done)["revoked"].as_u64()), (0, Some(1)));
    assert_eq!(consumers(&home), 0);
}

#[test]
fn every_refusal_of_the_api_is_explained() {
    for (code, cause) in [
        (403, "forbidden/"),
        (428, "api/terms-not-signed"),
        (401, "unauthorized/"),
        (500, "api/server-error"),
    ] {
        let home = Home::new();
        let fault = json!({"faults": [{"path": "/api/v1/scopes", "do": {"kind": "status", "status": code}}]});
        let path = put(&home, "faults.json", fault.to_string().as_bytes());
        let _practice = home.practice(&["--faults", path.to_str().unwrap()]);
        let list = run(&home, &["scopes", "list"]);
        let found = json(&list)["causes"][0]["code"].as_str().unwrap().to_owned();
        assert!(status(&list) == 1 && found.starts_with(cause), "{code}: {found}");
    }
}
