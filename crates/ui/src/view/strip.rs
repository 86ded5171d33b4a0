use losen_core::session::Strip;
use yew::prelude::*;

use super::notice::colour;

/// Environment and organisation, always in sight.
pub fn strip(view: &Strip) -> Html {
    if view.environment.is_empty() && view.organisation.is_empty() {
        return html! {};
    }
    html! {
        <p class="losen-strip" data-color={colour(view.tone)}>
            if !view.environment.is_empty() {
                <strong class="losen-environment">{ &view.environment }</strong>
                { " " }
            }
            <span>{ &view.organisation }</span>
        </p>
    }
}
