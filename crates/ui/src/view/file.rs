use js_sys::Uint8Array;
use losen_core::session::{Field, Input};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::Ui;

/// A file to be chosen. Its bytes go to the session, and the same file can be chosen again after it has been mended.
pub fn file(ui: &Ui, field: Field, label: &str, accept: &str) -> Html {
    let ui = ui.clone();
    let onchange = move |event: yew::Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
            return;
        };
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        let ui = ui.clone();
        spawn_local(async move {
            // A file that has gone since it was chosen leaves everything as it was.
            if let Ok(buffer) = JsFuture::from(chosen.array_buffer()).await {
                ui.edited(field, Input::Bytes(Uint8Array::new(&buffer).to_vec()));
            }
            input.set_value("");
        });
    };
    html! {
        <div class="ds-field losen-field losen-file">
            <label class="ds-label" for={field.id()}>{ label }</label>
            <input type="file" class="ds-input" id={field.id()} accept={accept.to_owned()} {onchange} />
        </div>
    }
}
