use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Moves focus to the element of this id; `false` when there is none that takes it.
pub fn focus(id: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}
