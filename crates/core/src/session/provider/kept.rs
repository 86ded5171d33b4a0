//! A list of accesses survives a closed panel: it may be long, and it may have been written by hand.

use super::super::draft::KeptList;
use super::super::{Effects, Session};
use crate::model::Scope;
use crate::provider::Action;
use crate::text::Message;

/// A longer list is not kept: it is a file somewhere, and browsers give an extension ten megabytes for everything. Some
/// five thousand lines. Bytes.
const LONGEST: usize = 256 * 1024;

/// A list of accesses as the user writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListForm {
    pub text: String,
    pub scope: Option<Scope>,
    pub action: Action,
    /// What one organisation is called that is to be granted access.
    pub consumer: String,
    /// What is wrong with the list as a whole, or with that one number.
    pub wrong: Option<Message>,
    /// Names of columns that are not used.
    pub ignored: Vec<String>,
}

impl Default for ListForm {
    fn default() -> Self {
        Self {
            text: String::new(),
            scope: None,
            action: Action::Grant,
            consumer: String::new(),
            wrong: None,
            ignored: Vec::new(),
        }
    }
}

impl Session {
    /// Whether the list is too long to be kept.
    pub(in crate::session) fn list_is_too_long(&self) -> bool {
        self.provider.list.text.len() > LONGEST
    }

    pub(super) fn keep_list(&mut self, effects: &mut Effects) {
        let list = &self.provider.list;
        let worth_it = !list.text.trim().is_empty() && !self.list_is_too_long();
        let kept = worth_it.then(|| KeptList {
            text: list.text.clone(),
            scope: list.scope.as_ref().map(Scope::to_string),
            action: Some(list.action.word().to_owned()),
        });
        if kept != self.draft.list {
            self.draft.list = kept;
            self.persist(effects);
        }
    }

    pub(super) fn clear_list(&mut self, effects: &mut Effects) {
        self.provider.list = ListForm {
            scope: self.provider.list.scope.clone(),
            ..ListForm::default()
        };
        self.keep_list(effects);
        self.status = Some(Message::new("provider.status.cleared"));
    }

    /// What was kept from before, when the page opens.
    pub(in crate::session) fn recall_list(&mut self) {
        let Some(kept) = &self.draft.list else { return };
        self.provider.list = ListForm {
            text: kept.text.clone(),
            scope: kept.scope.as_deref().and_then(|name| Scope::parse(name).ok()),
            action: kept
                .action
                .as_deref()
                .and_then(Action::from_word)
                .unwrap_or(Action::Grant),
            ..ListForm::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::ProviderField;
    use super::*;
    use crate::Timestamp;
    use crate::session::{Button, Draft, Effect, Event, Field, Input, ProviderButton, Room, Surface};
    use crate::text::Language;

    /// A session in the room, and the last draft that it wanted kept.
    fn written(text: &str) -> (Session, Option<Draft>) {
        let mut session = Session::new(Surface::Panel, Language::Nb);
        session.draft.room = Room::Provider;
        let field = Field::Provider(ProviderField::List);
        let kept = last(session.handle(Timestamp(1), Event::Edited(field, Input::Text(text.into()))));
        (session, kept)
    }

    fn last(effects: Effects) -> Option<Draft> {
        effects.into_iter().rev().find_map(|(_, effect)| match effect {
            Effect::Persist(draft) => Some(*draft),
            _ => None,
        })
    }

    #[test]
    fn a_list_is_there_again_when_the_panel_is_opened_again() {
        let (_, kept) = written("991825827\n889640782");
        let mut session = Session::new(Surface::Panel, Language::Nb);
        session.handle(Timestamp(2), Event::Opened(kept.map(Box::new)));
        assert_eq!(session.provider.list.text, "991825827\n889640782");
    }

    #[test]
    fn a_list_that_was_emptied_is_kept_nowhere() {
        let (mut session, _) = written("991825827");
        let press = Event::Pressed(Button::Provider(ProviderButton::ClearList));
        let kept = last(session.handle(Timestamp(2), press)).unwrap();
        assert_eq!((kept.list, session.provider.list.text.as_str()), (None, ""));
    }

    #[test]
    fn a_list_as_long_as_a_file_is_left_in_its_file() {
        let (session, kept) = written(&"991825827\n".repeat(30_000));
        assert!(session.list_is_too_long());
        assert!(kept.is_none_or(|draft| draft.list.is_none()));
    }
}
