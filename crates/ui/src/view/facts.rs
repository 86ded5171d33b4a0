use yew::prelude::*;

use super::heading::part_heading;
use super::soft::soft;
use super::{Ui, button};

/// Label and value, row by row.
pub fn facts(ui: &Ui, heading: &str, rows: &[(String, String)]) -> Html {
    html! {
        <section class="losen-facts">
            { part_heading(ui, heading) }
            <dl>
                { for rows.iter().map(|(label, value)| html! {
                    <div class="losen-fact"><dt>{ soft(label) }</dt><dd>{ soft(value) }</dd></div>
                }) }
            </dl>
        </section>
    }
}

/// One value to take along, large, with a button that copies it.
pub fn copyable(ui: &Ui, id: &str, label: &str, value: &str, copy: &str) -> Html {
    html! {
        <section class="losen-copyable">
            <p class="ds-label">{ label }</p>
            <code class={classes!("losen-value", is_long(value).then_some("is-long"))}>{ value }</code>
            { button::copy(ui, id, copy, value) }
        </section>
    }
}

/// Whether a value is for the clipboard rather than for the eye.
pub fn is_long(value: &str) -> bool {
    value.len() > 100
}
