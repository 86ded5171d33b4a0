//! Operations that take several calls, each written once for the panel and the command line.
//!
//! A [`Flow`] is a pure state machine: [`Flow::begin`] and [`Flow::answered`] give a [`Step`], which is what it wants
//! done next or how it ended. It waits for nothing and holds no token; whoever drives it (the session with effects, the
//! helper with a loop) fetches a token of the class that is asked for and hands back the answer.
//!
//! The compiler makes the state machine: an operation is an `async fn` over a [`Line`], read from top to bottom, and the
//! only thing that it can await is an answer on that line.
//!
//! ```
//! use losen_core::Timestamp;
//! use losen_core::api::{Answer, ApiReply, Call};
//! use losen_core::flow::{Answered, Ask, Flow, Step};
//!
//! let mut count = Flow::new(async |line| match line.call(Call::ListClients { inactive: false }).await {
//!     Ok(Answer::Clients(clients)) => clients.len(),
//!     _ => 0,
//! });
//! assert!(matches!(count.begin(Timestamp(0)), Step::Ask(Ask::Call { .. })));
//! let reply = ApiReply { status: 200, headers: Vec::new(), body: "[{}]".into() };
//! let end = count.answered(Timestamp(1), Answered::call(Ok(reply)));
//! assert!(matches!(end, Step::End(1)));
//! ```

pub mod clients;
pub mod create;
pub mod keys;
pub mod provider;
mod refused;

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::Value;

use crate::Timestamp;
use crate::api::{Answer, ApiReply, Call};
use crate::diagnosis::Symptom;
use crate::grant::Operation;
use crate::model::ClientId;

use create::Intent;

pub use refused::Refused;

/// What a flow wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A call to the API, sent once.
    Call {
        /// What.
        call: Call,
        /// With a token of this class; without one for the open lists. A token of the same class is used again for as
        /// long as the flow lasts.
        class: Option<Operation>,
    },
    /// A token, to be held for the calls that follow: getting one may take a person to confirm.
    Ready {
        /// Of this class.
        class: Operation,
        /// The client that is about to be changed, for the one who confirms. None when it is about to be created.
        client: Option<ClientId>,
    },
    /// What is about to be created is kept, or kept anew with what is known of it since, before anything else is asked.
    Record(Box<Intent>),
    /// A token as a client, signed with one of its own keys, to show that the key works. The token goes no further.
    Prove {
        /// The client.
        client: ClientId,
        /// The key.
        kid: String,
        /// What is asked for.
        scope: String,
    },
    /// To be answered after this many seconds.
    Wait(u32),
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Answered {
    /// To [`Ask::Call`].
    Call {
        /// The reply, or why there is none: no token, not sent, lost.
        reply: Result<ApiReply, Box<Symptom>>,
        /// What the token said of itself, for the diagnosis.
        claims: Option<Value>,
    },
    /// To [`Ask::Ready`].
    Ready(Result<(), Box<Symptom>>),
    /// To [`Ask::Record`]: whether it could be kept.
    Recorded(bool),
    /// To [`Ask::Prove`].
    Proved(Result<(), Box<Symptom>>),
    /// To [`Ask::Wait`].
    Waited,
}

/// Where a flow has come.
#[derive(Debug)]
pub enum Step<T> {
    /// It wants this.
    Ask(Ask),
    /// It has ended.
    End(T),
}

/// An operation on its way.
pub struct Flow<T> {
    operation: Pin<Box<dyn Future<Output = T>>>,
    line: Line,
}

/// What an operation asks on, and is answered on.
#[derive(Clone, Default)]
pub struct Line(Rc<RefCell<Desk>>);

#[derive(Default)]
struct Desk {
    now: Timestamp,
    ask: Option<Ask>,
    answered: Option<Answered>,
}

impl<T: 'static> Flow<T> {
    /// An operation that has not begun.
    pub fn new<F>(operation: impl FnOnce(Line) -> F) -> Self
    where
        F: Future<Output = T> + 'static,
    {
        let line = Line::default();
        Self {
            operation: Box::pin(operation(line.clone())),
            line,
        }
    }

    /// The same operation, whose end is turned into something else.
    pub fn map<U: 'static>(self, into: impl FnOnce(T) -> U + 'static) -> Flow<U> {
        let operation = self.operation;
        Flow {
            operation: Box::pin(async move { into(operation.await) }),
            line: self.line,
        }
    }

    /// The first step.
    pub fn begin(&mut self, now: Timestamp) -> Step<T> {
        self.line.0.borrow_mut().now = now;
        self.go()
    }

    /// The next step.
    pub fn answered(&mut self, now: Timestamp, answered: Answered) -> Step<T> {
        {
            let mut desk = self.line.0.borrow_mut();
            desk.now = now;
            desk.answered = Some(answered);
        }
        self.go()
    }

    fn go(&mut self) -> Step<T> {
        let end = self
            .operation
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        match end {
            Poll::Ready(end) => Step::End(end),
            // An operation awaits nothing but its line, so it has asked.
            Poll::Pending => Step::Ask(self.line.0.borrow_mut().ask.take().unwrap_or(Ask::Wait(1))),
        }
    }
}

impl<T> std::fmt::Debug for Flow<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Flow")
    }
}

impl Line {
    /// When the last answer came.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.borrow().now
    }

    /// A call with a token of its own class.
    pub async fn call(&self, call: Call) -> Result<Answer, Refused> {
        let class = call.request().operation;
        self.call_with(class, call).await
    }

    /// A call with a token of a class that allows more, because the operation holds one of that class already.
    pub async fn call_as(&self, class: Operation, call: Call) -> Result<Answer, Refused> {
        self.call_with(Some(class), call).await
    }

    /// Sees to it that a token of a class is there, so that what is read next is not old when the write leaves.
    pub async fn ready(&self, class: Operation, client: Option<&ClientId>) -> Result<(), Refused> {
        let client = client.cloned();
        match self.ask(Ask::Ready { class, client }).await {
            Answered::Ready(ready) => ready.map_err(|symptom| Refused::new(symptom, None)),
            _ => Err(Refused::of_nothing()),
        }
    }

    /// Shows that a key of a client works.
    pub async fn prove(&self, client: ClientId, kid: String, scope: String) -> Result<(), Refused> {
        match self.ask(Ask::Prove { client, kid, scope }).await {
            Answered::Proved(proved) => proved.map_err(|symptom| Refused::new(symptom, None)),
            _ => Err(Refused::of_nothing()),
        }
    }

    /// Keeps what is about to be created; whether that was possible.
    pub async fn record(&self, intent: Intent) -> bool {
        matches!(
            self.ask(Ask::Record(Box::new(intent))).await,
            Answered::Recorded(true)
        )
    }

    /// Waits for some seconds.
    pub async fn wait(&self, seconds: u32) {
        self.ask(Ask::Wait(seconds)).await;
    }

    async fn call_with(&self, class: Option<Operation>, call: Call) -> Result<Answer, Refused> {
        let ask = Ask::Call {
            call: call.clone(),
            class,
        };
        let Answered::Call { reply, claims } = self.ask(ask).await else {
            return Err(Refused::of_nothing());
        };
        let reply = match reply {
            Ok(reply) => reply,
            Err(symptom) => return Err(Refused::new(symptom, claims)),
        };
        call.read(&reply).map_err(|refusal| {
            let symptom = Symptom::Http {
                request: call.request(),
                reply: refusal.reply,
            };
            Refused::new(Box::new(symptom), claims)
        })
    }

    async fn ask(&self, ask: Ask) -> Answered {
        self.0.borrow_mut().ask = Some(ask);
        poll_fn(|_| match self.0.borrow_mut().answered.take() {
            Some(answered) => Poll::Ready(answered),
            None => Poll::Pending,
        })
        .await
    }
}

impl Answered {
    /// An answer to a call, of whose token nothing is known.
    #[must_use]
    pub fn call(reply: Result<ApiReply, Symptom>) -> Self {
        let reply = reply.map_err(Box::new);
        Self::Call { reply, claims: None }
    }
}
