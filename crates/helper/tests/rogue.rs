//! A hostile update of the extension, or another extension: it sends every kind of message and ten thousand mutated
//! ones, and gets nothing that can change production, no byte of a key, no crash and no silence.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

mod common;
#[path = "common/kinds.rs"]
mod kinds;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use common::{Home, frame};
use losen_core::protocol::{CHROMIUM_ID, code};
use mutate::Mutator;
use serde_json::{Value, json};

const PASSPHRASE: &str = "Kanarifugl-8271";
/// The everyday key's id.
const KID: &str = "losen-hverdag";

/// A machine with two production profiles whose keys open, one with the certificate and one with an everyday key, and a window that answers every question with the passphrase:
/// it opens the key and confirms nothing.
struct Machine {
    home: Home,
    /// A piece from the middle of the private key.
    canary: Vec<u8>,
    proxy: String,
    /// What the proxy was asked for, one line each.
    connections: Arc<Mutex<Vec<String>>>,
}

impl Machine {
    fn new() -> Self {
        let home = Home::new();
        let openssl = openssl::Openssl::new(&home.path().join("ca"), "Buypass Class 3 CA G2 ST Business");
        let pair = openssl.issue(openssl::Wish::default());
        let key = openssl.pkcs12(&pair, "prod.p12", PASSPHRASE, &[]);
        fs::create_dir_all(home.profiles()).unwrap();
        let profile = format!(
            "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\n",
            key.display()
        );
        fs::write(home.profiles().join("produksjon.toml"), profile).unwrap();
        let own = openssl.path("hverdag.pem");
        let passphrase = format!("pass:{PASSPHRASE}");
        let encrypt = [
            "pkcs8",
            "-topk8",
            "-in",
            pair.key.to_str().unwrap(),
            "-passout",
            &passphrase,
        ];
        openssl.run(&[&encrypt[..], &["-out", own.to_str().unwrap()]].concat());
        let profile = format!(
            "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\nkid = \"{KID}\"\n\
             organisation = \"Losby havnevesen\"\norgno = \"314330897\"\n",
            own.display()
        );
        fs::write(home.profiles().join("hverdag.toml"), profile).unwrap();
        home.window(&format!("echo 'D {PASSPHRASE}'; echo OK"));
        let archive = p12_keystore::Pkcs12Archive::from_pkcs12(&fs::read(&key).unwrap(), PASSPHRASE).unwrap();
        let der = archive.keys[0].key.as_der();
        let canary = der[der.len() / 2..der.len() / 2 + 24].to_vec();
        let (proxy, connections) = proxy();
        Self {
            home,
            canary,
            proxy,
            connections,
        }
    }

    fn talk(&self, caller: &str) -> Talk {
        let mut command = self.home.losen();
        let path = format!("{}:/usr/bin:/bin", self.home.path().join("bin").display());
        // Reading is allowed and goes to the network: here to a proxy that lets nothing through and counts.
        command
            .env("HTTPS_PROXY", &self.proxy)
            .env("ALL_PROXY", &self.proxy);
        command.arg(caller).env("PATH", path).env("DISPLAY", ":99");
        let log = fs::File::create(self.home.path().join("log")).unwrap();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut output = child.stdout.take().unwrap();
        let (send, replies) = channel();
        // Read on a thread of its own, so that silence is noticed instead of waited for.
        std::thread::spawn(move || {
            loop {
                let mut length = [0; 4];
                if output.read_exact(&mut length).is_err() {
                    return;
                }
                let mut reply = vec![0; usize::try_from(u32::from_ne_bytes(length)).unwrap()];
                output.read_exact(&mut reply).unwrap();
                if send.send(reply).is_err() {
                    return;
                }
            }
        });
        Talk {
            child,
            input,
            replies,
        }
    }

    /// Every line of the record of tokens.
    fn record(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.home.path().join("state/losen/audit.jsonl")).unwrap_or_default();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The private keys that were made on demand.
    fn made_keys(&self) -> Vec<String> {
        let folder = fs::read_dir(self.home.path().join("config/losen/client-keys"));
        let paths = folder.into_iter().flatten().map(|entry| entry.unwrap().path());
        paths.map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    fn is_sealed(&self, what: &[u8]) {
        let hex: String = self.canary.iter().map(|byte| format!("{byte:02x}")).collect();
        let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&self.canary);
        let url = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&self.canary);
        for secret in [
            &self.canary[..],
            hex.as_bytes(),
            base64.as_bytes(),
            url.as_bytes(),
            PASSPHRASE.as_bytes(),
        ] {
            assert!(
                !what.windows(secret.len()).any(|window| window == secret),
                "a secret got out"
            );
        }
    }
}

/// A proxy that writes down where it is asked to go, and goes nowhere.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let _gone = BufReader::new(&stream).read_line(&mut line);
            written.lock().unwrap().push(line.trim().to_owned());
            let _gone = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        }
    });
    (address, connections)
}

/// A running helper and what it says.
struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    replies: Receiver<Vec<u8>>,
}

impl Talk {
    /// Sends one message; there has to be one answer, and soon.
    fn ask(&mut self, message: &[u8]) -> Vec<u8> {
        self.input.as_mut().unwrap().write_all(&frame(message)).unwrap();
        let patience = Duration::from_secs(60);
        self.replies
            .recv_timeout(patience)
            .unwrap_or_else(|error| panic!("{error}: {}", message.escape_ascii()))
    }

    /// Hangs up; the helper ends well.
    fn end(mut self) {
        drop(self.input.take());
        assert!(self.child.wait().unwrap().success());
        assert!(self.replies.recv().is_err(), "an answer that nobody asked for");
    }
}

fn own() -> String {
    format!("chrome-extension://{}/", CHROMIUM_ID.trim())
}

/// Every kind of message, about the certificate's profile and the everyday key's.
fn every_kind() -> Vec<Value> {
    let about = |profile| kinds::About {
        profile,
        client: "admin",
        kid: KID,
    };
    [
        kinds::every_kind(&about("produksjon")),
        kinds::every_kind(&about("hverdag")),
    ]
    .concat()
}

/// What may be read without asking anybody. Judged by what a token can do, and not by what the helper says of it.
const READING: [&str; 4] = [
    "idporten:dcr.read",
    "idporten:scopes.read",
    "krr:global/kontaktinformasjon.read",
    "krr:global/digitalpost.read",
];

/// The answer to one message: never more than a refusal, or news about profiles.
fn is_harmless(machine: &Machine, reply: &[u8]) -> Value {
    machine.is_sealed(reply);
    let reply: Value = serde_json::from_slice(reply).unwrap();
    assert!(reply["id"].is_u64(), "{reply}");
    assert!(reply["ok"].is_object() != reply["error"].is_object(), "{reply}");
    assert!(!reply.to_string().contains("access_token"), "{reply}");
    assert!(
        reply["error"].is_null() || code::ALL.contains(&reply["error"]["code"].as_str().unwrap()),
        "{reply}"
    );
    reply
}

#[test]
fn no_message_gets_a_token_that_changes_production() {
    let machine = Machine::new();
    let mut talk = machine.talk(&own());
    let mut heard = Vec::new();
    for message in every_kind() {
        let reply = talk.ask(message.to_string().as_bytes());
        is_harmless(&machine, &reply);
        heard.extend(reply);
    }
    let seeds: Vec<Vec<u8>> = every_kind()
        .iter()
        .map(|message| message.to_string().into_bytes())
        .collect();
    let mut mutator = Mutator::new(20_261_122);
    for _ in 0..10_000 {
        let reply = talk.ask(&mutator.message(&seeds));
        is_harmless(&machine, &reply);
        heard.extend(reply);
    }
    talk.end();
    // Two passphrases, and five confirmations: who says no five times is left alone.
    assert_eq!(machine.home.asked(), 7);
    let record = machine.record();
    let given: Vec<&Value> = record
        .iter()
        .filter(|entry| entry["decision"] == "granted")
        .collect();
    let harmless = |entry: &&Value| READING.contains(&entry["scope"].as_str().unwrap());
    assert!(given.iter().all(harmless), "{given:?}");
    // What may be read without asking stays within its limit, however often it is asked for.
    assert!(given.len() <= 30, "{} reading tokens", given.len());
    let declined = record.iter().filter(|entry| entry["decision"] == code::CANCELLED);
    assert_eq!(declined.count(), 5);
    machine.is_sealed(&fs::read(machine.home.path().join("log")).unwrap());
    let connections = machine.connections.lock().unwrap();
    assert!(!connections.is_empty(), "nothing was read, so nothing was tried");
    assert!(
        connections
            .iter()
            .all(|line| line.starts_with("CONNECT maskinporten.no:443 ")),
        "{connections:?}"
    );
    assert!(
        connections.len() <= given.len(),
        "more was sent than was recorded"
    );
    // The keys that it had made: their private halves are here, and nothing of them was heard.
    let made = machine.made_keys();
    assert!(!made.is_empty());
    for line in made
        .iter()
        .flat_map(|pem| pem.lines())
        .filter(|line| line.len() == 64)
    {
        assert!(!heard.windows(64).any(|window| window == line.as_bytes()));
    }
}

#[test]
fn another_extension_is_told_nothing_at_all() {
    let machine = Machine::new();
    let mut talk = machine.talk(&format!("chrome-extension://{}/", "b".repeat(32)));
    let seeds: Vec<Vec<u8>> = every_kind()
        .iter()
        .map(|message| message.to_string().into_bytes())
        .collect();
    let mut mutator = Mutator::new(7);
    let mutated = std::iter::repeat_with(|| mutator.message(&seeds)).take(2_000);
    for message in seeds.iter().cloned().chain(mutated) {
        let reply = is_harmless(&machine, &talk.ask(&message));
        assert!(reply["ok"].is_null(), "{reply}");
        assert!(
            !reply.to_string().contains("produksjon")
                || message.escape_ascii().to_string().contains("produksjon")
        );
    }
    talk.end();
    assert!(machine.record().is_empty() && !machine.home.path().join("asked").exists());
}

#[test]
fn changes_in_test_stay_within_their_limit_however_often_they_are_asked_for() {
    let machine = Machine::new();
    let path = machine.home.profiles().join("produksjon.toml");
    let openssl = openssl::Openssl::new(
        &machine.home.path().join("ca"),
        "Buypass Class 3 Test4 CA G2 ST Business",
    );
    let key = openssl.pkcs12(
        &openssl.issue(openssl::Wish::default()),
        "test.p12",
        PASSPHRASE,
        &[],
    );
    fs::remove_file(path).unwrap();
    let profile = format!(
        "environment = \"test\"\nclient_id = \"admin\"\nkey = '{}'\n",
        key.display()
    );
    fs::write(machine.home.profiles().join("test.toml"), profile).unwrap();
    let mut talk = machine.talk(&own());
    let mut codes = Vec::new();
    for id in 0..40 {
        let token = json!({"id": id, "cmd": "token", "profile": "test", "operation": "write"});
        let reply = is_harmless(&machine, &talk.ask(token.to_string().as_bytes()));
        codes.push(reply["error"]["code"].as_str().unwrap().to_owned());
    }
    talk.end();
    let given: Vec<i64> = machine
        .record()
        .iter()
        .filter(|entry| entry["decision"] == "granted")
        .map(|entry| entry["at"].as_i64().unwrap())
        .collect();
    assert!(
        !given.is_empty() && codes.iter().any(|found| found == code::POLICY),
        "{codes:?}"
    );
    for first in &given {
        let minute = given
            .iter()
            .filter(|at| (*first..first + 60).contains(at))
            .count();
        assert!(minute <= 10, "{minute} in a minute");
    }
}
