//! A tour of every screen: walked by the tests that must hold everywhere, and by whoever takes the pictures. A screen that
//! is missing here is looked at by nobody.

mod beside;
mod clients;
mod guide;
mod keys;
mod login;
mod other;
mod plans;
mod provider;

use losen_core::text::{Language, text};
use serde_json::Value;

use crate::{Guide, Kind, Look, Setup, World};

/// With what the tour is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// As with a mouse.
    Pointer,
    /// With real presses of keys, and nothing else.
    Keyboard,
}

/// A part of the tour, with a world of its own.
#[derive(Clone, Copy)]
pub struct Leg {
    /// What the names of its screens begin with.
    pub name: &'static str,
    /// Whether the browser knows the helper.
    pub helper: bool,
    /// Whether it can be walked with the keyboard in both browsers: a tab can, a panel beside a page cannot.
    pub in_a_tab: bool,
    walk: fn(&mut Tour<'_>),
}

/// The whole tour.
pub const LEGS: &[Leg] = &[
    leg("guide-krr", true, true, guide::krr),
    leg("guide-user", true, true, guide::user),
    leg("keys", true, true, keys::first_and_next),
    leg("login", true, true, login::proven),
    leg("guide-page", false, true, guide::without_the_helper),
    leg("plans", false, true, plans::desk),
    leg("journey", false, true, plans::journeys),
    leg("clients", true, true, clients::room),
    leg("scopes", true, true, provider::room),
    leg("beside", true, false, beside::present),
    leg("english", true, false, beside::english),
    leg("before", true, false, beside::before),
    leg("other", true, false, other::surfaces),
];

const fn leg(name: &'static str, helper: bool, in_a_tab: bool, walk: fn(&mut Tour<'_>)) -> Leg {
    Leg {
        name,
        helper,
        in_a_tab,
        walk,
    }
}

/// What is done at every stop, with the screen's name.
pub type Stop<'a> = dyn FnMut(&mut World, &str) + 'a;

/// A walk along one leg. It goes in Norwegian bokmål; whoever stops may turn the language, and must turn it back.
pub struct Tour<'a> {
    /// Where it goes on.
    pub world: World,
    hands: Hands,
    stop: &'a mut Stop<'a>,
}

impl<'a> Tour<'a> {
    /// Walks along a leg, and stops at every screen.
    pub fn walk(leg: &Leg, kind: Kind, hands: Hands, stop: &'a mut Stop<'a>) {
        let setup = Setup {
            helper: leg.helper,
            ..kind.into()
        };
        let mut tour = Self {
            world: World::start(setup),
            hands,
            stop,
        };
        if leg.in_a_tab {
            // The side panel's own page, in a tab that can be made as narrow as we like.
            tour.open("panel.html");
        }
        (leg.walk)(&mut tour);
    }

    fn open(&mut self, page: &str) {
        self.world.browser().open_tab(page);
        self.world.browser().look(Look::PANEL);
        self.guide().see("Losen er uavhengig av Digdir");
    }

    fn guide(&mut self) -> Guide<'_> {
        self.world.guide()
    }

    /// Stops at the screen that is there now.
    #[track_caller]
    fn stop(&mut self, name: &str) -> &mut Self {
        (self.stop)(&mut self.world, name);
        self
    }

    #[track_caller]
    fn press(&mut self, key: &'static str) -> &mut Self {
        self.press_on(&nb(key))
    }

    #[track_caller]
    fn press_on(&mut self, name: &str) -> &mut Self {
        match self.hands {
            Hands::Pointer => self.guide().click(name),
            Hands::Keyboard => self.guide().key(name),
        };
        self
    }

    #[track_caller]
    fn fill(&mut self, key: &'static str, value: &str) -> &mut Self {
        self.fill_in(&nb(key), value)
    }

    #[track_caller]
    fn fill_in(&mut self, name: &str, value: &str) -> &mut Self {
        match self.hands {
            Hands::Pointer => self.guide().fill(name, value),
            Hands::Keyboard => self.guide().key_in(name, value),
        };
        self
    }

    /// Writes and presses the button that adds it to the list above.
    #[track_caller]
    fn add(&mut self, key: &'static str, value: &str) -> &mut Self {
        match self.hands {
            Hands::Pointer => {
                self.guide().add(&nb(key), value);
            }
            Hands::Keyboard => {
                self.guide().key_in(&nb(key), value);
                self.world.browser().press(crate::Key::Enter);
            }
        }
        self
    }

    #[track_caller]
    fn see(&mut self, key: &'static str) -> &mut Self {
        self.see_words(&nb(key))
    }

    #[track_caller]
    fn see_words(&mut self, words: &str) -> &mut Self {
        self.guide().wait(words, 60);
        self
    }

    fn faults(&mut self, faults: &Value) -> &mut Self {
        self.world.faults(faults);
        self
    }
}

/// A text as those read it who walk. Blanks and what follows are left out, which is enough for a beginning.
fn nb(key: &'static str) -> String {
    let whole = text(Language::Nb, key);
    whole.split("%{").next().unwrap_or_default().trim_end().to_owned()
}
