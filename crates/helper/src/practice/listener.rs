use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use losen_core::Timestamp;
use losen_practice::{Fate, HttpReply, HttpRequest, Notary, Practice};
use tokio::net::TcpListener;

use super::portal;

/// A larger request is nothing that the API would take.
const MAX_BODY: usize = 1024 * 1024;

pub(super) type Reply = Response<Full<Bytes>>;

struct Shared {
    practice: Mutex<Practice>,
    notary: Box<dyn Notary + Send + Sync>,
    clock: fn() -> Timestamp,
}

/// The connection is closed without an answer, because the practice environment wants it so.
#[derive(Debug, thiserror::Error)]
#[error("dropped on purpose")]
struct Dropped;

/// Serves the practice environment until `stop` is done. Connections that are open then are cut.
pub async fn serve(
    listener: TcpListener,
    practice: Practice,
    notary: Box<dyn Notary + Send + Sync>,
    clock: fn() -> Timestamp,
    stop: impl Future<Output = ()>,
) {
    let shared = Arc::new(Shared {
        practice: Mutex::new(practice),
        notary,
        clock,
    });
    tokio::pin!(stop);
    loop {
        let stream = tokio::select! {
            () = &mut stop => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely; the next one may do better.
                    tracing::warn!("a connection was not accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&shared), request));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Reply, Dropped> {
    let (parts, body) = request.into_parts();
    // A web page elsewhere could make its own name point to 127.0.0.1; then the Host is not ours.
    if !is_local(
        parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok()),
    ) {
        return Ok(plain(StatusCode::MISDIRECTED_REQUEST));
    }
    let origin = allowed_origin(&parts.headers);
    if parts.method == Method::OPTIONS {
        return Ok(with_cors(plain(StatusCode::NO_CONTENT), origin, true));
    }
    if let Some(page) = portal::page(&parts) {
        return Ok(page);
    }
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let request = translate(&parts, &body.to_bytes());
    let reply = shared
        .practice
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .handle((shared.clock)(), shared.notary.as_ref(), &request);
    match reply.fate {
        Fate::Deliver => {}
        Fate::Delay(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        Fate::DropConnection => return Err(Dropped),
    }
    Ok(with_cors(response(reply), origin, false))
}

fn translate(parts: &hyper::http::request::Parts, body: &Bytes) -> HttpRequest {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let query = parts.uri.query().unwrap_or_default();
    HttpRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

fn response(reply: HttpReply) -> Reply {
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    builder
        .body(Full::from(reply.body))
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
}

pub(super) fn plain(status: StatusCode) -> Reply {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn is_local(host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Extensions, and pages that are served from this machine. Any other page has no business here.
fn allowed_origin(headers: &HeaderMap) -> Option<HeaderValue> {
    let value = headers.get(header::ORIGIN)?;
    let origin = value.to_str().ok()?;
    let extension = origin.starts_with("chrome-extension://") || origin.starts_with("moz-extension://");
    let local = origin
        .strip_prefix("http://")
        .is_some_and(|host| is_local(Some(host)));
    (extension || local).then(|| value.clone())
}

fn with_cors(mut response: Reply, origin: Option<HeaderValue>, preflight: bool) -> Reply {
    let Some(origin) = origin else { return response };
    let headers = response.headers_mut();
    let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
    put(header::VARY, "origin");
    put(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "date, retry-after, www-authenticate",
    );
    if preflight {
        put(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, POST, PUT, PATCH, DELETE",
        );
        put(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, accept",
        );
        put(header::ACCESS_CONTROL_MAX_AGE, "600");
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &'static str) -> Option<HeaderValue> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(text));
        allowed_origin(&headers)
    }

    #[test]
    fn extensions_and_local_pages_may_read_and_nobody_else() {
        for text in [
            "chrome-extension://abc",
            "moz-extension://8-4-4",
            "http://127.0.0.1:8000",
            "http://localhost",
            "http://[::1]:1",
        ] {
            assert!(origin(text).is_some(), "{text}");
        }
        for text in [
            "null",
            "https://eksempel.no",
            "http://localhost.eksempel.no",
            "http://127.0.0.1.nip.io:1",
        ] {
            assert!(origin(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_name_that_was_made_to_point_here_is_refused() {
        for host in ["127.0.0.1:4711", "localhost", "[::1]:4711", "[::1]"] {
            assert!(is_local(Some(host)), "{host}");
        }
        for host in [
            None,
            Some("eksempel.no"),
            Some("127.0.0.1.nip.io:80"),
            Some("localhost:80:evil"),
        ] {
            assert!(!is_local(host), "{host:?}");
        }
    }
}
