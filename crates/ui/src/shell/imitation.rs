//! The practice environment for the imitation of the portal on the practice site: `www/portal/in-page.js`.

use losen_practice::HttpRequest;
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::prelude::*;

use super::page::PagePractice;
use super::store::Store;

/// A request as the imitation writes it.
#[derive(Deserialize)]
struct Asked {
    method: String,
    /// With its query.
    path: String,
    token: Option<String>,
    body: Option<String>,
    /// What the body is; JSON unless it says otherwise.
    kind: Option<String>,
}

/// Answers one request, JSON in and JSON out.
#[wasm_bindgen]
pub async fn practise(request: String) -> String {
    let Ok(asked) = serde_json::from_str::<Asked>(&request) else {
        return json!({ "status": 400, "body": "" }).to_string();
    };
    let practice = PagePractice::new(Store::new(None));
    let reply = practice.imitate(super::now(), asked.into_request()).await;
    json!({ "status": reply.status, "body": reply.body }).to_string()
}

impl Asked {
    fn into_request(self) -> HttpRequest {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if let Some(token) = self.token {
            headers.push(("authorization".into(), format!("Bearer {token}")));
        }
        if self.body.is_some() {
            let kind = self.kind.unwrap_or_else(|| "application/json".into());
            headers.push(("content-type".into(), kind));
        }
        HttpRequest {
            method: self.method,
            path: path.to_owned(),
            query: query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(name, value)| (name.to_owned(), decoded(value)))
                .collect(),
            headers,
            body: self.body.unwrap_or_default(),
        }
    }
}

/// As `encodeURIComponent` wrote it; whatever else is left as it is.
fn decoded(value: &str) -> String {
    js_sys::decode_uri_component(value).map_or_else(|_| value.to_owned(), String::from)
}
