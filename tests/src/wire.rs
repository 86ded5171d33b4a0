//! JSON commands over a WebSocket: the part that DevTools protocol and WebDriver BiDi have in common.

use std::net::TcpStream;
use std::time::Instant;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client};

use crate::PATIENCE;

/// A connection to a browser. One command at a time; events that arrive meanwhile go to `hear`.
pub struct Wire {
    socket: WebSocket<TcpStream>,
    last: u64,
}

impl Wire {
    /// Connects to a browser on this machine.
    pub fn connect(port: u16, path: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the browser listens");
        stream
            .set_read_timeout(Some(PATIENCE * 2))
            .expect("a timeout can be set");
        let (socket, _) =
            client(format!("ws://127.0.0.1:{port}{path}"), stream).expect("the browser shakes hands");
        Self { socket, last: 0 }
    }

    /// Sends a command and doesn't wait for its answer.
    pub fn send(&mut self, mut command: Value) -> u64 {
        self.last += 1;
        command["id"] = json!(self.last);
        self.socket
            .send(Message::text(command.to_string()))
            .expect("the browser takes a command");
        self.last
    }

    /// The last command, whose answer may get lost with the browser.
    pub fn farewell(&mut self, mut command: Value) {
        command["id"] = json!(self.last + 1);
        let _ = self.socket.send(Message::text(command.to_string()));
    }

    /// Reads the next message.
    pub fn next(&mut self) -> Value {
        let start = Instant::now();
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    return serde_json::from_str(&text).expect("the browser sends JSON");
                }
                Ok(_) => assert!(start.elapsed() < PATIENCE, "only control frames from the browser"),
                Err(error) => panic!("the browser fell silent: {error}"),
            }
        }
    }

    /// Sends a command and waits for its answer; every event before it goes to `hear`, which may send commands.
    pub fn call(&mut self, command: Value, mut hear: impl FnMut(&mut Self, &Value)) -> Result<Value, String> {
        let id = self.send(command);
        loop {
            let message = self.next();
            if message["id"] == json!(id) {
                return match message.get("error") {
                    Some(error) => Err(format!(
                        "{error} {}",
                        message["message"].as_str().unwrap_or_default()
                    )),
                    None => Ok(message["result"].clone()),
                };
            }
            hear(self, &message);
        }
    }
}
