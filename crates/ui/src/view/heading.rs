use yew::prelude::*;

use super::Ui;
use super::soft::soft;

/// The id of the screen's heading, which takes focus when the screen changes.
pub const HEADING_ID: &str = "heading";

/// The id of the error summary, which takes focus when a step cannot be left yet.
pub const ERRORS_ID: &str = "errors";

/// The screen's own heading. It can be focused by the app, but is no stop for the Tab key.
pub fn screen_heading(ui: &Ui, heading: &str) -> Html {
    html! {
        <@{ui.heading(0)} id={HEADING_ID} class="ds-heading losen-title" data-size="sm" tabindex="-1">
            { soft(heading) }
        </@>
    }
}

/// The heading of a part of the screen.
pub fn part_heading(ui: &Ui, heading: &str) -> Html {
    html! { <@{ui.heading(1)} class="ds-heading" data-size="2xs">{ soft(heading) }</@> }
}
