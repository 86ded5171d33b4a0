//! The solution that users log in to: all it does is to be where a login ends.

use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::TcpListener;

use crate::eventually;

/// A web server of one page.
pub struct Solution {
    listener: TcpListener,
    address: String,
}

impl Solution {
    /// Listens on this machine.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener
            .set_nonblocking(true)
            .expect("a listener that can be looked at");
        let port = listener.local_addr().expect("an address").port();
        Self {
            listener,
            address: format!("http://localhost:{port}"),
        }
    }

    /// Where its logins end.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/callback", self.address)
    }

    /// Waits until a browser comes back from a login, and tells the address that it came to.
    #[must_use]
    pub fn landed(&self) -> String {
        let mut found = None;
        eventually("the login ends", || {
            found = self.visit();
            found.is_some()
        });
        found.unwrap_or_default()
    }

    /// Answers one visitor. The path, when it is a login's.
    fn visit(&self) -> Option<String> {
        let (mut stream, _) = match self.listener.accept() {
            Ok(visitor) => visitor,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("the solution cannot be visited: {error}"),
        };
        stream.set_nonblocking(false).ok()?;
        let mut line = String::new();
        // A browser may open a connection ahead and never use it.
        stream.set_read_timeout(Some(crate::PAUSE * 50)).ok()?;
        BufReader::new(&stream).read_line(&mut line).ok()?;
        let page = "<!doctype html><title>Løsningen</title>";
        let length = page.len();
        // Whoever has gone again misses nothing.
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{page}"
        );
        let path = line.split(' ').nth(1)?;
        path.starts_with("/callback?")
            .then(|| format!("{}{path}", self.address))
    }
}
