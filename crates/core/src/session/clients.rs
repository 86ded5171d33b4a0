//! The room of the clients that are there: all of them as a list, and one of them opened.

use serde::{Deserialize, Serialize};

use super::{Effects, Focus, Input, Place, Room, Session};
use crate::Timestamp;
use crate::clients::{List, Listed, Sort};
use crate::diagnosis::Cause;
use crate::flow::{self, Refused};
use crate::model::{ClientId, Plan};
use crate::text::Message;

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
}

/// A button of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientsButton {
    /// Reads the list, again if it was read.
    Fetch,
    /// Shows more of the list.
    More,
    /// Shows one client.
    Open(ClientId),
    /// Back to the list.
    Close,
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
    pub open: Option<ClientId>,
    /// What is going on, if anything is.
    pub busy: Option<&'static str>,
    /// Why the last operation failed.
    pub refused: Option<Vec<Cause>>,
}

impl ClientsField {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Search => "clients-search",
            Self::Sort => "clients-sort",
            Self::Inactive => "clients-inactive",
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
        self.list.as_ref()?.find(self.open.as_ref()?)
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
            ClientsButton::Open(id) => {
                self.clients.open = Some(id);
                self.move_focus(Focus::Heading);
            }
            ClientsButton::Close => {
                self.clients.open = None;
                self.move_focus(Focus::Heading);
            }
        }
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
            (ClientsField::Inactive, Input::Toggle(_, wanted)) => {
                self.clients.inactive = wanted;
                self.fetch_clients(now, effects);
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
        let then = move |session: &mut Self, now, end, _: &mut Effects| session.listed(now, &at, end);
        self.run(now, place, flow, then, effects);
    }

    fn listed(&mut self, now: Timestamp, place: &Place, end: Result<Vec<Plan>, Refused>) {
        self.clients.busy = None;
        match end {
            Ok(clients) => {
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
        let (_, fit) = self.clients.shown();
        self.status = Some(Message::new("clients.status.count").with("count", fit.to_string()));
    }
}
