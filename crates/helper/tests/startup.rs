//! What a start costs, counted in instructions: a clock would measure the machine, and whatever else it is doing.
//!
//! AWS-LC gathers entropy from the processor's jitter at its first random number unless it was built not to
//! (`.cargo/config.toml`). That costs a hundred times what all the rest does, and a packager who drops the variable
//! would not notice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Home, frame, profile};
use losen_core::protocol::CHROMIUM_ID;
use openssl::{Openssl, Wish};
use serde_json::json;

/// Instructions, in the unoptimised program that tests run: two or three times what was measured (2 and 59 million).
/// The jitter costs 420 million.
const HANDSHAKE: u64 = 6_000_000;
const GRANT: u64 = 120_000_000;

/// What one run of the helper executed.
struct Count {
    instructions: u64,
    /// Functions of the jitter entropy source, by name.
    jitter: Vec<String>,
}

fn count(home: &Home, arguments: &[&str], input: &[u8]) -> Count {
    let report = home.path().join("callgrind");
    let mut command = Command::new("valgrind");
    command
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", report.display()));
    // The same surroundings as every other test gives the helper.
    let losen = home.losen();
    command
        .env_clear()
        .envs(losen.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.arg(losen.get_program()).args(arguments);
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("valgrind: {error}; ./build.sh setup installs it"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!output.stdout.is_empty(), "it answered");
    let total = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = total.unwrap_or_else(|| panic!("{said}"));
    let report = fs::read_to_string(&report).unwrap();
    // The report names each function once: `fn=(17) jent_random_data`, perhaps with AWS-LC's prefix.
    let functions = report
        .lines()
        .filter(|line| line.starts_with("fn=") || line.starts_with("cfn="));
    Count {
        instructions: number.trim().parse().unwrap(),
        jitter: functions
            .filter(|line| line.contains("jent_"))
            .map(str::to_owned)
            .collect(),
    }
}

fn is_within(count: &Count, budget: u64) {
    assert!(
        count.jitter.is_empty(),
        "the entropy source was started: {:?}",
        count.jitter
    );
    assert!(
        count.instructions < budget,
        "{} instructions, {budget} allowed",
        count.instructions
    );
    // A count that is far too low has not counted the helper.
    assert!(
        count.instructions > 1_000_000,
        "{} instructions",
        count.instructions
    );
}

#[test]
fn a_handshake_stays_within_its_instructions() {
    let hello = json!({"id": 1, "cmd": "hello", "protocol": 1, "extension": "0.1.0"});
    let origin = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
    is_within(
        &count(&Home::new(), &[&origin], &frame(hello.to_string().as_bytes())),
        HANDSHAKE,
    );
}

/// With a key that needs no passphrase, since deriving a key from one costs what it is meant to cost.
#[test]
fn a_grant_stays_within_its_instructions_and_takes_its_randomness_from_the_system() {
    let home = Home::new();
    let folder = home.path().join("openssl");
    let pair = Openssl::new(&folder, "Utsteder").issue(Wish::default());
    profile(&home, Path::new(&pair.key), "");
    let path = home.profiles().join("p.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("key =", "kid = \"egen\"\nkey =")).unwrap();
    let arguments = ["grant", "--profile", "p", "--operation", "read", "--print"];
    is_within(&count(&home, &arguments, b""), GRANT);
}
