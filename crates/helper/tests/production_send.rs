//! What a page has had confirmed goes to production once, and nothing that it has not. The way out is a recorder.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "common/production.rs"]
mod world;

use std::cell::RefCell;
use std::rc::Rc;

use losen_core::api::{ApiReply, ApiRequest, Post, TransportFailure};
use losen_core::grant::Operation;
use losen_core::protocol::{Answer, code};
use losen_core::text::Language;
use losen_helper::clock;
use losen_helper::helper::{Helper, Target};
use losen_helper::http::Network;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use world::User;

/// Gives tokens, and loses the answer to everything else.
struct Lossy {
    api: String,
    calls: Rc<RefCell<Vec<String>>>,
}

impl Network for Lossy {
    fn token(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        let body = json!({"access_token": "t", "expires_in": 120, "scope": "idporten:dcr.write"});
        Ok(ApiReply {
            status: 200,
            headers: Vec::new(),
            body: body.to_string(),
        })
    }

    fn api(&self, request: &ApiRequest, token: Option<&SecretString>) -> Result<ApiReply, TransportFailure> {
        let token = token
            .map(|token| token.expose_secret().to_owned())
            .unwrap_or_default();
        let call = format!("{} {} with {token}", request.method, request.address(&self.api));
        self.calls.borrow_mut().push(call);
        Err(TransportFailure::Unknown)
    }

    fn lookup(&self, _: &SecretString) -> Result<ApiReply, TransportFailure> {
        panic!("nobody is looked up in production");
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

#[test]
fn what_was_confirmed_is_sent_once_to_production_and_nobody_is_asked_again() {
    let setting = world::setting();
    let user = User::who(Ok("0897"));
    let calls = Rc::<RefCell<Vec<String>>>::default();
    let seen = Rc::clone(&calls);
    let mut helper =
        Helper::new(setting.folders.clone(), Language::Nb, &user, clock::now).through(move |profile| {
            Box::new(Lossy {
                api: profile.endpoints.api.clone(),
                calls: Rc::clone(&seen),
            })
        });
    let body = json!({"client_name": "Oppslag"});
    let post = Post::Client { body };
    let guessed = SecretString::from("t");
    let fault = helper.send_once("prod", &guessed, &post).unwrap_err();
    assert_eq!(fault.code, code::SEND_UNKNOWN_TOKEN);
    assert!(calls.borrow().is_empty());
    let profile = helper.profile("prod").unwrap();
    let token = helper
        .hand_out(&profile, Operation::Write, &Target::Unnamed)
        .unwrap();
    let answer = helper.send_once("prod", &token.secret, &post).unwrap();
    assert!(matches!(answer, Answer::Sent { reply: None }));
    assert_eq!(
        *calls.borrow(),
        ["POST https://api.samarbeid.digdir.no/api/v1/clients with t"],
        "the answer was lost, and it was not sent again"
    );
    assert_eq!(user.confirmations(), 1);
}
