//! Chromium over the DevTools protocol.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use losen_core::protocol::CHROMIUM_ID;
use serde_json::{Value, json};

use crate::wire::Wire;
use crate::{Browser, Colours, Key, Look, PATIENCE, Process};

/// How high a window is that is looked at: what a popup may be.
const WINDOW: u64 = 600;

/// A Chromium in a throw-away profile.
pub struct Chromium {
    process: Process,
    wire: Wire,
    heard: Heard,
    /// The session of the extension's empty page, from which popup and panel are opened.
    base: String,
    /// The session of what was turned to last.
    current: String,
    /// The session of the tab that was opened last.
    tab: String,
}

/// What the browser has told on its own.
#[derive(Default)]
struct Heard {
    /// Every target that lives, with the session in which it is spoken to.
    targets: Vec<Target>,
    console: Vec<String>,
}

struct Target {
    id: String,
    session: String,
    url: String,
}

impl Chromium {
    /// Starts it with `home` as the user's home and loads the extension, if there is one to load.
    #[must_use]
    pub fn start(home: &Path, extension: Option<&Path>) -> Self {
        Self::launch(Command::new(Self::program()), home, extension)
    }

    /// Which Chromium.
    pub(crate) fn program() -> OsString {
        std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into())
    }

    pub(crate) fn launch(mut command: Command, home: &Path, extension: Option<&Path>) -> Self {
        let profile = Self::profile(home);
        command
            .args([
                "--headless=new",
                "--no-sandbox",
                "--no-first-run",
                "--remote-debugging-port=0",
            ])
            .args([
                "--enable-unsafe-extension-debugging",
                "--disable-background-networking",
            ])
            .args([
                "--disable-component-update",
                "--disable-sync",
                "--disable-quic",
                "--disable-gpu",
            ])
            .args([
                "--window-size=1000,800",
                "--accept-lang=nb,en",
                "--enable-logging=stderr",
                "--log-level=1",
            ])
            .arg(format!("--user-data-dir={}", profile.display()));
        let mut process = Process::start(command, home, home.join("chromium.log"));
        let (port, path) = process.wait_for("DevTools port", |_| {
            let text = std::fs::read_to_string(profile.join("DevToolsActivePort")).ok()?;
            let (port, path) = text.split_once('\n')?;
            Some((port.parse().ok()?, path.trim().to_owned()))
        });
        let mut browser = Self {
            process,
            wire: Wire::connect(port, &path),
            heard: Heard::default(),
            base: String::new(),
            current: String::new(),
            tab: String::new(),
        };
        // Every page is stopped before its first line until its console is listened to, so that no word is missed.
        let attach = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
        browser.call("", "Target.setAutoAttach", attach);
        browser.call("", "Target.setDiscoverTargets", json!({"discover": true}));
        if let Some(extension) = extension {
            let loaded = browser.call("", "Extensions.loadUnpacked", json!({"path": extension}));
            assert_eq!(
                loaded["id"],
                CHROMIUM_ID.trim(),
                "the key in the manifest pins the id"
            );
            // The first-run page opens by itself; closed, it keeps out of the test's way.
            browser.turn_to_page("tab.html");
            let first_run = browser.current.clone();
            browser.open_tab("blank.html");
            browser.base = browser.current.clone();
            browser.call(&first_run, "Page.close", json!({}));
        }
        browser
    }

    /// Where its profile is, in which the helper is registered.
    #[must_use]
    pub fn profile(home: &Path) -> PathBuf {
        home.join("chromium-profile")
    }

    fn call(&mut self, session: &str, method: &str, params: Value) -> Value {
        match self.try_call(session, method, params) {
            Ok(result) => result,
            Err(error) => panic!("chromium refused {method}: {error}"),
        }
    }

    /// A command about the page that was turned to last.
    pub(crate) fn call_current(&mut self, method: &str, params: Value) -> Value {
        let session = self.current.clone();
        self.call(&session, method, params)
    }

    fn try_call(&mut self, session: &str, method: &str, params: Value) -> Result<Value, String> {
        let mut command = json!({"method": method, "params": params});
        if !session.is_empty() {
            command["sessionId"] = json!(session);
        }
        let heard = &mut self.heard;
        self.wire.call(command, |wire, event| heard.take(wire, event))
    }

    /// Turns to a target as soon as there is such a one and its page has loaded.
    #[track_caller]
    fn turn_to(&mut self, url: &str, wanted: impl Fn(&Target) -> bool) {
        let start = Instant::now();
        self.current = loop {
            if let Some(target) = self.heard.targets.iter().find(|target| wanted(target)) {
                break target.session.clone();
            }
            assert!(start.elapsed() < PATIENCE, "no {url} in Chromium");
            self.hear();
        };
        // A new tab shows an empty document first, whose end loses the question.
        let loaded = "(view) => [view.location.href, view.document.readyState]";
        while self.try_eval(loaded, &[]) != Ok(json!([url, "complete"])) {
            assert!(start.elapsed() < PATIENCE, "{url} does not load in Chromium");
        }
    }

    #[track_caller]
    fn turn_to_page(&mut self, name: &str) {
        let url = origin() + name;
        self.turn_to(&url, |target| target.url == url);
    }

    /// What was turned to last as a WebP of this quality, which is a tenth of a PNG.
    pub fn webp(&mut self, width: u32, quality: u8) -> Vec<u8> {
        self.resize(width, WINDOW);
        self.unroll(width);
        let wish = json!({"format": "webp", "quality": quality});
        let picture = self.call_current("Page.captureScreenshot", wish);
        let data = picture["data"].as_str().expect("a picture has bytes");
        STANDARD.decode(data).expect("a picture comes in base64")
    }

    fn unroll(&mut self, width: u32) {
        let metrics = self.call_current("Page.getLayoutMetrics", json!({}));
        let height = metrics["cssContentSize"]["height"]
            .as_u64()
            .expect("a page has a height");
        self.resize(width, height);
    }

    /// A popup is as large as what is in it, and cannot be made any other size.
    fn resize(&mut self, width: u32, height: u64) {
        let is_current = |target: &&Target| target.session == self.current;
        let current = self.heard.targets.iter().find(is_current);
        if current.is_some_and(|target| target.url.ends_with("/popup.html")) {
            return;
        }
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call_current("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Reads the events that have come: a question whose answer nobody needs, for reading on is what brings them.
    fn hear(&mut self) {
        self.call("", "Browser.getVersion", json!({}));
    }
}

impl Heard {
    fn take(&mut self, wire: &mut Wire, event: &Value) {
        let params = &event["params"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event["method"].as_str().unwrap_or_default() {
            "Target.attachedToTarget" => {
                let session = text(&params["sessionId"]);
                self.targets.push(Target {
                    id: text(&params["targetInfo"]["targetId"]),
                    session: session.clone(),
                    url: text(&params["targetInfo"]["url"]),
                });
                for method in ["Runtime.enable", "Log.enable", "Runtime.runIfWaitingForDebugger"] {
                    wire.send(json!({"method": method, "params": {}, "sessionId": session}));
                }
            }
            "Target.targetInfoChanged" => {
                let id = text(&params["targetInfo"]["targetId"]);
                if let Some(target) = self.targets.iter_mut().find(|target| target.id == id) {
                    target.url = text(&params["targetInfo"]["url"]);
                }
            }
            "Target.detachedFromTarget" => {
                let session = text(&params["sessionId"]);
                self.targets.retain(|target| target.session != session);
            }
            "Runtime.consoleAPICalled" => {
                let words = params["args"].as_array().into_iter().flatten();
                let words = words.map(|word| word.get("value").unwrap_or(&word["description"]).to_string());
                self.console.push(format!(
                    "{}: {}",
                    text(&params["type"]),
                    words.collect::<Vec<_>>().join(" ")
                ));
            }
            "Runtime.exceptionThrown" => self
                .console
                .push(format!("exception: {}", params["exceptionDetails"])),
            "Log.entryAdded" => self.console.push(format!(
                "{}: {} {}",
                text(&params["entry"]["level"]),
                text(&params["entry"]["text"]),
                text(&params["entry"]["url"])
            )),
            _ => {}
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Told, it ends its own children and writes down what it still holds, which the tests read afterwards.
        self.wire
            .farewell(json!({"method": "Browser.close", "params": {}}));
        self.process.wait_for_end();
    }
}

impl Browser for Chromium {
    fn name(&self) -> &'static str {
        "chromium"
    }

    fn open_popup(&mut self) {
        self.current = self.base.clone();
        // After a popup has closed, no window counts as active until one is brought to the front.
        let session = self.current.clone();
        self.call(&session, "Page.bringToFront", json!({}));
        self.eval("(view) => view.chrome.action.openPopup()", &[]);
        self.turn_to_page("popup.html");
    }

    fn close_popup(&mut self) {
        let popup = std::mem::replace(&mut self.current, self.base.clone());
        // The answer may be lost with the page that should give it.
        let _ = self.try_call(
            &popup,
            "Runtime.evaluate",
            json!({"expression": "window.close()"}),
        );
        let start = Instant::now();
        while self.heard.targets.iter().any(|target| target.session == popup) {
            assert!(start.elapsed() < PATIENCE, "the popup stays open");
            self.hear();
        }
    }

    fn open_panel(&mut self) {
        self.current = self.base.clone();
        // The gesture does not outlive an await, so the window is asked for first.
        let window = self.eval("async (view) => (await view.chrome.windows.getCurrent()).id", &[]);
        self.eval(
            "(view, windowId) => view.chrome.sidePanel.open({ windowId })",
            &[window],
        );
        self.turn_to_page("panel.html");
    }

    fn open_tab(&mut self, address: &str) {
        let url = if address.contains("://") {
            address.to_owned()
        } else {
            origin() + address
        };
        let made = self.call("", "Target.createTarget", json!({"url": url}));
        let id = made["targetId"].as_str().expect("a target has an id").to_owned();
        self.turn_to(&url, |target| target.id == id);
        self.tab = self.current.clone();
    }

    fn turn_to_tab(&mut self) {
        self.current = self.tab.clone();
    }

    fn try_eval(&mut self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        let arguments = Value::from(arguments);
        let params = json!({
            "expression": format!("({function})(window, ...{arguments})"),
            "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let session = self.current.clone();
        let result = self.try_call(&session, "Runtime.evaluate", params)?;
        match result.get("exceptionDetails") {
            Some(details) => Err(details["exception"]["description"]
                .as_str()
                .unwrap_or("exception")
                .to_owned()),
            None => Ok(result["result"]["value"].clone()),
        }
    }

    fn press(&mut self, key: Key) {
        for event in key.devtools() {
            self.call_current("Input.dispatchKeyEvent", event);
        }
    }

    fn write(&mut self, text: &str) {
        self.call_current("Input.insertText", json!({"text": text}));
    }

    fn look(&mut self, look: Look) {
        let (scheme, forced, media) = match look.colours {
            Colours::Light => ("light", "none", ""),
            Colours::Dark => ("dark", "none", ""),
            Colours::Forced => ("dark", "active", ""),
            Colours::Print => ("light", "none", "print"),
        };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "forced-colors", "value": forced},
            {"name": "prefers-reduced-motion", "value": if look.still { "reduce" } else { "no-preference" }},
        ]);
        let media = json!({"media": media, "features": features});
        self.call_current("Emulation.setEmulatedMedia", media);
        self.resize(look.width, WINDOW);
    }

    fn picture(&mut self, look: Look) -> Vec<u8> {
        self.look(look);
        self.call_current("Emulation.setScrollbarsHidden", json!({"hidden": true}));
        // As high as the page is, so that what sticks to the window's foot does not cover anything.
        self.unroll(look.width);
        let picture = self.screenshot();
        self.resize(look.width, WINDOW);
        picture
    }

    fn console(&mut self) -> Vec<String> {
        self.hear();
        self.heard.console.clone()
    }

    fn screenshot(&mut self) -> Vec<u8> {
        let picture = self.call_current("Page.captureScreenshot", json!({"format": "png"}));
        let data = picture["data"].as_str().expect("a picture has bytes");
        STANDARD.decode(data).expect("a picture comes in base64")
    }

    fn log(&self) -> String {
        self.process.output()
    }
}

fn origin() -> String {
    format!("chrome-extension://{}/", CHROMIUM_ID.trim())
}
