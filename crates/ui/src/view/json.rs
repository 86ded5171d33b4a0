use yew::prelude::*;

use super::soft::soft;
use super::{Ui, button};

/// Code to look at, behind a fold. The text scrolls inside itself, so it must be reachable by keyboard.
pub fn json(ui: &Ui, id: &str, heading: &str, text: &str, copy: &str) -> Html {
    html! {
        <details class="ds-details losen-details">
            <summary><span>{ soft(heading) }</span></summary>
            <div>
                <pre class="losen-pre" tabindex="0" role="region" aria-label={heading.to_owned()}>{ text }</pre>
                { button::copy(ui, id, copy, text) }
            </div>
        </details>
    }
}
