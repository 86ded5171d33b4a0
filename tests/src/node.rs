//! A server in node, which tells on its first line where it listens.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

/// The process. Ends when dropped.
pub struct Node {
    child: Child,
    /// It ends with this as well, should nothing be dropped.
    _stdin: ChildStdin,
}

impl Node {
    /// Runs a script of this folder, and waits for what it tells.
    #[must_use]
    pub fn start(script: &str, files: &[std::path::PathBuf]) -> (Self, String) {
        let mut child = Command::new("node")
            .arg(format!("{}/{script}", env!("CARGO_MANIFEST_DIR")))
            .args(files)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be run");
        let stdin = child.stdin.take().expect("a pipe");
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader
            .read_line(&mut line)
            .expect("a script that tells where it listens");
        let node = Self { child, _stdin: stdin };
        (node, line.trim().to_owned())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
