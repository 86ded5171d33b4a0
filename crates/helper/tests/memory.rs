//! What is in the helper's memory stays there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use common::{Home, Host};
use serde_json::json;

/// Nobody's user and group, on every Linux.
const NOBODY: u32 = 65_534;

#[test]
fn other_programs_of_the_same_user_cannot_read_it_and_there_is_no_core_dump() {
    let home = Home::new();
    // Where somebody else than the administrator may look and run.
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = home.path().join("losen");
    fs::copy(env!("CARGO_BIN_EXE_losen"), &program).unwrap();
    let ordinary = |program: &std::path::Path| {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", home.path());
        // To the administrator everything is readable, so that would show nothing.
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    let owner = |id: u32| fs::metadata(format!("/proc/{id}/mem")).unwrap().uid();

    let mut other = ordinary("/bin/cat".as_ref())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let theirs = owner(other.id());
    drop(other.stdin.take());
    other.wait().unwrap();
    assert_ne!(theirs, 0, "an ordinary program's memory is its user's");

    let mut host = Host::start(ordinary(&program).arg("host"));
    // It answers, so it has begun.
    assert!(host.ask(&json!({"id": 1, "cmd": "status"}))["id"].is_u64());
    let id = host.child().id();
    assert_eq!(owner(id), 0);
    let limits = fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    assert_eq!(host.close().0, 0);
}
