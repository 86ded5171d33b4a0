//! Mounts the guide. wasm-bindgen runs this when the page has loaded the module.

fn main() {
    losen_ui::start();
}
