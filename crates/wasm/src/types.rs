//! The TypeScript types, written by hand: they are the contract, and the tests compile programs against them.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
