//! The Yew component that shows an engine's view: it keeps title, language and focus in step with it, and the little
//! state that belongs to the screen rather than to the session.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use losen_core::session::{Event, Field, Focus, Surface, View};
use losen_core::text::{Language, text};
use yew::prelude::*;

use crate::browser;
use crate::crash;
use crate::engine::Engine;
use crate::view::{Copy, ERRORS_ID, Frame, HEADING_ID, focus};

/// How long "copied" stays in sight.
const SAID_FOR_MS: u32 = 4_000;

#[derive(Clone, Properties)]
pub struct AppProps {
    pub engine: Rc<Engine>,
    pub surface: Surface,
}

impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.engine, &other.engine) && self.surface == other.surface
    }
}

pub enum Message {
    Changed,
    Copy(Copy),
    Copied(bool),
    Quiet,
    Left(Field),
    PointerDown,
    PointerUp,
    Released,
}

pub struct App {
    view: View,
    /// What the frame itself says in the live region.
    said: AttrValue,
    quiet: Option<Timeout>,
    /// The last [`View::focus`] that was acted on.
    focus: u32,
    /// The language that the next first paint has been told of.
    kept: Option<Language>,
    /// Fields left while a pointer was down: see [`crate::view::Ui::left`].
    held: Option<Vec<Field>>,
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(context: &Context<Self>) -> Self {
        let engine = &context.props().engine;
        engine.on_change(context.link().callback(|()| Message::Changed));
        let view = engine.view();
        Self {
            focus: view.focus,
            view,
            said: "".into(),
            quiet: None,
            kept: None,
            held: None,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let engine = &context.props().engine;
        match message {
            Message::Changed => {
                let view = engine.view();
                let differs = view != self.view;
                self.view = view;
                differs
            }
            Message::Copy(copy) => {
                context
                    .link()
                    .send_future(async move { Message::Copied(browser::copy(&copy.value).await) });
                false
            }
            Message::Copied(done) => {
                let key = if done { "ui.copied" } else { "ui.copy_failed" };
                self.said = text(self.view.language, key).into();
                let link = context.link().clone();
                self.quiet = Some(Timeout::new(SAID_FOR_MS, move || {
                    link.send_message(Message::Quiet)
                }));
                true
            }
            Message::Quiet => {
                self.said = "".into();
                true
            }
            Message::Left(field) => {
                match &mut self.held {
                    Some(held) => held.push(field),
                    None => engine.send(Event::Left(field)),
                }
                false
            }
            Message::PointerDown => {
                self.held.get_or_insert_default();
                false
            }
            Message::PointerUp => {
                // The click comes after the pointer is up, so it is let through first.
                let link = context.link().clone();
                Timeout::new(0, move || link.send_message(Message::Released)).forget();
                false
            }
            Message::Released => {
                for field in self.held.take().unwrap_or_default() {
                    engine.send(Event::Left(field));
                }
                false
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let link = context.link();
        let engine = context.props().engine.clone();
        html! {
            <div
                onpointerdown={link.callback(|_: PointerEvent| Message::PointerDown)}
                onpointerup={link.callback(|_: PointerEvent| Message::PointerUp)}
                onpointercancel={link.callback(|_: PointerEvent| Message::PointerUp)}
            >
                <Frame
                    view={self.view.clone()}
                    surface={context.props().surface}
                    said={self.said.clone()}
                    send={Callback::from(move |event| engine.send(event))}
                    copy={link.callback(Message::Copy)}
                    left={link.callback(Message::Left)}
                />
            </div>
        }
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        browser::name_page(self.view.language.tag(), &self.view.title);
        crash::speak(self.view.language);
        if self.kept != Some(self.view.language) {
            self.kept = Some(self.view.language);
            browser::keep_language(self.view.language.tag());
        }
        if self.view.focus != self.focus {
            self.focus = self.view.focus;
            move_focus(self.view.focus_on);
        }
    }
}

fn move_focus(to: Focus) {
    focus(match to {
        Focus::Heading => HEADING_ID,
        Focus::Errors => ERRORS_ID,
    });
    if let (Focus::Heading, Some(window)) = (to, web_sys::window()) {
        // A new screen begins at its top, environment and steps included, not at its heading.
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}
