//! A production profile with a certificate from a production issuer, and a user who confirms or does not.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::RefCell;
use std::fs;

use losen_helper::folders::Folders;
use losen_helper::prompt::{Prompt, PromptError};
use losen_helper::signer;
use secrecy::SecretString;

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
