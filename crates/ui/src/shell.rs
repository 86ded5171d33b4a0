//! Performs what the session wants done: in the extension's pages and on the practice site.

mod api;
mod companion;
mod extension;
mod imitation;
mod keys;
mod page;
mod popup;
mod store;

use std::rc::Rc;

use losen_core::Timestamp;
use losen_core::api::{ApiRequest, TransportFailure};
use losen_core::protocol::{Answer, Command};
use losen_core::session::{
    ApiAt, Effect, Event, HelperAt, HelperFailure, Outcome, Session, Surface, came_back, handed_over,
};
use losen_core::text::Language;
use secrecy::SecretString;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::app::{App, AppProps};
use crate::engine::{Engine, Hands, Performance};
use crate::{browser, crash};
use companion::Companion;
use extension::Extension;
use keys::Keys;
use page::PagePractice;
use store::Store;

/// Mounts the guide in `<main id="app" data-mount="popup|panel|tab|site">`.
pub fn start() {
    crash::install();
    let main = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    if let Some(main) = main {
        spawn_local(mount(main));
    }
}

async fn mount(main: Element) {
    let surface = surface(&main);
    let shell = Shell::new(surface);
    let draft = shell.store.draft().await;
    let language = draft.as_ref().map_or_else(preferred, |draft| draft.language);
    crash::speak(language);
    let store = shell.store.clone();
    let companion = shell.companion.clone();
    let session = Session::new(surface, language).at_address(browser::address());
    let engine = Engine::new(session, shell.hands());
    follow(&store, &engine);
    engine.send(Event::Opened(draft.map(Box::new)));
    if let Some(plan) = browser::take_plan() {
        engine.send(Event::Received(plan));
    }
    if let Some(companion) = companion {
        companion.tell(&engine);
    }
    yew::Renderer::<App>::with_root_and_props(main, AppProps { engine, surface }).render();
    if surface == Surface::Popup {
        popup::keep_in_bounds();
    }
}

/// The side panel may be open while the plan goes on in a tab. Whoever comes last would overwrite the other, so a page
/// that hears of a newer draft begins again from it, unless it is in the middle of something.
fn follow(store: &Store, engine: &Rc<Engine>) {
    let engine = engine.clone();
    store.on_foreign_draft(move || {
        if engine.is_idle()
            && let Some(window) = web_sys::window()
        {
            // The draft is there at the next opening, should this one fail.
            let _ = window.location().reload();
        }
    });
}

fn surface(main: &Element) -> Surface {
    match main.get_attribute("data-mount").as_deref() {
        Some("popup") => Surface::Popup,
        Some("panel") => Surface::Panel,
        Some("tab") => Surface::Tab,
        _ => Surface::Site,
    }
}

/// The language of the first paint, which `extension/tongue.js` has chosen, or else the first of the browser's that Losen
/// speaks.
fn preferred() -> Language {
    std::iter::once(browser::document_language())
        .chain(browser::languages())
        .find_map(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

/// What performs effects on this page.
#[derive(Clone)]
struct Shell {
    store: Store,
    practice: PagePractice,
    keys: Keys,
    extension: Option<Rc<Extension>>,
    /// Only the panel stands beside another page.
    companion: Option<Companion>,
}

impl Shell {
    fn new(surface: Surface) -> Self {
        let api = (surface != Surface::Site).then(browser::api).flatten();
        let store = Store::new(api.clone());
        Self {
            practice: PagePractice::new(store.clone()),
            keys: Keys::default(),
            store,
            // What the organisation calls things is quoted on every surface; only the panel asks for more.
            companion: api.clone().map(Companion::new),
            extension: api.map(|api| Rc::new(Extension::new(api, surface))),
        }
    }

    fn hands(self) -> Hands {
        let extension = self.extension.clone();
        Hands {
            now: Box::new(now),
            open: Box::new(move |link| match &extension {
                Some(extension) => extension.open(&link),
                None => page::open(&link),
            }),
            perform: Box::new(move |effect| self.perform(effect)),
        }
    }

    fn perform(&self, effect: Effect) -> Performance {
        let shell = self.clone();
        Box::pin(async move {
            match effect {
                Effect::Persist(draft) => Outcome::Persisted(shell.store.keep_draft(&draft).await),
                Effect::AskHelper(HelperAt::Page, command) => {
                    let answer = shell.practice.ask(now(), command).await;
                    Outcome::Helper(answer.map_err(HelperFailure::Fault))
                }
                Effect::AskHelper(HelperAt::Native, command) => {
                    Outcome::Helper(shell.ask_native(command).await)
                }
                Effect::CallApi { at, request, token } => shell.call(at, request, token).await,
                Effect::Wait(seconds) => {
                    gloo_timers::future::sleep(std::time::Duration::from_secs(seconds.into())).await;
                    Outcome::Waited
                }
                Effect::MakeKeyPair => Outcome::KeyPair(shell.keys.make().await),
                Effect::SavePrivateKey { name } => Outcome::KeySaved(shell.keys.save(&name)),
                Effect::ForgetPrivateKey => {
                    shell.keys.forget();
                    Outcome::Waited
                }
                Effect::Save(file) => {
                    browser::save(&file.name, file.media_type, &file.text);
                    Outcome::Waited
                }
                Effect::Print => {
                    browser::print();
                    Outcome::Waited
                }
                // What comes of these arrives as an event of its own.
                Effect::Watch(watch) => {
                    shell
                        .companion
                        .iter()
                        .for_each(|companion| companion.watch(&watch));
                    Outcome::Waited
                }
                Effect::Point(pointer) => {
                    shell
                        .companion
                        .iter()
                        .for_each(|companion| companion.point(pointer.as_ref()));
                    Outcome::Waited
                }
                // The engine opens things itself, within the user's click.
                Effect::Open(_) => Outcome::Waited,
            }
        })
    }

    async fn call(&self, at: ApiAt, request: ApiRequest, token: Option<SecretString>) -> Outcome {
        let (name, base) = match at {
            ApiAt::Page => return Outcome::Api(self.practice.call(now(), &request, token).await),
            ApiAt::Profile { name, base } => (name, base),
        };
        if request.method != "POST" {
            return Outcome::Api(api::call(&base, &request, token).await);
        }
        match handed_over(&name, &request, token.as_ref()) {
            Some(command) => came_back(self.ask_native(command).await),
            None => Outcome::Api(Err(TransportFailure::NotSent)),
        }
    }

    async fn ask_native(&self, command: Command) -> Result<Answer, HelperFailure> {
        match &self.extension {
            Some(extension) => extension.native().ask(command).await,
            // The practice site has no helper, and its session does not ask for one.
            None => Err(HelperFailure::Unreachable {
                code: "host/not-found".into(),
                raw: String::new(),
            }),
        }
    }
}

fn now() -> Timestamp {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "seconds fit for the next 285 million years"
    )]
    Timestamp((js_sys::Date::now() / 1000.0) as i64)
}
