//! Firefox over WebDriver BiDi.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use losen_core::protocol::FIREFOX_ID;
use serde_json::{Value, json};

use crate::wire::Wire;
use crate::{Browser, Colours, Key, Look, PATIENCE, Process};

/// The address of the extension, which Firefox draws by lot unless a profile says otherwise.
const UUID: &str = "10053e10-053e-4053-8053-10053e10053e";

/// A Firefox in a throw-away profile.
pub struct Firefox {
    process: Process,
    wire: Wire,
    /// The tab with the extension's empty page: popup and sidebar are opened and reached from it, because BiDi does
    /// not list them.
    base: String,
    /// The browser's own window, where its error console can be read.
    chrome: String,
    current: View,
    /// The tab that was opened last.
    tab: View,
}

/// What was turned to last.
#[derive(Clone)]
enum View {
    /// A tab, by its context.
    Tab(String),
    /// What `browser.extension.getViews` calls `popup` or `sidebar`.
    Owned(&'static str),
}

impl Firefox {
    /// Starts it with `home` as the user's home and loads the extension, if there is one to load.
    #[must_use]
    pub fn start(home: &Path, extension: Option<&Path>) -> Self {
        Self::launch(home, extension, &[])
    }

    pub(crate) fn launch(home: &Path, extension: Option<&Path>, more: &[(&str, Value)]) -> Self {
        let profile = home.join("firefox-profile");
        std::fs::create_dir_all(&profile).expect("a profile folder can be made");
        let uuids = json!({ FIREFOX_ID: UUID }).to_string();
        let preferences = [
            ("extensions.webextensions.uuids", json!(uuids)),
            ("intl.accept_languages", json!("nb,en")),
            ("browser.shell.checkDefaultBrowser", json!(false)),
            ("datareporting.policy.dataSubmissionEnabled", json!(false)),
            ("app.update.disabledForTesting", json!(true)),
            // The list of downloads would open over the page and take the keys that are pressed.
            ("browser.download.alwaysOpenPanel", json!(false)),
            ("browser.startup.homepage_override.mstone", json!("ignore")),
            ("network.captive-portal-service.enabled", json!(false)),
            ("network.connectivity-service.enabled", json!(false)),
            (
                "services.settings.server",
                json!("data:,#remote-settings-dummy/v1"),
            ),
        ];
        let lines: String = preferences
            .iter()
            .chain(more)
            .map(|(name, value)| format!("user_pref({}, {value});\n", json!(name)))
            .collect();
        std::fs::write(profile.join("user.js"), lines).expect("preferences can be written");
        let mut command = Command::new(std::env::var_os("FIREFOX").unwrap_or_else(|| "firefox-esr".into()));
        command
            .args([
                "--headless",
                "--no-remote",
                "--remote-debugging-port",
                "0",
                "--remote-allow-system-access",
            ])
            .args(["--width", "1000", "--height", "800", "--profile"])
            .arg(&profile);
        let mut process = Process::start(command, home, home.join("firefox.log"));
        let port = process.wait_for("WebDriver BiDi port", |_| {
            let text = std::fs::read_to_string(profile.join("WebDriverBiDiServer.json")).ok()?;
            let server: Value = serde_json::from_str(&text).ok()?;
            u16::try_from(server["ws_port"].as_u64()?).ok()
        });
        let mut browser = Self {
            process,
            wire: Wire::connect(port, "/session"),
            base: String::new(),
            chrome: String::new(),
            current: View::Tab(String::new()),
            tab: View::Tab(String::new()),
        };
        let capabilities = json!({"alwaysMatch": {"acceptInsecureCerts": true}});
        browser.call("session.new", json!({"capabilities": capabilities}));
        let windows = browser.call(
            "browsingContext.getTree",
            json!({"moz:scope": "chrome", "maxDepth": 0}),
        );
        browser.chrome = text(&windows["contexts"][0]["context"]);
        browser.in_chrome(LISTEN, &[]);
        if let Some(extension) = extension {
            let data = json!({"type": "path", "path": extension});
            let installed = browser.call("webExtension.install", json!({"extensionData": data}));
            assert_eq!(installed["extension"], FIREFOX_ID);
            // The first-run page opens by itself; closed, it keeps out of the test's way.
            let first_run = browser.wait_for_tab(&format!("{}tab.html", origin()));
            browser.open_tab("blank.html");
            browser.call("browsingContext.close", json!({"context": first_run}));
            if let View::Tab(context) = &browser.current {
                browser.base = context.clone();
            }
        }
        browser
    }

    /// Where it looks for helpers, in which the helper is registered.
    #[must_use]
    pub fn hosts(home: &Path) -> PathBuf {
        home.join(".mozilla/native-messaging-hosts")
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        match self.try_call(method, params) {
            Ok(result) => result,
            Err(error) => panic!("firefox refused {method}: {error}"),
        }
    }

    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.wire
            .call(json!({"method": method, "params": params}), |_, _| ())
    }

    fn call_function(&mut self, context: &str, function: &str, arguments: &[Value]) -> Result<Value, String> {
        // Values go in and out as JSON text, which spares this client BiDi's own way of writing values.
        let arguments = Value::from(arguments);
        let expression =
            format!("(async () => JSON.stringify(await ({function})(window, ...{arguments})) ?? 'null')()");
        let params = json!({
            "expression": expression, "awaitPromise": true, "userActivation": true,
            "target": {"context": context},
        });
        let answer = self.try_call("script.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(text(&details["text"])),
            None => Ok(serde_json::from_str(&text(&answer["result"]["value"]))
                .expect("JSON, written by the line above")),
        }
    }

    fn in_chrome(&mut self, function: &str, arguments: &[Value]) -> Value {
        let window = self.chrome.clone();
        self.call_function(&window, function, arguments)
            .unwrap_or_else(|error| panic!("in Firefox's own window: {error}"))
    }

    /// Waits for a tab at this address and tells its context. `browsingContext.navigate` never ends for a page of an
    /// extension, so the tree is asked.
    #[track_caller]
    fn wait_for_tab(&mut self, url: &str) -> String {
        let start = Instant::now();
        loop {
            let tree = self.call("browsingContext.getTree", json!({"maxDepth": 0}));
            let tabs = tree["contexts"].as_array().expect("a tree has contexts");
            if let Some(tab) = tabs.iter().find(|tab| tab["url"] == url) {
                return text(&tab["context"]);
            }
            assert!(start.elapsed() < PATIENCE, "no tab at {url} in Firefox: {tree}");
        }
    }

    fn keys(&mut self, strokes: Vec<Value>) {
        let View::Tab(context) = self.current.clone() else {
            panic!("Firefox lets keys be pressed in tabs only");
        };
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes});
        self.call(
            "input.performActions",
            json!({"context": context, "actions": [keyboard]}),
        );
    }

    /// Turns to the popup or the sidebar as soon as it has loaded.
    fn turn_to(&mut self, kind: &'static str) {
        self.current = View::Tab(self.base.clone());
        self.eval(OPENED, &[json!(kind)]);
        self.current = View::Owned(kind);
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        // Told, it ends its own children and writes down what it still holds, which the tests read afterwards.
        self.wire
            .farewell(json!({"method": "browser.close", "params": {}}));
        self.process.wait_for_end();
    }
}

impl Browser for Firefox {
    fn name(&self) -> &'static str {
        "firefox"
    }

    fn open_popup(&mut self) {
        self.current = View::Tab(self.base.clone());
        self.eval("(view) => view.browser.action.openPopup()", &[]);
        self.turn_to("popup");
    }

    fn close_popup(&mut self) {
        self.current = View::Tab(self.base.clone());
        self.eval(CLOSED, &[]);
    }

    fn open_panel(&mut self) {
        // `sidebarAction.open` wants a gesture that BiDi cannot make; the browser's own menu does the same.
        let sidebar = FIREFOX_ID.replace(['@', '.'], "_") + "-sidebar-action";
        self.in_chrome(
            "(view, sidebar) => view.SidebarController.show(sidebar)",
            &[json!(sidebar)],
        );
        self.turn_to("sidebar");
    }

    fn open_tab(&mut self, address: &str) {
        let url = if address.contains("://") {
            address.to_owned()
        } else {
            origin() + address
        };
        let tab = self.call("browsingContext.create", json!({"type": "tab"}));
        let context = text(&tab["context"]);
        self.call(
            "browsingContext.navigate",
            json!({"context": context, "url": url, "wait": "none"}),
        );
        let start = Instant::now();
        let loaded = "(view) => [view.location.href, view.document.readyState]";
        while self.call_function(&context, loaded, &[]) != Ok(json!([url, "complete"])) {
            assert!(start.elapsed() < PATIENCE, "{url} does not load in Firefox");
        }
        self.current = View::Tab(context);
        self.tab = self.current.clone();
    }

    fn turn_to_tab(&mut self) {
        self.current = self.tab.clone();
    }

    fn try_eval(&mut self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        match self.current.clone() {
            View::Tab(context) => self.call_function(&context, function, arguments),
            View::Owned(kind) => {
                let base = self.base.clone();
                let reach = format!(
                    "(view, ...rest) => ({function})(view.browser.extension.getViews({{ type: '{kind}' }})[0], ...rest)"
                );
                self.call_function(&base, &reach, arguments)
            }
        }
    }

    fn press(&mut self, key: Key) {
        self.keys(key.webdriver());
    }

    fn write(&mut self, text: &str) {
        let strokes = text.chars().flat_map(|letter| {
            // A line ends with a press of Enter.
            let letter = letter.to_string().replace('\n', "\u{e006}");
            [
                json!({"type": "keyDown", "value": letter}),
                json!({"type": "keyUp", "value": letter}),
            ]
        });
        self.keys(strokes.collect());
    }

    fn look(&mut self, look: Look) {
        let (scheme, colours) = match look.colours {
            Colours::Light | Colours::Print => (1, 0),
            Colours::Dark => (0, 0),
            Colours::Forced => (0, 2),
        };
        let wishes = [json!(scheme), json!(colours), json!(u8::from(look.still))];
        self.in_chrome(WISHES, &wishes);
        if let View::Tab(context) = self.current.clone() {
            let viewport = json!({"width": look.width, "height": 600});
            self.call(
                "browsingContext.setViewport",
                json!({"context": context, "viewport": viewport}),
            );
        }
    }

    fn picture(&mut self, look: Look) -> Vec<u8> {
        self.look(look);
        self.screenshot()
    }

    fn console(&mut self) -> Vec<String> {
        let heard = self.in_chrome("(view) => view.losenHeard", &[]);
        let heard = heard.as_array().expect("a list").iter().map(text);
        // What Firefox itself remarks when a page is closed while one of its promises is open: the first-run page,
        // which the test closes, or a popup. The page is gone, so nobody can have done anything about it.
        heard
            .filter(|said| !said.contains("Promise resolved after context unloaded"))
            .collect()
    }

    fn screenshot(&mut self) -> Vec<u8> {
        let data = match self.current.clone() {
            View::Tab(context) => {
                text(&self.call("browsingContext.captureScreenshot", json!({"context": context}))["data"])
            }
            View::Owned(_) => text(&self.in_chrome(SNAPSHOT, &[])),
        };
        STANDARD.decode(data).expect("a picture comes in base64")
    }

    fn log(&self) -> String {
        self.process.output()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn origin() -> String {
    format!("moz-extension://{UUID}/")
}

/// Listens to what our pages say, popups included, which BiDi leaves out. Uncaught exceptions and refusals of the
/// content security policy come to the browser's error console; calls of `console` stay in the process of the page,
/// so a script in every process passes them on.
const LISTEN: &str = r"(view) => {
  view.losenHeard = [];
  const hear = (said) => { if (said.includes('moz-extension://')) view.losenHeard.push(said); };
  view.Services.console.registerListener({ observe: (message) => hear(String(message.message ?? message)) });
  view.Services.ppmm.addMessageListener('losen:console', ({ data }) => hear(data));
  const inEveryProcess = () => {
    Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage).addLogEventListener((message) => {
      const event = message.wrappedJSObject;
      const words = [...event.arguments].map(String).join(' ');
      Services.cpmm.sendAsyncMessage('losen:console', `${event.level}: ${words} ${event.filename}`);
    }, Services.scriptSecurityManager.getSystemPrincipal());
  };
  const script = encodeURIComponent(`(${inEveryProcess})()`);
  view.Services.ppmm.loadProcessScript(`data:application/javascript,${script}`, true);
}";

/// What the system and the user's settings would say.
const WISHES: &str = "(view, scheme, colours, still) => {
  view.Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', scheme);
  view.Services.prefs.setIntPref('browser.display.document_color_use', colours);
  view.Services.prefs.setIntPref('ui.prefersReducedMotion', still);
}";

const OPENED: &str = r"async (view, type) => {
  for (;;) {
    const [owned] = view.browser.extension.getViews({ type });
    if (owned && owned.location.href !== 'about:blank' && owned.document.readyState === 'complete') return true;
    await new Promise((resolve) => view.requestAnimationFrame(resolve));
  }
}";

const CLOSED: &str = r"async (view) => {
  const views = () => view.browser.extension.getViews({ type: 'popup' });
  // A link that was followed has closed it already.
  views()[0]?.close();
  while (views().length > 0) await new Promise((resolve) => view.requestAnimationFrame(resolve));
  return true;
}";

const SNAPSHOT: &str = r"async (view) => {
  const { browsingContext } = view.document.querySelector('.webextension-popup-browser');
  const bitmap = await browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  const canvas = new view.OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return view.btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}";
