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
    /// How many effects have begun and not ended.
    under_way: Cell<u32>,
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
            under_way: Cell::new(0),
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

    /// Whether nothing has been asked for that has not been answered: the page could be loaded anew and lose nothing.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.under_way.get() == 0 && self.queue.borrow().is_empty()
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
            self.under_way.set(self.under_way.get() + 1);
            let ending = self.clone().end(id, (self.hands.perform)(effect));
            if keeps {
                ending.await;
            } else {
                spawn_local(ending);
            }
        }
        self.running.set(false);
    }

    /// Waits for an effect and tells the session what came of it.
    async fn end(self: Rc<Self>, id: EffectId, performance: Performance) {
        let outcome = performance.await;
        self.under_way.set(self.under_way.get().saturating_sub(1));
        self.send(Event::Answered(id, outcome));
    }

    fn next(&self) -> Option<(EffectId, Effect)> {
        self.queue.borrow_mut().pop_front()
    }
}

#[cfg(test)]
mod tests {
    use losen_core::session::{Button, Field, Input, Surface};
    use losen_core::text::Language;

    use super::*;

    /// An engine whose helper never answers and whose storage takes a while, and the log of what it was asked.
    fn engine() -> (Rc<Engine>, Rc<RefCell<Vec<&'static str>>>) {
        let log = Rc::new(RefCell::new(Vec::new()));
        let (opened, asked) = (log.clone(), log.clone());
        let hands = Hands {
            now: Box::new(|| Timestamp(0)),
            open: Box::new(move |_| opened.borrow_mut().push("opened")),
            perform: Box::new(move |effect| {
                let log = asked.clone();
                Box::pin(async move {
                    if !matches!(effect, Effect::Persist(_)) {
                        return std::future::pending().await;
                    }
                    log.borrow_mut().push("begins to keep");
                    tokio::task::yield_now().await;
                    log.borrow_mut().push("has kept");
                    Outcome::Persisted(true)
                })
            }),
        };
        (
            Engine::new(Session::new(Surface::Popup, Language::Nb), hands),
            log,
        )
    }

    fn edit(engine: &Rc<Engine>, name: &str) {
        engine.send(Event::Edited(Field::Name, Input::Text(name.into())));
    }

    /// Runs `act`, then whatever it set going until all of it stands still.
    fn run(act: impl FnOnce()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        tokio::task::LocalSet::new().block_on(&runtime, async {
            act();
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        });
    }

    #[test]
    fn one_draft_is_kept_before_the_next_begins() {
        let (engine, log) = engine();
        run(|| {
            edit(&engine, "L");
            edit(&engine, "Lo");
        });
        assert_eq!(
            *log.borrow(),
            ["begins to keep", "has kept", "begins to keep", "has kept"]
        );
    }

    #[test]
    fn a_silent_helper_holds_nothing_up() {
        let (engine, log) = engine();
        run(|| {
            engine.send(Event::Opened(None));
            edit(&engine, "L");
        });
        assert_eq!(*log.borrow(), ["begins to keep", "has kept"]);
    }

    #[test]
    fn a_link_is_opened_within_the_click() {
        let (engine, log) = engine();
        run(|| {
            engine.send(Event::Pressed(Button::OpenTab));
            assert_eq!(*log.borrow(), ["opened"]);
        });
    }

    #[test]
    fn whoever_shows_the_view_hears_of_every_change() {
        let (engine, _) = engine();
        let heard = Rc::new(Cell::new(0));
        let ear = heard.clone();
        engine.on_change(Callback::from(move |()| ear.set(ear.get() + 1)));
        run(|| engine.send(Event::Language(Language::Nn)));
        assert_eq!(engine.view().language, Language::Nn);
        // The language itself, and the draft that was kept.
        assert_eq!(heard.get(), 2);
    }
}
