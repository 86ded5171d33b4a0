//! Every combination of the documented table, and every single change that makes a good client unusable.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use losen_core::model::{
    ApplicationType, AuthMethod, Environment, GrantType, IntegrationType, Plan, Severity,
};
use losen_core::rules::{Context, findings};
use serde_json::{Value, json};

/// The errors in a body, as `code place`.
fn errors(environment: Environment, body: &Value) -> Vec<String> {
    let findings = findings(
        &Plan::from_json(body.clone()).unwrap(),
        &Context::new(environment),
    );
    let errors = findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| format!("{} {}", finding.rule, finding.path))
        .collect()
}

/// The documented table, written out a second time and in another way than the rules have it.
fn works(
    kind: &str,
    application: &str,
    method: &str,
    grants: &[&str],
    scopes: &[&str],
    redirects: bool,
) -> bool {
    let code = |allowed: &[&str]| {
        grants.contains(&"authorization_code") && grants.iter().all(|grant| allowed.contains(grant))
    };
    let only = |prefixes: &[&str]| {
        scopes
            .iter()
            .all(|scope| prefixes.iter().any(|prefix| scope.starts_with(prefix)))
    };
    let method_fits = match application {
        "web" => method != "none",
        _ => method == "none",
    };
    // `implicit` beside the code is deprecated, not refused.
    let login = redirects && method_fits && code(&["authorization_code", "refresh_token", "implicit"]);
    let signed = application == "web"
        && method == "private_key_jwt"
        && grants == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        && !redirects
        && !scopes.is_empty();
    let both = scopes.contains(&"openid") && scopes.contains(&"profile");
    match kind {
        // Without scopes Digdir adds its own two.
        "idporten" => {
            login && only(&["openid", "profile"]) && (scopes.is_empty() || scopes.contains(&"openid"))
        }
        "ansattporten" => login && scopes.contains(&"openid") && only(&["openid", "profile", "x:"]),
        "api_klient" => {
            let krr = scopes.iter().any(|scope| scope.starts_with("krr:user/"));
            login && !scopes.is_empty() && only(&["openid", "profile", "krr:user/", "x:"]) && (!krr || both)
        }
        "maskinporten" => signed && only(&["krr:global/", "x:"]),
        "krr" => signed && only(&["krr:global/"]),
        _ => false,
    }
}

#[test]
fn every_combination_is_judged_as_the_table_has_it() {
    let grant_sets: Vec<Vec<&str>> = {
        let all: Vec<&str> = GrantType::ALL.iter().map(|grant| grant.word()).collect();
        (0..16u8)
            .map(|bits| {
                all.iter()
                    .enumerate()
                    .filter(|(at, _)| bits & (1 << at) != 0)
                    .map(|(_, word)| *word)
                    .collect()
            })
            .collect()
    };
    let all_scopes = [
        "openid",
        "profile",
        "krr:user/kontaktinformasjon.read",
        "krr:global/kontaktinformasjon.read",
        "x:read",
    ];
    let scope_sets: Vec<Vec<&str>> = (0..32u8)
        .map(|bits| {
            all_scopes
                .iter()
                .enumerate()
                .filter(|(at, _)| bits & (1 << at) != 0)
                .map(|(_, word)| *word)
                .collect()
        })
        .collect();
    let mut judged = 0;
    let mut wrong = Vec::new();
    for kind in IntegrationType::ALL {
        for application in ApplicationType::ALL {
            for method in AuthMethod::ALL {
                for grants in &grant_sets {
                    for scopes in &scope_sets {
                        for redirects in [true, false] {
                            let body = json!({
                                "client_name": "Eksempel kommune", "description": "x",
                                "integration_type": kind, "application_type": application, "token_endpoint_auth_method": method,
                                "grant_types": grants, "scopes": scopes,
                                "redirect_uris": if redirects { json!(["https://eksempel.no/cb"]) } else { json!([]) },
                            });
                            let found = errors(Environment::Prod, &body);
                            let expected = works(
                                kind.word(),
                                application.word(),
                                method.word(),
                                grants,
                                scopes,
                                redirects,
                            );
                            judged += 1;
                            if found.is_empty() != expected {
                                wrong.push(format!("{body}\n  {found:?}"));
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(judged, 7 * 3 * 4 * 16 * 32 * 2);
    assert!(
        wrong.is_empty(),
        "{} wrong, such as\n{}",
        wrong.len(),
        wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
    );
}

fn krr() -> Value {
    json!({
        "client_name": "Eksempel kommune", "description": "Oppslag", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"], "access_token_lifetime": 120
    })
}

fn user_data() -> Value {
    json!({
        "client_name": "Eksempel kommune", "description": "Min side", "integration_type": "api_klient", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code"],
        "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"],
        "redirect_uris": ["https://minside.eksempel.no/cb"], "post_logout_redirect_uris": ["https://minside.eksempel.no/"],
        "frontchannel_logout_uri": "https://minside.eksempel.no/ut", "access_token_lifetime": 120
    })
}

fn app() -> Value {
    let mut body = user_data();
    body["application_type"] = json!("native");
    body["token_endpoint_auth_method"] = json!("none");
    body["redirect_uris"] = json!(["com.example.app:/cb", "http://127.0.0.1:0/cb"]);
    body
}

#[test]
fn the_good_clients_are_good() {
    for body in [krr(), user_data(), app()] {
        assert_eq!(errors(Environment::Prod, &body), Vec::<String>::new());
    }
}

/// Each line is one change to one member and the place where the error must stand.
#[test]
fn every_single_change_that_makes_a_client_unusable_is_caught() {
    let gone = Value::Null;
    let krr_changes = [
        ("integration_type", json!("idporten")),
        ("integration_type", json!("api_klient")),
        ("integration_type", json!("ansattporten")),
        ("integration_type", json!("eformidling")),
        ("integration_type", json!("idporten_saml2")),
        ("integration_type", json!("KRRR")),
        ("integration_type", json!(1)),
        ("integration_type", gone.clone()),
        ("application_type", json!("browser")),
        ("application_type", json!("native")),
        ("application_type", json!("server")),
        ("token_endpoint_auth_method", json!("none")),
        ("token_endpoint_auth_method", json!("client_secret_post")),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("token_endpoint_auth_method", gone.clone()),
        ("grant_types", json!([])),
        ("grant_types", gone.clone()),
        ("grant_types", json!(["authorization_code"])),
        (
            "grant_types",
            json!("urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ),
        ("grant_types", json!(["jwt_bearer_token"])),
        ("scopes", json!([])),
        ("scopes", gone.clone()),
        ("scopes", json!("krr:global/kontaktinformasjon.read")),
        ("scopes", json!(["krr:global"])),
        ("scopes", json!(["kontaktinformasjon.read"])),
        ("scopes", json!(["krr:global/*"])),
        ("scopes", json!(["krr:global/kontaktinformasjon"])),
        ("scopes", json!(["krr:global/kontaktinformasjon.raed"])),
        (
            "scopes",
            json!(["krr:global/kontaktinformasjon.read krr:global/digitalpost.read"]),
        ),
        ("scopes", json!(["openid"])),
        ("scopes", json!(["krr:user/kontaktinformasjon.read"])),
        ("scopes", json!(["global/kontaktinformasjon.read"])),
        (
            "scopes",
            json!(["krr:global/kontaktinformasjon.read", "altinn:serviceowner"]),
        ),
        ("scopes", json!([" krr:global/kontaktinformasjon.read"])),
        ("redirect_uris", json!(["https://eksempel.no/cb"])),
        ("access_token_lifetime", json!(0)),
        ("access_token_lifetime", json!(-1)),
        ("access_token_lifetime", json!("120")),
        ("client_orgno", json!("12345678")),
        ("client_orgno", json!("991825828")),
    ];
    let login_changes = [
        ("integration_type", json!("krr")),
        ("integration_type", json!("maskinporten")),
        ("integration_type", json!("idporten")),
        ("integration_type", json!("ansattporten")),
        ("application_type", json!("browser")),
        ("token_endpoint_auth_method", json!("none")),
        ("grant_types", json!(["refresh_token"])),
        ("grant_types", json!([])),
        ("grant_types", json!(["implicit"])),
        (
            "grant_types",
            json!([
                "authorization_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer"
            ]),
        ),
        ("scopes", json!(["profile", "krr:user/kontaktinformasjon.read"])),
        ("scopes", json!(["openid", "krr:user/kontaktinformasjon.read"])),
        (
            "scopes",
            json!(["openid", "profile", "krr:global/kontaktinformasjon.read"]),
        ),
        ("scopes", json!(["openid", "profile", "altinn:broker.read"])),
        ("scopes", json!(["openid", "profile", "idporten:dcr.write"])),
        (
            "scopes",
            json!(["OpenId", "profile", "krr:user/kontaktinformasjon.read"]),
        ),
        ("redirect_uris", json!([])),
        ("redirect_uris", gone.clone()),
        ("redirect_uris", json!(["http://minside.eksempel.no/cb"])),
        ("redirect_uris", json!(["https://localhost/cb"])),
        ("redirect_uris", json!(["minside.eksempel.no/cb"])),
        ("redirect_uris", json!(["/cb"])),
        ("redirect_uris", json!(["https://minside.eksempel.no/cb#x"])),
        ("redirect_uris", json!(["https://*.eksempel.no/cb"])),
        ("redirect_uris", json!(["https://minside.eksempel.no/cb "])),
        ("redirect_uris", json!(["myapp:/cb"])),
        ("redirect_uris", json!([1])),
        ("redirect_uris", json!([""])),
        ("frontchannel_logout_uri", json!("https://andre.eksempel.no/ut")),
        ("post_logout_redirect_uris", json!(["ut"])),
        ("code_challenge_method", json!("plain")),
        ("refresh_token_usage", json!("ALWAYS")),
        ("sso_disabled", json!("false")),
        ("authorization_lifetime", json!(0)),
    ];
    let app_changes = [
        ("token_endpoint_auth_method", json!("client_secret_post")),
        ("token_endpoint_auth_method", json!("private_key_jwt")),
        ("token_endpoint_auth_method", gone.clone()),
        ("code_challenge_method", json!("none")),
        ("redirect_uris", json!(["com.example.app:/cb#x"])),
        ("redirect_uris", json!(["https:///cb"])),
        ("application_type", json!("web")),
    ];
    let mut missed = Vec::new();
    for (good, changes) in [
        (krr(), &krr_changes[..]),
        (user_data(), &login_changes[..]),
        (app(), &app_changes[..]),
    ] {
        for (member, value) in changes {
            let mut body = good.clone();
            let object = body.as_object_mut().unwrap();
            if value.is_null() {
                object.remove(*member);
            } else {
                object.insert((*member).to_owned(), value.clone());
            }
            if errors(Environment::Prod, &body).is_empty() {
                missed.push(format!("{} with {member}: {value}", good["integration_type"]));
            }
        }
    }
    assert!(missed.is_empty(), "not caught:\n{}", missed.join("\n"));
}
