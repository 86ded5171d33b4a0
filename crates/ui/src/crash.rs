//! When the app itself breaks: plain words and a way on, instead of a page that no longer answers.

use std::cell::Cell;

use losen_core::text::{Language, text};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element};

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Nb) };
}

/// The language to break down in.
pub fn speak(language: Language) {
    LANGUAGE.set(language);
}

/// From now on a panic replaces the screen with words. The console gets the place in our source and nothing else: a
/// panic's own text could quote what the user typed.
pub fn install() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            let place = format!("losen-ui stopped at {}:{}", place.file(), place.line());
            web_sys::console::error_1(&place.into());
        }
        // Nothing is left to tell if even this fails.
        let _ = explain();
    }));
}

fn explain() -> Option<()> {
    let language = LANGUAGE.get();
    let document = web_sys::window()?.document()?;
    let main = document.get_element_by_id("app")?;
    main.set_text_content(None);
    let words = document.create_element("div").ok()?;
    words.set_class_name("losen-static");
    words.set_attribute("role", "alert").ok()?;
    add(
        &document,
        &words,
        "h1",
        "ds-heading",
        &text(language, "ui.crashed.heading"),
    )?;
    add(
        &document,
        &words,
        "p",
        "ds-paragraph",
        &text(language, "ui.crashed.text"),
    )?;
    let button = add(
        &document,
        &words,
        "button",
        "ds-button",
        &text(language, "ui.crashed.reload"),
    )?;
    let reload = Closure::<dyn FnMut()>::new(|| {
        if let Some(window) = web_sys::window() {
            // The page is beyond help if it cannot even be loaded again.
            let _ = window.location().reload();
        }
    });
    button
        .add_event_listener_with_callback("click", reload.as_ref().unchecked_ref())
        .ok()?;
    // The module is about to stop for good; its memory, and with it the closure, stays.
    reload.forget();
    main.append_child(&words).ok()?;
    Some(())
}

fn add(document: &Document, to: &Element, tag: &str, class: &str, words: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    element.set_class_name(class);
    element.set_text_content(Some(words));
    to.append_child(&element).ok()?;
    Some(element)
}
