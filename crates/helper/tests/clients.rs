//! `losen clients` and what it leaves behind, against a running practice environment.

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
fn a_client_that_maskinporten_learns_of_late_is_waited_for_and_proven() {
    let home = Home::new();
    // Longer than the create takes, shorter than the pause before the second try.
    let _server = faults(
        &home,
        json!([{"path": "/token", "do": {"kind": "client-lag", "seconds": 12}}]),
    );
    let key = home.path().join("nokkel.pem");
    let (status, result) = create(&home, &["--new-key", key.to_str().unwrap(), "--prove"]);
    assert_eq!(
        (status, result["proof"]["outcome"].as_str()),
        (0, Some("works")),
        "{result}"
    );
}

#[test]
fn a_refusal_of_the_access_alone_proves_the_new_key() {
    let home = Home::new();
    let refusal = json!({"error": "invalid_scope", "error_description":
        "MP-250: Consumer has not been granted access to the scope krr:global/kontaktinformasjon.read"});
    // The first two tokens are for the list and for the write, the third is the new client's own.
    let _server = faults(
        &home,
        json!([{"path": "/token", "call": 3, "do": {"kind": "answer", "status": 400, "body": refusal.to_string()}}]),
    );
    let key = home.path().join("nokkel.pem");
    let (status, result) = create(&home, &["--new-key", key.to_str().unwrap(), "--prove"]);
    assert_eq!(
        (status, result["proof"]["outcome"].as_str()),
        (0, Some("key-works")),
        "{result}"
    );
    let cause = &result["causes"][0];
    assert_eq!(cause["code"], "token/not-granted");
    assert!(cause["ready_message"].is_string(), "{cause}");
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

#[test]
fn check_looks_scopes_and_grants_up_with_a_profile() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let mut plan = client();
    plan["integration_type"] = json!("maskinporten");
    plan["scopes"] = json!(["altinn:broker.read"]);
    let file = put(&home, "klient.json", &plan);
    let rules = |arguments: &[&str]| {
        let mut all = vec!["check", "--format", "json"];
        all.extend(arguments);
        all.push(file.to_str().unwrap());
        let report = json(&home.run(&all));
        let findings = report["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Without a profile nobody has asked, and nothing is claimed.
    assert!(!rules(&[]).contains(&"scope/not-granted".to_owned()));
    let found = rules(&["--profile", "practice"]);
    assert!(found.contains(&"scope/not-granted".to_owned()), "{found:?}");
    let text = stdout(&home.run(&[
        "--lang",
        "en",
        "check",
        "--profile",
        "practice",
        file.to_str().unwrap(),
    ]));
    assert!(text.contains("(age in days: 0)"), "{text}");
}
