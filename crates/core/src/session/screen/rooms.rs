//! What all rooms have: the way to the others, and where they work.

use super::super::{
    Block, Button, ChoiceView, Field, Helper, OptionView, Place, Room, RoomMark, Strip, Surface, Tone,
};
use super::Screen;
use crate::model::Environment;

impl Screen<'_> {
    /// The ways to the rooms.
    pub(super) fn rooms(&self) -> Vec<RoomMark> {
        let mark = |room: Room| RoomMark {
            label: self.t(match room {
                Room::Home => "home.room",
                Room::Guide => "clients.room.guide",
                Room::Clients => "clients.room.clients",
                Room::Provider => "provider.room",
            }),
            current: room == self.session.draft.room,
            go: Button::Enter(room),
        };
        Room::ALL.into_iter().map(mark).collect()
    }

    /// Environment and organisation of a place.
    pub(super) fn strip_of(&self, place: Option<&Place>) -> Strip {
        let Some(place) = place else {
            return Strip {
                environment: String::new(),
                tone: Tone::Neutral,
                organisation: String::new(),
            };
        };
        let tone = match place.environment() {
            Environment::Practice => Tone::Neutral,
            Environment::Test => Tone::Info,
            Environment::Prod => Tone::Danger,
        };
        let certificate = self
            .session
            .profile_at(place)
            .and_then(|profile| profile.certificate.as_ref());
        Strip {
            environment: self.environment_word(place.environment()),
            tone,
            organisation: certificate
                .map(|c| format!("{} {}", c.orgno, c.organisation))
                .unwrap_or_default(),
        }
    }

    /// What a room says that has nowhere to work; nothing while it may get a place yet.
    pub(super) fn nowhere(&self, key: &'static str) -> Option<Block> {
        (!self.asks_helper()).then(|| Block::Text(self.t(key)))
    }

    fn asks_helper(&self) -> bool {
        matches!(self.session.helper, Helper::Asking)
    }

    /// The choice of where a room works, where there is one.
    pub(super) fn workplaces(&self) -> Option<Block> {
        if self.session.surface == Surface::Site {
            return None;
        }
        let here = self.session.workplace();
        if here.is_none() && self.asks_helper() {
            return Some(Block::Progress {
                text: self.t("guide.place.asking"),
            });
        }
        let mut options = Vec::new();
        // Nobody leaves while a room is changing something there.
        let stays = self.session.writes_at().is_some();
        let mut offer = |value: &str, label: String, checked: bool, disabled: bool| {
            let disabled = disabled || (stays && !checked);
            options.push(OptionView {
                value: value.to_owned(),
                label,
                hint: String::new(),
                tag: String::new(),
                checked,
                disabled,
            });
        };
        if here.is_none() {
            offer("?", self.t("clients.workplace.choose"), true, true);
        }
        if self.session.page.is_some() {
            let label = self.t("clients.workplace.page");
            offer("", label, here == Some(Place::Page), false);
        }
        if let Helper::Present(profiles) = &self.session.helper {
            for profile in profiles {
                let word = self.environment_word(profile.environment);
                let chosen = matches!(&here, Some(Place::Profile { name, .. }) if *name == profile.name);
                let label = format!("{word}: {}", profile.name);
                offer(&profile.name, label, chosen, profile.problem.is_some());
            }
        }
        (options.len() > 1).then(|| {
            Block::Select(ChoiceView {
                field: Field::Workplace,
                legend: self.t("clients.workplace.legend"),
                hint: String::new(),
                many: false,
                options,
                findings: Vec::new(),
            })
        })
    }
}
