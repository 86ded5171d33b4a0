use losen_core::session::{Field, Input, InputView};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::finding::{findings, has_error};
use super::soft::soft;
use super::{Ui, ids};

/// A text field with its label above, its hint under the label and what the rules say at the foot.
pub fn input(ui: &Ui, view: &InputView) -> Html {
    html! {
        <div class="ds-field losen-field">
            { head(ui, view, marks_optional(view)) }
            { control(ui, view, marks_optional(view), Callback::noop()) }
            { findings(ui, view.field, &ids::part(view.field, "findings"), &view.findings) }
        </div>
    }
}

fn marks_optional(view: &InputView) -> bool {
    !view.required
}

/// Label and hint.
pub fn head(ui: &Ui, view: &InputView, optional: bool) -> Html {
    let id = view.field.id();
    html! {
        <>
            <div class="losen-label">
                <label class="ds-label" for={id}>{ &view.label }</label>
                if optional {
                    <span id={ids::part(view.field, "optional")} class="losen-optional">{ ui.text("ui.optional") }</span>
                }
            </div>
            if !view.hint.is_empty() {
                <p id={ids::part(view.field, "hint")} data-field="description">{ soft(&view.hint) }</p>
            }
        </>
    }
}

/// The element that is typed into.
pub fn control(ui: &Ui, view: &InputView, optional: bool, onkeydown: Callback<KeyboardEvent>) -> Html {
    let field = view.field;
    let id = field.id();
    let described = ids::described_by([
        (!view.hint.is_empty(), ids::part(field, "hint")),
        (optional, ids::part(field, "optional")),
        (!view.findings.is_empty(), ids::part(field, "findings")),
    ]);
    let invalid = has_error(&view.findings).then_some("true");
    let required = view.required.then_some("true");
    let class = classes!("ds-input", view.code.then_some("losen-code-input"));
    let (capitals, spelling) = if view.code {
        ("off", "false")
    } else {
        ("sentences", "true")
    };
    let onblur = ui.left.reform(move |_: FocusEvent| field);
    if view.long {
        let oninput = edited(ui, field, |event| {
            event
                .target_dyn_into::<HtmlTextAreaElement>()
                .map(|area| area.value())
        });
        html! {
            <textarea {id} {class} rows="4" value={view.value.clone()} aria-describedby={described} aria-invalid={invalid}
                aria-required={required} autocapitalize={capitals} spellcheck={spelling} autocomplete="off" {oninput} {onblur} />
        }
    } else {
        let oninput = edited(ui, field, |event| {
            event
                .target_dyn_into::<HtmlInputElement>()
                .map(|input| input.value())
        });
        // What is typed into a field for secrets is shown to nobody, and offered to no password manager of the browser.
        let (kind, fill) = if field.is_secret() {
            ("password", "new-password")
        } else {
            ("text", "off")
        };
        html! {
            <input type={kind} {id} {class} value={view.value.clone()} aria-describedby={described} aria-invalid={invalid}
                aria-required={required} autocapitalize={capitals} spellcheck={spelling} autocomplete={fill} {oninput} {onblur} {onkeydown} />
        }
    }
}

fn edited(ui: &Ui, field: Field, value: fn(&InputEvent) -> Option<String>) -> Callback<InputEvent> {
    let ui = ui.clone();
    Callback::from(move |event: InputEvent| {
        if let Some(value) = value(&event) {
            ui.edited(field, Input::Text(value));
        }
    })
}
