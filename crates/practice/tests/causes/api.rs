//! The self-service API refuses: 400, 403, 404, 409, 428, 429, 5xx, and answers that make no sense.

use losen_core::grant::Operation;
use losen_practice::FaultEffect;
use serde_json::{Value, json};

use crate::attempt::Attempt;
use crate::support::forger::jwk;
use crate::support::{ORGNO, fixture};
use crate::{Case, case};

const FOREIGN: &str = "/api/v1/clients/idporten_oidc_client_example";
const OWN: &str = "/api/v1/clients/losen-practice-admin";
const LIST: &str = "/api/v1/clients";

fn create() -> Attempt {
    Attempt::call("POST", LIST, Some(&fixture("krr")))
}

fn read_own() -> Attempt {
    Attempt::call("GET", OWN, None)
}

fn body(attempt: &mut Attempt, change: impl FnOnce(&mut Value)) {
    let mut body: Value = serde_json::from_str(&attempt.request().body).unwrap_or_else(|_| fixture("krr"));
    change(&mut body);
    attempt.request().body = body.to_string();
}

fn again(attempt: &mut Attempt) {
    attempt.request().body = fixture("krr").to_string();
}

fn path(attempt: &mut Attempt, path: &str) {
    attempt.request().path = path.into();
}

fn status(attempt: &mut Attempt, status: u16) {
    attempt.fault("/api/", FaultEffect::Status { status, html: false });
}

/// A client of one's own; its id goes into the path.
fn update() -> Attempt {
    let mut attempt = create();
    let id = attempt.client(&fixture("krr"), "one");
    attempt.request().method = "PUT".into();
    path(&mut attempt, &format!("{LIST}/{id}"));
    attempt
}

pub const CASES: &[Case] = &[
    case(
        "api/field-errors",
        create,
        |a| body(a, |b| b["access_token_lifetime"] = json!(0)),
        again,
    ),
    case(
        "api/bad-request",
        create,
        |a| a.request().body = "{\"client_name\":".into(),
        again,
    ),
    case(
        "api/unknown-client",
        read_own,
        |a| path(a, "/api/v1/clients/finnes-ikke"),
        |a| path(a, OWN),
    ),
    case(
        "api/no-keys",
        update_keys,
        |a| {
            keys(a, "DELETE", None);
        },
        // The fix is to register a key, and the same call succeeds.
        |a| keys(a, "POST", Some(&json!({"keys": [jwk("one")]}))),
    ),
    case(
        "api/not-found",
        Attempt::read,
        |a| path(a, "/api/v1/scopes/finnes/ikke"),
        |a| path(a, LIST),
    ),
    case(
        "api/conflict",
        new_secret,
        // Somebody else changes the client meanwhile; whoever looks sees it, and changes it back.
        |a| method(a, "private_key_jwt"),
        |a| method(a, "client_secret_basic"),
    ),
    case(
        "api/deactivated",
        create,
        |a| {
            body(a, |b| b["client_id"] = json!("gammel"));
            let made = a.codes();
            assert!(made.is_empty());
            a.world.api(
                losen_core::grant::Operation::Write,
                "DELETE",
                "/api/v1/clients/gammel",
                None,
            );
        },
        |a| body(a, |b| b["client_id"] = json!("ny")),
    ),
    case(
        "api/duplicate",
        create,
        |a| body(a, |b| b["client_id"] = json!("losen-practice-admin")),
        again,
    ),
    case(
        "api/integration-type-fixed",
        update,
        |a| body(a, |b| b["integration_type"] = json!("maskinporten")),
        again,
    ),
    case("api/terms-not-signed", create, |a| status(a, 428), Attempt::clear),
    case(
        "api/too-many-requests",
        create,
        |a| status(a, 429),
        Attempt::clear,
    ),
    case("api/server-error", create, |a| status(a, 500), Attempt::clear),
    case("api/unavailable", create, |a| status(a, 503), Attempt::clear),
    case(
        "api/nonsense",
        Attempt::read,
        |a| a.fault("/api/", FaultEffect::Truncate),
        Attempt::clear,
    ),
    case(
        "api/redirect",
        Attempt::read,
        |a| a.answer(302, &[("location", "https://login.example.no/")], ""),
        Attempt::clear,
    ),
    case(
        "forbidden/scope-missing",
        create,
        |a| a.bear_admin("idporten:dcr.read"),
        |a| {
            a.bear_admin("idporten:dcr.write");
        },
    ),
    case(
        "forbidden/other-organisation",
        read_own,
        |a| path(a, FOREIGN),
        |a| path(a, OWN),
    ),
    case(
        "forbidden/supplier-right",
        create,
        |a| body(a, |b| b["client_orgno"] = json!("991825827")),
        |a| {
            body(a, |b| b["client_orgno"] = json!(ORGNO));
        },
    ),
    case(
        "forbidden/cors",
        create,
        |a| {
            a.fault("/api/", FaultEffect::RefuseOrigin);
            a.request()
                .headers
                .push(("Origin".into(), "https://example.no".into()));
        },
        |a| a.request().headers.retain(|(name, _)| name != "Origin"),
    ),
    case(
        "forbidden/unknown-client",
        read_own,
        |a| {
            path(a, "/api/v1/clients/noen-andres");
            a.answer(403, &[], "");
        },
        |a| {
            a.clear();
            path(a, OWN);
        },
    ),
    case(
        "forbidden/unexplained",
        Attempt::read,
        |a| a.answer(403, &[], "{\"status\":403}"),
        Attempt::clear,
    ),
    case(
        "address/retired",
        Attempt::read,
        |a| {
            a.address = Some("https://integrasjon-ver2.difi.no/clients/");
        },
        |a| a.address = Some("https://api.test.samarbeid.digdir.no/api/v1/clients"),
    ),
    case(
        "address/portal",
        Attempt::read,
        |a| {
            a.address = Some("https://sjolvbetjening.test.samarbeid.digdir.no/clients");
        },
        |a| a.address = None,
    ),
    case(
        "address/wrong-path",
        Attempt::read,
        |a| {
            a.address = Some("https://api.test.samarbeid.digdir.no/clients");
            path(a, "/clients");
        },
        |a| {
            a.address = Some("https://api.test.samarbeid.digdir.no/api/v1/clients");
            path(a, LIST);
        },
    ),
];

/// Changes the keys of the client that the attempt reads.
fn keys(attempt: &mut Attempt, verb: &str, body: Option<&Value>) {
    let path = attempt.request().path.clone();
    let reply = attempt.world.api(Operation::Keys, verb, &path, body);
    assert!(reply.status < 300, "{}", reply.body);
}

fn with_secret(method: &str) -> Value {
    let mut body = fixture("api_klient-krr-user");
    body["token_endpoint_auth_method"] = json!(method);
    body
}

/// A new secret for a client of one's own that has one.
fn new_secret() -> Attempt {
    let mut attempt = Attempt::call("POST", LIST, None);
    let made = attempt.world.create(&with_secret("client_secret_basic"));
    let id = made["client_id"].as_str().unwrap().to_owned();
    path(&mut attempt, &format!("{LIST}/{id}/secret"));
    attempt
}

/// Somebody changes how the client proves itself.
fn method(attempt: &mut Attempt, method: &str) {
    let path = attempt.request().path.trim_end_matches("/secret").to_owned();
    let reply = attempt
        .world
        .api(Operation::Write, "PUT", &path, Some(&with_secret(method)));
    assert!(reply.status < 300, "{}", reply.body);
}

fn update_keys() -> Attempt {
    let mut attempt = update();
    let keys = format!("{}/jwks", attempt.request().path);
    attempt.request().method = "GET".into();
    attempt.request().body.clear();
    path(&mut attempt, &keys);
    attempt
}
