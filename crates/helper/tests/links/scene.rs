//! A machine with the helper, a practice environment behind it, and the profile `jobb` that uses both.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use losen_core::diagnosis::{Evidence, Symptom, diagnose};
use losen_core::protocol::Fault;
use losen_core::text::Language;
use serde_json::{Value, json};

use crate::common::{Home, Host, PracticeServer, frame, json, status, stderr, stdout};
use crate::softhsm::SoftHsm;

/// The profile that is used.
pub const PROFILE: &str = "jobb";

pub struct Scene {
    pub home: Home,
    pub server: PracticeServer,
    /// A card, in those cases that are about one.
    pub card: Option<SoftHsm>,
    /// What is found in the environment beside what a home has.
    pub environment: BTreeMap<&'static str, String>,
    /// Whatever else a case has to remember.
    pub notes: BTreeMap<&'static str, String>,
    /// What is sent to the helper, one after the other; the last answer counts.
    pub requests: Vec<Value>,
    look: fn(&Scene) -> Seen,
}

/// What was found.
pub struct Seen {
    /// The causes, most likely first; none when all is well.
    pub codes: Vec<String>,
    /// Every word that was said.
    pub told: String,
}

impl Scene {
    pub fn new(look: fn(&Scene) -> Seen) -> Self {
        let home = Home::new();
        let server = home.practice(&[]);
        let text = fs::read_to_string(home.profiles().join("practice.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        // Files of the user's own, as they come from whoever ordered the certificate.
        for (member, name) in [("key", "nøkkel.p12"), ("passphrase_file", "passord")] {
            fs::copy(table[member].as_str().unwrap(), home.path().join(name)).unwrap();
        }
        let scene = Self {
            home,
            server,
            card: None,
            environment: BTreeMap::new(),
            notes: BTreeMap::new(),
            requests: Vec::new(),
            look,
        };
        fs::write(scene.profile(), text).unwrap();
        scene.write_profile("key", &scene.file("nøkkel.p12"));
        scene.write_profile("passphrase_file", &scene.file("passord"));
        scene
    }

    /// The chain, as `losen doctor` walks it.
    pub fn chain() -> Self {
        Self::new(walk)
    }

    /// One conversation with the native messaging host.
    pub fn host(request: Value) -> Self {
        let mut scene = Self::new(talk);
        scene.requests.push(request);
        scene
    }

    pub fn look(&self) -> Seen {
        (self.look)(self)
    }

    pub fn profile(&self) -> PathBuf {
        self.home.profiles().join(format!("{PROFILE}.toml"))
    }

    /// A file in the user's home.
    pub fn file(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// Writes a member of the profile; takes it away when there is nothing to write.
    pub fn write_profile(&self, member: &str, value: &str) {
        let text = fs::read_to_string(self.profile()).unwrap();
        let mut table: toml::Table = text.parse().unwrap();
        table.remove(member);
        if !value.is_empty() {
            table.insert(member.into(), value.into());
        }
        fs::write(self.profile(), table.to_string()).unwrap();
    }

    /// What shall go wrong from now on; nothing when `list` is empty.
    pub fn faults(&self, list: &Value) {
        ureq::put(format!("{}/practice/faults", self.server.base()))
            .send(json!({ "faults": list }).to_string())
            .unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.losen();
        command.envs(&self.environment).args(arguments);
        command
    }

    /// Runs the helper, which has to succeed.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output().unwrap();
        assert_eq!(
            status(&output),
            0,
            "{arguments:?}: {}{}",
            stdout(&output),
            stderr(&output)
        );
        output
    }

    /// What must never be told: passphrases, PINs, secrets, and anything signed.
    pub fn secrets(&self) -> Vec<String> {
        let files = ["passord", "hemmelighet"].map(|name| self.file(name));
        let read = files.iter().filter_map(|file| fs::read_to_string(file).ok());
        let kept = self.notes.get("secret").cloned();
        read.chain(kept)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .chain(["eyJ".to_owned(), "PRIVATE KEY".to_owned()])
            .collect()
    }
}

/// The causes of the first link that is broken; a link that was not reached in a chain without a broken one is told as well.
fn walk(scene: &Scene) -> Seen {
    // No browser is looked at, so that only the chain is told of.
    let doctor = |more: &[&str]| {
        let mut command = scene.command(&["doctor", "--profile", PROFILE]);
        command.env("PATH", "/nowhere").args(more).output().unwrap()
    };
    let output = doctor(&["--format", "json"]);
    let links = json(&output)["chains"][0]["links"].as_array().unwrap().clone();
    let broken = links.iter().find(|link| link["state"] != "ok");
    let codes: Vec<String> = broken.map_or_else(Vec::new, |link| {
        let causes = link["causes"].as_array().unwrap();
        let codes = causes
            .iter()
            .map(|cause| cause["code"].as_str().unwrap().to_owned());
        codes.chain([format!("at {}", link["link"])]).collect()
    });
    assert_eq!(status(&output) == 0, codes.is_empty(), "{}", stdout(&output));
    let mut told = stdout(&output) + &stderr(&output);
    if !codes.is_empty() {
        let text = doctor(&[]);
        assert!(stdout(&text).contains(&codes[0]), "{}", stdout(&text));
        told += &(stdout(&text) + &stderr(&text));
    }
    Seen { codes, told }
}

/// The host, called by whom the notes name, or by nobody in particular.
pub fn conversation(scene: &Scene) -> Host {
    let caller = scene.notes.get("caller").map_or("host", String::as_str);
    Host::start(&mut scene.command(&[caller]))
}

fn talk(scene: &Scene) -> Seen {
    let mut host = conversation(scene);
    let mut token = Value::Null;
    let mut last = Value::Null;
    for request in &scene.requests {
        let mut request = request.clone();
        if request["token"] == "$token" {
            request["token"] = token.clone();
        }
        let bytes = frame(request.to_string().as_bytes());
        // Of a message that is too large nothing but its length is read.
        let large = bytes.len() > losen_core::protocol::MAX_REQUEST;
        host.send(if large { &bytes[..4] } else { &bytes });
        last = host.receive().unwrap();
        token = last["ok"]["access_token"].clone();
    }
    answered(&last, &host.close().2)
}

/// What is found in a reply of the helper, and in its log.
pub fn answered(reply: &Value, log: &str) -> Seen {
    let mut told = log.to_owned();
    let Some(error) = reply.get("error") else {
        let codes = Vec::new();
        return Seen { codes, told };
    };
    told += &reply.to_string();
    let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
    let fault = Fault {
        code: text("code"),
        detail: text("detail"),
    };
    let causes = diagnose(&Symptom::Helper(fault), &Evidence::default());
    for language in Language::ALL {
        for cause in &causes {
            told += &cause.to_json(language).to_string();
        }
    }
    Seen {
        codes: causes.iter().map(|cause| cause.code.to_owned()).collect(),
        told,
    }
}
