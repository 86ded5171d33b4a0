//! Build tool: wasm-bindgen, pinned by Cargo.lock.
