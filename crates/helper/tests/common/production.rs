//! A production profile with a certificate from a production issuer, a user who confirms or does not, and a recorder in
//! place of the way out.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::api::{ApiReply, ApiRequest, TransportFailure};
use losen_core::model::Endpoints;
use losen_core::text::Language;
use losen_helper::clock;
use losen_helper::helper::Helper;
use losen_helper::http::Network;

use losen_helper::folders::Folders;
use losen_helper::prompt::{Prompt, PromptError};
use losen_helper::signer;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::common::Home;
use crate::openssl::{Openssl, Wish};

/// Opens the key, and answers every confirmation in the same way.
pub struct User {
    confirmation: Result<&'static str, PromptError>,
    pub asked: RefCell<Vec<String>>,
}

impl User {
    pub fn who(confirmation: Result<&'static str, PromptError>) -> Self {
        Self {
            confirmation,
            asked: RefCell::default(),
        }
    }

    pub fn confirmations(&self) -> usize {
        self.asked.borrow().len()
    }
}

impl Prompt for User {
    fn ask(&self, question: &str) -> Result<SecretString, PromptError> {
        self.asked.borrow_mut().push(question.to_owned());
        self.confirmation.map(SecretString::from)
    }

    fn secret(&self, _: &str) -> Result<SecretString, PromptError> {
        Ok("passord".into())
    }
}

pub struct Setting {
    _home: Home,
    pub folders: Folders,
}

/// A production profile with a certificate from a production issuer, made here.
pub fn setting() -> Setting {
    signer::provider::install();
    let home = Home::new();
    let openssl = Openssl::new(&home.path().join("ca"), "Buypass Class 3 CA G2 ST Business");
    let key = openssl.pkcs12(&openssl.issue(Wish::default()), "prod.p12", "passord", &[]);
    let folders = Folders {
        machine: home.path().join("machine"),
        user: home.path().join("config/losen"),
        state: home.path().join("state"),
    };
    fs::create_dir_all(folders.user_profiles()).unwrap();
    fs::write(
        folders.user_profiles().join("prod.toml"),
        format!(
            "environment = \"prod\"\nclient_id = \"admin\"\nkey = '{}'\n",
            key.display()
        ),
    )
    .unwrap();
    Setting { _home: home, folders }
}

/// What left: where to, the grant, and what the record said at that moment.
pub struct Sent {
    pub endpoints: Endpoints,
    pub grant: String,
    pub record: String,
}

pub struct Recorder {
    endpoints: Endpoints,
    record: std::path::PathBuf,
    sent: Rc<RefCell<Vec<Sent>>>,
    /// What the API shows.
    client: Option<Value>,
}

impl Network for Recorder {
    fn token(&self, grant: &SecretString) -> Result<ApiReply, TransportFailure> {
        let claims = claims(grant.expose_secret());
        self.sent.borrow_mut().push(Sent {
            endpoints: self.endpoints.clone(),
            grant: grant.expose_secret().to_owned(),
            record: fs::read_to_string(&self.record).unwrap_or_default(),
        });
        let body = serde_json::json!({"access_token": "t", "expires_in": 120, "scope": claims["scope"]});
        Ok(ApiReply {
            status: 200,
            headers: Vec::new(),
            body: body.to_string(),
        })
    }

    fn lookup(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        panic!("nobody is looked up in production");
    }

    fn api(&self, request: &ApiRequest, _: Option<&SecretString>) -> Result<ApiReply, TransportFailure> {
        assert_eq!(request.method, "GET", "nothing is changed here");
        let client = self.client.as_ref().expect("nothing is read here");
        Ok(ApiReply {
            status: 200,
            headers: Vec::new(),
            body: client.to_string(),
        })
    }

    fn exchange(
        &self,
        _: &[(&'static str, SecretString)],
        _: Option<&SecretString>,
    ) -> Result<ApiReply, TransportFailure> {
        panic!("nobody logs in here");
    }

    fn person(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        panic!("nobody is read in production");
    }
}

pub fn part(jws: &str, at: usize) -> Value {
    let part = jws.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub fn claims(jws: &str) -> Value {
    part(jws, 1)
}

/// What has been sent.
pub type Out = Rc<RefCell<Vec<Sent>>>;

pub fn helper<'a>(setting: &Setting, sent: &Out, user: &'a User) -> Helper<'a> {
    helper_of(setting, sent, user, None)
}

/// With an API that shows this client.
pub fn helper_of<'a>(setting: &Setting, sent: &Out, user: &'a User, client: Option<Value>) -> Helper<'a> {
    let (sent, record) = (Rc::clone(sent), setting.folders.state.join("audit.jsonl"));
    Helper::new(setting.folders.clone(), Language::Nb, user, clock::now).through(move |profile| {
        Box::new(Recorder {
            endpoints: profile.endpoints.clone(),
            record: record.clone(),
            sent: Rc::clone(&sent),
            client: client.clone(),
        })
    })
}
