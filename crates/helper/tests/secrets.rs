//! Nothing secret in any output or file: known passphrase, key and tokens, searched for in every spelling.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use common::Home;
use serde_json::json;

/// A secret in the spellings in which it could slip out. base64 is taken from the second and third byte as well,
/// since a secret inside a longer text may begin anywhere.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut all = vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        percent.into_bytes(),
    ];
    for skip in 0..3 {
        let middle = &secret[skip..skip + (secret.len() - skip) / 3 * 3];
        all.push(STANDARD_NO_PAD.encode(middle).into_bytes());
        all.push(URL_SAFE_NO_PAD.encode(middle).into_bytes());
    }
    all
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn everything_below(folder: &Path, except: &[&Path], into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if except.iter().any(|known| path == **known) {
            continue;
        }
        if path.is_dir() {
            everything_below(&path, except, into);
        } else {
            into.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn no_secret_leaves_by_any_door() {
    let home = Home::new();
    let server = home.practice(&[]);
    let profile: toml::Table = fs::read_to_string(home.profiles().join("practice.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let passphrase_file = Path::new(profile["passphrase_file"].as_str().unwrap()).to_owned();
    let passphrase = fs::read_to_string(&passphrase_file).unwrap();
    let key_file = Path::new(profile["key"].as_str().unwrap()).to_owned();
    let archive =
        p12_keystore::Pkcs12Archive::from_pkcs12(&fs::read(&key_file).unwrap(), &passphrase).unwrap();
    let key = archive.keys[0].key.as_der().to_vec();

    // Every flow that touches a secret; a token is taken out once to know what to look for.
    let mut host = home.host(&["host"]);
    let mut tokens = Vec::new();
    for request in [
        json!({"id": 1, "cmd": "hello", "protocol": 1, "extension": "0.1.0"}),
        json!({"id": 2, "cmd": "status"}),
        json!({"id": 3, "cmd": "token", "profile": "practice", "operation": "read"}),
        json!({"id": 4, "cmd": "token", "profile": "practice", "operation": "write"}),
        json!({"id": 5, "cmd": "token", "profile": "practice", "operation": "nonsense"}),
    ] {
        let reply = host.ask(&request);
        if let Some(token) = reply["ok"]["access_token"].as_str() {
            tokens.push(token.to_owned());
        }
    }
    assert_eq!(tokens.len(), 2);
    let (_, rest, log) = host.close();
    let client = json!({
        "client_name": "Kanarifugl", "description": "x", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    let client_file = home.path().join("klient.json");
    fs::write(&client_file, client.to_string()).unwrap();
    let token_file = home.path().join("token.txt");
    fs::write(&token_file, &tokens[0]).unwrap();
    let (client_file, token_path) = (client_file.to_str().unwrap(), token_file.to_str().unwrap());
    let mut outputs = vec![
        ("host".to_owned(), rest),
        ("host's log".to_owned(), log.into_bytes()),
    ];
    for arguments in [
        vec!["token", "--profile", "practice", "--operation", "write"],
        vec!["grant", "--profile", "practice", "--operation", "write"],
        vec!["clients", "create", "--profile", "practice", client_file],
        vec![
            "clients",
            "create",
            "--profile",
            "practice",
            "--dry-run",
            "--format",
            "json",
            client_file,
        ],
        vec!["clients", "list", "--profile", "practice", "--format", "json"],
        vec!["diagnose", "--status", "401", "--token", token_path],
        vec!["doctor", "--browser", "chromium"],
        vec!["check", client_file],
    ] {
        let output = home
            .losen()
            .args(&arguments)
            .env("RUST_LOG", "trace")
            .output()
            .unwrap();
        outputs.push((format!("{arguments:?} stdout"), output.stdout));
        outputs.push((format!("{arguments:?} stderr"), output.stderr));
    }
    let known = [
        passphrase_file.as_path(),
        key_file.as_path(),
        token_file.as_path(),
    ];
    everything_below(home.path(), &known, &mut outputs);
    drop(server);

    // Of a token, the signature is what makes it one; header and claims are no secret.
    let signatures = tokens
        .iter()
        .map(|token| token.rsplit('.').next().unwrap().as_bytes().to_vec());
    let secrets: Vec<Vec<u8>> = signatures
        .chain([
            passphrase.into_bytes(),
            key[key.len() / 2..key.len() / 2 + 48].to_vec(),
        ])
        .collect();
    for secret in secrets {
        for spelling in spellings(&secret) {
            for (door, content) in &outputs {
                assert!(!contains(content, &spelling), "a secret left by {door}");
            }
        }
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let text = format!("xx{}", URL_SAFE_NO_PAD.encode(b"..hemmelighet.."));
    assert!(
        spellings(b"hemmelighet")
            .iter()
            .any(|spelling| contains(text.as_bytes(), spelling))
    );
}
