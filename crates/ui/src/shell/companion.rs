//! The line to the companion in the tab beside. The panel opens it and the companion answers; nobody else can.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use losen_core::companion::{PageFacts, Pointer};
use losen_core::session::{Event, PortalNews, Watch};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::{self, Api, Port};
use crate::engine::Engine;

/// What `extension/companion.js` calls the line.
const LINE: &str = "losen-companion";
/// The key of the managed storage that holds an organisation's names for things.
const POLICY: &str = "portalLabels";
/// So many milliseconds after a line was cut it is opened again, as often as there are pauses.
const PAUSES: [u32; 5] = [100, 300, 1_000, 3_000, 10_000];

/// The companion of this page's window.
#[derive(Clone)]
pub struct Companion(Rc<Inner>);

struct Inner {
    api: Api,
    engine: RefCell<Option<Rc<Engine>>>,
    watch: RefCell<Option<Value>>,
    line: RefCell<Option<Line>>,
    /// How often the tab beside has been asked for; an answer to an older question is late.
    asked: Cell<u32>,
    /// How often a line to the page beside has been cut since anything was last heard or changed.
    cut: Cell<u32>,
}

struct Line {
    tab: f64,
    port: Port,
}

impl Companion {
    pub fn new(api: Api) -> Self {
        Self(Rc::new(Inner {
            api,
            engine: RefCell::default(),
            watch: RefCell::default(),
            line: RefCell::default(),
            asked: Cell::new(0),
            cut: Cell::new(0),
        }))
    }

    /// Whom to tell; and what the organisation has said by policy is told at once, and when it changes: a browser that has
    /// just been given the extension reads its policy a moment later.
    pub fn tell(&self, engine: &Rc<Engine>) {
        self.0.engine.replace(Some(engine.clone()));
        self.ask_policy();
        let this = self.clone();
        let changed = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |_changes, area: JsValue| {
            if area.as_string().as_deref() == Some("managed") {
                this.ask_policy();
            }
        });
        self.0
            .api
            .storage()
            .on_changed()
            .listen(changed.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        changed.forget();
    }

    fn ask_policy(&self) {
        let this = self.clone();
        spawn_local(async move {
            // Firefox refuses the question where there is no policy.
            let found = browser::settled(this.0.api.storage().managed().get(POLICY)).await;
            if let Some(policy) = found.as_ref().and_then(browser::json) {
                let labels = policy.get(POLICY).filter(|labels| labels.is_object());
                if let Some(labels) = labels {
                    this.send(PortalNews::Policy(labels.clone()));
                }
            }
        });
    }

    /// Looks for this from now on, in whichever tab is beside.
    pub fn watch(&self, watch: &Watch) {
        let first = self.0.watch.borrow().is_none();
        let wish = json!({ "kind": "watch", "names": watch.names, "phrases": watch.phrases });
        self.0.watch.replace(Some(wish.clone()));
        if let Some(line) = &*self.0.line.borrow() {
            // A line that was cut in this moment is opened anew by the next change of the tab.
            let _ = line.port.post(&browser::object(&wish));
        }
        if first {
            self.follow();
        }
        self.connect();
    }

    /// Draws the ring, or takes it away.
    pub fn point(&self, pointer: Option<&Pointer>) {
        let names = pointer
            .map(|pointer| pointer.names.as_slice())
            .unwrap_or_default();
        if let Some(line) = &*self.0.line.borrow() {
            // As above; the session learns from the cut that nothing is beside.
            let _ = line
                .port
                .post(&browser::object(&json!({ "kind": "point", "names": names })));
        }
    }

    /// Another tab, or another page in it.
    fn follow(&self) {
        let tabs = self.0.api.tabs();
        for occasion in [tabs.on_activated(), tabs.on_updated()] {
            let this = self.clone();
            let changed = Closure::<dyn FnMut()>::new(move || {
                this.0.cut.set(0);
                this.connect();
            });
            occasion.listen(changed.as_ref().unchecked_ref());
            // It listens as long as the page lives.
            changed.forget();
        }
    }

    fn connect(&self) {
        let this = self.clone();
        let asked = self.0.asked.get() + 1;
        self.0.asked.set(asked);
        spawn_local(async move {
            let wanted = browser::object(&json!({ "active": true, "currentWindow": true }));
            let found = browser::settled(this.0.api.tabs().query(&wanted)).await;
            let tab = found
                .map(|found| js_sys::Array::from(&found).get(0))
                .and_then(|tab| js_sys::Reflect::get(&tab, &JsValue::from_str("id")).ok())
                .and_then(|id| id.as_f64());
            if asked == this.0.asked.get() {
                this.turn_to(tab);
            }
        });
    }

    fn turn_to(&self, tab: Option<f64>) {
        let there = self.0.line.borrow().as_ref().map(|line| line.tab);
        if there.is_some() && there == tab {
            return;
        }
        if let Some(old) = self.0.line.take() {
            old.port.disconnect();
            self.send(PortalNews::Gone);
        }
        let (Some(tab), Some(watch)) = (tab, self.0.watch.borrow().clone()) else {
            return;
        };
        // The page itself, none of its frames.
        let options = browser::object(&json!({ "name": LINE, "frameId": 0 }));
        let port = self.0.api.tabs().connect(tab, &options);
        self.listen(&port);
        self.0.line.replace(Some(Line {
            tab,
            port: port.clone(),
        }));
        // Where there is no companion the line is cut, which is the answer.
        let _ = port.post(&browser::object(&watch));
    }

    fn listen(&self, port: &Port) {
        let this = self.clone();
        let hear = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
            if let Some(message) = browser::json(&message) {
                this.hear(message);
            }
        });
        port.on_message().listen(hear.as_ref().unchecked_ref());
        let this = self.clone();
        let mine = port.clone();
        let cut = Closure::<dyn FnMut()>::new(move || {
            // Reading it keeps the browser from complaining of a tab without a companion, which is most of them.
            let _ = this.0.api.runtime().last_error();
            let current = this
                .0
                .line
                .borrow()
                .as_ref()
                .is_some_and(|line| js_sys::Object::is(line.port.as_ref(), mine.as_ref()));
            if current {
                this.0.line.take();
                this.send(PortalNews::Gone);
                this.try_again();
            }
        });
        port.on_disconnect().listen(cut.as_ref().unchecked_ref());
        // They are a few bytes a page of the portal, and the browser drops the port that holds them.
        hear.forget();
        cut.forget();
    }

    /// A browser that has told of a page may still be on its way to put the companion into it, and tells nothing when it has.
    fn try_again(&self) {
        let cut = self.0.cut.get();
        if let Some(pause) = PAUSES.get(cut as usize) {
            self.0.cut.set(cut + 1);
            let this = self.clone();
            spawn_local(async move {
                TimeoutFuture::new(*pause).await;
                this.connect();
            });
        }
    }

    /// A page may make the companion say anything, so it is cut to size and only looked at.
    fn hear(&self, message: Value) {
        let facts = message.get("facts").cloned().and_then(PageFacts::read);
        let news = match (message.get("kind").and_then(Value::as_str), facts) {
            (Some("facts"), Some(facts)) => PortalNews::Facts(Box::new(facts)),
            (Some("pointed"), _) => PortalNews::Pointed(message.get("found") == Some(&Value::Bool(true))),
            _ => return,
        };
        self.0.cut.set(0);
        self.send(news);
    }

    fn send(&self, news: PortalNews) {
        let engine = self.0.engine.borrow().clone();
        if let Some(engine) = engine {
            engine.send(Event::Portal(news));
        }
    }
}
