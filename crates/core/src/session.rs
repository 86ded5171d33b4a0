//! The guide: events in, effects out, and everything on screen as plain data.
//!
//! A session decides everything and does nothing. The same session runs in the popup, the side panel, the web page,
//! a test and a terminal. `edit` changes the plan, `create` walks the one write there is, `screen` draws.

mod clients;
mod companion;
mod companion_view;
mod create;
mod draft;
mod edit;
mod event;
mod explain;
mod first_key;
mod home;
mod login_wait;
mod opening;
mod prove;
mod prove_login;
mod provider;
mod refused;
mod room;
mod running;
mod scopes;
mod screen;
mod seed;
mod sending;
mod travel;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secrecy::SecretString;

use crate::Timestamp;
use crate::diagnosis::{Evidence, Symptom, diagnose};
use crate::keys;
use crate::model::{ClientId, Environment, OrgNo, Plan};
use crate::protocol::ProfileInfo;
use crate::rules::{Context, Report, check};
use crate::text::{Language, Message};

pub use clients::{ClientsButton, ClientsField};
pub use companion::{CompanionButton, PortalNews, Watch};
pub use companion_view::{CompanionView, FieldRow, FieldsView, NextView, TicksView};
use create::{Trouble, Work};
pub use draft::{Created, DRAFT_VERSION, Draft, KeptList, Place, StepId};
pub use event::{
    ApiAt, Button, Effect, EffectId, Event, Field, HelperAt, HelperFailure, Input, Link, Outcome, SavedFile,
};
use explain::Explaining;
pub use first_key::{FirstKey, MadeKey};
pub use home::{HomeButton, HomeField};
use prove::{Asked, Proving};
pub use provider::{ProviderButton, ProviderField};
pub use room::Room;
use running::{FlowId, Running};
use scopes::{Known, ScopeNews};
pub use seed::{seed, seed_kind, without_blanks};
pub use sending::{came_back, handed_over};
pub use view::{
    Block, ButtonView, CauseView, ChoiceView, FindingView, Focus, InputView, InstructionView, ItemView,
    LetterView, ListView, Look, OptionView, Picture, RoomMark, RowView, RowsView, SecretView, StepMark,
    StepState, Strip, TagView, Tone, View,
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
    /// When the last event came. What is drawn between two events is a moment old at most.
    now: Timestamp,
    draft: Draft,
    helper: Helper,
    /// The page's own practice profile.
    page: Option<ProfileInfo>,
    work: Work,
    trouble: Option<Trouble>,
    /// The last create was wanted even if there is a client of the same name.
    anyway: bool,
    refused: Vec<refused::Refused>,
    /// The fields whose findings are shown: left once, or in the way of a step.
    shown: BTreeSet<Field>,
    asks_to_start_over: bool,
    /// Whether the last draft could be kept.
    kept: bool,
    pending: BTreeMap<EffectId, Waiting>,
    last_effect: u64,
    focus: u32,
    focus_on: Focus,
    status: Option<Message>,
    /// The new client's secret, shown once and kept nowhere.
    secret: Option<SecretString>,
    proving: Proving,
    /// How many logins with the new client ID-porten did not know it at.
    login_tries: usize,
    /// The address that a trial login ended at, as long as it says nothing.
    landing: String,
    /// The client's secret as the user pasted it, for a trial login.
    pasted_secret: SecretString,
    explaining: Option<Explaining>,
    known: Known,
    /// The room of the clients.
    clients: clients::Clients,
    /// The room of plans.
    home: home::Home,
    /// The room of one's own scopes.
    provider: provider::Provider,
    /// Where what these two rooms know was read.
    rooms_at: Option<Place>,
    /// Flows on their way.
    running: BTreeMap<FlowId, Running>,
    last_flow: u64,
    companion: companion::Companion,
}

/// What is known of the native helper.
#[derive(Debug)]
enum Helper {
    Asking,
    Missing(HelperFailure),
    Present(Vec<ProfileInfo>),
}

/// What an answer is waited for.
#[derive(Debug)]
enum Waiting {
    Kept,
    KeyPair,
    Greeting(HelperAt),
    FirstKey {
        anyway: bool,
    },
    /// The helper makes a key for a client that is open in its room.
    ClientKey {
        id: ClientId,
        place: Place,
    },
    Proof(Asked),
    Scopes(ScopeNews),
    Flow(FlowId, running::Awaited),
}

type Effects = Vec<(EffectId, Effect)>;

impl Session {
    /// A session that waits for [`Event::Opened`].
    #[must_use]
    pub fn new(surface: Surface, language: Language) -> Self {
        Self {
            surface,
            now: Timestamp(0),
            draft: Draft::new(language),
            helper: Helper::Asking,
            page: None,
            work: Work::Idle,
            trouble: None,
            anyway: false,
            refused: Vec::new(),
            shown: BTreeSet::new(),
            asks_to_start_over: false,
            kept: true,
            pending: BTreeMap::new(),
            last_effect: 0,
            focus: 0,
            focus_on: Focus::Heading,
            status: None,
            secret: None,
            proving: Proving::No,
            login_tries: 0,
            landing: String::new(),
            pasted_secret: SecretString::default(),
            explaining: None,
            known: Known::nothing(),
            clients: clients::Clients::default(),
            home: home::Home::default(),
            provider: provider::Provider::default(),
            rooms_at: None,
            running: BTreeMap::new(),
            last_flow: 0,
            companion: companion::Companion::new(),
        }
    }

    /// The only way in. Pure: the same session, `now` and event give the same effects.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Effects {
        let mut effects = Effects::new();
        let said_before = self.status.clone();
        self.now = now;
        match event {
            Event::Opened(saved) => self.open(now, saved, &mut effects),
            Event::Received(text) => self.receive(text, &mut effects),
            Event::Language(language) => {
                self.draft.language = language;
                self.persist(&mut effects);
            }
            // What is pasted to be explained is no part of the plan and is not kept.
            Event::Edited(Field::Landing, Input::Text(text)) => self.landed(now, text, &mut effects),
            Event::Edited(Field::ClientSecret, Input::Text(text)) => self.pasted_secret = text.into(),
            Event::Edited(Field::Pasted, Input::Text(text)) => self.paste(now, &text, &mut effects),
            // Nor is what is typed in a room beside the guide.
            Event::Edited(Field::Workplace, Input::Text(name)) => {
                self.choose_workplace(now, &name, &mut effects);
                self.persist(&mut effects);
            }
            Event::Edited(Field::Clients(field), input) => {
                self.edit_clients(now, field, input, &mut effects);
            }
            Event::Edited(Field::Home(field), input) => self.edit_home(now, field, input, &mut effects),
            Event::Edited(Field::Provider(field), input) => {
                self.edit_provider(now, field, input, &mut effects);
            }
            // A private key has no place in a plan: it would be kept, and be offered to be copied.
            Event::Edited(_, Input::Text(text)) if keys::check_text(&text, Some(now)).is_refused() => {
                self.status = Some(Message::new("home.status.private_key"));
            }
            Event::Edited(field, input) => {
                self.status = None;
                self.edit(field, input);
                self.persist(&mut effects);
            }
            Event::Left(field) => {
                self.shown.insert(field);
            }
            Event::Pressed(button) => self.press(now, button, &mut effects),
            Event::Portal(news) => self.portal(news, &mut effects),
            Event::Answered(id, outcome) => {
                // An answer that nobody waits for any more is late or repeated.
                if let Some(waiting) = self.pending.remove(&id) {
                    self.answered(now, waiting, outcome, &mut effects);
                }
            }
        }
        // The plan beside the page may be another than before, or know more of its client.
        self.tick(now, &mut effects);
        self.settle_ring(&mut effects);
        self.speak(said_before.as_ref());
        effects
    }

    /// Everything on screen.
    #[must_use]
    pub fn view(&self) -> View {
        screen::draw(self)
    }

    fn press(&mut self, now: Timestamp, button: Button, effects: &mut Effects) {
        self.status = None;
        match button {
            Button::Next => self.next(now, effects),
            Button::Back => self.back(effects),
            Button::GoTo(step) if self.may_go(step) => self.go(step, effects),
            Button::GoTo(_) => {}
            Button::Add(field) => self.add(field, effects),
            Button::Remove(field, at) => self.remove(field, at, effects),
            Button::Mend(rule, path) => self.mend(&rule, &path, effects),
            Button::Create => self.create(now, false, effects),
            Button::CreateAnyway => self.create(now, true, effects),
            Button::Retry => self.retry(now, effects),
            Button::Look => self.look(now, effects),
            Button::GiveKey => self.give_key(now, effects),
            Button::UndoCreate => self.undo_create(now, effects),
            Button::Explain => self.explain(Some(Explaining::Paste(None))),
            Button::ExplainUnauthorized => self.explain(Some(Explaining::Unauthorized)),
            Button::CloseExplain => self.explain(None),
            Button::CheckGrants => self.check_grants(effects),
            Button::Prove => self.prove(now, effects),
            Button::LogIn => self.log_in(effects),
            Button::LoginShowedPage => self.login_showed_page(now, effects),
            Button::StopProving => self.stop_proving(),
            Button::Take(client_id) => self.take(now, client_id, effects),
            Button::Greet => {
                self.greet(effects);
                self.status = Some(Message::new("guide.status.greeting"));
            }
            Button::StartOver => {
                self.asks_to_start_over = true;
                self.move_focus(Focus::Heading);
            }
            Button::KeepPlan => {
                self.asks_to_start_over = false;
                self.move_focus(Focus::Heading);
            }
            Button::StartOverForReal => self.start_over(effects),
            Button::Companion(button) => self.press_companion(button, effects),
            Button::OpenSidePanel => self.tell(Effect::Open(Link::SidePanel), effects),
            Button::OpenTab => self.tell(Effect::Open(Link::Tab), effects),
            Button::Enter(room) => self.enter(now, room, effects),
            Button::Home(button) => self.press_home(now, button, effects),
            Button::Clients(button) => self.press_clients(now, button, effects),
            Button::Provider(button) => self.press_provider(now, button, effects),
        }
    }

    fn answered(&mut self, now: Timestamp, waiting: Waiting, outcome: Outcome, effects: &mut Effects) {
        match (waiting, outcome) {
            (Waiting::Kept, Outcome::Persisted(kept)) => self.kept = kept,
            (Waiting::KeyPair, outcome) => self.pair_answered(outcome),
            (Waiting::Greeting(at), Outcome::Helper(result)) => self.greeted(now, at, result, effects),
            (Waiting::Scopes(news), outcome) => self.scopes_answered(now, &news, outcome, effects),
            (Waiting::Proof(asked), outcome) => {
                self.proof_answered(now, &asked, outcome, effects);
                // That the client works is part of its plan.
                self.persist(effects);
            }
            (Waiting::Flow(id, awaited), outcome) => self.flow_answered(now, id, awaited, outcome, effects),
            (Waiting::ClientKey { id, .. }, outcome) => self.client_key_made(now, &id, outcome, effects),
            (Waiting::FirstKey { anyway }, outcome) => self.first_key_made(now, anyway, outcome, effects),
            // A shell that answers one thing with another is broken; there is nothing to be done with it.
            (Waiting::Kept | Waiting::Greeting(_), _) => {}
        }
    }

    /// The profile that the plan is for, when it is there.
    fn profile(&self) -> Option<&ProfileInfo> {
        self.profile_at(self.draft.place.as_ref()?)
    }

    fn environment(&self) -> Environment {
        self.draft
            .place
            .as_ref()
            .map_or(Environment::Practice, Place::environment)
    }

    fn context(&self) -> Context {
        let certificate = self.profile().and_then(|profile| profile.certificate.as_ref());
        Context {
            organisation: certificate.and_then(|certificate| OrgNo::parse(&certificate.orgno).ok()),
            goal: self.draft.goal,
            catalogue: Arc::clone(&self.known.catalogue),
            granted: self.known.granted.clone(),
            ..Context::new(self.environment())
        }
    }

    /// What would be sent.
    fn body(&self) -> Plan {
        without_blanks(&self.draft.plan)
    }

    fn report(&self) -> Report {
        check(&self.body(), &self.context())
    }

    fn move_focus(&mut self, to: Focus) {
        self.focus += 1;
        self.focus_on = to;
    }

    fn persist(&mut self, effects: &mut Effects) {
        self.want(
            Effect::Persist(Box::new(self.draft.clone())),
            Waiting::Kept,
            effects,
        );
    }

    /// An effect whose answer is waited for.
    fn want(&mut self, effect: Effect, waiting: Waiting, effects: &mut Effects) {
        self.tell(effect, effects);
        self.pending.insert(EffectId(self.last_effect), waiting);
    }

    /// An effect that nobody answers.
    fn tell(&mut self, effect: Effect, effects: &mut Effects) {
        self.last_effect += 1;
        effects.push((EffectId(self.last_effect), effect));
    }

    fn causes(failure: &HelperFailure, evidence: &Evidence) -> Vec<crate::diagnosis::Cause> {
        let symptom = match failure.clone() {
            HelperFailure::Unreachable { code, raw } => Symptom::NoHelper { code, raw },
            HelperFailure::Fault(fault) => Symptom::Helper(fault),
        };
        diagnose(&symptom, evidence)
    }
}
