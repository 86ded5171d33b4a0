//! Calls to the self-service API that may arrive twice without harm. A POST is none: a browser repeats it by itself when a
//! connection breaks, so the helper sends those.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use secrecy::{ExposeSecret, SecretString};
use web_sys::{AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect};

/// An answer that has not come by then is not waited for.
const PATIENCE_MS: u32 = 60_000;

/// Sends a request, once.
pub async fn call(
    base: &str,
    request: &ApiRequest,
    token: Option<SecretString>,
) -> Result<ApiReply, TransportFailure> {
    if is_offline(base) {
        return Err(TransportFailure::NotSent);
    }
    let request = build(base, request, token).ok_or(TransportFailure::NotSent)?;
    // A browser does not tell a request that never left from one whose answer was lost.
    let response = request.send().await.map_err(|_| TransportFailure::Unknown)?;
    read(response).await.ok_or(TransportFailure::Unknown)
}

/// `None` when it cannot be a request; nothing has been sent then.
fn build(base: &str, request: &ApiRequest, token: Option<SecretString>) -> Option<Request> {
    let mut builder = RequestBuilder::new(&request.address(base))
        .method(method(&request.method)?)
        .query(
            request
                .query
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
        .header("accept", "application/json")
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some(token) = token {
        let token = token.expose_secret();
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        builder = builder.header("authorization", &format!("Bearer {token}"));
    }
    match request.content() {
        Some((kind, body)) => builder.header("content-type", kind).body(body).ok(),
        None => builder.build().ok(),
    }
}

async fn read(response: Response) -> Option<ApiReply> {
    let headers = response
        .headers()
        .entries()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    Some(ApiReply {
        status: response.status(),
        headers,
        body: response.text().await.ok()?,
    })
}

fn method(word: &str) -> Option<Method> {
    match word {
        "GET" => Some(Method::GET),
        "PUT" => Some(Method::PUT),
        "DELETE" => Some(Method::DELETE),
        _ => None,
    }
}

/// Certain only for addresses that are not on this machine.
fn is_offline(base: &str) -> bool {
    base.starts_with("https://") && web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
