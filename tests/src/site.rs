//! The practice site, served as static files.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::path;

/// A server of the practice site's files. Ends when dropped.
pub struct Site {
    /// Where it is, with a slash at the end.
    pub address: String,
    child: Child,
    /// The server ends when this does.
    _stdin: ChildStdin,
}

impl Site {
    /// Serves the practice site.
    #[must_use]
    pub fn start() -> Self {
        Self::of("LOSEN_WWW")
    }

    /// Serves the folder that a variable names.
    #[must_use]
    pub fn of(variable: &str) -> Self {
        let mut child = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/serve.mjs"))
            .arg(path(variable))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be run");
        let stdin = child.stdin.take().expect("a pipe");
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut line).expect("the server tells its address");
        Self {
            address: line.trim().to_owned(),
            child,
            _stdin: stdin,
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
