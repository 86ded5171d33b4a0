//! The room of an API provider: own scopes, and who may use them.

mod form;
mod kept;
mod list;
mod scopes;

use serde::{Deserialize, Serialize};

use super::{Effects, Focus, Input, Place, Room, Session};
use crate::Timestamp;
use crate::diagnosis::Cause;
use crate::flow::Refused;
use crate::flow::provider::{Applied, Ends, Proposal};
use crate::model::{Access, OrgNo, Prefix, Scope, ScopeBody};
use crate::provider::{Action, Bulk};
use crate::session::Tone;
use crate::text::Message;

pub use form::{FLAGS, TYPES, field_of, member_of};
pub use kept::ListForm;

/// A field of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderField {
    /// What is searched for.
    Search,
    /// Whether deactivated scopes are shown.
    Inactive,
    /// Whether accesses are seen by scope or by organisation.
    By,
    /// `prefix`
    Prefix,
    /// `subscope`
    Subscope,
    /// `description`
    Description,
    /// `long_description`
    LongDescription,
    /// `visibility`
    Visibility,
    /// `allowed_integration_types`
    Types,
    /// What can be switched on and off.
    Flags,
    /// `at_max_age`
    TokenAge,
    /// `authorization_max_lifetime`
    AuthorizationAge,
    /// `token_type`
    TokenType,
    /// `enforced_aud_for_access_token`
    Audience,
    /// Any other member of the scope.
    Body,
    /// One organisation to be granted access.
    Consumer,
    /// Grant or revoke.
    Action,
    /// The scope of lines that name none.
    ListScope,
    /// The list.
    List,
    /// The list as a file.
    File,
    /// The name of the scope that is to be deactivated.
    Typed,
}

/// A button of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderButton {
    /// Reads the scopes, again if they were read.
    Fetch,
    /// Back to the scopes.
    Home,
    /// Shows one scope and who may use it.
    Open(Scope),
    /// Shows more of a long list.
    More,
    /// Begins a new scope.
    New,
    /// Begins to change a scope.
    Edit(Scope),
    /// Applies the fix of a finding: its rule and path.
    Mend(String, String),
    /// Looks up everything there is to know before the scope is sent.
    Review,
    /// Back to the form.
    Form,
    /// Creates or changes the scope.
    Save,
    /// Grants access to the organisation in the field.
    Grant,
    /// Takes an organisation's access away.
    Revoke(OrgNo),
    /// To the list of accesses to be given or taken away.
    List(Option<Scope>),
    /// Empties the list, here and where it is kept.
    ClearList,
    /// Compares the list with what is.
    Compare,
    /// Applies the list.
    Apply,
    /// Applies what is left of it.
    Continue,
    /// Who has access to what.
    Who,
    /// Says what the deactivation of a scope breaks.
    Leave(Scope),
    /// Deactivates it.
    Deactivate,
}

/// Where in the room the user is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Page {
    /// All scopes.
    #[default]
    Scopes,
    /// One of them.
    One(Scope),
    /// A scope being written.
    Form,
    /// What would be sent.
    Review,
    /// A list of accesses being written.
    List,
    /// What it would do.
    Plan,
    /// What came of it.
    Report,
    /// A scope about to be deactivated.
    Leave(Scope),
    /// Who has access to what.
    Who,
}

/// What the room knows. Of it all, only the list is kept.
#[derive(Debug, Default)]
pub struct Provider {
    pub page: Page,
    pub prefixes: Option<Vec<Prefix>>,
    pub scopes: Option<Vec<ScopeBody>>,
    pub search: String,
    pub inactive: bool,
    /// How many pages of a long list are shown beyond the first.
    pub more: usize,
    /// Who has access to what is open; nothing when it has not been read or may not be.
    pub accesses: Option<Vec<Access>>,
    /// It may not be read at all. Anything else that went wrong passes, and it can be read again.
    pub accesses_refused: bool,
    /// Seen from the organisations.
    pub by_organisation: bool,
    /// A scope being written.
    pub form: ScopeBody,
    /// The scope that it changes.
    pub editing: Option<Scope>,
    /// Whether what the rules say of the form is shown.
    pub shown: bool,
    /// What the API said of members of the form when it was sent.
    pub(super) of_fields: Vec<super::refused::Refused>,
    pub proposal: Option<Proposal>,
    /// A list of accesses being written.
    pub list: ListForm,
    pub bulk: Option<Bulk>,
    /// How far it has come.
    pub ends: Ends,
    pub applied: Option<Applied>,
    /// What has been typed to confirm.
    pub typed: String,
    /// What is going on, if anything is.
    pub busy: Option<&'static str>,
    /// Why the last operation failed.
    pub refused: Option<Vec<Cause>>,
    /// What the last operation did.
    pub told: Option<(Tone, Message)>,
}

impl ProviderField {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Search,
        Self::Inactive,
        Self::By,
        Self::Prefix,
        Self::Subscope,
        Self::Description,
        Self::LongDescription,
        Self::Visibility,
        Self::Types,
        Self::Flags,
        Self::TokenAge,
        Self::AuthorizationAge,
        Self::TokenType,
        Self::Audience,
        Self::Body,
        Self::Consumer,
        Self::Action,
        Self::ListScope,
        Self::List,
        Self::File,
        Self::Typed,
    ];

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Search => "provider-search",
            Self::Inactive => "provider-inactive",
            Self::By => "provider-by",
            Self::Prefix => "provider-prefix",
            Self::Subscope => "provider-subscope",
            Self::Description => "provider-description",
            Self::LongDescription => "provider-long-description",
            Self::Visibility => "provider-visibility",
            Self::Types => "provider-types",
            Self::Flags => "provider-flags",
            Self::TokenAge => "provider-token-age",
            Self::AuthorizationAge => "provider-authorization-age",
            Self::TokenType => "provider-token-type",
            Self::Audience => "provider-audience",
            Self::Body => "provider-body",
            Self::Consumer => "provider-consumer",
            Self::Action => "provider-action",
            Self::ListScope => "provider-list-scope",
            Self::List => "provider-list",
            Self::File => "provider-file",
            Self::Typed => "provider-typed",
        }
    }
}

impl Provider {
    /// What was read belongs to another register; what is being written does not.
    pub fn forget(&mut self) {
        let form = std::mem::take(&mut self.form);
        let page = std::mem::take(&mut self.page);
        // A list is the user's own, wherever it is applied.
        let list = std::mem::take(&mut self.list);
        *self = Self {
            list,
            ..Self::default()
        };
        if page == Page::Form {
            (self.form, self.page) = (form, page);
        }
    }

    /// The scope of this name among those that have been read.
    pub fn scope(&self, name: &Scope) -> Option<&ScopeBody> {
        let scopes = self.scopes.as_ref()?;
        scopes.iter().find(|scope| scope.name().as_ref() == Some(name))
    }

    /// Those whose access to what is open can be used.
    pub fn consumers(&self) -> Vec<&Access> {
        let accesses = self.accesses.iter().flatten();
        accesses.filter(|access| access.is_approved()).collect()
    }
}

impl Session {
    /// The scopes are read by themselves where that asks nobody for a passphrase.
    pub(super) fn arrive_at_provider(&mut self, now: Timestamp, effects: &mut Effects) {
        let open = self.workplace().is_some_and(|place| self.is_open(&place));
        if open && self.provider.scopes.is_none() && self.provider.refused.is_none() {
            self.fetch_scopes(now, effects);
        }
    }

    pub(super) fn press_provider(&mut self, now: Timestamp, button: ProviderButton, effects: &mut Effects) {
        // One thing at a time: what is on screen while something is going on has no buttons.
        if self.provider.busy.is_some() || self.draft.room != Room::Provider {
            return;
        }
        self.provider.told = None;
        self.provider.refused = None;
        match button {
            ProviderButton::Fetch => self.fetch_scopes(now, effects),
            ProviderButton::Home => self.turn_to(Page::Scopes),
            ProviderButton::Open(scope) => self.open_scope(now, scope, effects),
            ProviderButton::More => self.provider.more += 1,
            ProviderButton::New => self.new_scope(),
            ProviderButton::Edit(scope) => self.edit_scope(scope),
            ProviderButton::Mend(rule, path) => self.mend_scope(&rule, &path),
            ProviderButton::Review => self.review_scope(now, effects),
            ProviderButton::Form => self.back_to_form(),
            ProviderButton::Save => self.save_scope(now, effects),
            ProviderButton::Grant => self.grant_one(now, effects),
            ProviderButton::Revoke(consumer) => self.revoke_one(now, consumer, effects),
            ProviderButton::List(scope) => self.write_list(scope),
            ProviderButton::ClearList => self.clear_list(effects),
            ProviderButton::Compare => self.compare_list(now, effects),
            ProviderButton::Apply => self.apply_list(now, effects),
            ProviderButton::Continue => self.continue_list(now, effects),
            ProviderButton::Who => self.fetch_who(now, effects),
            ProviderButton::Leave(scope) => self.leave_scope(now, scope, effects),
            ProviderButton::Deactivate => self.deactivate_scope(now, effects),
        }
    }

    pub(super) fn edit_provider(
        &mut self,
        now: Timestamp,
        field: ProviderField,
        input: Input,
        effects: &mut Effects,
    ) {
        let room = &mut self.provider;
        match (field, input) {
            (ProviderField::Search, Input::Text(text)) => {
                room.search = text;
                room.more = 0;
            }
            (ProviderField::Inactive, Input::Toggle(_, wanted)) if room.busy.is_none() => {
                room.inactive = wanted;
                self.fetch_scopes(now, effects);
            }
            (ProviderField::By, Input::Text(by)) => room.by_organisation = by == "organisation",
            (ProviderField::Typed, Input::Text(text)) => room.typed = text,
            (ProviderField::Consumer, Input::Text(text)) => {
                room.list.consumer = text;
                room.list.wrong = None;
            }
            (ProviderField::Action, Input::Text(word)) => {
                room.list.action = Action::from_word(&word).unwrap_or(Action::Grant);
                self.keep_list(effects);
            }
            (ProviderField::ListScope, Input::Text(name)) => {
                room.list.scope = Scope::parse(&name).ok();
                self.keep_list(effects);
            }
            (ProviderField::List, Input::Text(text)) => {
                room.list.text = text;
                room.list.wrong = None;
                self.keep_list(effects);
            }
            (ProviderField::File, Input::Bytes(bytes)) => {
                room.list.text = crate::provider::decode(&bytes).into_owned();
                room.list.wrong = None;
                self.keep_list(effects);
                self.status = Some(Message::new("provider.status.file"));
            }
            (field, input) => self.fill_form(field, input),
        }
    }

    /// Another page of the room.
    fn turn_to(&mut self, page: Page) {
        self.provider.page = page;
        self.provider.more = 0;
        self.provider.search.clear();
        self.move_focus(Focus::Heading);
    }

    /// Where the room works, when something may be begun there.
    fn begin(&mut self, busy: &'static str) -> Option<Place> {
        let place = self.workplace()?;
        self.provider.busy = Some(busy);
        self.provider.refused = None;
        self.move_focus(Focus::Heading);
        Some(place)
    }

    /// Nothing is going on any more.
    fn settled(&mut self) {
        self.provider.busy = None;
        self.move_focus(Focus::Heading);
    }

    /// What was refused, explained.
    fn met(&mut self, now: Timestamp, refused: &Refused) {
        let place = self.workplace();
        self.provider.refused = Some(refused.causes(&self.evidence_at(now, place.as_ref())));
    }

    fn tell_provider(&mut self, tone: Tone, message: Message) {
        self.provider.told = Some((tone, message));
    }
}
