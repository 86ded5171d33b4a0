//! One client of the list: read, changed, given keys and secrets, deactivated.

use secrecy::SecretString;

use super::ClientsField;
use super::editing::Editing;
use super::new_key::NewKey;
use crate::clients::Difference;
use crate::diagnosis::Cause;
use crate::model::ClientId;
use crate::session::{MadeKey, Tone};
use crate::text::Message;

/// A client that is open, and what is being done with it. None of it is kept.
#[derive(Debug)]
pub struct Opened {
    pub id: ClientId,
    pub page: Page,
    /// What came of the last operation.
    pub said: Option<(Tone, Message)>,
    /// Members that stand in the way: what others changed, or what the server made otherwise.
    pub differs: Vec<Difference>,
    pub causes: Vec<Cause>,
    /// A new secret, shown until the client is closed or something else is done.
    pub secret: Option<SecretString>,
    /// A secret may have been made and gone with an answer that was lost.
    pub secret_lost: bool,
    /// The key that the helper made last and where its private half is, until the client is closed.
    pub kept: Option<MadeKey>,
    /// That key is in use, so the next one is made anew.
    pub spent: bool,
}

/// What is done with it.
#[derive(Debug)]
pub enum Page {
    /// It is looked at.
    Show,
    /// It is changed.
    Edit(Box<Editing>),
    /// The change is looked at before it is sent.
    Review(Box<Editing>),
    /// A key is about to be added.
    Key(Box<NewKey>),
    /// A new key is about to be put in place of another.
    Rotate {
        /// The key that goes.
        old: String,
        /// The one that comes.
        new: Box<NewKey>,
    },
    /// The new key is in and cannot be proven from here; the user says when everything uses it.
    InUse {
        /// The key that goes.
        old: String,
        /// The key that is in.
        new: String,
    },
    /// A key is about to be removed.
    RemoveKey(String),
    /// A new secret is about to be made.
    Secret,
    /// It is about to be deactivated: the name as typed.
    Deactivate(String),
}

impl Opened {
    pub fn new(id: ClientId) -> Self {
        Self {
            id,
            page: Page::Show,
            said: None,
            differs: Vec::new(),
            causes: Vec::new(),
            secret: None,
            secret_lost: false,
            kept: None,
            spent: false,
        }
    }

    /// Another page; what was said before is over.
    pub fn turn(&mut self, page: Page) {
        self.page = page;
        self.said = None;
        self.differs.clear();
        self.causes.clear();
        self.secret = None;
        self.secret_lost = false;
    }

    pub fn edit(&mut self, field: ClientsField, text: String) {
        match (&mut self.page, field) {
            (Page::Edit(editing), field) => {
                if let Some(slot) = editing.slot(field) {
                    *slot = text;
                }
            }
            (Page::Key(new) | Page::Rotate { new, .. }, ClientsField::Key) => new.paste(text),
            (Page::Key(new) | Page::Rotate { new, .. }, ClientsField::KeyFrom) => {
                new.by_helper = text == "helper";
            }
            (Page::Deactivate(typed), ClientsField::Confirm) => *typed = text,
            _ => {}
        }
    }

    /// The key that is about to be added, on whichever page.
    pub fn new_key(&mut self) -> Option<&mut NewKey> {
        match &mut self.page {
            Page::Key(new) | Page::Rotate { new, .. } => Some(new),
            _ => None,
        }
    }
}
