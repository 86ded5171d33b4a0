//! The guide: events in, effects out, and everything on screen as plain data.
//!
//! A session decides everything and does nothing. The same session runs in the popup, the side panel, the web page,
//! a test and a terminal.

mod draft;
mod event;
mod view;

use crate::Timestamp;
use crate::text::Language;

pub use draft::{Created, DRAFT_VERSION, Draft, Intent, Place, StepId};
pub use event::{
    ApiAt, Button, Effect, EffectId, Event, Field, HelperAt, HelperFailure, Input, Link, Outcome,
};
pub use view::{
    Block, ButtonView, CauseView, ChoiceView, FindingView, Focus, InputView, ItemView, ListView, Look,
    OptionView, StepMark, StepState, Strip, Tone, View,
};

/// Where the guide is shown, which decides what it can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// The extension's popup: closes when it loses focus, so it offers the side panel.
    Popup,
    /// The extension's side panel or sidebar.
    Panel,
    /// A tab of the extension.
    Tab,
    /// The practice site: no helper, practice only.
    Site,
}

/// One user's way through the guide.
#[derive(Debug)]
pub struct Session {
    surface: Surface,
    draft: Draft,
}

impl Session {
    /// A session that waits for [`Event::Opened`].
    #[must_use]
    pub fn new(surface: Surface, language: Language) -> Self {
        Self {
            surface,
            draft: Draft::new(language),
        }
    }

    /// The only way in. Pure: the same session, `now` and event give the same effects.
    pub fn handle(&mut self, _now: Timestamp, _event: Event) -> Vec<(EffectId, Effect)> {
        Vec::new()
    }

    /// Everything on screen.
    #[must_use]
    pub fn view(&self) -> View {
        let strip = Strip {
            environment: String::new(),
            tone: Tone::Neutral,
            organisation: String::new(),
        };
        View {
            language: self.draft.language,
            title: "Losen".into(),
            strip,
            step_label: String::new(),
            steps: Vec::new(),
            heading: format!("{:?}", self.surface),
            focus: 0,
            focus_on: Focus::Heading,
            blocks: Vec::new(),
            buttons: Vec::new(),
            extras: Vec::new(),
            status: String::new(),
        }
    }
}
