use losen_core::session::Field;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};
use yew::prelude::*;

use super::Ui;
use super::heading::ERRORS_ID;

/// The error summary: it takes focus, and each line leads to its field.
pub fn errors(ui: &Ui, heading: &str, items: &[(Field, String)]) -> Html {
    let heading_id = format!("{ERRORS_ID}-heading");
    html! {
        <section id={ERRORS_ID} class="ds-error-summary losen-errors" tabindex="-1" aria-labelledby={heading_id.clone()}>
            <@{ui.heading(1)} id={heading_id} class="ds-heading" data-size="2xs">{ heading }</@>
            <ul class="ds-list">
                { for items.iter().map(|(field, wrong)| line(*field, wrong)) }
            </ul>
        </section>
    }
}

/// A link to the field. The browser's own jump only scrolls in some browsers, so focus is moved as well.
fn line(field: Field, wrong: &str) -> Html {
    let onclick = move |event: MouseEvent| {
        let target = window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(field.id()))
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(target) = target {
            event.prevent_default();
            // Focus can only fail on an element that is gone, and then there is nowhere to go.
            let _ = target.focus();
        }
    };
    html! {
        <li><a class="ds-link" href={format!("#{}", field.id())} {onclick}>{ wrong }</a></li>
    }
}
