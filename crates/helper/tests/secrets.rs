//! Nothing secret in any output or file: every flow that touches a secret is performed, and then everything that was said
//! and everything on the disk is searched for passphrases, keys, client secrets and any token at all, in every spelling.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;
#[path = "common/login.rs"]
mod logins;
#[path = "common/search.rs"]
mod search;

use std::fs;
use std::path::PathBuf;

use common::{Home, Host, PracticeServer, status, stderr, stdout};
use logins::{REDIRECT, client, log_in};
use losen_core::grant::Operation;
use losen_core::login::{Landing, landing};
use search::Search;
use serde_json::{Value, json};

const SCOPE: &str = "losby:barnehage/plass.read";

/// A home in which things are done, and the search that hears all of it.
struct World {
    home: Home,
    search: Search,
    _server: PracticeServer,
}

impl World {
    fn new() -> Self {
        let home = Home::new();
        let server = home.practice(&[]);
        let mut search = Search::default();
        let profile: toml::Table = fs::read_to_string(home.profiles().join("practice.toml"))
            .unwrap()
            .parse()
            .unwrap();
        let path = |member: &str| PathBuf::from(profile[member].as_str().unwrap());
        let (passphrase_file, key_file) = (path("passphrase_file"), path("key"));
        let passphrase = fs::read_to_string(&passphrase_file).unwrap();
        let data = fs::read(&key_file).unwrap();
        let archive = p12_keystore::Pkcs12Archive::from_pkcs12(&data, &passphrase).unwrap();
        let key = archive.keys[0].key.as_der();
        search.secret("the passphrase", passphrase.as_bytes());
        search.secret("the enterprise key", &key[key.len() / 2..key.len() / 2 + 48]);
        search.home(&passphrase_file);
        search.home(&key_file);
        Self {
            home,
            search,
            _server: server,
        }
    }

    /// Runs a command with everything in the log that the log can hold. It has to succeed: a flow that fails early touches
    /// nothing.
    fn run(&mut self, words: &[&str]) -> Value {
        let output = self
            .home
            .losen()
            .args(words)
            .args(["--profile", "practice", "--format", "json"])
            .env("RUST_LOG", "trace")
            .output()
            .unwrap();
        assert_eq!(
            status(&output),
            0,
            "{words:?}: {}{}",
            stdout(&output),
            stderr(&output)
        );
        let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
        self.search.output(&words.join(" "), output);
        said
    }

    fn put(&self, name: &str, value: &Value) -> String {
        let path = self.home.path().join(name);
        fs::write(&path, value.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.home.path().join(name).to_str().unwrap().to_owned()
    }

    /// A file with a client secret, which is at home there.
    fn secret_file(&mut self, name: &str) {
        let path = self.home.path().join(name);
        let secret = fs::read_to_string(&path).unwrap();
        self.search.secret(name, secret.trim().as_bytes());
        self.search.home(&path);
    }

    fn key_file(&mut self, name: &str) {
        let path = self.home.path().join(name);
        self.search.private_key(&path);
    }

    fn end(self) {
        self.search.finds_nothing_below(self.home.path());
    }
}

fn machine(name: &str) -> Value {
    json!({
        "client_name": name, "description": "x", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    })
}

#[test]
fn a_client_and_its_keys_leave_no_secret() {
    let mut world = World::new();
    for operation in Operation::ALL {
        world.run(&["token", "--operation", operation.word()]);
        world.run(&["grant", "--operation", operation.word()]);
    }
    let file = world.put("klient.json", &machine("Kanarifugl"));
    world.run(&["clients", "create", "--dry-run", &file]);
    let made = world.run(&["clients", "create", &file]);
    let id = made["client"]["client_id"].as_str().unwrap().to_owned();
    world.run(&["clients", "prove", &id]);
    let (first, second) = (world.path("first.pem"), world.path("second.pem"));
    let kid = world.run(&["clients", "keys", "generate", "--out", &first, &id]);
    let kid = kid["kid"].as_str().unwrap().to_owned();
    world.run(&["clients", "prove", "--key", &first, &id]);
    let turned = world.run(&["clients", "keys", "rotate", "--old", &kid, "--out", &second, &id]);
    let kid = turned["kid"].as_str().unwrap().to_owned();
    world.run(&["clients", "keys", "list", &id]);
    world.run(&["clients", "keys", "renew", &id, &kid]);
    world.run(&["clients", "keys", "remove", &id, &kid]);
    let change = world.put("change.json", &json!({"description": "Noe annet"}));
    world.run(&["clients", "update", "--dry-run", &id, &change]);
    world.run(&["clients", "update", &id, &change]);
    world.run(&["clients", "show", &id]);
    world.run(&["clients", "list"]);
    world.run(&["clients", "deactivate", "--confirm-name", "Kanarifugl", &id]);
    world.key_file("first.pem");
    world.key_file("second.pem");
    world.end();
}

#[test]
fn a_client_secret_stands_in_its_file_and_nowhere_else() {
    let mut world = World::new();
    let body = json!({
        "client_name": "Kanarifugl", "description": "x", "integration_type": "idporten", "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code"],
        "scopes": ["openid", "profile"], "redirect_uris": [REDIRECT], "code_challenge_method": "S256",
    });
    let file = world.put("klient.json", &body);
    let (first, second) = (world.path("first"), world.path("second"));
    let made = world.run(&["clients", "create", "--secret-file", &first, &file]);
    let id = made["client"]["client_id"].as_str().unwrap().to_owned();
    world.secret_file("first");
    world.run(&["clients", "secret", "--secret-file", &second, &id]);
    world.secret_file("second");
    world.run(&["clients", "show", &id]);
    world.end();
}

#[test]
fn what_a_provider_does_leaves_no_secret() {
    let mut world = World::new();
    let scope = json!({"prefix": "losby", "subscope": "barnehage/plass.read", "description": "Barnehageplasser",
        "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"});
    let file = world.put("scope.json", &scope);
    world.run(&["prefixes", "list"]);
    world.run(&["scopes", "create", &file]);
    let mut there = world.run(&["scopes", "show", SCOPE]);
    there["description"] = json!("Ledige plasser");
    let changed = world.put("ny.json", &there);
    world.run(&["scopes", "update", SCOPE, &changed]);
    world.run(&["access", "grant", SCOPE, "991825827"]);
    world.run(&["access", "list", "--scope", SCOPE]);
    world.run(&["access", "revoke", SCOPE, "991825827"]);
    world.run(&["scopes", "deactivate", SCOPE]);
    world.run(&["scopes", "list", "--inactive"]);
    world.end();
}

/// Asks, and has the answer searched, unless it is a token that was asked for.
fn ask(host: &mut Host, search: &mut Search, request: Value) -> Value {
    let reply = host.ask(&request);
    if request["cmd"] != "token" {
        let place = format!("the answer to {}", request["cmd"]);
        search.said(&place, reply.to_string().into_bytes());
    }
    reply
}

/// Every message of the protocol. A token is what two of them are for; it is in the answer and nowhere else.
#[test]
fn the_host_leaves_no_secret_but_in_the_answer_that_asks_for_it() {
    let mut world = World::new();
    let (id, secret) = client(&world.home, "client_secret_basic");
    let secret = secret.unwrap();
    world.search.secret("the client's secret", secret.as_bytes());
    let file = world.put("klient.json", &machine("Kanarifugl"));
    let made = world.run(&["clients", "create", &file]);
    let machine = made["client"]["client_id"].as_str().unwrap().to_owned();
    let mut host = Host::start(world.home.losen().arg("host").env("RUST_LOG", "trace"));
    ask(
        &mut host,
        &mut world.search,
        json!({"id": 1, "cmd": "hello", "protocol": 1, "extension": "0.1.0"}),
    );
    ask(&mut host, &mut world.search, json!({"id": 2, "cmd": "status"}));
    for operation in Operation::ALL {
        let token = json!({"id": 3, "cmd": "token", "profile": "practice", "operation": operation.word()});
        let token = ask(&mut host, &mut world.search, token)["ok"]["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        // The claims are no secret; the signature makes it a token.
        let signature = token.rsplit('.').next().unwrap().as_bytes().to_vec();
        world.search.secret(operation.word(), &signature);
    }
    ask(
        &mut host,
        &mut world.search,
        json!({"id": 4, "cmd": "token", "profile": "practice", "operation": "nonsense"}),
    );
    let proof =
        json!({"id": 5, "cmd": "prove", "profile": "practice", "client_id": machine, "proof": "krr-contact"});
    assert_eq!(ask(&mut host, &mut world.search, proof)["ok"]["type"], "proof");
    let made = ask(
        &mut host,
        &mut world.search,
        json!({"id": 6, "cmd": "make-key", "profile": "practice"}),
    );
    let file = PathBuf::from(made["ok"]["file"].as_str().unwrap());
    let kid = made["ok"]["public"]["kid"].as_str().unwrap().to_owned();
    let proof = json!({"id": 7, "cmd": "prove-key", "profile": "practice", "client_id": machine, "kid": kid});
    ask(&mut host, &mut world.search, proof);
    let begun = ask(
        &mut host,
        &mut world.search,
        json!({"id": 8, "cmd": "login", "profile": "practice", "client_id": id, "proof": "krr-user-contact"}),
    );
    let ended = log_in(begun["ok"]["address"].as_str().unwrap());
    let Landing::Code(landed) = landing(&ended, &[REDIRECT]) else {
        panic!("{ended}")
    };
    world
        .search
        .secret("the code of the login", landed.code.as_bytes());
    let proof = json!({"id": 9, "cmd": "prove-login", "profile": "practice", "client_id": id, "code": landed.code,
        "state": landed.state, "issuer": landed.issuer, "client_secret": secret});
    let proof = ask(&mut host, &mut world.search, proof);
    assert_eq!(proof["ok"]["type"], "login-proof", "{proof}");
    let (ended, rest, log) = host.close();
    assert_eq!(ended, 0);
    world.search.said("what the host said last", rest);
    world.search.said("the host's log", log.into_bytes());
    world.search.private_key(&file);
    world.end();
}

#[test]
fn what_only_looks_leaves_no_secret() {
    let mut world = World::new();
    let token = world
        .home
        .run(&["token", "--profile", "practice", "--operation", "read", "--print"]);
    let token = stdout(&token).trim().to_owned();
    let file = world.home.path().join("token.txt");
    fs::write(&file, &token).unwrap();
    world
        .search
        .secret("the token", token.rsplit('.').next().unwrap().as_bytes());
    world.search.home(&file);
    let plan = world.put("klient.json", &machine("Kanarifugl"));
    for words in [
        &["diagnose", "--status", "401", "--token", file.to_str().unwrap()][..],
        &["doctor", "--browser", "chromium"],
        &["check", &plan],
        &["audit", "show"],
        &["audit", "verify"],
    ] {
        let output = world
            .home
            .losen()
            .args(words)
            .env("RUST_LOG", "trace")
            .output()
            .unwrap();
        world.search.output(&words.join(" "), output);
    }
    world.end();
}

/// What is on in the flows above: with the variable, the log says more.
#[test]
fn the_log_says_more_when_it_is_asked_to() {
    let home = Home::new();
    let _server = home.practice(&[]);
    let port_of_nobody = home.profiles().join("practice.toml");
    let text = fs::read_to_string(&port_of_nobody).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    table["endpoints"]["token"] = "http://127.0.0.1:9/token".into();
    fs::write(&port_of_nobody, table.to_string()).unwrap();
    let said = |level: Option<&str>| {
        let mut command = home.losen();
        command.args(["token", "--profile", "practice", "--operation", "read"]);
        if let Some(level) = level {
            command.env("RUST_LOG", level);
        }
        stderr(&command.output().unwrap())
    };
    assert!(
        said(Some("trace")).contains("no reply"),
        "{}",
        said(Some("trace"))
    );
    assert!(!said(None).contains("no reply"));
}
