use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};

/// Browsers size a popup before they say how much room there is.
const SETTLED_AFTER_MS: u32 = 300;
/// Narrower than any window a person reads in: a popup that is still being opened.
const STILL_OPENING: f64 = 160.0;

/// The popup asks for its width in rem. At a high zoom that is more than the browser gives, and the page would
/// scroll sideways: then it takes what there is.
pub fn keep_in_bounds() {
    Timeout::new(SETTLED_AFTER_MS, || {
        // Without a window there is nothing to fit.
        let _ = fit();
    })
    .forget();
}

fn fit() -> Option<()> {
    let window = window()?;
    let width = window.inner_width().ok()?.as_f64()?;
    let root = window.document()?.document_element()?;
    if width >= STILL_OPENING && f64::from(root.scroll_width()) > width {
        let style = root.dyn_into::<HtmlElement>().ok()?.style();
        style
            .set_property("--losen-popup-width", &format!("{width}px"))
            .ok()?;
    }
    Some(())
}
