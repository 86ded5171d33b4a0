//! What outlives the page: the draft, and the practice environment's state. Never a token.

use losen_core::session::Draft;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use wasm_bindgen::JsValue;

use crate::browser::{self, Api};

const DRAFT: &str = "draft";
const PRACTICE: &str = "practice";
/// The practice site shares its origin with whatever else its server has.
const SITE_PREFIX: &str = "losen-";

/// `storage.local` in the extension, `localStorage` on the practice site. Values are JSON texts in both.
#[derive(Clone)]
pub struct Store {
    api: Option<Api>,
}

impl Store {
    pub fn new(api: Option<Api>) -> Self {
        Self { api }
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
                js_sys::Reflect::get(&found, &JsValue::from_str(key))
                    .ok()?
                    .as_string()?
            }
            None => local_storage()?.get_item(&format!("{SITE_PREFIX}{key}")).ok()??,
        };
        serde_json::from_str(&text).ok()
    }

    async fn write(&self, key: &str, value: &impl Serialize) -> bool {
        let Ok(text) = serde_json::to_string(value) else {
            return false;
        };
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
}

/// `None` where the user or a policy forbids storage.
fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
