//! `/clients` as the documentation and production clients know it.

mod support;

use losen_core::grant::Operation::{Keys, Read, ScopesRead, Write};
use serde_json::{Value, json};
use support::{World, fixture, request};

#[test]
fn every_documented_body_makes_a_client_that_comes_back() {
    let mut world = World::new();
    for name in [
        "krr",
        "maskinporten-krr",
        "api_klient-krr-user",
        "maskinporten",
        "api_klient-native",
    ] {
        let sent = fixture(name);
        let made = world.create(&sent);
        for (member, value) in sent
            .as_object()
            .unwrap()
            .iter()
            .filter(|(member, _)| *member != "client_uri")
        {
            assert_eq!(made.get(member), Some(value), "{name}: {member}");
        }
        let id = made["client_id"].as_str().unwrap();
        let got = world.api(Read, "GET", &format!("/api/v1/clients/{id}"), None);
        assert_eq!(
            (got.status, got.body_json()["client_id"].as_str()),
            (200, Some(id))
        );
    }
}

#[test]
fn a_client_without_scopes_of_type_krr_gets_both() {
    let mut body = fixture("krr");
    body.as_object_mut().unwrap().remove("scopes");
    let made = World::new().create(&body);
    assert_eq!(
        made["scopes"],
        json!([
            "krr:global/kontaktinformasjon.read",
            "krr:global/digitalpost.read"
        ])
    );
}

#[test]
fn the_list_holds_the_administration_client_and_the_new_one_until_it_is_deactivated() {
    let mut world = World::new();
    let id = world.create(&fixture("krr"))["client_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let count = |world: &mut World, query: &str| {
        let reply = world.api(Read, "GET", &format!("/api/v1/clients{query}"), None);
        reply.body_json().as_array().unwrap().len()
    };
    assert_eq!(count(&mut world, ""), 2);
    let gone = world.api(Write, "DELETE", &format!("/api/v1/clients/{id}"), None);
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    assert_eq!(
        (count(&mut world, ""), count(&mut world, "?inactive=true")),
        (1, 2)
    );
    // Posting it again does not bring it back.
    let mut body = fixture("krr");
    body["client_id"] = json!(id);
    assert_eq!(
        world.api(Write, "POST", "/api/v1/clients", Some(&body)).status,
        409
    );
    // Putting it active does.
    body["active"] = json!(true);
    assert_eq!(
        world
            .api(Write, "PUT", &format!("/api/v1/clients/{id}"), Some(&body))
            .status,
        200
    );
    assert_eq!(count(&mut world, ""), 2);
}

#[test]
fn a_put_replaces_everything_and_cannot_change_the_type() {
    let mut world = World::new();
    let made = world.create(&fixture("maskinporten-krr"));
    let path = format!("/api/v1/clients/{}", made["client_id"].as_str().unwrap());
    let put = world.api(
        Write,
        "PUT",
        &path,
        Some(&json!({"integration_type": "maskinporten", "created": "x"})),
    );
    assert_eq!(put.status, 200);
    let got = put.body_json();
    assert_eq!((got.get("client_name"), &got["scopes"]), (None, &json!([])));
    assert_eq!(got["created"], made["created"]);
    let other = world.api(Write, "PUT", &path, Some(&json!({"integration_type": "krr"})));
    assert_eq!(other.status, 409);
}

#[test]
fn what_came_back_can_be_put_once_the_zeros_are_dropped() {
    let mut world = World::new();
    let mut made = world.create(&fixture("krr"));
    let path = format!("/api/v1/clients/{}", made["client_id"].as_str().unwrap());
    let refused = world.api(Write, "PUT", &path, Some(&made));
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.body_json()["errors"][0]["fieldIdentifier"],
        "refresh_token_lifetime"
    );
    made.as_object_mut().unwrap().retain(|_, value| *value != 0);
    assert_eq!(world.api(Write, "PUT", &path, Some(&made)).status, 200);
}

#[test]
fn a_secret_is_shown_once_and_dies_with_its_method() {
    let mut world = World::new();
    let mut body = fixture("api_klient-krr-user");
    body["token_endpoint_auth_method"] = json!("client_secret_post");
    let made = world.create(&body);
    let path = format!("/api/v1/clients/{}", made["client_id"].as_str().unwrap());
    let secret = made["client_secret"].as_str().unwrap();
    assert!(
        world
            .api(Read, "GET", &path, None)
            .body_json()
            .get("client_secret")
            .is_none()
    );
    let renewed = world
        .api(Write, "POST", &format!("{path}/secret"), None)
        .body_json();
    assert_ne!(renewed["client_secret"], secret);
    assert!(
        world
            .api(Write, "PUT", &path, Some(&body))
            .body_json()
            .get("client_secret")
            .is_none()
    );
    body["token_endpoint_auth_method"] = json!("private_key_jwt");
    world.api(Write, "PUT", &path, Some(&body));
    assert_eq!(
        world.api(Write, "POST", &format!("{path}/secret"), None).status,
        409
    );
    // Neither the state that the page keeps nor the one that tests look at holds it.
    let kept = serde_json::to_string(&world.practice).unwrap();
    let shown = world.send(&request("GET", "/practice/state", None, None)).body;
    assert!(!kept.contains(secret) && !shown.contains(secret));
}

#[test]
fn wrong_members_are_refused_with_their_place() {
    let mut world = World::new();
    let cases: [(&str, Value, &str); 7] = [
        ("access_token_lifetime", json!(0), "access_token_lifetime"),
        ("scopes", json!(["krr:user/kontaktinformasjon.read"]), "scopes"),
        ("scopes", json!(["openid"]), "scopes"),
        ("scopes", json!(["krr:user"]), "scopes"),
        ("client_id", json!("a/b"), "client_id"),
        ("supplier_orgno", json!("991825827"), "supplier_orgno"),
        ("integration_type", Value::Null, "integration_type"),
    ];
    for (member, value, field) in cases {
        let mut body = fixture("maskinporten-krr");
        body[member] = value.clone();
        let reply = world.api(Write, "POST", "/api/v1/clients", Some(&body));
        assert_eq!(reply.status, 400, "{member} {value}");
        let error = reply.body_json();
        assert_eq!(error["errors"][0]["fieldIdentifier"], field);
        assert!(error["error_description"].as_str().unwrap().starts_with(", "));
    }
}

#[test]
fn words_that_the_api_does_not_know_and_members_of_another_type_are_not_read() {
    let mut world = World::new();
    for (member, value) in [
        ("integration_type", json!("api_client")),
        ("grant_types", json!(["jwt_bearer_token"])),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("application_type", json!("Web")),
        ("scopes", json!("openid profile")),
        ("active", json!("yes")),
        ("access_token_lifetime", json!("120")),
    ] {
        let mut body = fixture("krr");
        body[member] = value.clone();
        assert_eq!(
            world.api(Write, "POST", "/api/v1/clients", Some(&body)).status,
            400,
            "{member} {value}"
        );
    }
    let token = world.token(Write);
    for text in ["", "[]", "{", "null"] {
        let mut broken = request("POST", "/api/v1/clients", Some(&token), None);
        broken.body = text.into();
        assert_eq!(world.send(&broken).status, 400, "{text}");
    }
}

#[test]
fn the_token_decides_what_may_be_done() {
    let mut world = World::new();
    let body = fixture("krr");
    let path = format!(
        "/api/v1/clients/{}",
        world.create(&body)["client_id"].as_str().unwrap()
    );
    for (operation, method, status) in [
        (Read, "PUT", 403),
        (Keys, "PUT", 403),
        (ScopesRead, "GET", 403),
        (Write, "GET", 200),
        (Read, "DELETE", 403),
    ] {
        let reply = world.api(operation, method, &path, Some(&body));
        assert_eq!(reply.status, status, "{operation:?} {method}");
        assert_eq!(reply.header("www-authenticate").is_some(), status == 403);
    }
}

#[test]
fn without_a_good_token_the_gate_answers_401() {
    let mut world = World::new();
    let token = world.token(Read);
    let ask = |world: &mut World, token: Option<&str>| {
        let reply = world.send(&request("GET", "/api/v1/clients", token, None));
        (
            reply.status,
            reply.header("www-authenticate").unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(ask(&mut world, None), (401, "Bearer".into()));
    assert!(ask(&mut world, Some("Bearer x")).1.contains("malformed"));
    assert!(
        ask(&mut world, Some(&format!("{token}x")))
            .1
            .contains("invalid_token")
    );
    assert_eq!(ask(&mut world, Some(&token)).0, 200);
    world.now = world.now.plus(120);
    assert!(
        ask(&mut world, Some(&token))
            .1
            .contains("Jwt expired at 2026-11-21T")
    );
}

#[test]
fn unknown_clients_are_404_and_other_paths_too() {
    let mut world = World::new();
    for path in [
        "/api/v1/clients/finnes-ikke",
        "/api/v1/clients/",
        "/api/v1/nothing",
        "/clients",
    ] {
        assert_eq!(world.api(Read, "GET", path, None).status, 404, "{path}");
    }
    assert_eq!(world.api(Write, "PATCH", "/api/v1/clients", None).status, 405);
}

#[test]
fn a_client_of_another_organisation_is_403() {
    let mut world = World::new();
    let path = "/api/v1/clients/idporten_oidc_client_example";
    for (operation, method) in [(Read, "GET"), (Write, "PUT"), (Write, "DELETE")] {
        assert_eq!(
            world.api(operation, method, path, Some(&fixture("krr"))).status,
            403,
            "{method}"
        );
    }
    let mut body = fixture("krr");
    body["client_orgno"] = json!("991825827");
    assert_eq!(
        world.api(Write, "POST", "/api/v1/clients", Some(&body)).status,
        403
    );
}

#[test]
fn every_reply_has_a_date() {
    let mut world = World::new();
    for path in [
        "/api/v1/scopes/all",
        "/api/v1/clients",
        "/nowhere",
        "/practice/state",
    ] {
        let reply = world.send(&request("GET", path, None, None));
        assert_eq!(
            reply.header("date"),
            Some("Sat, 21 Nov 2026 22:26:40 GMT"),
            "{path}"
        );
    }
}
