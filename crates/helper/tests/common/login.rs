//! A client that users log in with, and a login with it.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json as value;

use crate::common::{Home, json};

pub const REDIRECT: &str = "https://losby.example.no/callback";

/// A client that users log in with, and its secret if it has one.
pub fn client(home: &Home, method: &str) -> (String, Option<String>) {
    // A client of the same name would be asked about.
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "Losby havnevesen – båtplass {}",
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let body = value!({
        "client_name": name, "description": "Innlogging", "integration_type": "api_klient",
        "application_type": if method == "none" { "browser" } else { "web" },
        "token_endpoint_auth_method": method, "grant_types": ["authorization_code"],
        "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"], "redirect_uris": [REDIRECT],
        "code_challenge_method": "S256",
    });
    let file = home.path().join("klient.json");
    fs::write(&file, body.to_string()).unwrap();
    let secret = home.path().join("hemmelighet");
    let mut words = vec!["clients", "create", "--profile", "practice", "--format", "json"];
    if method.starts_with("client_secret") {
        words.extend(["--secret-file", secret.to_str().unwrap()]);
    }
    words.push(file.to_str().unwrap());
    let made = json(&home.run(&words));
    let id = made["client"]["client_id"].as_str().unwrap().to_owned();
    let text = fs::read_to_string(&secret).ok();
    let _gone = fs::remove_file(&secret);
    (id, text.map(|text| text.trim().to_owned()))
}

/// Logs in at once, as the practice environment does, and tells where that ended.
pub fn log_in(address: &str) -> String {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build()
        .into();
    let reply = agent.get(address).call().unwrap();
    reply.headers()["location"].to_str().unwrap().to_owned()
}
