//! Flows on their way: what a flow asks for becomes effects, and the answers go back to it.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{Effect, Effects, HelperAt, HelperFailure, Outcome, Place, Session, Waiting};
use crate::Timestamp;
use crate::api::{ApiRequest, Call, TransportFailure};
use crate::diagnosis::Symptom;
use crate::flow::{Answered, Ask, Flow, Step};
use crate::grant::Operation;
use crate::model::ClientId;
use crate::protocol::{self, Command, Fault, code};

/// Names a flow among those that are on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowId(u64);

/// What is done when a flow has ended.
type Then = Box<dyn FnOnce(&mut Session, Timestamp, &mut Effects)>;

/// A flow on its way, with the tokens that it has been given. They go with it.
#[derive(Debug)]
pub struct Running {
    flow: Flow<Then>,
    place: Place,
    tokens: Vec<Held>,
    /// The call that waits for a token; none when only the token was asked for.
    call: Option<ApiRequest>,
    /// It creates the client of the guide, and what it does is on screen there.
    pub in_guide: bool,
    /// It has got as far as asking for a token that changes something.
    writes: bool,
}

#[derive(Debug)]
struct Held {
    class: Operation,
    token: SecretString,
    expires_at: Timestamp,
}

impl Running {
    /// A token of a class that the flow has been given and that still works.
    fn holds(&self, now: Timestamp, class: Operation) -> Option<SecretString> {
        let fresh = |held: &&Held| held.class == class && now.plus(MARGIN) < held.expires_at;
        self.tokens.iter().find(fresh).map(|held| held.token.clone())
    }

    /// Where it changes something, or is about to, for a room beside the guide.
    pub(super) fn writes_at(&self) -> Option<&Place> {
        (self.writes && !self.in_guide).then_some(&self.place)
    }
}

/// What a flow waits for.
#[derive(Debug)]
pub enum Awaited {
    Token(Operation),
    Reply {
        claims: Option<Value>,
    },
    /// The draft being kept, with the intent in it.
    Kept,
    Proof,
    Time,
}

/// A token that ends within these seconds is not used any more.
const MARGIN: i64 = 10;

impl Session {
    /// Runs a flow in a place; `then` is told how it ended.
    pub(super) fn run<T: 'static>(
        &mut self,
        now: Timestamp,
        place: Place,
        flow: Flow<T>,
        then: impl FnOnce(&mut Self, Timestamp, T, &mut Effects) + 'static,
        effects: &mut Effects,
    ) {
        self.start(now, place, flow, then, false, effects);
    }

    /// Runs a flow that creates the client of the guide, where it is to live.
    pub(super) fn run_in_guide<T: 'static>(
        &mut self,
        now: Timestamp,
        flow: Flow<T>,
        then: fn(&mut Self, Timestamp, T, &mut Effects),
        effects: &mut Effects,
    ) {
        let place = self.draft.place.clone().unwrap_or(Place::Page);
        self.start(now, place, flow, then, true, effects);
    }

    fn start<T: 'static>(
        &mut self,
        now: Timestamp,
        place: Place,
        flow: Flow<T>,
        then: impl FnOnce(&mut Self, Timestamp, T, &mut Effects) + 'static,
        in_guide: bool,
        effects: &mut Effects,
    ) {
        let flow = flow
            .map(|end| -> Then { Box::new(move |session, now, effects| then(session, now, end, effects)) });
        let mut running = Running {
            flow,
            place,
            tokens: Vec::new(),
            call: None,
            in_guide,
            writes: false,
        };
        self.last_flow += 1;
        let step = running.flow.begin(now);
        self.go_on(now, FlowId(self.last_flow), running, step, effects);
    }

    /// The flow that was begun last, while it is on its way.
    pub(super) fn latest_flow(&self) -> Option<FlowId> {
        let id = FlowId(self.last_flow);
        self.running.contains_key(&id).then_some(id)
    }

    /// Gives a flow up: nothing more is asked for it, and a late answer finds nobody.
    pub(super) fn stop_flow(&mut self, id: FlowId) {
        self.running.remove(&id);
    }

    pub(super) fn flow_answered(
        &mut self,
        now: Timestamp,
        id: FlowId,
        awaited: Awaited,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        let Some(mut running) = self.running.remove(&id) else {
            return;
        };
        let answered = match (awaited, outcome) {
            (Awaited::Token(class), Outcome::Helper(answer)) => match (token_of(answer), running.call.take())
            {
                (Ok((token, expires_at)), request) => {
                    running.tokens.retain(|held| held.class != class);
                    running.tokens.push(Held {
                        class,
                        token: token.clone(),
                        expires_at,
                    });
                    match request {
                        Some(request) => {
                            return self.send_with(now, id, running, request, Some(token), effects);
                        }
                        None => Answered::Ready(Ok(())),
                    }
                }
                (Err(failure), Some(_)) => Answered::call(Err(symptom_of(failure))),
                (Err(failure), None) => Answered::Ready(Err(Box::new(symptom_of(failure)))),
            },
            (Awaited::Reply { claims }, Outcome::Api(reply)) => Answered::Call {
                reply: reply.map_err(|failure| Box::new(Symptom::Transport(failure))),
                claims,
            },
            // The helper was to send it, and did not.
            (Awaited::Reply { claims }, Outcome::Helper(Err(failure))) => Answered::Call {
                reply: Err(Box::new(symptom_of(failure))),
                claims,
            },
            (Awaited::Kept, Outcome::Persisted(kept)) => Answered::Recorded(kept),
            (Awaited::Proof, Outcome::Helper(Ok(protocol::Answer::KeyProof { .. }))) => {
                Answered::Proved(Ok(()))
            }
            (Awaited::Proof, Outcome::Helper(Err(failure))) => {
                Answered::Proved(Err(Box::new(symptom_of(failure))))
            }
            (Awaited::Time, Outcome::Waited) => Answered::Waited,
            // A shell that answers one thing with another is broken.
            _ => Answered::call(Err(Symptom::Transport(TransportFailure::Unknown))),
        };
        let step = running.flow.answered(now, answered);
        self.go_on(now, id, running, step, effects);
    }

    fn go_on(
        &mut self,
        now: Timestamp,
        id: FlowId,
        mut running: Running,
        step: Step<Then>,
        effects: &mut Effects,
    ) {
        if let (Step::Ask(ask), true) = (&step, running.in_guide) {
            self.work = self.work_for(ask);
        }
        if let Step::Ask(
            Ask::Ready { class, .. }
            | Ask::Call {
                class: Some(class), ..
            },
        ) = &step
        {
            running.writes |= class.writes();
        }
        match step {
            Step::End(then) => then(self, now, effects),
            Step::Ask(Ask::Record(intent)) => {
                self.running.insert(id, running);
                self.draft.intent = Some(*intent);
                let draft = Box::new(self.draft.clone());
                self.want(Effect::Persist(draft), Waiting::Flow(id, Awaited::Kept), effects);
            }
            Step::Ask(Ask::Wait(seconds)) => {
                self.running.insert(id, running);
                self.want(Effect::Wait(seconds), Waiting::Flow(id, Awaited::Time), effects);
            }
            // The private half is with the helper, or it says that it isn't.
            Step::Ask(Ask::Prove { client, kid, .. }) => {
                let (at, profile) = self.helper_at(&running.place);
                let command = Command::ProveKey {
                    profile,
                    client_id: client,
                    kid,
                };
                self.running.insert(id, running);
                self.want(
                    Effect::AskHelper(at, command),
                    Waiting::Flow(id, Awaited::Proof),
                    effects,
                );
            }
            // In production each token that writes is confirmed by a person, so one that is held is not asked for again.
            Step::Ask(Ask::Ready { class, .. }) if running.holds(now, class).is_some() => {
                let step = running.flow.answered(now, Answered::Ready(Ok(())));
                self.go_on(now, id, running, step, effects);
            }
            Step::Ask(Ask::Ready { class, client }) => {
                self.fetch_token(id, running, None, (class, client), effects);
            }
            Step::Ask(Ask::Call { call, class }) => {
                self.send(now, id, running, &call, class, effects);
            }
        }
    }

    /// Sends a call, when the flow holds a token for it; asks for one otherwise.
    fn send(
        &mut self,
        now: Timestamp,
        id: FlowId,
        running: Running,
        call: &Call,
        class: Option<Operation>,
        effects: &mut Effects,
    ) {
        let request = call.request();
        let Some(class) = class else {
            return self.send_with(now, id, running, request, None, effects);
        };
        match running.holds(now, class) {
            Some(token) => self.send_with(now, id, running, request, Some(token), effects),
            None => {
                let wanted = (class, call.client().cloned());
                self.fetch_token(id, running, Some(request), wanted, effects);
            }
        }
    }

    fn fetch_token(
        &mut self,
        id: FlowId,
        mut running: Running,
        request: Option<ApiRequest>,
        (class, client): (Operation, Option<ClientId>),
        effects: &mut Effects,
    ) {
        running.call = request;
        let ask = self.token_at(&running.place, class, client);
        self.running.insert(id, running);
        self.want(ask, Waiting::Flow(id, Awaited::Token(class)), effects);
    }

    fn send_with(
        &mut self,
        now: Timestamp,
        id: FlowId,
        mut running: Running,
        request: ApiRequest,
        token: Option<SecretString>,
        effects: &mut Effects,
    ) {
        let Some(at) = self.api_of(&running.place) else {
            let lost = Answered::call(Err(Symptom::Transport(TransportFailure::NotSent)));
            let step = running.flow.answered(now, lost);
            return self.go_on(now, id, running, step, effects);
        };
        let claims = token.as_ref().and_then(claims);
        self.running.insert(id, running);
        self.want(
            Effect::CallApi { at, request, token },
            Waiting::Flow(id, Awaited::Reply { claims }),
            effects,
        );
    }

    /// The wish for a token in a place.
    pub(super) fn token_at(&self, place: &Place, operation: Operation, client: Option<ClientId>) -> Effect {
        let (at, profile) = self.helper_at(place);
        let command = Command::Token {
            profile,
            operation,
            // Only a change is confirmed by a person, who wants to know what of.
            client_id: client.filter(|_| operation.writes()),
        };
        Effect::AskHelper(at, command)
    }

    /// The helper of a place, and the name of its profile there.
    pub(super) fn helper_at(&self, place: &Place) -> (HelperAt, String) {
        match place {
            Place::Profile { name, .. } => (HelperAt::Native, name.clone()),
            Place::Page => {
                let name = self.page.as_ref().map(|page| page.name.clone());
                (HelperAt::Page, name.unwrap_or_default())
            }
        }
    }
}

fn token_of(
    answer: Result<protocol::Answer, HelperFailure>,
) -> Result<(SecretString, Timestamp), HelperFailure> {
    match answer? {
        protocol::Answer::Token {
            access_token,
            expires_at,
            ..
        } => Ok((access_token, expires_at)),
        _ => Err(HelperFailure::Fault(Fault::new(
            code::INTERNAL,
            "no token in answer to token",
        ))),
    }
}

fn symptom_of(failure: HelperFailure) -> Symptom {
    match failure {
        HelperFailure::Unreachable { code, raw } => Symptom::NoHelper { code, raw },
        HelperFailure::Fault(fault) => Symptom::Helper(fault),
    }
}

/// What an access token says of itself, unverified, for the diagnosis; the token is not kept.
fn claims(token: &SecretString) -> Option<Value> {
    use base64::Engine as _;
    let payload = token.expose_secret().split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .ok()?;
    serde_json::from_slice(&bytes).ok()
}
