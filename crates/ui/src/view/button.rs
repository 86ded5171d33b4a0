use losen_core::session::{ButtonView, Field, Look};
use yew::prelude::*;

use super::focus::focus;
use super::soft::soft;
use super::{Copy, Ui, icon};

/// A button at the foot of the screen or beside what it concerns.
///
/// A button that cannot be pressed now stays in the tab order and keeps focus, so that nobody is thrown to the top
/// of the page: hence `aria-disabled` and not `disabled`.
pub fn button(ui: &Ui, view: &ButtonView) -> Html {
    draw(ui, view, soft(&view.label), None, None)
}

/// The button that Enter in a text field presses as well.
pub fn submit(view: &ButtonView) -> Html {
    html! {
        <button type="submit" class="ds-button" data-variant={variant(view.look)} data-color={colour(view.look)} aria-disabled={disabled(view)}>
            { &view.label }
        </button>
    }
}

/// A button that goes away when it has done its work: focus then goes to the field that it was about.
pub fn passing(ui: &Ui, view: &ButtonView, field: Field) -> Html {
    draw(ui, view, soft(&view.label), None, Some(field))
}

/// A small button with a cross, which takes something out of a field.
pub fn remove(ui: &Ui, view: &ButtonView, field: Field) -> Html {
    let content = html! { <>{ icon::cross() }<span class="ds-sr-only">{ &view.label }</span></> };
    draw(ui, view, content, Some("losen-remove"), Some(field))
}

/// A button that copies. `id` makes it known which one was pressed; the label is unique on the screen.
pub fn copy(ui: &Ui, id: &str, label: &str, value: &str) -> Html {
    let wish = Copy {
        value: value.to_owned(),
        button: id.to_owned(),
    };
    let onclick = ui.copy.reform(move |_: MouseEvent| wish.clone());
    html! {
        <button type="button" id={id.to_owned()} class="ds-button losen-copy" data-variant="secondary" data-size="sm" {onclick}>
            { icon::copy() }
            { label }
        </button>
    }
}

fn draw(ui: &Ui, view: &ButtonView, content: Html, class: Option<&'static str>, then: Option<Field>) -> Html {
    let press = (!view.disabled).then(|| view.press.clone());
    let ui = ui.clone();
    let onclick = move |_: MouseEvent| {
        if let Some(press) = &press {
            if let Some(field) = then {
                focus(field.id());
            }
            ui.pressed(press.clone());
        }
    };
    html! {
        <button
            type="button"
            class={classes!("ds-button", class)}
            data-variant={variant(view.look)}
            data-color={colour(view.look)}
            aria-disabled={disabled(view)}
            {onclick}
        >
            { content }
        </button>
    }
}

fn variant(look: Look) -> &'static str {
    match look {
        Look::Primary | Look::Danger => "primary",
        Look::Secondary => "secondary",
        Look::Plain => "tertiary",
    }
}

fn colour(look: Look) -> Option<&'static str> {
    (look == Look::Danger).then_some("danger")
}

fn disabled(view: &ButtonView) -> Option<&'static str> {
    view.disabled.then_some("true")
}
