//! The room of the clients that are there: all of them as a list, and one of them opened.

pub mod editing;
pub mod expiry;
pub mod new_key;
pub mod opened;
mod operations;
mod rotation;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::home::Outcome;
use super::running::FlowId;
use super::{Effects, Focus, Input, Place, Room, Session};
use crate::Timestamp;
use crate::clients::{List, Listed, Sort};
use crate::diagnosis::Cause;
use crate::flow::{self, Refused};
use crate::model::{ClientId, Environment, OrgNo, Plan};
use crate::rules::{Context, Report, check};
use crate::text::Message;

use editing::Editing;
use opened::{Opened, Page};
pub(in crate::session) use operations::READING;
pub(in crate::session) use rotation::BUSY;

/// How many clients are drawn at a time: a list of thousands is searched, not scrolled.
pub const PAGE: usize = 50;

/// A field of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientsField {
    /// What is searched for.
    Search,
    /// By what the list is sorted.
    Sort,
    /// Whether deactivated clients are shown.
    Inactive,
    /// `client_name` of a client that is changed.
    Name,
    /// Its `description`.
    Description,
    /// Its `scopes`, one a line.
    Scopes,
    /// Its `redirect_uris`, one a line.
    RedirectUris,
    /// Its `post_logout_redirect_uris`, one a line.
    LogoutUris,
    /// The rest of it, as JSON.
    Rest,
    /// A public key.
    Key,
    /// Where the new key of a rotation comes from.
    KeyFrom,
    /// The name of the client that is about to be deactivated.
    Confirm,
}

/// A button of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientsButton {
    /// Reads the list, again if it was read.
    Fetch,
    /// Shows more of the list.
    More,
    /// Reads the keys of the clients that are shown, to see when they end.
    ReadExpiry,
    /// Shows one client.
    Open(ClientId),
    /// Back to the list.
    Close,
    /// Begins a change.
    Edit,
    /// Looks at the change.
    Review,
    /// Back to the change.
    EditMore,
    /// Sends the change.
    Save,
    /// Back to the client, with nothing done.
    Cancel,
    /// Reads the keys again.
    ReadKeys,
    /// Wants a key pasted.
    PasteKey,
    /// Adds the pasted key.
    AddKey,
    /// Begins a key's year anew.
    RenewKey(String),
    /// Wants to put a new key in place of this one.
    AskRotateKey(String),
    /// Does it.
    RotateKey,
    /// Stops waiting for the proof of the new key.
    StopRotation,
    /// Everything uses the new key, so the old one goes.
    OldKeyOut,
    /// Wants to remove a key.
    AskRemoveKey(String),
    /// Removes it.
    RemoveKey,
    /// Wants a new secret.
    AskSecret,
    /// Makes it.
    NewSecret,
    /// Wants to deactivate the client.
    AskDeactivate,
    /// Deactivates it.
    Deactivate,
}

/// What the room knows. None of it is kept.
#[derive(Debug, Default)]
pub struct Clients {
    pub list: Option<List>,
    pub search: String,
    pub sort: Sort,
    pub inactive: bool,
    /// How many pages of the list are shown beyond the first.
    pub more: usize,
    /// Which one is shown.
    pub open: Option<Opened>,
    /// What is going on, if anything is.
    pub busy: Option<&'static str>,
    /// When something was read last; days are counted from then.
    pub read_at: Timestamp,
    /// The rotation that waits for its proof.
    rotation: Option<FlowId>,
    /// Why the last operation failed.
    pub refused: Option<Vec<Cause>>,
    /// What the last operation did, until the plans have been told.
    pub outcome: Option<Outcome>,
}

impl ClientsField {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Search => "clients-search",
            Self::Sort => "clients-sort",
            Self::Inactive => "clients-inactive",
            Self::Name => "clients-name",
            Self::Description => "clients-description",
            Self::Scopes => "clients-scopes",
            Self::RedirectUris => "clients-redirect-uris",
            Self::LogoutUris => "clients-logout-uris",
            Self::Rest => "clients-rest",
            Self::Key => "clients-key",
            Self::KeyFrom => "clients-key-from",
            Self::Confirm => "clients-confirm",
        }
    }
}

impl Clients {
    /// The clients that are shown, and how many fit.
    pub fn shown(&self) -> (Vec<&Listed>, usize) {
        let mut shown = self
            .list
            .as_ref()
            .map(|list| list.shown(&self.search, self.sort))
            .unwrap_or_default();
        let fit = shown.len();
        shown.truncate(PAGE * (self.more + 1));
        (shown, fit)
    }

    /// The client that is open.
    pub fn opened(&self) -> Option<&Listed> {
        self.list.as_ref()?.find(&self.open.as_ref()?.id)
    }

    /// Whether the name of the client that is to be deactivated has been typed; its id, when it has no name.
    pub fn name_is_typed(&self) -> bool {
        let (Some(open), Some(listed)) = (&self.open, self.opened()) else {
            return false;
        };
        matches!(&open.page, Page::Deactivate(typed) if typed.trim() == listed.known_by())
    }

    /// Takes over the keys of a client as they have been read, or that they are not known any more.
    pub fn put_keys(&mut self, id: &ClientId, keys: Option<Vec<Value>>) {
        if let Some(list) = &mut self.list {
            list.put_keys(id, keys);
        }
    }

    /// Takes over that the keys of a client could not be read.
    pub fn refuse_keys(&mut self, id: &ClientId) {
        if let Some(list) = &mut self.list {
            list.refuse_keys(id);
        }
    }
}

impl Session {
    /// The list is read by itself where that asks nobody for a passphrase.
    pub(super) fn arrive_at_clients(&mut self, now: Timestamp, effects: &mut Effects) {
        let open = self.workplace().is_some_and(|place| self.is_open(&place));
        if open && self.clients.list.is_none() && self.clients.refused.is_none() {
            self.fetch_clients(now, effects);
        }
    }

    pub(super) fn press_clients(&mut self, now: Timestamp, button: ClientsButton, effects: &mut Effects) {
        match button {
            ClientsButton::Fetch => self.fetch_clients(now, effects),
            ClientsButton::More => self.clients.more += 1,
            ClientsButton::ReadExpiry => {
                // The button goes with what it asks for.
                self.move_focus(Focus::Heading);
                self.read_expiry(now, effects);
            }
            ClientsButton::Open(id) => {
                self.clients.open = Some(Opened::new(id.clone()));
                self.move_focus(Focus::Heading);
                self.read_keys(now, id, effects);
            }
            ClientsButton::Close => {
                self.clients.open = None;
                self.move_focus(Focus::Heading);
            }
            ClientsButton::ReadKeys => {
                if let Some(id) = self.clients.open.as_ref().map(|open| open.id.clone()) {
                    self.read_keys(now, id, effects);
                }
            }
            ClientsButton::Save => self.save(now, effects),
            ClientsButton::AddKey => self.add_key(now, effects),
            ClientsButton::RenewKey(kid) => self.renew_key(now, &kid, effects),
            ClientsButton::RemoveKey => self.remove_key(now, effects),
            ClientsButton::AskRotateKey(kid) => self.ask_rotation(kid),
            ClientsButton::RotateKey => self.rotate_key(now, effects),
            ClientsButton::StopRotation => self.stop_rotation(now, effects),
            ClientsButton::OldKeyOut => self.old_key_out(now, effects),
            ClientsButton::NewSecret => self.rotate_secret(now, effects),
            ClientsButton::Deactivate => self.deactivate_client(now, effects),
            ClientsButton::Cancel => self.turn(Page::Show),
            ClientsButton::PasteKey => {
                let new = self.new_key(String::new());
                self.turn(Page::Key(new));
            }
            ClientsButton::AskRemoveKey(kid) => self.turn(Page::RemoveKey(kid)),
            ClientsButton::AskSecret => self.turn(Page::Secret),
            ClientsButton::AskDeactivate => self.turn(Page::Deactivate(String::new())),
            ClientsButton::Edit => {
                let editing = self.clients.opened().map(|listed| Editing::of(&listed.client));
                if let Some(editing) = editing {
                    self.turn(Page::Edit(Box::new(editing)));
                }
            }
            ClientsButton::Review | ClientsButton::EditMore => self.look_at_change(),
        }
    }

    /// From the change to the look at it, and back.
    fn look_at_change(&mut self) {
        let Some(open) = &mut self.clients.open else {
            return;
        };
        let page = match std::mem::replace(&mut open.page, Page::Show) {
            Page::Edit(editing) if editing.wanted().is_some() => Page::Review(editing),
            Page::Review(editing) => Page::Edit(editing),
            other => other,
        };
        self.turn(page);
    }

    pub(super) fn turn(&mut self, page: Page) {
        if self.clients.busy.is_some() {
            return;
        }
        if let Some(open) = &mut self.clients.open {
            open.turn(page);
        }
        self.move_focus(Focus::Heading);
    }

    /// What the rules say of a client in the place where the room works.
    pub(super) fn workplace_report(&self, client: &Plan) -> Report {
        self.change_report(client, None)
    }

    /// What they say of it as a change of the client that is there.
    pub(super) fn change_report(&self, client: &Plan, before: Option<&Plan>) -> Report {
        let place = self.workplace();
        let profile = place.as_ref().and_then(|place| self.profile_at(place));
        let certificate = profile.and_then(|profile| profile.certificate.as_ref());
        let environment = place.as_ref().map_or(Environment::Practice, Place::environment);
        let context = Context {
            organisation: certificate.and_then(|it| OrgNo::parse(&it.orgno).ok()),
            before: before.cloned(),
            ..Context::new(environment)
        };
        check(client, &context)
    }

    pub(super) fn edit_clients(
        &mut self,
        now: Timestamp,
        field: ClientsField,
        input: Input,
        effects: &mut Effects,
    ) {
        match (field, input) {
            (ClientsField::Search, Input::Text(text)) => {
                self.clients.search = text;
                self.clients.more = 0;
                self.say_how_many();
            }
            (ClientsField::Sort, Input::Text(word)) => {
                self.clients.sort = Sort::from_word(&word).unwrap_or_default();
            }
            // While something is going on the list stays what the box says.
            (ClientsField::Inactive, Input::Toggle(_, wanted)) if self.clients.busy.is_none() => {
                self.clients.inactive = wanted;
                self.fetch_clients(now, effects);
            }
            (field, Input::Text(text)) => {
                self.status = None;
                if let Some(open) = &mut self.clients.open {
                    open.edit(field, text);
                }
            }
            _ => {}
        }
    }

    fn fetch_clients(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(place) = self.workplace() else { return };
        if self.clients.busy.is_some() || self.draft.room != Room::Clients {
            return;
        }
        self.clients.busy = Some("clients.busy.list");
        self.clients.refused = None;
        let flow = flow::clients::list(self.clients.inactive);
        let at = place.clone();
        let then = move |session: &mut Self, now, end, effects: &mut Effects| {
            session.listed(now, &at, end);
            session.open_wanted_client(now, effects);
        };
        self.run(now, place, flow, then, effects);
    }

    fn listed(&mut self, now: Timestamp, place: &Place, end: Result<Vec<Plan>, Refused>) {
        self.clients.busy = None;
        match end {
            Ok(clients) => {
                self.clients.read_at = now;
                self.clients.list = Some(List::new(clients));
                self.say_how_many();
            }
            Err(refused) => {
                self.clients.refused = Some(refused.causes(&self.evidence_at(now, Some(place))));
                self.move_focus(Focus::Heading);
            }
        }
    }

    fn say_how_many(&mut self) {
        let list = self.clients.list.as_ref();
        let fit = list.map_or(0, |list| list.fitting(&self.clients.search).len());
        let (one, several) = ("clients.status.count_one", "clients.status.count");
        self.status = Some(Message::of_count(fit, one, several));
    }
}
