//! The rooms of the app. Each has state, buttons, fields and screens of its own (`session/ROOM.rs`,
//! `session/screen/ROOM.rs`); what they share is here: the way in, and where they work.

use serde::{Deserialize, Serialize};

use super::{Effects, Focus, Helper, Place, Session, Surface, Waiting};
use crate::Timestamp;
use crate::desk::Errand;
use crate::model::Environment;
use crate::protocol::ProfileInfo;
use crate::text::Message;

/// A part of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Room {
    /// Creating a client, step by step.
    #[default]
    Guide,
    /// The plans.
    Home,
    /// The clients that are there.
    Clients,
    /// The organisation's own scopes, and who may use them.
    Provider,
}

impl Room {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Home, Self::Guide, Self::Clients, Self::Provider];
}

impl Session {
    pub(super) fn enter(&mut self, now: Timestamp, room: Room, effects: &mut Effects) {
        self.explaining = None;
        self.draft.room = room;
        self.move_focus(Focus::Heading);
        self.persist(effects);
        self.arrive_in_room(now, effects);
    }

    /// What a room does when it is entered, or when the place that it works in is there at last.
    pub(super) fn arrive_in_room(&mut self, now: Timestamp, effects: &mut Effects) {
        if matches!(self.draft.room, Room::Clients | Room::Provider) {
            let here = self.workplace();
            // The place of the plan in the guide has been changed, say, and the rooms follow it.
            if self.rooms_at != here {
                self.forget_rooms();
                self.rooms_at = here;
            }
        }
        match self.draft.room {
            Room::Guide | Room::Home => {}
            Room::Clients => self.arrive_at_clients(now, effects),
            Room::Provider => self.arrive_at_provider(now, effects),
        }
    }

    /// Where the rooms beside the guide work: what was chosen for them, or else where the plan is to live, or else the
    /// only place there is. Production is never a place that nobody chose.
    pub(super) fn workplace(&self) -> Option<Place> {
        if self.surface == Surface::Site {
            return Some(Place::Page);
        }
        if let Some(place) = self.writes_at() {
            return Some(place.clone());
        }
        let chosen = self.draft.workplace.as_ref().or(self.draft.place.as_ref());
        if let Some(place) = chosen.filter(|place| self.profile_at(place).is_some()) {
            return Some(place.clone());
        }
        let profiles = match &self.helper {
            Helper::Present(profiles) => profiles.as_slice(),
            Helper::Missing(_) => &[],
            // What is read before the helper has answered would be of another register than what it is shown as afterwards.
            Helper::Asking => return None,
        };
        match profiles {
            [] => self.page.is_some().then_some(Place::Page),
            [only] if only.environment != Environment::Prod => Some(place_of(only)),
            _ => None,
        }
    }

    /// The user chooses where the rooms beside the guide work, by a profile's name; the page has none.
    pub(super) fn choose_workplace(&mut self, now: Timestamp, name: &str, effects: &mut Effects) {
        let place = if name.is_empty() {
            self.page.as_ref().map(|_| Place::Page)
        } else if let Helper::Present(profiles) = &self.helper {
            profiles.iter().find(|profile| profile.name == name).map(place_of)
        } else {
            None
        };
        if let Some(place) = place
            && Some(&place) != self.draft.workplace.as_ref()
            && self.work_at(place)
        {
            self.arrive_in_room(now, effects);
        }
    }

    /// Whether the rooms may work there: not while one of them is changing something elsewhere, for what comes of that is
    /// to be seen.
    pub(super) fn may_work_at(&mut self, place: &Place) -> bool {
        let stays = self.writes_at().is_some_and(|at| at != place);
        if stays {
            self.status = Some(Message::new("clients.workplace.busy"));
        }
        !stays
    }

    /// From here on the rooms work there, if they may. What the guide is doing goes on, wherever the rooms are.
    pub(super) fn work_at(&mut self, place: Place) -> bool {
        if !self.may_work_at(&place) {
            return false;
        }
        let elsewhere = self.workplace().as_ref() != Some(&place);
        self.draft.workplace = Some(place.clone());
        if elsewhere {
            self.forget_rooms();
            self.rooms_at = Some(place);
        }
        true
    }

    /// Where a room is changing something or is having a key made for it. The rooms stay there until it has ended.
    pub(super) fn writes_at(&self) -> Option<&Place> {
        let key = self.pending.values().find_map(|waiting| match waiting {
            Waiting::ClientKey { place, .. } => Some(place),
            _ => None,
        });
        key.or_else(|| self.running.values().find_map(super::Running::writes_at))
    }

    /// What was read belongs to another register.
    fn forget_rooms(&mut self) {
        self.clients = super::clients::Clients::default();
        self.provider.forget();
        self.running.retain(|_, running| running.in_guide);
        let running = &self.running;
        self.pending.retain(|_, waiting| match waiting {
            Waiting::Flow(flow, _) => running.contains_key(flow),
            _ => true,
        });
    }

    /// Where Losen can work for a plan: where its client lives, or the one place there is in its environment.
    pub(super) fn place_for(&self, errand: &Errand) -> Option<Place> {
        let there = |place: &Place| self.profile_at(place).is_some();
        if let Some(place) = errand.sketch.place.clone().filter(there) {
            return Some(place);
        }
        let environment = errand.environment();
        if let Some(place) = self
            .workplace()
            .filter(|place| place.environment() == environment)
        {
            return Some(place);
        }
        if environment == Environment::Practice && self.page.is_some() {
            return Some(Place::Page);
        }
        let Helper::Present(profiles) = &self.helper else {
            return None;
        };
        let mut fitting = profiles
            .iter()
            .filter(|profile| profile.environment == environment);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(place_of(only)),
            _ => None,
        }
    }

    /// The profile of a place, when it is there.
    pub(super) fn profile_at(&self, place: &Place) -> Option<&ProfileInfo> {
        match (place, &self.helper) {
            (Place::Page, _) => self.page.as_ref(),
            (Place::Profile { name, .. }, Helper::Present(profiles)) => {
                profiles.iter().find(|profile| profile.name == *name)
            }
            (Place::Profile { .. }, _) => None,
        }
    }

    /// Whether a token can be had there without asking the user for a passphrase.
    pub(super) fn is_open(&self, place: &Place) -> bool {
        self.profile_at(place)
            .is_some_and(|profile| profile.problem.is_none() && profile.certificate.is_some())
    }
}

fn place_of(profile: &ProfileInfo) -> Place {
    Place::Profile {
        name: profile.name.clone(),
        environment: profile.environment,
    }
}
