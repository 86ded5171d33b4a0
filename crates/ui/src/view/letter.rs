use losen_core::session::LetterView;
use yew::prelude::*;

use super::heading::part_heading;
use super::{Ui, button};

/// A message that is ready to be sent, and whether it has been.
pub fn letter(ui: &Ui, id: &str, view: &LetterView) -> Html {
    html! {
        <section class="losen-ready">
            { part_heading(ui, &view.heading) }
            if !view.sent.is_empty() {
                <p><span class="ds-tag" data-size="sm" data-color="warning">{ &view.sent }</span></p>
            }
            <pre class="losen-pre losen-letter" tabindex="0" role="region" aria-label={view.heading.clone()}>{ &view.text }</pre>
            <div class="losen-buttons">
                { button::copy(ui, &format!("{id}-copy"), &view.copy, &view.text) }
                { for view.buttons.iter().map(|one| button::button(ui, one)) }
            </div>
        </section>
    }
}
