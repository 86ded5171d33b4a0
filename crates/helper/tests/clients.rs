//! `losen check`, `losen clients` and `losen diagnose`, against a running practice environment where they need one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Home, PracticeServer, json, status, stderr, stdout};
use serde_json::{Value, json};

fn client() -> Value {
    json!({
        "client_name": "Losby havnevesen – oppslag",
        "description": "Slår opp kontaktinformasjon",
        "integration_type": "krr",
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    })
}

fn put(home: &Home, name: &str, value: &Value) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, value.to_string()).unwrap();
    path
}

/// The bodies that reached the practice environment, by what it has now.
fn clients_of(home: &Home) -> Vec<Value> {
    let output = home.run(&["clients", "list", "--profile", "practice", "--format", "json"]);
    json(&output).as_array().unwrap().clone()
}

fn named(home: &Home, name: &str) -> usize {
    clients_of(home)
        .iter()
        .filter(|client| client["client_name"] == name)
        .count()
}

fn faults(home: &Home, list: Value) -> PracticeServer {
    let path = put(home, "faults.json", &json!({ "faults": list }));
    home.practice(&["--faults", path.to_str().unwrap()])
}

fn create(home: &Home, arguments: &[&str]) -> (i32, Value) {
    let file = put(home, "klient.json", &client());
    let mut all = vec!["clients", "create", "--profile", "practice", "--format", "json"];
    all.extend(arguments);
    all.push(file.to_str().unwrap());
    let output = home.run(&all);
    (status(&output), json(&output))
}

#[test]
fn a_good_client_passes_and_a_bad_one_is_refused_with_a_fix() {
    let home = Home::new();
    let good = home.run_with(&["check", "--format", "json", "-"], &client().to_string());
    assert_eq!(status(&good), 0, "{}", stdout(&good));
    assert_eq!(json(&good)["fixed"], client());
    let mut bad = client();
    bad["scopes"] = json!(["krr:global", "kontaktinformasjon.read"]);
    let bad = home.run_with(&["check", "--format", "json", "-"], &bad.to_string());
    assert_eq!(status(&bad), 1);
    let report = json(&bad);
    assert_eq!(report["fixed"]["scopes"], client()["scopes"]);
    let finding = &report["findings"][0];
    for member in ["rule", "severity", "path", "message", "fix", "source"] {
        assert!(finding.get(member).is_some(), "{member}");
    }
}

#[test]
fn a_list_of_clients_gets_a_list_of_reports() {
    let home = Home::new();
    let list = json!([client(), {"integration_type": "krr"}]);
    let output = home.run_with(&["check", "--format", "json", "-"], &list.to_string());
    assert_eq!((status(&output), json(&output).as_array().unwrap().len()), (1, 2));
}

#[test]
fn input_that_cannot_be_read_is_status_2_and_names_the_place() {
    let home = Home::new();
    for (input, place) in [("{\"a\":\n!}", "2"), ("", "1"), ("[1]", "/0"), ("\"x\"", "/")] {
        let output = home.run_with(&["check", "-"], input);
        assert_eq!(status(&output), 2, "{input}");
        assert!(stderr(&output).contains(place), "{}", stderr(&output));
        assert!(stdout(&output).is_empty());
    }
    let output = home.run(&["check", "finnes ikke.json"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("finnes ikke.json"));
    let latin1 = home.path().join("latin1.json");
    fs::write(&latin1, b"{\"client_name\":\"\xe6\"}").unwrap();
    assert_eq!(status(&home.run(&["check", latin1.to_str().unwrap()])), 2);
}

#[test]
fn wrong_usage_is_status_2_and_help_is_status_0() {
    let home = Home::new();
    for arguments in [
        vec![],
        vec!["chekc"],
        vec!["check"],
        vec!["check", "--environment", "practice", "-"],
        vec!["token", "--profile", "x", "--operation", "idporten:dcr.write"],
    ] {
        let output = home.run(&arguments);
        assert_eq!(
            (status(&output), stdout(&output).as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(!stderr(&output).is_empty());
    }
    for arguments in [vec!["--help"], vec!["check", "--help"], vec!["--version"]] {
        let output = home.run(&arguments);
        assert_eq!(
            (status(&output), stderr(&output).as_str()),
            (0, ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn it_speaks_the_users_language() {
    let home = Home::new();
    let with = |arguments: &[&str], locale: &str| {
        stdout(&home.losen().env("LANG", locale).args(arguments).output().unwrap())
    };
    assert!(with(&["--help"], "nn_NO.UTF-8").contains("sjekkar"));
    assert!(with(&["--help"], "en_GB.UTF-8").contains("checks"));
    assert!(with(&["--help"], "C").contains("sjekker"));
    assert!(with(&["--lang", "nn", "--help"], "en_GB.UTF-8").contains("sjekkar"));
}

#[test]
fn no_colour_leaves_a_pipe() {
    let output = Home::new().run_with(&["check", "-"], "{}");
    assert!(!stdout(&output).contains('\u{1b}'));
}

#[test]
fn a_client_is_created_with_exactly_the_body_that_was_checked() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (status, result) = create(&home, &[]);
    assert_eq!(
        (status, result["outcome"].as_str()),
        (0, Some("created")),
        "{result}"
    );
    let id = result["client"]["client_id"].as_str().unwrap();
    let all = clients_of(&home);
    let created = all.iter().find(|client| client["client_id"] == id).unwrap();
    for (member, value) in client().as_object().unwrap() {
        assert_eq!(&created[member], value, "{member}");
    }
    let shown = home.run(&["clients", "show", "--profile", "practice", id]);
    assert_eq!(json(&shown)["client_id"], id);
}

#[test]
fn a_new_client_is_proven_without_its_token_leaving_the_helper() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let (_, result) = create(&home, &[]);
    let id = result["client"]["client_id"].as_str().unwrap();
    let request =
        json!({"id": 1, "cmd": "prove", "profile": "practice", "client_id": id, "proof": "krr-contact"});
    let reply = home.host(&["host"]).ask(&request);
    assert_eq!(reply["ok"]["lookup"]["status"], 200, "{reply}");
    assert!(!reply.to_string().contains("eyJ"), "{reply}");
}

#[test]
fn nothing_is_sent_by_a_dry_run_or_while_an_error_stands() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let before = clients_of(&home).len();
    let (status_of_dry_run, result) = create(&home, &["--dry-run"]);
    assert_eq!((status_of_dry_run, &result["request"]["body"]), (0, &client()));
    let mut bad = client();
    bad["scopes"] = json!(["krr:global", "kontaktinformasjon.read"]);
    let file = put(&home, "bad.json", &bad);
    let output = home.run(&[
        "clients",
        "create",
        "--profile",
        "practice",
        file.to_str().unwrap(),
    ]);
    assert_eq!(status(&output), 1);
    assert_eq!(clients_of(&home).len(), before);
}

#[test]
fn a_second_client_of_the_same_name_needs_a_word() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    assert_eq!(create(&home, &[]).0, 0);
    let (status, result) = create(&home, &[]);
    assert_eq!((status, result["outcome"].as_str()), (1, Some("twin")));
    assert_eq!(create(&home, &["--alike"]).0, 0);
    assert_eq!(named(&home, "Losby havnevesen – oppslag"), 2);
}

#[test]
fn a_lost_answer_is_settled_by_looking_and_never_by_sending_again() {
    let home = Home::new();
    let fault = json!([{"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "drop-after"}}]);
    let _practice = faults(&home, fault);
    let (status, result) = create(&home, &["--patience", "5"]);
    assert_eq!(
        (status, result["outcome"].as_str()),
        (0, Some("found")),
        "{result}"
    );
    assert_eq!(named(&home, "Losby havnevesen – oppslag"), 1);
}

#[test]
fn a_request_that_never_arrived_is_reported_as_probably_not_created() {
    let home = Home::new();
    let fault =
        json!([{"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-before"}}]);
    let _practice = faults(&home, fault);
    let (status, result) = create(&home, &["--patience", "1"]);
    assert_eq!((status, result["outcome"].as_str()), (1, Some("not-found")));
    assert_eq!(named(&home, "Losby havnevesen – oppslag"), 0);
}

#[test]
fn a_client_that_shows_up_later_is_found_before_another_is_sent() {
    let home = Home::new();
    let post = json!({"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "drop-after"}});
    // After the list before the create, reading fails until the third call.
    let list = json!({"method": "GET", "path": "/api/v1/clients", "exact": true, "call": 2, "do": {"kind": "status", "status": 503}});
    let _practice = faults(&home, json!([post, list]));
    let (status, result) = create(&home, &["--patience", "1"]);
    assert_eq!(
        (status, result["outcome"].as_str()),
        (1, Some("unknown")),
        "{result}"
    );
    let (status, result) = create(&home, &["--patience", "1"]);
    assert_eq!(
        (status, result["outcome"].as_str()),
        (0, Some("found")),
        "{result}"
    );
    assert_eq!(named(&home, "Losby havnevesen – oppslag"), 1);
}

#[test]
fn a_refusal_is_explained_and_ends_it() {
    let home = Home::new();
    for (code, outcome) in [(403, "refused"), (428, "refused"), (400, "refused")] {
        let fault = json!([{"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": code}}]);
        let practice = faults(&home, fault);
        let (status, result) = create(&home, &[]);
        assert_eq!(
            (status, result["outcome"].as_str()),
            (1, Some(outcome)),
            "{result}"
        );
        assert!(result["causes"][0]["fix"].is_string());
        practice.stop();
    }
}

#[test]
fn nothing_is_sent_when_the_intent_cannot_be_recorded() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    fs::create_dir_all(home.path().join("state/losen/journal.jsonl")).unwrap();
    let file = put(&home, "klient.json", &client());
    let output = home.run(&[
        "clients",
        "create",
        "--profile",
        "practice",
        file.to_str().unwrap(),
    ]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("journal.jsonl"), "{}", stderr(&output));
    assert_eq!(named(&home, "Losby havnevesen – oppslag"), 0);
}

#[test]
fn a_secret_goes_to_a_file_of_its_own_and_nowhere_else() {
    let home = Home::new();
    let _practice = home.practice(&[]);
    let mut login = client();
    login["client_name"] = "Losby havnevesen – innlogging".into();
    login["integration_type"] = "idporten".into();
    login["token_endpoint_auth_method"] = "client_secret_post".into();
    login["grant_types"] = json!(["authorization_code"]);
    login["scopes"] = json!(["openid", "profile"]);
    login["redirect_uris"] = json!(["https://losby.example.no/callback"]);
    login["post_logout_redirect_uris"] = json!(["https://losby.example.no/"]);
    let file = put(&home, "login.json", &login);
    let without = home.run(&[
        "clients",
        "create",
        "--profile",
        "practice",
        file.to_str().unwrap(),
    ]);
    assert_eq!(status(&without), 2, "{}{}", stdout(&without), stderr(&without));
    let secret = home.path().join("hemmelighet.txt");
    let arguments = [
        "clients",
        "create",
        "--profile",
        "practice",
        "--secret-file",
        secret.to_str().unwrap(),
    ];
    let output = home.losen().args(arguments).arg(&file).output().unwrap();
    assert_eq!(status(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let kept = fs::read_to_string(&secret).unwrap();
    assert!(kept.trim().len() >= 16);
    assert!(!stdout(&output).contains(kept.trim()) && !stderr(&output).contains(kept.trim()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_error_is_explained_with_cause_owner_and_fix() {
    let home = Home::new();
    let body = r#"{"error":"invalid_grant","error_description":"Invalid assertion. Client authentication failed. MP-120"}"#;
    let response = home.path().join("svar.json");
    fs::write(&response, body).unwrap();
    let request = "POST https://test.maskinporten.no/token";
    let arguments = [
        "diagnose",
        "--request",
        request,
        "--status",
        "400",
        "--format",
        "json",
        "--response",
    ];
    let output = home.losen().args(arguments).arg(&response).output().unwrap();
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let cause = &json(&output)["causes"][0];
    for member in ["code", "certainty", "owner", "message", "fix"] {
        assert!(cause[member].is_string(), "{member}");
    }
    assert_eq!(status(&home.run(&["diagnose"])), 2);
    assert_eq!(
        status(&home.run(&["diagnose", "--status", "401", "--now", "i går"])),
        2
    );
}

#[test]
fn an_answer_alone_is_read_like_anything_that_is_pasted() {
    let home = Home::new();
    let response = home.path().join("svar.txt");
    for (text, code) in [
        (
            "< HTTP/2 428\n<\nPRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.",
            "api/terms-not-signed",
        ),
        (
            r#"{"status":409,"error":"Ressursen er ikke i riktig tilstand"}"#,
            "api/conflict",
        ),
        ("noe helt annet", "unknown/unrecognised"),
    ] {
        fs::write(&response, text).unwrap();
        let output = home
            .losen()
            .args(["diagnose", "--format", "json", "--response"])
            .arg(&response)
            .output()
            .unwrap();
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        assert_eq!(json(&output)["causes"][0]["code"], code, "{text}");
    }
}
