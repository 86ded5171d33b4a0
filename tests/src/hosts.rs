//! Any address of the web, served from this machine: a browser behind this proxy never reaches the real ones.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::node::Node;
use crate::{Chromium, Firefox};

/// A proxy on loopback behind which every address with https has the same page. Ends when dropped.
pub struct Hosts {
    /// Where the proxy listens.
    port: u16,
    _proxy: Node,
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
        let files = [file("key.pem"), file("certificate.pem"), file("page.html")];
        let (proxy, port) = Node::start("hosts.mjs", &files);
        Self {
            port: port.parse().expect("a port"),
            _proxy: proxy,
            _folder: folder,
        }
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
