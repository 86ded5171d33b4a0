//! What can happen to a session, and what a session wants done.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    ClientsButton, ClientsField, CompanionButton, Draft, HomeButton, HomeField, PortalNews, ProviderButton,
    ProviderField, Room, StepId, Watch,
};
use crate::api::{ApiReply, ApiRequest, TransportFailure};
use crate::companion::Pointer;
use crate::model::ClientId;
use crate::protocol::{self, Command, Fault};
use crate::text::Language;

/// Names an effect, so that its answer finds it. A late or repeated answer names one that is no longer waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId(pub u64);

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The page is there, with what was kept from before, if anything. Always the first event.
    Opened(Option<Box<Draft>>),
    /// A plan came with the page's address. Only after [`Event::Opened`].
    Received(String),
    /// The user chose a language.
    Language(Language),
    /// The user changed a field.
    Edited(Field, Input),
    /// The user left a field; from now on its errors are shown.
    Left(Field),
    /// The user pressed a button.
    Pressed(Button),
    /// Something was seen in the portal beside, or came of looking at it.
    Portal(PortalNews),
    /// An effect was performed.
    Answered(EffectId, Outcome),
}

/// What a field now holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A text, or the value of a radio button.
    Text(String),
    /// A checkbox by its value.
    Toggle(String, bool),
    /// The bytes of a file that the user chose.
    Bytes(Vec<u8>),
}

/// What came of an effect.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// To [`Effect::AskHelper`].
    Helper(Result<protocol::Answer, HelperFailure>),
    /// To [`Effect::CallApi`]. When the helper was to send it and refused, it is [`Outcome::Helper`].
    Api(Result<ApiReply, TransportFailure>),
    /// To [`Effect::MakeKeyPair`]: the public half as a JWK; `None` when it could not be made.
    KeyPair(Option<String>),
    /// To [`Effect::SavePrivateKey`].
    KeySaved(bool),
    /// To [`Effect::Wait`].
    Waited,
    /// To [`Effect::Persist`]; `false` when it could not be kept (disk full, storage forbidden).
    Persisted(bool),
}

/// Why the helper gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelperFailure {
    /// It could not be reached: a `host/…` code and the browser's own text.
    Unreachable {
        /// See [`crate::diagnosis::Symptom::NoHelper`].
        code: String,
        /// The browser's words.
        raw: String,
    },
    /// It refused.
    Fault(Fault),
}

/// Something to be done by the shell. Effects of one [`super::Session::handle`] are performed in order, and a
/// `Persist` is finished and answered before the next begins.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Keep this draft, replacing the former.
    Persist(Box<Draft>),
    /// Ask the helper.
    AskHelper(HelperAt, Command),
    /// Call the API, once.
    CallApi {
        /// Where.
        at: ApiAt,
        /// What.
        request: ApiRequest,
        /// With this; lives in memory only.
        token: Option<SecretString>,
    },
    /// Open something for the user. Not answered.
    Open(Link),
    /// Make an RSA key pair, keep its private half until it is to be forgotten, and tell the public one.
    MakeKeyPair,
    /// Hand the user the private half as a PEM file.
    SavePrivateKey {
        /// The file's name.
        name: String,
    },
    /// Forget the private half: the user has it. Not answered.
    ForgetPrivateKey,
    /// Hand the user a file. Not answered.
    Save(SavedFile),
    /// Print what is on screen. Not answered.
    Print,
    /// Look at the portal beside, for this and nothing else. Not answered; [`Event::Portal`] tells what was seen.
    Watch(Watch),
    /// Draw a ring around this in the portal, or take the ring away. [`Event::Portal`] tells whether it was there.
    Point(Option<Pointer>),
    /// Come back after this many seconds.
    Wait(u32),
}

/// A file for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What it holds.
    pub text: String,
}

/// Which helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelperAt {
    /// The native one.
    Native,
    /// The page's own, for practising without one.
    Page,
}

/// Which API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiAt {
    /// The practice environment inside the page.
    Page,
    /// That of a profile.
    Profile {
        /// Its name. What makes something new goes through the helper, so that it is sent once.
        name: String,
        /// The base address, to which the request's path is appended.
        base: String,
    },
}

/// What can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The guide in the side panel or sidebar.
    SidePanel,
    /// The guide in a tab of its own.
    Tab,
    /// A page on the web.
    Page(String),
}

/// A field that the user can change. [`Field::id`] is its id in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// What the client is for.
    Goal,
    /// Where it is to live, and as whom.
    Place,
    /// `integration_type`, where there is a choice.
    Kind,
    /// `application_type`
    ApplicationType,
    /// `token_endpoint_auth_method`
    AuthMethod,
    /// `client_name`
    Name,
    /// `description`
    Description,
    /// `redirect_uris`
    RedirectUris,
    /// `post_logout_redirect_uris`
    PostLogoutUris,
    /// The usual scopes, as checkboxes.
    Scopes,
    /// Other scopes, by name.
    OtherScopes,
    /// Where the client's first key comes from.
    FirstKey,
    /// The first key, pasted.
    PublicKey,
    /// The address that a trial login ended at; not kept.
    Landing,
    /// The new client's secret, for a trial login; not kept.
    ClientSecret,
    /// An error to be explained; not kept.
    Pasted,
    /// Anything of the body that has no field of its own.
    Body,
    /// Where the rooms beside the guide work.
    Workplace,
    /// In the room of plans.
    Home(HomeField),
    /// In the room of the clients.
    Clients(ClientsField),
    /// In the room of one's own scopes.
    Provider(ProviderField),
}

/// A button that the user can press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Button {
    /// To the next step.
    Next,
    /// To the step before.
    Back,
    /// To a step that was visited.
    GoTo(StepId),
    /// Adds what stands in the entry of a list.
    Add(Field),
    /// Takes an element out of a list.
    Remove(Field, usize),
    /// Applies the fix of a finding: its rule and path.
    Mend(String, String),
    /// Creates the client.
    Create,
    /// Creates it although one of the same name is there.
    CreateAnyway,
    /// Tries again what failed, when that is safe.
    Retry,
    /// Looks whether the client was created after all.
    Look,
    /// This is the client that came of the create.
    Take(ClientId),
    /// Gives a client that is there without its key the key.
    GiveKey,
    /// Deactivates a client that is there without its key.
    UndoCreate,
    /// Explains an error that the user pastes.
    Explain,
    /// Answers "I get 401 unauthorized".
    ExplainUnauthorized,
    /// Back to the journey.
    CloseExplain,
    /// Checks which scopes the organisation has been granted.
    CheckGrants,
    /// Proves that the new client works.
    Prove,
    /// Begins a trial login with the new client.
    LogIn,
    /// Says that ID-porten showed a page of its own instead of a login.
    LoginShowedPage,
    /// Stops waiting for the proof.
    StopProving,
    /// Greets the helper again.
    Greet,
    /// Begins a new plan; the old one is forgotten after [`Button::StartOverForReal`].
    StartOver,
    /// Yes, forget it.
    StartOverForReal,
    /// No, keep it.
    KeepPlan,
    /// A button of the companion beside the portal.
    Companion(CompanionButton),
    /// The same guide in the side panel.
    OpenSidePanel,
    /// The same guide in a tab.
    OpenTab,
    /// To another room.
    Enter(Room),
    /// In the room of plans.
    Home(HomeButton),
    /// In the room of the clients.
    Clients(ClientsButton),
    /// In the room of one's own scopes.
    Provider(ProviderButton),
}

impl Field {
    /// Whether what stands in it must not be read over somebody's shoulder.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Self::ClientSecret)
    }

    /// The id of the field's element, and the anchor that the error summary links to.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Place => "place",
            Self::Kind => "kind",
            Self::ApplicationType => "application-type",
            Self::AuthMethod => "auth-method",
            Self::Name => "name",
            Self::Description => "description",
            Self::RedirectUris => "redirect-uris",
            Self::PostLogoutUris => "post-logout-uris",
            Self::Scopes => "scopes",
            Self::OtherScopes => "other-scopes",
            Self::FirstKey => "first-key",
            Self::PublicKey => "public-key",
            Self::Landing => "landing",
            Self::ClientSecret => "client-secret",
            Self::Pasted => "pasted",
            Self::Body => "body",
            Self::Workplace => "workplace",
            Self::Home(field) => field.id(),
            Self::Clients(field) => field.id(),
            Self::Provider(field) => field.id(),
        }
    }
}
