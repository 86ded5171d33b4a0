//! What outlives the page: the draft, and the practice environment's state. Never a token.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use losen_core::session::Draft;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use wasm_bindgen::prelude::*;

use crate::browser::{self, Api};

const DRAFT: &str = "draft";
const PRACTICE: &str = "practice";
/// How many drafts are remembered: more than anyone types while the browser tells of one.
const KNOWN: usize = 32;
/// The practice site shares its origin with whatever else its server has.
const SITE_PREFIX: &str = "losen-";

/// `storage.local` in the extension, `localStorage` on the practice site. Values are JSON texts in both.
#[derive(Clone)]
pub struct Store {
    api: Option<Api>,
    /// The drafts that this page read or wrote last. Several, because the browser tells of a change only after the
    /// next may have been made.
    known: Rc<RefCell<VecDeque<String>>>,
}

impl Store {
    pub fn new(api: Option<Api>) -> Self {
        Self {
            api,
            known: Rc::default(),
        }
    }

    /// Calls `changed` whenever another page of the extension has written a draft that this page does not know.
    pub fn on_foreign_draft(&self, changed: impl Fn() + 'static) {
        let Some(api) = &self.api else { return };
        let known = self.known.clone();
        let listener = Closure::<dyn FnMut(JsValue)>::new(move |changes: JsValue| {
            let new = member(&changes, DRAFT).and_then(|change| member(&change, "newValue"));
            if let Some(new) = new.and_then(|new| new.as_string())
                && !known.borrow().contains(&new)
            {
                changed();
            }
        });
        api.storage()
            .on_changed()
            .listen(listener.as_ref().unchecked_ref());
        // It listens as long as the page lives.
        listener.forget();
    }

    /// The draft that was kept. `None` as well when it cannot be read: a draft of another version, or no storage.
    pub async fn draft(&self) -> Option<Draft> {
        self.read(DRAFT).await
    }

    /// Keeps a draft; says whether it went well.
    pub async fn keep_draft(&self, draft: &Draft) -> bool {
        self.write(DRAFT, draft).await
    }

    /// The practice environment's state that was kept.
    pub async fn practice<T: DeserializeOwned>(&self) -> Option<T> {
        self.read(PRACTICE).await
    }

    /// Keeps the practice environment's state; says whether it went well.
    pub async fn keep_practice(&self, practice: &impl Serialize) -> bool {
        self.write(PRACTICE, practice).await
    }

    async fn read<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let text = match &self.api {
            Some(api) => {
                let found = browser::settled(api.storage().local().get(key)).await?;
                member(&found, key)?.as_string()?
            }
            None => local_storage()?.get_item(&format!("{SITE_PREFIX}{key}")).ok()??,
        };
        let value = serde_json::from_str(&text).ok();
        self.note(key, text);
        value
    }

    async fn write(&self, key: &str, value: &impl Serialize) -> bool {
        let Ok(text) = serde_json::to_string(value) else {
            return false;
        };
        self.note(key, text.clone());
        match &self.api {
            Some(api) => {
                let items = browser::object(&json!({ key: text }));
                browser::settled(api.storage().local().set(&items))
                    .await
                    .is_some()
            }
            None => local_storage()
                .is_some_and(|storage| storage.set_item(&format!("{SITE_PREFIX}{key}"), &text).is_ok()),
        }
    }

    fn note(&self, key: &str, text: String) {
        if key == DRAFT {
            let mut known = self.known.borrow_mut();
            known.push_back(text);
            if known.len() > KNOWN {
                known.pop_front();
            }
        }
    }
}

fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).ok()
}

/// `None` where the user or a policy forbids storage.
fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
