//! Which of a client's keys is the planned one. A client may have had others before, and none of those proves anything.

use super::facts::{KeyFact, PageFacts};
use super::labels::Labels;
use super::page::{Dialog, is_old};
use super::tick::{Aim, Tick};

/// What the page of the planned client says of its keys.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The names of those that were there before the planned one, as long as it cannot have come.
    pub before: Option<Vec<String>>,
    /// The planned one, when there is no doubt which one it is.
    pub planned: Option<KeyFact>,
    /// Whether a planned one is there.
    pub there: bool,
}

/// Looks through the keys of the planned client. With a key of the plan's own it must be that one; without, one that was
/// not there before.
pub(super) fn keys(facts: &PageFacts, dialog: Option<Dialog>, aim: &Aim<'_>, labels: &Labels) -> Keys {
    let is_old = is_old(facts);
    let opens = dialog == Some(Dialog::AddKey);
    let in_sight = is_old || opens || labels.is("keys_tab", &facts.tab) || !facts.keys.is_empty();
    if !in_sight {
        return Keys::default();
    }
    let known = aim.keys_before.unwrap_or_default();
    let new: Vec<&KeyFact> = facts
        .keys
        .iter()
        .filter(|key| !known.contains(&key.kid))
        .collect();
    // A list that is still being fetched looks empty, so everything counts as older until the dialog has been seen. The
    // old page has none, and shows its keys from the beginning.
    let too_early = aim.keys_before.is_none() || (!is_old && !aim.done.contains(&Tick::KeyDialog));
    let before = too_early.then(|| {
        let more = new.iter().map(|key| key.kid.clone());
        known.iter().cloned().chain(more).collect()
    });
    if !aim.kid.is_empty() {
        let planned = facts.keys.iter().find(|key| key.kid == aim.kid).cloned();
        return Keys {
            before,
            there: planned.is_some(),
            planned,
        };
    }
    let added = if too_early { &[][..] } else { new.as_slice() };
    Keys {
        before,
        planned: match added {
            [only] => Some((*only).clone()),
            _ => None,
        },
        there: !added.is_empty(),
    }
}
