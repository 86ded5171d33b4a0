//! A Secret Service of its own for one test: GNOME's keyring on a session bus that nobody else is on.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::Home;

/// What opens the keyring itself.
const LOGIN: &str = "innlogging";
/// The keyring answers within a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bus on which everybody may talk to everybody.
const CONFIG: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;

/// A bus and a keyring on it. Both end with the value.
pub struct Keyring<'h> {
    home: &'h Home,
    address: String,
    bus: Child,
    daemon: Child,
}

impl<'h> Keyring<'h> {
    /// Starts both, unlocked, and lets every later `losen` of this home find them.
    pub fn start(home: &'h Home) -> Self {
        // No activation: nobody else's keyring, and no window that asks for its passphrase.
        let config = home.path().join("bus.conf");
        fs::write(&config, CONFIG).unwrap();
        let mut bus = within(home, "dbus-daemon")
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("dbus-daemon: {error}; ./build.sh setup installs it"));
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        assert!(!address.is_empty(), "the bus says where it is");
        home.set("DBUS_SESSION_BUS_ADDRESS", Path::new(&address));
        let mut daemon = within(home, "gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("gnome-keyring-daemon: {error}; ./build.sh setup installs it"));
        daemon.stdin.take().unwrap().write_all(LOGIN.as_bytes()).unwrap();
        let keyring = Self {
            home,
            address,
            bus,
            daemon,
        };
        keyring.wait_until_it_answers();
        keyring
    }

    /// Locks it. There is no window here in which it could be unlocked again.
    pub fn lock(&self) {
        let output = self.call(&[
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ]);
        assert!(output.status.success(), "{output:?}");
    }

    /// What Losen keeps in it, by the name of each entry.
    pub fn names(&self) -> Vec<String> {
        let output = self.call(&[
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.SearchItems",
            "dict:string:string:service,losen",
        ]);
        let text = String::from_utf8(output.stdout).unwrap();
        let items = text.lines().filter_map(|line| line.split_once("object path \""));
        let mut names: Vec<String> = items
            .map(|(_, rest)| self.name_of(rest.trim_end_matches('"')))
            .collect();
        names.sort();
        names
    }

    fn name_of(&self, item: &str) -> String {
        let output = self.call(&[
            item,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Item",
            "string:Attributes",
        ]);
        let text = String::from_utf8(output.stdout).unwrap();
        let mut strings = text.lines().filter_map(|line| line.split_once("string \""));
        strings
            .find(|(_, word)| word.trim_end_matches('"') == "username")
            .unwrap();
        let (_, name) = strings.next().unwrap();
        name.trim_end_matches('"').to_owned()
    }

    fn call(&self, words: &[&str]) -> Output {
        within(self.home, "dbus-send")
            .args([
                "--session",
                "--print-reply",
                "--reply-timeout=10000",
                "--dest=org.freedesktop.secrets",
            ])
            .args(words)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .output()
            .unwrap()
    }

    fn wait_until_it_answers(&self) {
        let start = Instant::now();
        // The login keyring is there as soon as the passphrase has been read.
        let ready = || {
            let output = self.call(&[
                "/org/freedesktop/secrets",
                "org.freedesktop.Secret.Service.ReadAlias",
                "string:default",
            ]);
            String::from_utf8_lossy(&output.stdout).contains("collection/login")
        };
        while !ready() {
            assert!(start.elapsed() < PATIENCE, "the keyring does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Keyring<'_> {
    fn drop(&mut self) {
        for child in [&mut self.daemon, &mut self.bus] {
            // What has ended already is as good.
            let _ended = child.kill();
            let _gone = child.wait();
        }
    }
}

/// A program that sees this home and nothing of the real user's.
fn within(home: &Home, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .env("XDG_RUNTIME_DIR", home.path())
        .stdin(Stdio::null());
    command
}
