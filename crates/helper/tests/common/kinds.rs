//! Every kind of message that the protocol knows, as a rogue would send it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use losen_core::api::Post;
use losen_core::grant::{Operation, Proof};
use losen_core::login::UserProof;
use losen_core::model::ClientId;
use losen_core::protocol::{Command, Request};
use secrecy::SecretString;
use serde_json::{Value, json};

/// Whom the messages are about.
pub struct About<'a> {
    pub profile: &'a str,
    pub client: &'a str,
    pub kid: &'a str,
}

/// One command of each kind. The match has no arm for "everything else": a kind that is new to the protocol does not
/// compile here until a rogue sends it as well.
fn after(command: Option<&Command>, about: &About<'_>) -> Option<Command> {
    let profile = || about.profile.to_owned();
    let client_id = || ClientId::parse(about.client).unwrap();
    Some(match command {
        None => Command::Hello {
            protocol: 1,
            extension: "0.1.0".into(),
        },
        Some(Command::Hello { .. }) => Command::Status,
        Some(Command::Status) => Command::Token {
            profile: profile(),
            operation: Operation::Write,
            client_id: Some(client_id()),
        },
        Some(Command::Token { .. }) => Command::Prove {
            profile: profile(),
            client_id: client_id(),
            proof: Proof::KrrContact,
            kid: Some(about.kid.to_owned()),
        },
        Some(Command::Prove { .. }) => Command::MakeKey { profile: profile() },
        Some(Command::MakeKey { .. }) => Command::ProveKey {
            profile: profile(),
            client_id: client_id(),
            kid: about.kid.to_owned(),
        },
        Some(Command::ProveKey { .. }) => Command::Login {
            profile: profile(),
            client_id: client_id(),
            proof: UserProof::ALL[0],
        },
        Some(Command::Login { .. }) => Command::ProveLogin {
            profile: profile(),
            client_id: client_id(),
            code: SecretString::from("kode").into(),
            state: "tilstand".into(),
            issuer: None,
            client_secret: None,
        },
        Some(Command::ProveLogin { .. }) => Command::Send {
            profile: profile(),
            token: SecretString::from("eyJhbGciOiJub25lIn0.e30.").into(),
            post: Post::Client {
                body: json!({"client_name": "x"}),
            },
        },
        Some(Command::Send { .. }) => return None,
    })
}

/// All of them, and what a rogue would add to each.
pub fn every_kind(about: &About<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    let mut last = None;
    while let Some(command) = after(last.as_ref(), about) {
        let request = Request {
            id: 1,
            command: command.clone(),
        };
        all.extend(embellished(&request.to_json()));
        last = Some(command);
    }
    for operation in Operation::ALL {
        let token = json!({"id": 7, "cmd": "token", "profile": about.profile, "operation": operation.word()});
        all.extend(embellished(&token));
    }
    all.extend([
        json!({"id": 2, "cmd": "hello", "protocol": 99, "extension": "9"}),
        json!({"id": 4, "cmd": "sign", "bytes": "aGVp"}),
        json!({"id": 6, "cmd": "prove", "profile": about.profile, "client_id": "offer", "proof": "idporten:dcr.write"}),
        // A call through the helper: as every kind of call, and to other places.
        sent(about, json!({"post": "secret", "client_id": "offer"})),
        sent(about, json!({"post": "secret", "client_id": "../scopes?x="})),
        sent(about, json!({"post": "key", "client_id": "offer", "body": {"kty": "RSA"}})),
        sent(about, json!({"post": "keys", "client_id": "offer", "body": {"keys": []}})),
        sent(about, json!({"post": "scope", "body": {"prefix": "losby"}})),
        sent(about, json!({"post": "/clients", "method": "DELETE", "path": "/clients/offer"})),
        sent(about, json!({"post": "client", "body": {}, "url": "https://evil.example/", "host": "evil.example"})),
        sent(about, json!({"post": "client", "body": {}, "token": "t\r\nHost: evil.example"})),
        sent(about, json!({"post": "client", "body": {}, "token": null})),
        json!({"id": 8, "cmd": "prove-key", "profile": about.profile, "client_id": "offer", "kid": "../../profiles"}),
    ]);
    all
}

/// A call that the helper is to send, with a token of the rogue's own making.
fn sent(about: &About<'_>, post: Value) -> Value {
    let mut message = json!({"id": 9, "cmd": "send", "profile": about.profile, "token": "t"});
    let members = post.as_object().unwrap().clone();
    message.as_object_mut().unwrap().extend(members);
    message
}

/// A message as it is, and with each member that a rogue would wish for.
fn embellished(message: &Value) -> Vec<Value> {
    let with = |name: &str, value: Value| {
        let mut message = message.clone();
        message[name] = value;
        message
    };
    vec![
        message.clone(),
        with("scope", "idporten:dcr.write".into()),
        with("confirmed", true.into()),
        with("environment", "practice".into()),
        with("profile", "../profiles/produksjon".into()),
        with("key", "/etc/passwd".into()),
    ]
}
