use yew::prelude::*;

use super::{Ui, icon};

/// Where the knowledge comes from: a page on the web, or a place that is only named. Empty and without an element when there
/// is neither.
pub fn source(ui: &Ui, address: &str, label: &str) -> Html {
    if address.is_empty() {
        return html! { { label } };
    }
    html! {
        <a class="ds-link" href={address.to_owned()} target="_blank" rel="noreferrer">
            { label }
            { icon::leave() }
            <span class="ds-sr-only">{ " " }{ ui.text("ui.new_tab") }</span>
        </a>
    }
}
