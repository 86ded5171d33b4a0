use yew::prelude::*;

use super::Ui;
use super::heading::part_heading;
use super::soft::soft;

/// Things to do, each with who does it.
pub fn tasks(ui: &Ui, heading: &str, items: &[(String, String)]) -> Html {
    html! {
        <section class="losen-tasks">
            { part_heading(ui, heading) }
            <ol>
                { for items.iter().map(|(who, what)| html! {
                    <li>
                        <div>
                            <span class="ds-tag" data-size="sm">{ who }</span>
                            <p class="ds-paragraph">{ soft(what) }</p>
                        </div>
                    </li>
                }) }
            </ol>
        </section>
    }
}
