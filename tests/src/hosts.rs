//! Any address of the web, served from this machine: a browser behind this proxy never reaches the real ones.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::{Chromium, Firefox};

/// A proxy on loopback behind which every address with https has the same page. Ends when dropped.
pub struct Hosts {
    /// Where the proxy listens.
    port: u16,
    child: Child,
    /// The proxy ends when this does.
    _stdin: ChildStdin,
    /// Key, certificate and page.
    _folder: TempDir,
}

impl Hosts {
    /// Serves this page, with a certificate that nobody has signed.
    #[must_use]
    pub fn start(page: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("page.html"), page).expect("a page can be written");
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=losen.example", "-keyout"])
            .arg(file("key.pem"))
            .arg("-out")
            .arg(file("certificate.pem"))
            .output()
            .expect("openssl can be run");
        assert!(made.status.success(), "openssl: {made:?}");
        let mut child = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/hosts.mjs"))
            .args([file("key.pem"), file("certificate.pem"), file("page.html")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be run");
        let stdin = child.stdin.take().expect("a pipe");
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut line).expect("the proxy tells its port");
        Self {
            port: line.trim().parse().expect("a port"),
            child,
            _stdin: stdin,
            _folder: folder,
        }
    }
}

impl Drop for Hosts {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Chromium {
    /// With the extension, behind the proxy, whose certificate it takes.
    pub(crate) fn behind(hosts: &Hosts, home: &Path, extension: &Path) -> Self {
        let mut command = Command::new(Self::program());
        command.arg(format!("--proxy-server=https=127.0.0.1:{}", hosts.port));
        command.arg("--ignore-certificate-errors");
        Self::launch(command, home, Some(extension))
    }
}

impl Firefox {
    /// With the extension, behind the proxy, whose certificate it takes as all test browsers do.
    pub(crate) fn behind(hosts: &Hosts, home: &Path, extension: &Path) -> Self {
        let proxy = [
            ("network.proxy.type", json!(1)),
            ("network.proxy.ssl", json!("127.0.0.1")),
            ("network.proxy.ssl_port", json!(hosts.port)),
        ];
        Self::launch(home, Some(extension), &proxy)
    }
}
