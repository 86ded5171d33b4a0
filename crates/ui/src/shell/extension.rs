//! What only an extension's page can do.

use std::cell::Cell;
use std::rc::Rc;

use losen_core::model::Environment;
use losen_core::session::{Link, Surface};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::{self, Api};
use crate::transport::Native;

/// The id of our one session rule.
const RULE: u32 = 1;

/// The extension's functions, with what must be known before the user clicks.
pub struct Extension {
    api: Api,
    surface: Surface,
    native: Native,
    /// The window that the page is in. A side panel opens only within a click, and asking then would be too late.
    window: Rc<Cell<Option<f64>>>,
}

impl Extension {
    pub fn new(api: Api, surface: Surface) -> Self {
        let extension = Self {
            native: Native::new(api.clone()),
            window: Rc::default(),
            surface,
            api,
        };
        extension.learn_window();
        extension.drop_origin();
        extension
    }

    /// The line to the helper.
    pub fn native(&self) -> &Native {
        &self.native
    }

    /// Opens something; must be called within the user's click.
    pub fn open(&self, link: &Link) {
        let opened = match link {
            Link::SidePanel => self.open_panel(),
            Link::Tab => {
                let url = self.api.runtime().url("tab.html");
                Some(self.api.tabs().create(&browser::object(&json!({ "url": url }))))
            }
            Link::Page(url) => Some(self.api.tabs().create(&browser::object(&json!({ "url": url })))),
        };
        let (Some(opened), Surface::Popup) = (opened, self.surface) else {
            return;
        };
        spawn_local(async move {
            // A popup that stays open would be a second guide over the same draft.
            if browser::settled(opened).await.is_some()
                && let Some(window) = web_sys::window()
            {
                // It closes by itself in a moment if this is refused.
                let _ = window.close();
            }
        });
    }

    fn open_panel(&self) -> Option<js_sys::Promise> {
        if let Some(sidebar) = self.api.sidebar() {
            return Some(sidebar.open_sidebar());
        }
        let options = json!({ "windowId": self.window.get()? });
        Some(self.api.side_panel()?.open(&browser::object(&options)))
    }

    fn learn_window(&self) {
        let (asked, window) = (self.api.windows().current(), self.window.clone());
        spawn_local(async move {
            let found = browser::settled(asked).await;
            let id = found.and_then(|found| js_sys::Reflect::get(&found, &JsValue::from_str("id")).ok());
            window.set(id.and_then(|id| id.as_f64()));
        });
    }

    /// Browsers add an `Origin` to writes from an extension's page, which a strict server may refuse. This rule takes
    /// it away from our own calls and from nobody else's: it holds for requests that this page makes, to the API.
    fn drop_origin(&self) {
        let Some(own) = web_sys::window().and_then(|window| window.location().hostname().ok()) else {
            return;
        };
        let rule = json!({
            "removeRuleIds": [RULE],
            "addRules": [{
                "id": RULE,
                "priority": 1,
                "action": {
                    "type": "modifyHeaders",
                    "requestHeaders": [{ "header": "origin", "operation": "remove" }],
                },
                "condition": {
                    "initiatorDomains": [own],
                    "requestDomains": api_hosts(),
                    "resourceTypes": ["xmlhttprequest"],
                },
            }],
        });
        let set = self.api.net_rules().update_session(&browser::object(&rule));
        spawn_local(async move {
            // Without it reads still work, and a refused write is recognised by the diagnosis.
            let _ = browser::settled(set).await;
        });
    }
}

/// The hosts of the API: test, production, and the practice environment on this machine.
fn api_hosts() -> Vec<String> {
    let digdir = Environment::ALL
        .into_iter()
        .filter_map(Environment::endpoints)
        .filter_map(|endpoints| {
            let rest = endpoints.api.strip_prefix("https://")?.to_owned();
            Some(rest.split('/').next()?.to_owned())
        });
    digdir.chain(["127.0.0.1".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_dropped_for_the_api_and_nothing_else() {
        assert_eq!(
            api_hosts(),
            [
                "api.test.samarbeid.digdir.no",
                "api.samarbeid.digdir.no",
                "127.0.0.1"
            ]
        );
    }
}
