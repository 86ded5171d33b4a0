//! Everything around one browser: a home of its own, a practice environment, and the helper, registered or not.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;

use losen_core::protocol::FIREFOX_ID;
use serde_json::Value;
use tempfile::TempDir;

use crate::process::at_home;
use crate::{Browser, Canary, Chromium, Firefox, Guide, Hosts, Process, Search, enterprise};

/// Which browser a test runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
}

/// What a test has to itself. Ends its processes and removes its folder when dropped.
pub struct World {
    /// Ended before the practice environment that it talks to.
    browser: Box<dyn Browser>,
    practice: Practice,
}

/// A home with a practice environment in it, and the helper registered there, or not.
pub struct Practice {
    process: Process,
    /// `http://127.0.0.1:PORT`.
    base: String,
    home: TempDir,
    /// What must be left nowhere.
    secrets: Vec<Canary>,
}

/// How a world differs from one where everything is in order.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Which browser.
    pub kind: Kind,
    /// Whether the browser knows the helper.
    pub helper: bool,
    /// What has become of the manifest by which it does.
    pub manifest: Manifest,
    /// What `losen practice --certificate` takes.
    pub certificate: &'static str,
}

/// What stands in the helper's manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// What `losen install` writes.
    AsInstalled,
    /// Another extension's id.
    ForAnother,
    /// A program that nobody may run.
    NotExecutable,
}

impl From<Kind> for Setup {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            helper: true,
            manifest: Manifest::AsInstalled,
            certificate: "valid",
        }
    }
}

impl World {
    /// Starts the practice environment, registers the helper, and starts the browser with the extension.
    #[must_use]
    pub fn start(setup: impl Into<Setup>) -> Self {
        let setup = setup.into();
        let practice = Practice::start(setup);
        Self {
            browser: browser(setup.kind, practice.home(), true),
            practice,
        }
    }

    /// The same under an organisation's policy, in the words of the browser's own file; `None` where the machine does not
    /// let a browser have a view of the files of its own, which Chromium needs.
    #[must_use]
    pub fn governed(setup: Setup, policy: &str) -> Option<Self> {
        let practice = Practice::start(setup);
        let browser: Box<dyn Browser> = match setup.kind {
            Kind::Chromium => Box::new(Chromium::governed(
                practice.home(),
                &path("LOSEN_EXT_CHROME"),
                policy,
            )?),
            Kind::Firefox => {
                let folder = practice.home().join(".mozilla/managed-storage");
                std::fs::create_dir_all(&folder).expect("a folder can be made");
                std::fs::write(folder.join(format!("{FIREFOX_ID}.json")), policy)
                    .expect("a policy can be written");
                browser(setup.kind, practice.home(), true)
            }
        };
        Some(Self { browser, practice })
    }

    /// The same behind a proxy that answers for the whole web; without the helper.
    #[must_use]
    pub fn behind(kind: Kind, hosts: &Hosts) -> Self {
        let practice = Practice::start(Setup {
            helper: false,
            ..kind.into()
        });
        let home = practice.home();
        let browser: Box<dyn Browser> = match kind {
            Kind::Chromium => Box::new(Chromium::behind(hosts, home, &path("LOSEN_EXT_CHROME"))),
            Kind::Firefox => Box::new(Firefox::behind(hosts, home, &path("LOSEN_EXT_FIREFOX"))),
        };
        Self { browser, practice }
    }

    /// The page that the browser was turned to last.
    pub fn guide(&mut self) -> Guide<'_> {
        Guide(self.browser.as_mut())
    }

    /// The browser.
    pub fn browser(&mut self) -> &mut dyn Browser {
        self.browser.as_mut()
    }

    /// Everything that browser, helper and practice environment have written to their logs.
    #[must_use]
    pub fn logs(&self) -> String {
        self.browser.log() + &self.practice.process.output()
    }

    /// Ends the browser and leaves the rest.
    #[must_use]
    pub fn into_practice(self) -> Practice {
        self.practice
    }
}

impl Deref for World {
    type Target = Practice;

    fn deref(&self) -> &Practice {
        &self.practice
    }
}

impl Practice {
    /// Starts the practice environment in a new home, and registers the helper there.
    #[must_use]
    pub fn start(setup: Setup) -> Self {
        let home = tempfile::Builder::new()
            .prefix("losen-test-")
            .tempdir()
            .expect("a temporary folder can be made");
        let mut command = Command::new(path("LOSEN_BIN"));
        command.args([
            "practice",
            "--listen",
            "127.0.0.1:0",
            "--certificate",
            setup.certificate,
        ]);
        let mut process = Process::start(command, home.path(), home.path().join("practice.log"));
        let urls: Value = process.wait_for("line with the addresses", |process| {
            let output = process.output();
            let line = output.lines().find(|line| line.starts_with('{'))?;
            serde_json::from_str(line).ok()
        });
        let api = urls["api"].as_str().expect("the address of the API");
        let base = api.strip_suffix("/api/v1").expect("the API's path").to_owned();
        if setup.helper {
            register(home.path(), setup.kind, setup.manifest);
        }
        let mut practice = Self {
            process,
            base,
            home,
            secrets: Vec::new(),
        };
        // Read now: a test may put something else in their place.
        practice.secrets = enterprise(&practice.workshop());
        practice
    }

    /// Fails when a passphrase, a private key or a token has been left in any file or log: the browser's profile, the
    /// helper's folders, what they have written to their outputs.
    fn nothing_secret_is_left(&mut self) {
        let search = Search::new(std::mem::take(&mut self.secrets));
        search.absent_below(self.home(), &self.workshop());
    }

    /// The folder in which everything has happened.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the imitation of the portal is.
    #[must_use]
    pub fn portal(&self) -> String {
        format!("{}/portal/", self.base)
    }

    /// Makes things go wrong in the practice environment from now on.
    pub fn faults(&self, faults: &Value) {
        ureq::put(format!("{}/practice/faults", self.base))
            .send(faults.to_string())
            .expect("the practice environment takes faults");
    }

    /// What the practice environment knows: its clients, and the requests that have reached it.
    #[must_use]
    pub fn state(&self) -> Value {
        let text = ureq::get(format!("{}/practice/state", self.base))
            .call()
            .and_then(|mut reply| reply.body_mut().read_to_string())
            .expect("the practice environment tells its state");
        serde_json::from_str(&text).expect("as JSON")
    }

    /// The bodies of all requests of this kind that have reached the practice environment.
    #[must_use]
    pub fn requests(&self, method: &str, path: &str) -> Vec<Value> {
        let state = self.state();
        let log = state["log"].as_array().expect("a log");
        log.iter()
            .filter(|entry| entry["method"] == method && entry["path"] == path)
            .map(|entry| entry["body"].clone())
            .collect()
    }

    /// Runs the command line in this home, with something on its standard input, and fails when it does.
    #[track_caller]
    pub fn losen(&self, arguments: &[&str], input: &str) -> String {
        use std::io::Write as _;
        use std::process::Stdio;
        let mut command = Command::new(path("LOSEN_BIN"));
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        at_home(&mut command, self.home());
        let mut child = command.spawn().expect("losen can be run");
        let mut stdin = child.stdin.take().expect("a standard input");
        stdin.write_all(input.as_bytes()).expect("losen reads");
        drop(stdin);
        let output = child.wait_with_output().expect("losen ends");
        assert!(output.status.success(), "losen {arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The address of its API.
    #[must_use]
    pub fn api(&self) -> String {
        format!("{}/api/v1", self.base)
    }

    /// Where the practice environment keeps its key and passphrase.
    #[must_use]
    pub fn workshop(&self) -> PathBuf {
        let state = self.home.path().join(".local/state/losen");
        let mut entries = std::fs::read_dir(state)
            .expect("the helper's state folder")
            .flatten();
        entries
            .find(|entry| entry.file_name().to_string_lossy().starts_with("practice-"))
            .expect("the practice environment's folder")
            .path()
    }
}

/// Every test ends with a search, once its browser has ended and before the practice environment does, which takes key and
/// passphrase with it.
impl Drop for Practice {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.nothing_secret_is_left();
        }
    }
}

/// A browser in this home; with the extension, or plain.
#[must_use]
pub fn browser(kind: Kind, home: &Path, extension: bool) -> Box<dyn Browser> {
    let variable = match kind {
        Kind::Chromium => "LOSEN_EXT_CHROME",
        Kind::Firefox => "LOSEN_EXT_FIREFOX",
    };
    let folder = extension.then(|| path(variable));
    browser_with(kind, home, folder.as_deref())
}

/// A browser in this home, with the extension that lies in this folder.
#[must_use]
pub fn browser_with(kind: Kind, home: &Path, extension: Option<&Path>) -> Box<dyn Browser> {
    match kind {
        Kind::Chromium => Box::new(Chromium::start(home, extension)),
        Kind::Firefox => Box::new(Firefox::start(home, extension)),
    }
}

/// A path that `build.sh` hands over.
#[must_use]
pub fn path(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .unwrap_or_else(|| {
            panic!("{variable} is not set: run the browser tests with ./build.sh test browser")
        })
        .into()
}

fn register(home: &Path, kind: Kind, how: Manifest) {
    let (browser, folder) = match kind {
        Kind::Chromium => ("chromium", Chromium::profile(home).join("NativeMessagingHosts")),
        Kind::Firefox => ("firefox", Firefox::hosts(home)),
    };
    let mut command = Command::new(path("LOSEN_BIN"));
    command
        .args(["install", "--browser", browser, "--manifest-dir"])
        .arg(&folder);
    at_home(&mut command, home);
    let output = command.output().expect("losen can be run");
    assert!(output.status.success(), "losen install: {output:?}");
    let file = folder.join("no.losen.helper.json");
    let text = std::fs::read_to_string(&file).expect("the manifest can be read");
    let mut manifest: Value = serde_json::from_str(&text).expect("the manifest is JSON");
    match how {
        Manifest::AsInstalled => return,
        Manifest::ForAnother if kind == Kind::Firefox => {
            manifest["allowed_extensions"] = serde_json::json!(["noen@andre.example"]);
        }
        Manifest::ForAnother => {
            let other = format!("chrome-extension://{}/", "b".repeat(32));
            manifest["allowed_origins"] = serde_json::json!([other]);
        }
        Manifest::NotExecutable => {
            let program = home.join("losen-uten-rett");
            std::fs::write(&program, "#!/bin/sh\n").expect("a file can be written");
            manifest["path"] = program.display().to_string().into();
        }
    }
    std::fs::write(&file, manifest.to_string()).expect("the manifest can be written");
}
