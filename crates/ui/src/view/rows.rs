use losen_core::session::{RowView, RowsView, TagView};
use yew::prelude::*;

use super::notice::colour;
use super::soft::soft;
use super::{Ui, button};

/// Things of which there may be thousands: the first of them, and a button for more.
pub fn rows(ui: &Ui, view: &RowsView) -> Html {
    html! {
        <section class="losen-rows">
            if !view.count.is_empty() { <p class="losen-count">{ &view.count }</p> }
            if view.rows.is_empty() {
                <p class="losen-empty">{ &view.empty }</p>
            } else {
                <ul aria-label={view.label.clone()}>{ for view.rows.iter().map(|one| row(ui, one)) }</ul>
            }
            { for view.more.iter().map(|more| button::button(ui, more)) }
        </section>
    }
}

fn row(ui: &Ui, view: &RowView) -> Html {
    html! {
        <li class="losen-row" key={view.key.clone()}>
            <div class="losen-row-head">
                { title(ui, view) }
                { for view.tags.iter().map(tag) }
            </div>
            { for view.lines.iter().filter(|line| !line.is_empty()).map(|line| html! { <p>{ soft(line) }</p> }) }
        </li>
    }
}

fn title(ui: &Ui, view: &RowView) -> Html {
    let Some(open) = view.open.clone() else {
        return html! { <strong>{ &view.title }</strong> };
    };
    let ui = ui.clone();
    let onclick = move |_: MouseEvent| ui.pressed(open.clone());
    html! { <button type="button" class="losen-row-title" {onclick}>{ soft(&view.title) }</button> }
}

fn tag(view: &TagView) -> Html {
    html! { <span class="ds-tag" data-size="sm" data-color={colour(view.tone)}>{ &view.text }</span> }
}
