//! The native port: one process of the helper as long as the page lives, questions and answers by id.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use losen_core::diagnosis::host_code;
use losen_core::protocol::{Answer, Command, HOST_NAME, Reply, Request};
use losen_core::session::HelperFailure;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::browser::{self, Api, Fault, Port};

/// The helper answers these at once.
const PATIENCE_MS: u32 = 15_000;
/// A token may wait for someone to find the passphrase.
const PATIENCE_FOR_TOKEN_MS: u32 = 300_000;

type Result = std::result::Result<Answer, HelperFailure>;

/// The line to the native helper.
#[derive(Clone)]
pub struct Native {
    api: Api,
    line: Rc<RefCell<Line>>,
}

#[derive(Default)]
struct Line {
    last_id: u64,
    waiting: HashMap<u64, oneshot::Sender<Result>>,
    port: Option<Open>,
}

/// A port and the listeners that must live as long as it does.
struct Open {
    port: Port,
    _on_message: Closure<dyn FnMut(JsValue)>,
    _on_disconnect: Closure<dyn FnMut(Port)>,
}

impl Native {
    pub fn new(api: Api) -> Self {
        Self {
            api,
            line: Rc::default(),
        }
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&self, command: Command) -> Result {
        let patience = match command {
            Command::Token { .. }
            | Command::Prove { .. }
            | Command::Login { .. }
            | Command::ProveLogin { .. }
            | Command::MakeKey { .. }
            | Command::ProveKey { .. }
            // It may have to wait for its turn behind one of these.
            | Command::Send { .. } => PATIENCE_FOR_TOKEN_MS,
            Command::Hello { .. } | Command::Status => PATIENCE_MS,
        };
        let (sender, answer) = oneshot::channel();
        let id = {
            let mut line = self.line.borrow_mut();
            line.last_id += 1;
            let id = line.last_id;
            line.waiting.insert(id, sender);
            id
        };
        let message = match (Request { id, command }).message() {
            Ok(message) => message,
            Err(fault) => {
                self.line.borrow_mut().waiting.remove(&id);
                return Err(HelperFailure::Fault(fault));
            }
        };
        if let Err(raw) = self.post(&message) {
            self.line.borrow_mut().cut(raw.as_deref());
        }
        let line = self.line.clone();
        let _impatience = Timeout::new(patience, move || line.borrow_mut().give_up(id));
        // The sender is only ever dropped with the page.
        answer.await.unwrap_or_else(|_| Err(unreachable(None)))
    }

    fn post(&self, message: &Value) -> std::result::Result<(), Option<String>> {
        let message = browser::object(message);
        let port = self.port()?;
        port.post(&message).map_err(|error| words(&error))
    }

    fn port(&self) -> std::result::Result<Port, Option<String>> {
        if let Some(open) = &self.line.borrow().port {
            return Ok(open.port.clone());
        }
        let port = self
            .api
            .runtime()
            .connect_native(HOST_NAME)
            .map_err(|error| words(&error))?;
        let line = self.line.clone();
        let on_message = Closure::new(move |message: JsValue| line.borrow_mut().answered(&message));
        let (line, api) = (self.line.clone(), self.api.clone());
        let on_disconnect = Closure::new(move |port: Port| {
            let fault = port.error().or_else(|| api.runtime().last_error());
            line.borrow_mut()
                .cut(fault.and_then(|fault: Fault| fault.message()).as_deref());
        });
        port.on_message().listen(on_message.as_ref().unchecked_ref());
        port.on_disconnect()
            .listen(on_disconnect.as_ref().unchecked_ref());
        self.line.borrow_mut().port = Some(Open {
            port: port.clone(),
            _on_message: on_message,
            _on_disconnect: on_disconnect,
        });
        Ok(port)
    }
}

impl Line {
    fn answered(&mut self, message: &JsValue) {
        let Some(message) = browser::json(message) else {
            return;
        };
        let answer = match Reply::from_json(&message) {
            Some(reply) => reply.result.map_err(HelperFailure::Fault),
            // The id can be read, the rest cannot. The message is not quoted: it may hold a token.
            None => Err(HelperFailure::Unreachable {
                code: "host/unknown".into(),
                raw: "The helper's reply could not be read.".into(),
            }),
        };
        let id = message.get("id").and_then(serde_json::Value::as_u64);
        if let Some(sender) = id.and_then(|id| self.waiting.remove(&id)) {
            // Nobody waits any more when the page is closing.
            let _ = sender.send(answer);
        }
    }

    /// The port is gone, so nobody will get an answer.
    fn cut(&mut self, raw: Option<&str>) {
        self.forget_port();
        for (_, sender) in self.waiting.drain() {
            let _ = sender.send(Err(unreachable(raw)));
        }
    }

    fn give_up(&mut self, id: u64) {
        if let Some(sender) = self.waiting.remove(&id) {
            // A helper that does not answer is not asked again: the next question starts a new one.
            if let Some(open) = &self.port {
                open.port.disconnect();
            }
            self.forget_port();
            let _ = sender.send(Err(HelperFailure::Unreachable {
                code: "host/timeout".into(),
                raw: String::new(),
            }));
        }
    }

    /// Lets go of the port. Its listeners may be what is running just now, so they are dropped a moment later.
    fn forget_port(&mut self) {
        if let Some(open) = self.port.take() {
            Timeout::new(0, move || drop(open)).forget();
        }
    }
}

fn unreachable(raw: Option<&str>) -> HelperFailure {
    HelperFailure::Unreachable {
        code: host_code(raw).into(),
        raw: raw.unwrap_or_default().into(),
    }
}

/// The words of something that was thrown.
fn words(error: &JsValue) -> Option<String> {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
}
