//! The imitation of the portal, served beside the practice environment that it talks to.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::listener::{Reply, plain};

/// The one file that differs from the practice site: here the environment is behind the same address.
const PLACE: &str = "export { send } from \"./over-loopback.js\";\n";

/// The policy that the real portal is served with, as far as it is known, and tightened where the imitation can do
/// without: the page's own `<meta>` says the rest.
const POLICY: &str = "frame-src 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'";

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../../www/portal/", $name)))),*]
    };
}

/// Every file of `www/portal`; a test compares the list with the folder.
const FILES: [(&str, &str); 34] = files![
    "ansattporten/ansattporten.js",
    "ansattporten/index.html",
    "api.js",
    "app.js",
    "before/integration-form.js",
    "before/integration.js",
    "before/integrations.js",
    "boat.svg",
    "dialog.js",
    "dom.js",
    "frame.js",
    "in-page.js",
    "index.html",
    "over-loopback.js",
    "pages/choose-type.js",
    "pages/client-form.js",
    "pages/client.js",
    "pages/clients.js",
    "pages/form-scopes.js",
    "pages/home.js",
    "pages/keys.js",
    "pages/login.js",
    "pages/on-behalf-of.js",
    "pages/scope-form.js",
    "pages/scope-picker.js",
    "pages/scope.js",
    "pages/scopes.js",
    "pages/tabs.js",
    "pages/uri-list.js",
    "place.js",
    "portal.css",
    "router.js",
    "settings.js",
    "words.js",
];

/// A page of the imitation; `None` when the request is for the practice environment.
pub fn page(request: &Parts) -> Option<Reply> {
    let path = request.uri.path().strip_prefix("/portal")?;
    if request.method != Method::GET || !(path.is_empty() || path.starts_with('/')) {
        return None;
    }
    let name = match path {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let name = if name.ends_with('/') {
        format!("{name}index.html")
    } else {
        name.to_owned()
    };
    let found = FILES.iter().find(|(known, _)| *known == name && !path.is_empty());
    Some(match found {
        Some((name, _)) if *name == "place.js" => file(name, PLACE),
        Some((name, text)) => file(name, text),
        None => elsewhere(path, request.uri.query()),
    })
}

/// An address of the single page: its one document is told what was asked for.
fn elsewhere(path: &str, query: Option<&str>) -> Reply {
    let mut to = form_urlencoded::Serializer::new(String::new());
    if !path.is_empty() {
        to.append_pair("to", path);
    }
    let rest = [Some(to.finish()), query.map(str::to_owned)];
    let rest: Vec<String> = rest
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    let mut reply = plain(StatusCode::FOUND);
    if let Ok(location) = HeaderValue::from_str(&format!("/portal/?{}", rest.join("&"))) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

fn file(name: &str, text: &'static str) -> Reply {
    let kind = match name.rsplit_once('.') {
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    let mut reply = Response::new(Full::from(Bytes::from_static(text.as_bytes())));
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        reply.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    reply
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn get(uri: &str) -> Option<Reply> {
        let request = hyper::Request::builder().uri(uri).body(()).unwrap();
        page(&request.into_parts().0)
    }

    fn below(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                below(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_imitation_is_served_and_none_else() {
        let mut found = Vec::new();
        below(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/portal"),
            "",
            &mut found,
        );
        found.sort();
        assert_eq!(found, FILES.map(|(name, _)| name.to_owned()));
    }

    #[test]
    fn an_address_of_the_single_page_leads_to_its_document() {
        for (uri, location) in [
            ("/portal", "/portal/?"),
            ("/portal/clients/1?x=y", "/portal/?to=%2Fclients%2F1&x=y"),
        ] {
            let reply = get(uri).unwrap();
            assert_eq!(reply.status(), StatusCode::FOUND);
            assert_eq!(reply.headers()[header::LOCATION], location);
        }
        for uri in [
            "/portal/",
            "/portal/?to=/clients",
            "/portal/ansattporten/",
            "/portal/app.js",
        ] {
            assert_eq!(get(uri).unwrap().status(), StatusCode::OK, "{uri}");
        }
        assert!(get("/portalen").is_none() && get("/api/v1/clients").is_none());
    }
}
