//! Beside the journey: explain an error that the user met somewhere else, and answer the question that the guides leave
//! open. Nothing pasted is kept: secrets are masked before the text is shown, and the draft never sees it.

use super::{Effects, Focus, Session};
use crate::Timestamp;
use crate::diagnosis::{Pasted, read_pasted};

/// What is shown instead of the journey.
#[derive(Clone, Debug, PartialEq)]
pub enum Explaining {
    /// A place to paste an error, with what was pasted, masked, and when.
    Paste(Option<Box<(Timestamp, Pasted)>>),
    /// "I get 401 unauthorized when I try to post a change through the API"
    Unauthorized,
}

impl Session {
    pub(super) fn explain(&mut self, explaining: Option<Explaining>) {
        self.explaining = explaining;
        self.move_focus(Focus::Heading);
    }

    pub(super) fn paste(&mut self, now: Timestamp, text: &str, effects: &mut Effects) {
        let pasted = (!text.trim().is_empty()).then(|| Box::new((now, read_pasted(text))));
        let explained = pasted.is_some();
        if let Some(Explaining::Paste(before)) = &mut self.explaining {
            *before = pasted;
            if explained {
                self.explained(now, effects);
            }
        }
    }
}
