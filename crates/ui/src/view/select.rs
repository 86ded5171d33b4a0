use losen_core::session::{ChoiceView, Input};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::Ui;

/// One of several, folded into one line.
pub fn select(ui: &Ui, view: &ChoiceView) -> Html {
    let field = view.field;
    let ui = ui.clone();
    let onchange = move |event: yew::Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            ui.edited(field, Input::Text(select.value()));
        }
    };
    html! {
        <div class="ds-field losen-field losen-select">
            <label class="ds-label" for={field.id()}>{ &view.legend }</label>
            <select class="ds-input" id={field.id()} {onchange}>
                { for view.options.iter().map(|one| html! {
                    <option value={one.value.clone()} selected={one.checked} disabled={one.disabled}>{ &one.label }</option>
                }) }
            </select>
        </div>
    }
}
