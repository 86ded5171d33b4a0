//! The proof of a login in production, seen without going there: what would be sent, and that nobody is read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/production.rs"]
mod world;

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use losen_core::login::{Authenticated, Landed, UserProof};
use losen_core::model::ClientId;
use losen_core::protocol::Answer;
use losen_core::text::Language;
use losen_helper::clock;
use losen_helper::helper::Helper;
use losen_helper::http::Network;
use losen_helper::login::Means;
use losen_helper::prompt::PromptError;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use world::User;

/// ID-porten and the API of production, as far as one login meets them.
struct Digdir {
    /// The nonce that was asked for, which the ID token holds.
    nonce: Rc<RefCell<String>>,
    /// The forms that codes were exchanged with.
    forms: Rc<RefCell<Vec<Value>>>,
}

fn good(body: &Value) -> Result<ApiReply, TransportFailure> {
    Ok(ApiReply {
        status: 200,
        headers: Vec::new(),
        body: body.to_string(),
    })
}

impl Network for Digdir {
    fn token(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        good(&json!({"access_token": "t", "expires_in": 120, "scope": "idporten:dcr.read"}))
    }

    fn lookup(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        panic!("nobody is looked up in production");
    }

    fn api(&self, request: &ApiRequest, _: Option<&SecretString>) -> Result<ApiReply, TransportFailure> {
        if request.path.ends_with("/jwks") {
            return Ok(ApiReply {
                status: 404,
                ..ApiReply::default()
            });
        }
        good(
            &json!({"client_id": "ny", "integration_type": "api_klient", "token_endpoint_auth_method": "private_key_jwt",
            "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"],
            "redirect_uris": ["https://losby.example.no/callback"]}),
        )
    }

    fn exchange(
        &self,
        form: &[(&'static str, SecretString)],
        basic: Option<&SecretString>,
    ) -> Result<ApiReply, TransportFailure> {
        assert!(basic.is_none());
        let members = form
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value.expose_secret())));
        self.forms.borrow_mut().push(Value::Object(members.collect()));
        let claims = json!({"iss": "https://idporten.no", "aud": "ny", "exp": clock::now().0 + 120,
            "nonce": *self.nonce.borrow(), "pid": "20914695016"});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let id_token = format!("{}.{}.c2lnbmF0dXI", part(&json!({"alg": "RS256"})), part(&claims));
        good(
            &json!({"access_token": "t", "expires_in": 120, "id_token": id_token,
            "scope": "openid profile krr:user/kontaktinformasjon.read"}),
        )
    }

    fn person(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        panic!("nobody is read in production");
    }
}

/// What the address of a login asks for.
fn asked(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

#[test]
fn in_production_the_token_is_the_proof_and_nobody_is_read() {
    let setting = world::setting();
    // Reading needs no confirmation, and a login is the user's own.
    let user = User::who(Err(PromptError::Cancelled));
    let (nonce, forms) = (Rc::<RefCell<String>>::default(), Rc::<RefCell<Vec<_>>>::default());
    let through = (Rc::clone(&nonce), Rc::clone(&forms));
    let mut helper =
        Helper::new(setting.folders.clone(), Language::Nb, &user, clock::now).through(move |_| {
            Box::new(Digdir {
                nonce: Rc::clone(&through.0),
                forms: Rc::clone(&through.1),
            })
        });
    let client_id = ClientId::parse("ny").unwrap();
    let proof = UserProof::KrrUserContact;
    let begun = helper.begin_login("prod", &client_id, proof, &Means::default());
    let Answer::Login { address, .. } = begun.unwrap() else {
        panic!("no address")
    };
    assert!(address.starts_with("https://login.idporten.no/authorize?"));
    *nonce.borrow_mut() = asked(&address, "nonce");
    let landed = Landed {
        code: "kode".into(),
        state: asked(&address, "state"),
        issuer: Some("https://idporten.no".into()),
    };
    let proven = helper.prove_login("prod", &client_id, &landed, &Means::default());
    let Answer::LoginProof {
        authenticated,
        person,
        lookup,
        ..
    } = proven.unwrap()
    else {
        panic!("no proof")
    };
    assert_eq!(
        (authenticated, person, lookup),
        (Authenticated::Certificate, None, None)
    );
    let form = &forms.borrow()[0];
    assert_eq!(
        (&form["grant_type"], &form["client_id"]),
        (&json!("authorization_code"), &json!("ny"))
    );
    let part = |at: usize| -> Value {
        let part = form["client_assertion"]
            .as_str()
            .unwrap()
            .split('.')
            .nth(at)
            .unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(part(1)["aud"], "https://idporten.no");
    assert_eq!((&part(1)["iss"], &part(1)["sub"]), (&json!("ny"), &json!("ny")));
    assert!(part(0)["x5c"].is_array() && part(0).get("kid").is_none());
    assert_eq!(
        losen_core::login::challenge(form["code_verifier"].as_str().unwrap()),
        asked(&address, "code_challenge")
    );
    // It stands in the record with the number that the assertion carried.
    let record = fs::read_to_string(setting.folders.state.join("audit.jsonl")).unwrap();
    let last: Value = serde_json::from_str(record.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["client_id"], &last["jti"]),
        (&json!("ny"), &part(1)["jti"])
    );
    assert_eq!(last["scope"], "openid profile krr:user/kontaktinformasjon.read");
    assert!(!record.contains("kode\""));
}
