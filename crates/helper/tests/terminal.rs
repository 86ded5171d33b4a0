//! What the helper asks on a terminal: a passphrase, and a confirmation. The terminal is real, and made by `script`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::Home;
use losen_core::protocol::code;
use openssl::{Openssl, Wish};
use serde_json::Value;

const PASSPHRASE: &str = "Blåbær-4711";

/// A command on a terminal of its own.
struct Terminal {
    child: Child,
    said: String,
}

impl Terminal {
    fn run(home: &Home, words: &str) -> Self {
        let line = format!("tty; '{}' {words}", env!("CARGO_BIN_EXE_losen"));
        let own = home.losen();
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).env_clear();
        command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let child = command
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        Self {
            child: child.unwrap(),
            said: String::new(),
        }
    }

    /// Waits for these words, and until the terminal shows nothing of what is typed, and types a line.
    fn answer(&mut self, question: &str, line: &str) {
        let mut bytes = Vec::new();
        let output = self.child.stdout.as_mut().unwrap();
        let mut byte = [0];
        while !String::from_utf8_lossy(&bytes).contains(question) {
            let read = output.read(&mut byte).unwrap();
            assert!(read == 1, "{}", String::from_utf8_lossy(&bytes));
            bytes.push(byte[0]);
        }
        self.said.push_str(&String::from_utf8_lossy(&bytes));
        let terminal = self.said.lines().next().unwrap().trim();
        let shows = || {
            let settings = Command::new("stty")
                .args(["-F", terminal, "-a"])
                .output()
                .unwrap();
            !String::from_utf8_lossy(&settings.stdout).contains(" -echo ")
        };
        let asked = Instant::now();
        while shows() {
            assert!(asked.elapsed() < Duration::from_secs(30), "what is typed shows");
        }
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// The exit status, and everything that stood on the screen.
    fn end(mut self) -> (i32, String) {
        drop(self.child.stdin.take());
        let mut rest = Vec::new();
        self.child.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
        self.said.push_str(&String::from_utf8_lossy(&rest));
        (self.child.wait().unwrap().code().unwrap(), self.said)
    }
}

/// A production profile whose key asks for its passphrase. A grant is not sent anywhere.
fn setting() -> Home {
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 CA G2 ST Business");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "prod.p12", PASSPHRASE, &[]);
    fs::create_dir_all(home.profiles()).unwrap();
    let profile = format!(
        "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\n",
        key.display()
    );
    fs::write(home.profiles().join("prod.toml"), profile).unwrap();
    home
}

fn decisions(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.path().join("state/losen/audit.jsonl")).unwrap_or_default();
    let decision = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["decision"].as_str().unwrap().to_owned()
    };
    text.lines().map(decision).collect()
}

#[test]
fn a_passphrase_is_asked_for_and_does_not_show() {
    for (typed, status) in [(PASSPHRASE, 0), ("feil", 1)] {
        let home = setting();
        let mut terminal = Terminal::run(&home, "grant --profile prod --operation read");
        terminal.answer("(profilen «prod»):", typed);
        let (ended, said) = terminal.end();
        assert_eq!(ended, status, "{said}");
        assert!(!said.contains(typed), "{said}");
    }
}

#[test]
fn production_is_changed_only_when_it_is_confirmed() {
    for (typed, status, decision) in [("0897", 0, "granted"), ("0000", 1, code::CANCELLED)] {
        let home = setting();
        let mut terminal = Terminal::run(&home, "grant --profile prod --operation write");
        terminal.answer("(profilen «prod»):", PASSPHRASE);
        terminal.answer("for å godkjenne:", typed);
        let (ended, said) = terminal.end();
        assert_eq!(ended, status, "{said}");
        for words in ["PRODUKSJON", "Losby havnevesen (314330897)", "idporten:dcr.write"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(decisions(&home), [decision]);
    }
}
