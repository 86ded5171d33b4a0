use losen_core::session::{ChoiceView, Field, Input, OptionView};
use web_sys::{HtmlInputElement, Node};
use yew::prelude::*;

use super::finding::{findings, has_error};
use super::soft::soft;
use super::{Ui, ids};

/// Radio buttons or checkboxes under one question.
pub fn choice(ui: &Ui, view: &ChoiceView) -> Html {
    let field = view.field;
    let described = ids::described_by([
        (!view.hint.is_empty(), ids::part(field, "hint")),
        (!view.findings.is_empty(), ids::part(field, "findings")),
    ]);
    let invalid = has_error(&view.findings);
    html! {
        <fieldset
            class="ds-fieldset losen-choice"
            role={(!view.many).then_some("radiogroup")}
            aria-describedby={described}
            aria-invalid={(invalid && !view.many).then_some("true")}
            onfocusout={left(ui, field)}
        >
            <legend class="ds-label">{ &view.legend }</legend>
            if !view.hint.is_empty() {
                <p id={ids::part(field, "hint")} data-field="description">{ &view.hint }</p>
            }
            <div class="losen-options">
                { for view.options.iter().enumerate().map(|(at, one)| option(ui, view, at, one, invalid)) }
            </div>
            { findings(ui, field, &ids::part(field, "findings"), &view.findings) }
        </fieldset>
    }
}

fn option(ui: &Ui, view: &ChoiceView, at: usize, option: &OptionView, invalid: bool) -> Html {
    let field = view.field;
    let id = option_id(field, at);
    let hint_id = format!("{id}-option-hint");
    let tag_id = format!("{id}-option-tag");
    let described = ids::described_by([
        (!option.tag.is_empty(), tag_id.clone()),
        (!option.hint.is_empty(), hint_id.clone()),
    ]);
    let onchange = changed(ui, field, view.many, &option.value);
    html! {
        <div class="ds-field losen-option" data-variant="outline" key={option.value.clone()}>
            <input
                class="ds-input"
                type={if view.many { "checkbox" } else { "radio" }}
                id={id.clone()}
                name={field.id()}
                value={option.value.clone()}
                checked={option.checked}
                disabled={option.disabled}
                aria-describedby={described}
                aria-invalid={(invalid && view.many).then_some("true")}
                {onchange}
            />
            <label for={id}>{ soft(&option.label) }</label>
            if !option.tag.is_empty() {
                <span id={tag_id} class="ds-tag losen-option-tag" data-size="sm">{ &option.tag }</span>
            }
            if !option.hint.is_empty() {
                <p id={hint_id} data-field="description">{ soft(&option.hint) }</p>
            }
        </div>
    }
}

/// The error summary links to the field's own id, which the first option bears.
fn option_id(field: Field, at: usize) -> String {
    match at {
        0 => field.id().to_owned(),
        _ => ids::part(field, &at.to_string()),
    }
}

fn changed(ui: &Ui, field: Field, many: bool, value: &str) -> Callback<yew::Event> {
    let (ui, value) = (ui.clone(), value.to_owned());
    Callback::from(move |event: yew::Event| {
        let on = event
            .target_dyn_into::<HtmlInputElement>()
            .is_some_and(|input| input.checked());
        if many {
            ui.edited(field, Input::Toggle(value.clone(), on));
        } else if on {
            ui.edited(field, Input::Text(value.clone()));
        }
    })
}

/// Moving from one option to the next is not leaving.
fn left(ui: &Ui, field: Field) -> Callback<FocusEvent> {
    let left = ui.left.clone();
    Callback::from(move |event: FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| wasm_bindgen::JsCast::dyn_into::<Node>(to).ok());
        let inside = event
            .target_dyn_into::<HtmlInputElement>()
            .and_then(|input| input.closest("fieldset").ok().flatten())
            .is_some_and(|fieldset| fieldset.contains(to.as_ref()));
        if to.is_none() || !inside {
            left.emit(field);
        }
    })
}
