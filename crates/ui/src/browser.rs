//! The browser's functions. The only `extern` block of the crate; everything else goes through web-sys.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

#[wasm_bindgen]
extern "C" {
    /// `browser` in Firefox, `chrome` in Chromium: the same functions, which all return promises.
    #[derive(Clone)]
    pub type Api;
    #[wasm_bindgen(method, getter)]
    pub fn runtime(this: &Api) -> Runtime;
    #[wasm_bindgen(method, getter)]
    pub fn storage(this: &Api) -> Storage;
    #[wasm_bindgen(method, getter)]
    pub fn tabs(this: &Api) -> Tabs;
    #[wasm_bindgen(method, getter)]
    pub fn windows(this: &Api) -> Windows;
    #[wasm_bindgen(method, getter, js_name = declarativeNetRequest)]
    pub fn net_rules(this: &Api) -> NetRules;
    /// Chromium only.
    #[wasm_bindgen(method, getter, js_name = sidePanel)]
    pub fn side_panel(this: &Api) -> Option<SidePanel>;
    /// Firefox only.
    #[wasm_bindgen(method, getter, js_name = sidebarAction)]
    pub fn sidebar(this: &Api) -> Option<Sidebar>;

    pub type Runtime;
    #[wasm_bindgen(method, catch, js_name = connectNative)]
    pub fn connect_native(this: &Runtime, name: &str) -> Result<Port, JsValue>;
    #[wasm_bindgen(method, js_name = getURL)]
    pub fn url(this: &Runtime, path: &str) -> String;
    /// Set while a listener runs, in Chromium.
    #[wasm_bindgen(method, getter, js_name = lastError)]
    pub fn last_error(this: &Runtime) -> Option<Fault>;

    #[derive(Clone)]
    pub type Port;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub fn post(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    pub fn on_message(this: &Port) -> Occasion;
    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    pub fn on_disconnect(this: &Port) -> Occasion;
    /// Set when the port was cut, in Firefox.
    #[wasm_bindgen(method, getter)]
    pub fn error(this: &Port) -> Option<Fault>;

    /// Something that one can listen to.
    pub type Occasion;
    #[wasm_bindgen(method, js_name = addListener)]
    pub fn listen(this: &Occasion, listener: &Function);

    /// A browser's error.
    pub type Fault;
    #[wasm_bindgen(method, getter)]
    pub fn message(this: &Fault) -> Option<String>;

    pub type Storage;
    #[wasm_bindgen(method, getter)]
    pub fn local(this: &Storage) -> Area;
    /// What the organisation has set by policy.
    #[wasm_bindgen(method, getter)]
    pub fn managed(this: &Storage) -> Area;
    #[wasm_bindgen(method, getter, js_name = onChanged)]
    pub fn on_changed(this: &Storage) -> Occasion;

    pub type Area;
    #[wasm_bindgen(method)]
    pub fn get(this: &Area, key: &str) -> Promise;
    #[wasm_bindgen(method)]
    pub fn set(this: &Area, items: &JsValue) -> Promise;

    pub type Tabs;
    #[wasm_bindgen(method)]
    pub fn create(this: &Tabs, properties: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    pub fn query(this: &Tabs, wanted: &JsValue) -> Promise;
    /// A port to the content script of a tab; cut at once when there is none.
    #[wasm_bindgen(method)]
    pub fn connect(this: &Tabs, tab: f64, options: &JsValue) -> Port;
    #[wasm_bindgen(method, getter, js_name = onActivated)]
    pub fn on_activated(this: &Tabs) -> Occasion;
    #[wasm_bindgen(method, getter, js_name = onUpdated)]
    pub fn on_updated(this: &Tabs) -> Occasion;

    pub type Windows;
    #[wasm_bindgen(method, js_name = getCurrent)]
    pub fn current(this: &Windows) -> Promise;

    pub type NetRules;
    #[wasm_bindgen(method, js_name = updateSessionRules)]
    pub fn update_session(this: &NetRules, change: &JsValue) -> Promise;

    pub type SidePanel;
    #[wasm_bindgen(method)]
    pub fn open(this: &SidePanel, options: &JsValue) -> Promise;

    pub type Sidebar;
    #[wasm_bindgen(method, js_name = open)]
    pub fn open_sidebar(this: &Sidebar) -> Promise;
}

/// The extension's functions; `None` on a page of the web.
pub fn api() -> Option<Api> {
    ["browser", "chrome"].into_iter().find_map(|name| {
        let space = Reflect::get(&js_sys::global(), &name.into()).ok()?;
        let storage = Reflect::get(&space, &"storage".into()).ok()?;
        storage.is_object().then(|| space.unchecked_into())
    })
}

/// Waits for a promise; a rejection is `None`, for callers that can do without the answer.
pub async fn settled(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}

/// A JavaScript value from JSON that we wrote ourselves.
pub fn object(json: &serde_json::Value) -> JsValue {
    js_sys::JSON::parse(&json.to_string()).unwrap_or(JsValue::NULL)
}

/// A JavaScript value as JSON; `None` when it has none.
pub fn json(value: &JsValue) -> Option<serde_json::Value> {
    let text = js_sys::JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

/// Puts a text on the clipboard; says whether it went well.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let clipboard = window.navigator().clipboard();
    // A page that came over plain HTTP from another machine has no clipboard, and some policies withhold it.
    (!clipboard.is_undefined() && settled(clipboard.write_text(text)).await.is_some())
        || copy_selected(text).unwrap_or(false)
}

/// The older way: selects the text in a field that nobody sees, and lets the browser copy the selection.
fn copy_selected(text: &str) -> Option<bool> {
    let document: HtmlDocument = web_sys::window()?.document()?.dyn_into().ok()?;
    let focused: Option<HtmlElement> = document.active_element().and_then(|one| one.dyn_into().ok());
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_class_name("ds-sr-only");
    field.set_value(text);
    document.body()?.append_child(&field).ok()?;
    field.select();
    let done = document.exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(focused) = focused {
        // It had focus a moment ago, so it takes it back.
        let _ = focused.focus();
    }
    Some(done)
}

/// Makes an RSA key pair for RS256: the private half as PKCS#8, the public one as a JWK. `None` on a page that came over
/// plain HTTP, and in a browser without WebCrypto.
pub async fn key_pair() -> Option<(Vec<u8>, String)> {
    let crypto = web_sys::window()?.crypto().ok()?.subtle();
    let crypto: &JsValue = crypto.as_ref();
    let crypto: web_sys::SubtleCrypto = crypto.is_object().then(|| crypto.clone().unchecked_into())?;
    let wanted = object(&serde_json::json!({
        "name": "RSASSA-PKCS1-v1_5", "modulusLength": 3072, "hash": "SHA-256",
    }));
    let exponent = js_sys::Uint8Array::from([1, 0, 1].as_slice());
    Reflect::set(&wanted, &"publicExponent".into(), &exponent).ok()?;
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let wanted: js_sys::Object = wanted.unchecked_into();
    let pair = settled(crypto.generate_key_with_object(&wanted, true, &usages).ok()?).await?;
    let half = |name: &str| Reflect::get(&pair, &name.into()).ok();
    let private: web_sys::CryptoKey = half("privateKey")?.unchecked_into();
    let public: web_sys::CryptoKey = half("publicKey")?.unchecked_into();
    let private = settled(crypto.export_key("pkcs8", &private).ok()?).await?;
    let public = settled(crypto.export_key("jwk", &public).ok()?).await?;
    let bytes = js_sys::Uint8Array::new(&private);
    let private = bytes.to_vec();
    bytes.fill(0, 0, bytes.length());
    Some((private, json(&public)?.to_string()))
}

/// Hands the user a file, as a download. The browser asks where to put it, or puts it among the downloads.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    try_save(name, media_type, text).is_some()
}

fn try_save(name: &str, media_type: &str, text: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(&format!("{media_type};charset=utf-8"));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()?;
    let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    document.body()?.append_child(&link).ok()?;
    link.click();
    link.remove();
    // The browser has begun to read it by then; freeing it at once would cut it short in Firefox.
    gloo_timers::callback::Timeout::new(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&address);
    })
    .forget();
    Some(())
}

/// Lets the browser print what is on screen.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser without a printer says so itself.
        let _ = window.print();
    }
}

/// Where this page is, without what follows a `#` or `?`.
pub fn address() -> Option<String> {
    let location = web_sys::window()?.location();
    Some(format!(
        "{}{}",
        location.origin().ok()?,
        location.pathname().ok()?
    ))
}

/// The plan that came with the page's address, which is then taken out of it: a bookmark or a reload must not bring it
/// back.
pub fn take_plan() -> Option<String> {
    let window = web_sys::window()?;
    let location = window.location();
    let hash = location.hash().ok().filter(|hash| hash.starts_with("#plan="))?;
    let address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    let history = window.history().ok()?;
    // At worst the plan is offered again.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    Some(hash)
}

/// Sets the document's language and title.
pub fn name_page(language: &str, title: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    if document.title() != title {
        document.set_title(title);
    }
    if let Some(root) = document.document_element() {
        // Only an attribute name with illegal characters can fail.
        let _ = root.set_attribute("lang", language);
    }
}

/// The language that the document says it is in; empty when it says none.
pub fn document_language() -> String {
    web_sys::window()
        .and_then(|window| window.document()?.document_element()?.get_attribute("lang"))
        .unwrap_or_default()
}

/// Tells the next first paint which language this page speaks: `extension/tongue.js` reads it before there is any wasm.
pub fn keep_language(tag: &str) {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    if let Some(storage) = storage {
        // Where nothing may be kept, the first paint goes by the browser's languages.
        let _ = storage.set_item("losen-language", tag);
    }
}

/// The languages that the user reads, best first.
pub fn languages() -> Vec<String> {
    web_sys::window()
        .map(|window| Array::from(&window.navigator().languages()))
        .into_iter()
        .flat_map(|languages| {
            languages
                .iter()
                .filter_map(|one| one.as_string())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Bytes that nobody can guess; `None` in a browser without them.
pub fn random() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}
