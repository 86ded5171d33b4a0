use yew::prelude::*;

use super::Ui;
use super::heading::part_heading;
use super::soft::soft;

/// Things to do, each with who does it where that is not plain.
pub fn tasks(ui: &Ui, heading: &str, items: &[(String, String)]) -> Html {
    html! {
        <section class="losen-tasks">
            { part_heading(ui, heading) }
            <ol>
                { for items.iter().map(|(who, what)| html! {
                    <li>
                        <div>
                            if !who.is_empty() { <span class="ds-tag" data-size="sm">{ who }</span> }
                            <p class="ds-paragraph">{ soft(what) }</p>
                        </div>
                    </li>
                }) }
            </ol>
        </section>
    }
}
