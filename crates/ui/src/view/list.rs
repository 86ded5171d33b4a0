use losen_core::session::{Field, ItemView, ListView};
use yew::prelude::*;

use super::finding::findings;
use super::soft::soft;
use super::{Ui, button, ids, input};

/// A list that grows by one text at a time: what is in it, and a field with a button at its foot. The field itself may
/// stay empty whether or not the list may, so it is not marked as optional.
pub fn list(ui: &Ui, view: &ListView) -> Html {
    let field = view.entry.field;
    html! {
        <div class="ds-field losen-field losen-list">
            { input::head(ui, &view.entry, false) }
            if view.items.is_empty() && !view.empty.is_empty() {
                <p class="losen-empty">{ &view.empty }</p>
            }
            if !view.items.is_empty() {
                <ul class="losen-items" aria-label={view.label.clone()}>
                    { for view.items.iter().enumerate().map(|(at, one)| item(ui, field, at, one)) }
                </ul>
            }
            <div class="losen-entry">
                { input::control(ui, &view.entry, false, enter_adds(ui, view)) }
                { button::button(ui, &view.add) }
            </div>
            { findings(ui, field, &ids::part(field, "findings"), &view.entry.findings) }
        </div>
    }
}

fn item(ui: &Ui, field: Field, at: usize, view: &ItemView) -> Html {
    let findings_id = ids::part(field, &format!("item-{at}-findings"));
    html! {
        <li class="losen-item" key={view.value.clone()}>
            <div class="losen-item-line">
                <div class="losen-item-text">
                    <code>{ soft(&view.value) }</code>
                    if !view.hint.is_empty() {
                        <p class="losen-item-hint">{ &view.hint }</p>
                    }
                </div>
                { for view.remove.iter().map(|remove| button::remove(ui, remove, field)) }
            </div>
            { findings(ui, field, &findings_id, &view.findings) }
        </li>
    }
}

/// Enter in the entry adds it. Without this it would press the button that leaves the step, and the typed text
/// would be left behind.
fn enter_adds(ui: &Ui, view: &ListView) -> Callback<KeyboardEvent> {
    let press = (!view.add.disabled).then(|| view.add.press.clone());
    let ui = ui.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            if let Some(press) = &press {
                ui.pressed(press.clone());
            }
        }
    })
}
