//! Hand-made screens that together hold every kind of block in every state, the screens of real sessions in three languages,
//! and a way to draw them natively.

#![allow(dead_code, reason = "each test takes what it needs")]

pub mod beside;
pub mod parts;
pub mod plans;
mod provider;
mod real;
pub mod screens;

use losen_core::session::{Surface, View};
use losen_core::text::Language;
use losen_ui::view::{Frame, FrameProps, Unstarted, UnstartedProps};
use yew::{Callback, LocalServerRenderer};

/// A screen with a name that says what it shows.
pub struct Screen {
    /// The name of the golden file.
    pub name: &'static str,
    /// Where it is shown.
    pub surface: Surface,
    /// What is on it.
    pub view: View,
    /// The same by a real session in any language, where there is one.
    pub in_language: Option<fn(Language) -> View>,
}

/// A screen of the app as HTML.
pub fn draw(screen: &Screen, language: Language) -> String {
    let mut view = match screen.in_language {
        Some(make) => make(language),
        None => screen.view.clone(),
    };
    view.language = language;
    render(view, screen.surface, false)
}

/// The frame as HTML, one element a line so that a difference is easy to read.
pub fn render(view: View, surface: Surface, starting: bool) -> String {
    let props = FrameProps {
        view,
        surface,
        starting,
        said: "".into(),
        send: Callback::noop(),
        copy: Callback::noop(),
        left: Callback::noop(),
    };
    one_a_line(LocalServerRenderer::<Frame>::with_props(props))
}

/// The words for an app that could not be loaded, as HTML.
pub fn unstarted(language: Language, surface: Surface) -> String {
    let props = UnstartedProps { language, surface };
    one_a_line(LocalServerRenderer::<Unstarted>::with_props(props))
}

fn one_a_line<C: yew::BaseComponent>(renderer: LocalServerRenderer<C>) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let html = tokio::task::LocalSet::new().block_on(&runtime, renderer.hydratable(false).render());
    let mut lines = html.replace("><", ">\n<");
    lines.push('\n');
    lines
}
