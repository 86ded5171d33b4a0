//! The main flow, word for word: what is sent and what comes back, from the metadata to a lookup in KRR.
//!
//! `UPDATE=1 cargo test -p losen-practice` rewrites the transcript, and fails once so that somebody reads the change.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

mod support;

use std::fmt::Write as _;

use losen_practice::{FIRST_PERSON, HttpReply, HttpRequest};
use serde_json::{Value, json};
use support::forger::{Forged, Forger, jwk};
use support::{World, fixture, request};

const SCOPE: &str = "krr:global/kontaktinformasjon.read";

#[test]
fn the_main_flow_is_as_written() {
    let mut told = Told {
        world: World::with(Forger),
        text: String::new(),
    };
    told.step(
        "Where is Maskinporten?",
        &request("GET", "/.well-known/oauth-authorization-server", None, None),
    );
    let token = told.token(
        "A token to create clients with",
        &Forged::admin("idporten:dcr.write", "jti-1"),
    );
    let create = request(
        "POST",
        "/api/v1/clients",
        Some(&token),
        Some(&fixture("maskinporten-krr")),
    );
    let id = told.step("A client is made", &create)["client_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let client = format!("/api/v1/clients/{id}");
    let keys = format!("{client}/jwks");
    let read = told.token(
        "A token to read with",
        &Forged::admin("idporten:dcr.read", "jti-2"),
    );
    told.step("It can be seen", &request("GET", &client, Some(&read), None));
    told.step("It has no key yet", &request("GET", &keys, Some(&read), None));
    let modify = told.token("A token for keys", &Forged::admin("idporten:dcr.modify", "jti-3"));
    let key = json!({"keys": [jwk("one")]});
    told.step(
        "It gets a key",
        &request("POST", &keys, Some(&modify), Some(&key)),
    );
    let own = told.token(
        "The new client asks for itself",
        &Forged::with_key(&id, "one", SCOPE, "jti-4"),
    );
    let people = json!({"personidentifikatorer": [FIRST_PERSON]});
    told.step(
        "And looks somebody up",
        &request("POST", "/rest/v2/personer", Some(&own), Some(&people)),
    );
    told.step(
        "A reading token cannot deactivate",
        &request("DELETE", &client, Some(&read), None),
    );
    told.step(
        "A writing token can",
        &request("DELETE", &client, Some(&token), None),
    );
    told.compare("main-flow.txt");
}

struct Told {
    world: World,
    text: String,
}

impl Told {
    fn step(&mut self, title: &str, request: &HttpRequest) -> Value {
        let reply = self.world.send(request);
        self.tell(title, request, &reply);
        reply.body_json()
    }

    fn token(&mut self, title: &str, grant: &Forged) -> String {
        let body = self.step(title, &grant.request());
        body["access_token"].as_str().unwrap().to_owned()
    }

    fn tell(&mut self, title: &str, request: &HttpRequest, reply: &HttpReply) {
        let out = &mut self.text;
        writeln!(out, "## {title}\n\n> {} {}", request.method, request.path).unwrap();
        for (name, value) in &request.headers {
            writeln!(out, "> {}: {}", name.to_lowercase(), masked(value)).unwrap();
        }
        writeln!(out, "{}\n< {}", shown(&request.body), reply.status).unwrap();
        for (name, value) in &reply.headers {
            writeln!(out, "< {name}: {value}").unwrap();
        }
        writeln!(out, "{}", shown(&reply.body)).unwrap();
    }

    fn compare(&self, name: &str) {
        let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        if golden != self.text && std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &self.text).unwrap();
            panic!("{path} was rewritten: read the difference");
        }
        assert!(
            golden == self.text,
            "the flow differs from {path}; UPDATE=1 rewrites it:\n{}",
            self.text
        );
    }
}

fn shown(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(body) => {
            masked(&serde_json::to_string_pretty(&body).unwrap()).replace(jwk("")["n"].as_str().unwrap(), "…")
                + "\n"
        }
        Err(_) => masked(body) + "\n",
    }
}

/// Grants and tokens are replaced by a word; nobody reads them, and nobody should get used to seeing them.
fn masked(text: &str) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, jws) = rest.split_at(at);
        out.push_str(before);
        out.push_str("«JWS»");
        rest = jws.trim_start_matches(part);
    }
    out + rest
}
