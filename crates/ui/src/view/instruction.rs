use losen_core::session::InstructionView;
use losen_core::text::Language;
use yew::prelude::*;

use super::soft::soft;
use super::{Ui, button, icon};

/// The one thing to do. The label that is to be looked for stands out within the sentence.
pub fn instruction(ui: &Ui, view: &InstructionView) -> Html {
    html! {
        <section class="losen-instruction">
            <p class="losen-action">{ action(ui, view) }</p>
            if !view.also.is_empty() {
                <p class="losen-also">{ soft(&view.also) }</p>
            }
            { for view.open.iter().map(|open| button::button(ui, open)) }
        </section>
    }
}

fn action(ui: &Ui, view: &InstructionView) -> Html {
    let found = (!view.label.is_empty())
        .then(|| view.action.split_once(&view.label))
        .flatten();
    match found {
        // The label is Norwegian on the portal, whatever language is read here.
        Some((before, after)) => {
            let foreign = (ui.language == Language::En).then_some("nb");
            html! { <>{ soft(before) }<strong lang={foreign}>{ soft(&view.label) }</strong>{ soft(after) }</> }
        }
        None => soft(&view.action),
    }
}

/// A page to read.
pub fn source(ui: &Ui, url: &str, label: &str) -> Html {
    html! {
        <p>
            <a class="ds-link" href={url.to_owned()} target="_blank" rel="noreferrer">
                { label }
                { icon::leave() }
                <span class="ds-sr-only">{ " " }{ ui.text("ui.new_tab") }</span>
            </a>
        </p>
    }
}
