use losen_core::session::{LetterView, SecretView, Tone};
use yew::prelude::*;

use super::heading::part_heading;
use super::notice::notice;
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

/// A value that nobody else may see. It stands behind a fold, and the warning that names it stands before the button that
/// copies it.
pub fn secret(ui: &Ui, id: &str, view: &SecretView) -> Html {
    html! {
        <details class="ds-details losen-details">
            <summary><span>{ &view.fold }</span></summary>
            <div class="losen-copyable">
                { notice(ui, Tone::Warning, &view.heading, std::slice::from_ref(&view.warning), &[]) }
                <p class="ds-label">{ &view.label }</p>
                <code class="losen-value">{ &view.value }</code>
                { button::copy(ui, id, &view.copy, &view.value) }
            </div>
        </details>
    }
}
