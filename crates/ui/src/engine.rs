//! Between the session, which decides, and the shell, which performs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use losen_core::Timestamp;
use losen_core::session::{Effect, EffectId, Event, Link, Outcome, Session, View};
use yew::Callback;
use yew::platform::spawn_local;

/// An effect on its way to its outcome.
pub type Performance = Pin<Box<dyn Future<Output = Outcome>>>;

/// What the engine needs of its surroundings.
pub struct Hands {
    /// The clock.
    pub now: Box<dyn Fn() -> Timestamp>,
    /// Opens something for the user. Called before [`Engine::send`] returns, because browsers allow it only while
    /// they still see the user's click.
    pub open: Box<dyn Fn(Link)>,
    /// Performs any other effect.
    pub perform: Box<dyn Fn(Effect) -> Performance>,
}

/// Runs one session.
pub struct Engine {
    session: RefCell<Session>,
    hands: Hands,
    queue: RefCell<VecDeque<(EffectId, Effect)>>,
    running: Cell<bool>,
    changed: RefCell<Callback<()>>,
}

impl Engine {
    /// An engine that has not been told anything yet.
    #[must_use]
    pub fn new(session: Session, hands: Hands) -> Rc<Self> {
        Rc::new(Self {
            session: RefCell::new(session),
            hands,
            queue: RefCell::default(),
            running: Cell::new(false),
            changed: RefCell::default(),
        })
    }

    /// Everything on screen.
    #[must_use]
    pub fn view(&self) -> View {
        self.session.borrow().view()
    }

    /// Whom to tell that the view may have changed.
    pub fn on_change(&self, changed: Callback<()>) {
        self.changed.replace(changed);
    }

    /// Tells the session what happened, and performs what it wants done.
    pub fn send(self: &Rc<Self>, event: Event) {
        let effects = self.session.borrow_mut().handle((self.hands.now)(), event);
        for (id, effect) in effects {
            match effect {
                Effect::Open(link) => (self.hands.open)(link),
                effect => self.queue.borrow_mut().push_back((id, effect)),
            }
        }
        let changed = self.changed.borrow().clone();
        changed.emit(());
        if !self.running.replace(true) {
            spawn_local(self.clone().run());
        }
    }

    /// Performs effects in order until there are none. What is to be kept is kept, and the session told so, before
    /// the next effect begins: nothing leaves the machine that has not been recorded first.
    async fn run(self: Rc<Self>) {
        while let Some((id, effect)) = self.next() {
            let keeps = matches!(effect, Effect::Persist(_));
            let performance = (self.hands.perform)(effect);
            if keeps {
                let outcome = performance.await;
                self.send(Event::Answered(id, outcome));
            } else {
                let engine = self.clone();
                spawn_local(async move {
                    let outcome = performance.await;
                    engine.send(Event::Answered(id, outcome));
                });
            }
        }
        self.running.set(false);
    }

    fn next(&self) -> Option<(EffectId, Effect)> {
        self.queue.borrow_mut().pop_front()
    }
}
