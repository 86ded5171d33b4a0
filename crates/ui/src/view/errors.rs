use losen_core::session::Field;
use yew::prelude::*;

use super::Ui;
use super::focus::focus;
use super::heading::ERRORS_ID;
use super::soft::soft;

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
        if focus(field.id()) {
            event.prevent_default();
        }
    };
    html! {
        <li><a class="ds-link" href={format!("#{}", field.id())} {onclick}>{ soft(wrong) }</a></li>
    }
}
