//! Flows on their way: what a flow asks for becomes effects, and the answers go back to it.

use secrecy::SecretString;
use serde_json::Value;

use super::create::claims;
use super::{Effect, Effects, HelperAt, HelperFailure, Outcome, Place, Session, Waiting};
use crate::Timestamp;
use crate::api::{ApiRequest, TransportFailure};
use crate::diagnosis::Symptom;
use crate::flow::{Answered, Ask, Flow, Step};
use crate::grant::Operation;
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
}

#[derive(Debug)]
struct Held {
    class: Operation,
    token: SecretString,
    expires_at: Timestamp,
}

/// What a flow waits for.
#[derive(Debug)]
pub enum Awaited {
    Token(Operation),
    Reply { claims: Option<Value> },
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
        let flow = flow
            .map(|end| -> Then { Box::new(move |session, now, effects| then(session, now, end, effects)) });
        let mut running = Running {
            flow,
            place,
            tokens: Vec::new(),
            call: None,
        };
        self.last_flow += 1;
        let step = running.flow.begin(now);
        self.go_on(now, FlowId(self.last_flow), running, step, effects);
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
        match step {
            Step::End(then) => then(self, now, effects),
            Step::Ask(Ask::Wait(seconds)) => {
                self.running.insert(id, running);
                self.want(Effect::Wait(seconds), Waiting::Flow(id, Awaited::Time), effects);
            }
            // The private key is where the client runs, not here; the user says that it works.
            Step::Ask(Ask::Prove { .. }) => {
                let fault = Fault::new(code::PROOF_UNSUPPORTED, "the key is not on this machine");
                let answered = Answered::Proved(Err(Box::new(Symptom::Helper(fault))));
                let step = running.flow.answered(now, answered);
                self.go_on(now, id, running, step, effects);
            }
            Step::Ask(Ask::Ready(class)) => self.fetch_token(id, running, None, class, effects),
            Step::Ask(Ask::Call { call, class }) => {
                self.send(now, id, running, call.request(), class, effects);
            }
        }
    }

    /// Sends a call, when the flow holds a token for it; asks for one otherwise.
    fn send(
        &mut self,
        now: Timestamp,
        id: FlowId,
        running: Running,
        request: ApiRequest,
        class: Option<Operation>,
        effects: &mut Effects,
    ) {
        let Some(class) = class else {
            return self.send_with(now, id, running, request, None, effects);
        };
        let fresh = |held: &&Held| held.class == class && now.plus(MARGIN) < held.expires_at;
        match running.tokens.iter().find(fresh).map(|held| held.token.clone()) {
            Some(token) => self.send_with(now, id, running, request, Some(token), effects),
            None => self.fetch_token(id, running, Some(request), class, effects),
        }
    }

    fn fetch_token(
        &mut self,
        id: FlowId,
        mut running: Running,
        request: Option<ApiRequest>,
        class: Operation,
        effects: &mut Effects,
    ) {
        running.call = request;
        let ask = self.token_at(&running.place, class);
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
    pub(super) fn token_at(&self, place: &Place, operation: Operation) -> Effect {
        let (at, profile) = match place {
            Place::Profile { name, .. } => (HelperAt::Native, name.clone()),
            Place::Page => {
                let name = self.page.as_ref().map(|page| page.name.clone());
                (HelperAt::Page, name.unwrap_or_default())
            }
        };
        Effect::AskHelper(at, Command::Token { profile, operation })
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
