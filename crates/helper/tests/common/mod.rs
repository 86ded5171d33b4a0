//! A user's home in a temporary folder, the helper as a process, and a running practice environment.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A home with a space and letters beyond ASCII in its name, as people have them.
pub struct Home {
    folder: TempDir,
    environment: RefCell<Vec<(String, PathBuf)>>,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("losen Kåre ").tempdir().unwrap();
        Self {
            folder,
            environment: RefCell::default(),
        }
    }

    /// Something that every process started from here on finds in its environment.
    pub fn set(&self, name: &str, value: &Path) {
        self.environment
            .borrow_mut()
            .push((name.to_owned(), value.to_owned()));
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn profiles(&self) -> PathBuf {
        self.path().join("config/losen/profiles")
    }

    /// The helper, seeing nothing of the real user's files, display or terminal.
    pub fn losen(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_losen"));
        command
            .env_clear()
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("LANG", "nb_NO.UTF-8")
            .env("PATH", "/usr/bin:/bin")
            .envs(self.environment.borrow().iter().cloned())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.losen().args(arguments).output().unwrap()
    }

    /// Runs with lines of text on file descriptor 3.
    pub fn run_with_descriptor(&self, arguments: &[&str], lines: &str) -> Output {
        let file = self.path().join("descriptor");
        fs::write(&file, lines).unwrap();
        let own = self.losen();
        let mut shell = Command::new("sh");
        shell.env_clear();
        for (name, value) in own.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        let output = shell
            .args(["-c", "exec 3<\"$1\"; rm \"$1\"; shift; exec \"$@\"", "sh"])
            .arg(&file)
            .arg(own.get_program())
            .args(arguments)
            .args(["--passphrase-fd", "3"])
            .stdin(Stdio::null())
            .output();
        output.unwrap()
    }

    /// Runs with something on stdin.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .losen()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Installs a script that speaks pinentry's protocol, writes down what it was asked, and answers `GETPIN` by running
    /// `answer`. It has the name that the helper looks for first, so that a real one on this machine stays out of it.
    /// Returns the search path that finds it.
    pub fn window(&self, answer: &str) -> String {
        let log = self.path().join("asked").display().to_string();
        self.program(
            "pinentry-gnome3",
            &format!(
                "echo OK\nwhile read -r line; do\n  printf '%s\\n' \"$line\" >> '{log}'\n  case \"$line\" in\n\
                 GETPIN*) {answer} ;;\n  BYE*) echo OK; exit 0 ;;\n  *) echo OK ;;\n  esac\ndone"
            ),
        )
    }

    /// How many times that window asked the user something.
    pub fn asked(&self) -> usize {
        let log = fs::read_to_string(self.path().join("asked")).unwrap_or_default();
        log.lines().filter(|line| line.starts_with("GETPIN")).count()
    }

    /// Installs a shell script under a name. Returns the search path that finds it before anything else.
    pub fn program(&self, name: &str, script: &str) -> String {
        let folder = self.path().join("bin");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        format!("{}:/usr/bin:/bin", folder.display())
    }

    pub fn practice(&self, arguments: &[&str]) -> PracticeServer {
        PracticeServer::start(self, arguments)
    }

    pub fn host(&self, arguments: &[&str]) -> Host {
        Host::start(self.losen().args(arguments))
    }
}

pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// Writes a practice profile for a key; grants need no server.
pub fn profile(home: &Home, key: &Path, passphrase: &str) {
    fs::create_dir_all(home.profiles()).unwrap();
    fs::write(home.profiles().join("passord"), format!("{passphrase}\n")).unwrap();
    let text = format!(
        "environment = \"practice\"\nclient_id = \"admin\"\nkey = '{}'\npassphrase = \"file\"\n\
         passphrase_file = \"passord\"\n[endpoints]\napi = \"http://127.0.0.1:9/api/v1\"\n\
         token = \"http://127.0.0.1:9/token\"\naudience = \"http://127.0.0.1:9/\"\nkrr = \"http://127.0.0.1:9/rest\"\n\
         portal = \"http://127.0.0.1:9\"\n",
        key.display()
    );
    fs::write(home.profiles().join("p.toml"), text).unwrap();
}

pub fn grant(home: &Home) -> Output {
    home.run(&["grant", "--profile", "p", "--operation", "read", "--print"])
}

/// The code that a refusal begins with.
pub fn refusal(home: &Home) -> String {
    let output = grant(home);
    assert_eq!(status(&output), 1, "{}", stdout(&output));
    assert_eq!(stdout(&output), "");
    let text = stderr(&output);
    let line = text
        .lines()
        .find(|line| line.starts_with("losen: "))
        .unwrap_or_else(|| panic!("{text}"));
    line.split(": ").nth(1).unwrap().to_owned()
}

/// `losen practice`, running.
pub struct PracticeServer {
    child: Child,
    pub addresses: Value,
}

impl PracticeServer {
    fn start(home: &Home, arguments: &[&str]) -> Self {
        let mut child = home
            .losen()
            .arg("practice")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let addresses = serde_json::from_str(&line).unwrap();
        Self { child, addresses }
    }

    /// Its address, without a slash at the end.
    pub fn base(&self) -> String {
        let issuer = self.addresses["issuer"].as_str().unwrap();
        issuer.trim_end_matches('/').to_owned()
    }

    /// Whatever reached it that was no question.
    pub fn written(&self) -> usize {
        let state = ureq::get(format!("{}/practice/state", self.base()))
            .call()
            .unwrap();
        let state: Value = serde_json::from_str(&state.into_body().read_to_string().unwrap()).unwrap();
        let log = state["log"].as_array().unwrap();
        let writes = log
            .iter()
            .filter(|entry| entry["method"] != "GET" && entry["path"] != "/token");
        writes.count()
    }

    /// Asks it to end, as Ctrl-C or a service manager would.
    pub fn stop(mut self) -> ExitStatus {
        signal(&self.child, "TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for PracticeServer {
    fn drop(&mut self) {
        signal(&self.child, "TERM");
        let _ended = self.child.wait();
    }
}

pub fn signal(child: &Child, name: &str) {
    // A process that has ended already is none to be signalled.
    let _sent = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .stderr(Stdio::null())
        .status();
}

/// `losen host`, running.
pub struct Host {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

pub fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap();
    [length.to_ne_bytes().as_slice(), message].concat()
}

impl Host {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = child.stdout.take().unwrap();
        Self { child, input, output }
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// The next reply; `None` when the helper has closed its end.
    pub fn receive(&mut self) -> Option<Value> {
        let mut length = [0; 4];
        self.output.read_exact(&mut length).ok()?;
        let mut message = vec![0; usize::try_from(u32::from_ne_bytes(length)).unwrap()];
        self.output.read_exact(&mut message).unwrap();
        Some(serde_json::from_slice(&message).unwrap())
    }

    pub fn ask(&mut self, request: &Value) -> Value {
        self.send(&frame(request.to_string().as_bytes()));
        self.receive().unwrap()
    }

    /// Closes stdin, as a browser does; returns the exit status, what was still to be read, and the log.
    pub fn close(mut self) -> (i32, Vec<u8>, String) {
        drop(self.input.take());
        let mut rest = Vec::new();
        self.output.read_to_end(&mut rest).unwrap();
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        (self.child.wait().unwrap().code().unwrap(), rest, log)
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Closes the end that the helper writes to.
    pub fn stop_reading(self) -> (Child, ChildStdin) {
        let Self { child, input, output } = self;
        drop(output);
        (child, input.unwrap())
    }
}
