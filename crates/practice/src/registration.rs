//! What the API accepts as a client: words, types and lifetimes, and scopes that the type may have. Not more: most
//! combinations that cannot work are accepted, just as at Digdir ("Validering av slike krav skjer som hovedregel kun
//! run-time", <https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>).

use losen_core::model::{ApplicationType, AuthMethod, ClientId, GrantType, IntegrationType};
use serde_json::{Map, Value, json};

use crate::errors::{ApiError, FieldError};
use crate::members::{Kind, object, readable};
use crate::scopes::Catalogue;

const LIFETIMES: [&str; 3] = [
    "refresh_token_lifetime",
    "access_token_lifetime",
    "authorization_lifetime",
];
const KRR_SCOPES: [&str; 2] = [
    "krr:global/kontaktinformasjon.read",
    "krr:global/digitalpost.read",
];

/// The writable members of `AddClientRequest`, in its order.
const MEMBERS: [(&str, Kind); 22] = [
    ("client_id", Kind::Text),
    ("client_name", Kind::Text),
    ("client_orgno", Kind::Text),
    ("supplier_orgno", Kind::Text),
    ("description", Kind::Text),
    ("active", Kind::Flag),
    (
        "application_type",
        Kind::Word(|word| ApplicationType::from_word(word).is_some()),
    ),
    (
        "integration_type",
        Kind::Word(|word| IntegrationType::from_word(word).is_some()),
    ),
    ("scopes", Kind::Texts),
    (
        "grant_types",
        Kind::Words(|word| GrantType::from_word(word).is_some()),
    ),
    (
        "token_endpoint_auth_method",
        Kind::Word(|word| AuthMethod::from_word(word).is_some()),
    ),
    ("refresh_token_lifetime", Kind::Number),
    (
        "refresh_token_usage",
        Kind::Word(|word| matches!(word, "ONETIME" | "REUSE")),
    ),
    ("access_token_lifetime", Kind::Number),
    ("authorization_lifetime", Kind::Number),
    ("logo_uri", Kind::Text),
    ("redirect_uris", Kind::Texts),
    ("post_logout_redirect_uris", Kind::Texts),
    ("frontchannel_logout_session_required", Kind::Flag),
    ("frontchannel_logout_uri", Kind::Text),
    ("sso_disabled", Kind::Flag),
    (
        "code_challenge_method",
        Kind::Word(|word| matches!(word, "S256" | "none")),
    ),
];

/// The members of a registration that are kept, with the defaults of the API.
pub fn accept(body: &str, scopes: &Catalogue) -> Result<Map<String, Value>, ApiError> {
    let mut client = readable(&object(body)?, &MEMBERS)?;
    let integration_type = client
        .get("integration_type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let errors = complaints(&client, integration_type.as_deref(), scopes);
    match integration_type {
        Some(integration_type) if errors.is_empty() => {
            fill(&mut client, &integration_type);
            Ok(client)
        }
        _ => Err(ApiError::Fields(errors)),
    }
}

fn fill(client: &mut Map<String, Value>, integration_type: &str) {
    let machine = matches!(integration_type, "maskinporten" | "krr");
    let mut default = |member: &str, value: Value| {
        client.entry(member).or_insert(value);
    };
    default("active", json!(true));
    default("application_type", json!("web"));
    let method = if machine {
        "private_key_jwt"
    } else {
        "client_secret_basic"
    };
    default("token_endpoint_auth_method", json!(method));
    let grant = if machine {
        GrantType::JwtBearer
    } else {
        GrantType::AuthorizationCode
    };
    default("grant_types", json!([grant.word()]));
    default("access_token_lifetime", json!(120));
    if machine {
        // 0 comes back for what was never set; sent again, it is refused.
        default("refresh_token_lifetime", json!(0));
        default("authorization_lifetime", json!(0));
    } else {
        default("refresh_token_lifetime", json!(600));
        default("authorization_lifetime", json!(7200));
        default("refresh_token_usage", json!("ONETIME"));
        default("frontchannel_logout_session_required", json!(false));
        default("sso_disabled", json!(integration_type == "ansattporten"));
        default("code_challenge_method", json!("S256"));
    }
    default("scopes", json!([]));
    let none = client
        .get("scopes")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty);
    if none {
        let scopes: &[&str] = match integration_type {
            "krr" => &KRR_SCOPES,
            "idporten" | "ansattporten" => &["openid", "profile"],
            _ => &[],
        };
        client.insert("scopes".into(), json!(scopes));
    }
}

fn complaints(
    client: &Map<String, Value>,
    integration_type: Option<&str>,
    scopes: &Catalogue,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut complain = |field: &'static str, message: String| {
        errors.push(FieldError {
            field,
            message,
            object: "Client",
        });
    };
    let id = client.get("client_id").and_then(Value::as_str);
    if id.is_some_and(|id| !ClientId::parse(id).is_ok_and(|parsed| parsed.as_str() == id)) {
        complain(
            "client_id",
            "client_id må bestå av bokstaver, tall, '_' og '-'".into(),
        );
    }
    for lifetime in LIFETIMES {
        if client
            .get(lifetime)
            .and_then(Value::as_i64)
            .is_some_and(|seconds| seconds < 1)
        {
            complain(lifetime, format!("{lifetime} må være større enn 0"));
        }
    }
    let Some(integration_type) = integration_type else {
        complain("integration_type", "integration_type kan ikke være tom".into());
        return errors;
    };
    for scope in client
        .get("scopes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        match scopes.find(scope) {
            None => complain("scopes", format!("Scope {scope} finnes ikke")),
            Some(found) if !found.allows(integration_type) => complain(
                "scopes",
                format!("Scope {scope} er ikke tillatt for integrasjonstypen {integration_type}"),
            ),
            Some(_) => {}
        }
    }
    errors
}
