//! The command line where it needs no server: `losen check`, `losen diagnose`, `losen schema`, usage and language.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;

use common::{Home, json, status, stderr, stdout};
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
fn the_schema_knows_every_member_of_a_good_client() {
    let output = Home::new().run(&["schema"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let schema = json(&output);
    for member in client().as_object().unwrap().keys() {
        assert!(schema["properties"][member].is_object(), "{member}");
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
fn a_list_that_breaks_off_is_refused_before_anything_is_answered() {
    let home = Home::new();
    let good = vec![client().to_string(); 1000].join(",\n");
    for (list, place) in [
        (format!("[{good},\n!]"), "1001"),
        (format!("[{good}"), "1000"),
        (format!("[{good}] x"), "1000"),
        (format!("[{good},7]"), "/1000"),
    ] {
        for format in ["json", "text"] {
            let output = home.run_with(&["check", "--format", format, "-"], &list);
            assert_eq!(status(&output), 2);
            assert!(stderr(&output).contains(place), "{}", stderr(&output));
            assert!(stdout(&output).is_empty());
        }
    }
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

/// The panel and the package read the same golden cases; here the command line does, as far as it is given the same.
#[test]
fn what_stands_between_is_named_as_in_the_panel() {
    let home = Home::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/diagnosis");
    for name in [
        "forbidden_by_a_cors_filter",
        "captive_portal",
        "page_of_nobody_known",
        "gateway_error",
        "server_error_with_a_correlation_id",
        "terms_not_signed",
        "login_code_refused",
        "login_client_refused",
        "forbidden_scope_of_another_organisation",
        "conflict_with_a_scope_that_exists",
    ] {
        let read = |file: &str| fs::read_to_string(folder.join(name).join(file)).unwrap();
        let symptom: serde_json::Value = serde_json::from_str(&read("symptom.json")).unwrap();
        let text =
            |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let request = match &symptom["request"] {
            serde_json::Value::String(line) => line.clone(),
            request => format!("{} {}", text(&request["method"]), text(&request["url"])),
        };
        let response = home.path().join("svar");
        fs::write(&response, text(&symptom["body"])).unwrap();
        let status = symptom["status"].to_string();
        let arguments = [
            "diagnose",
            "--format",
            "json",
            "--request",
            &request,
            "--status",
            &status,
            "--response",
        ];
        let output = home.losen().args(arguments).arg(&response).output().unwrap();
        let found = json(&output)["causes"][0].clone();
        let golden = read("causes.txt");
        let mut lines = golden.lines();
        let code = lines.next().unwrap().split(' ').next().unwrap().to_owned();
        assert_eq!(found["code"], code.as_str(), "{name}");
        assert_eq!(found["message"], lines.next().unwrap().trim(), "{name}");
    }
}

/// All of them, all causes, in every detail.
#[test]
fn every_golden_case_is_explained_as_the_core_explains_it() {
    use losen_core::diagnosis::{Symptom, diagnose};
    use losen_core::text::Language;

    let home = Home::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/diagnosis");
    let mut seen = 0;
    for case in fs::read_dir(folder).unwrap() {
        let file = case.unwrap().path().join("symptom.json");
        let symptom = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let (symptom, known) = Symptom::from_json(&symptom).unwrap();
        let causes = diagnose(&symptom, &known);
        let expected: Vec<_> = causes.iter().map(|cause| cause.to_json(Language::Nb)).collect();
        let path = file.to_str().unwrap();
        let output = home.run(&["diagnose", "--lang", "nb", "--format", "json", "--symptom", path]);
        assert_eq!(json(&output)["causes"], serde_json::json!(expected), "{path}");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

/// What people paste, as in the panel: with what is known beside it in a file, and where only the time is known, as it is
/// copied.
#[test]
fn what_is_pasted_is_explained_as_in_the_panel() {
    let home = Home::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/pasted");
    let mut copied = 0;
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let read = |name: &str| fs::read_to_string(case.join(name)).unwrap();
        let told = read("told.txt");
        let expected: Vec<&str> = told.lines().skip(1).take_while(|line| !line.is_empty()).collect();
        let found = |arguments: &[&str]| {
            let output = home.run(&[&["diagnose", "--lang", "nb", "--format", "json"], arguments].concat());
            let mut lines = Vec::new();
            for cause in json(&output)["causes"].as_array().unwrap() {
                lines.push(cause["code"].as_str().unwrap().to_owned());
                let evidence = cause["evidence"].as_array().unwrap();
                lines.extend(
                    evidence
                        .iter()
                        .map(|seen| format!("  - {}", seen.as_str().unwrap())),
                );
            }
            lines
        };
        let is_told = |lines: Vec<String>| {
            assert_eq!(lines.len(), expected.len(), "{}: {lines:#?}", case.display());
            for (line, wanted) in lines.iter().zip(&expected) {
                // The certainty follows the code in the golden case.
                let said = if wanted.starts_with(' ') {
                    *wanted
                } else {
                    wanted.split(' ').next().unwrap()
                };
                assert_eq!(line, said, "{}", case.display());
            }
        };
        let mut here: serde_json::Value = serde_json::from_str(&read("here.json")).unwrap();
        let now = here["now"].as_str().map(str::to_owned);
        let only_time = here.as_object().unwrap().len() == 1;
        here["pasted"] = read("text.txt").into();
        let file = home.path().join("limt inn.json");
        fs::write(&file, here.to_string()).unwrap();
        is_told(found(&["--symptom", file.to_str().unwrap()]));
        if let Some(now) = now.filter(|_| only_time) {
            let text = case.join("text.txt");
            is_told(found(&["--now", &now, "--response", text.to_str().unwrap()]));
            copied += 1;
        }
    }
    assert!(copied > 10, "{copied}");
}

#[test]
fn the_profile_tells_the_token_of_another_client() {
    let home = Home::new();
    let _server = home.practice(&[]);
    // {"client_id":"ny","scope":"krr:global/kontaktinformasjon.read"}
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJjbGllbnRfaWQiOiJueSIsInNjb3BlIjoia3JyOmdsb2JhbC9rb250YWt0aW5mb3JtYXNqb24ucmVhZCJ9.x";
    let file = home.path().join("token");
    fs::write(&file, token).unwrap();
    let mut arguments = vec![
        "diagnose",
        "--format",
        "json",
        "--status",
        "401",
        "--token",
        file.to_str().unwrap(),
    ];
    let first = |arguments: &[&str]| json(&home.run(arguments))["causes"][0]["code"].clone();
    assert_ne!(first(&arguments), "unauthorized/other-client");
    arguments.extend(["--profile", "practice"]);
    assert_eq!(first(&arguments), "unauthorized/other-client");
}

#[test]
fn a_line_that_somebody_opened_is_known_by_curls_own_words() {
    let home = Home::new();
    for (words, code) in [
        (
            "curl: (60) SSL certificate problem: self-signed certificate in certificate chain",
            "network/tls-intercepted",
        ),
        (
            "curl: (6) Could not resolve host: api.samarbeid.digdir.no",
            "network/name-not-found",
        ),
        (
            "HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Negotiate\n\n",
            "network/proxy-login",
        ),
    ] {
        let output = home.run_with(&["diagnose", "--format", "json", "--response", "-"], words);
        assert_eq!(json(&output)["causes"][0]["code"], code, "{words}");
    }
}
