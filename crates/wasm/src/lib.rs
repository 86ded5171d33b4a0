//! The core as a JavaScript and TypeScript package.
//!
//! This file only converts; what the functions do is in `package.rs`, which is tested natively. What goes in is read
//! through `JSON.stringify`, so that a value that is no JSON, a cyclic one for instance, is an error of ours and never
//! a trap. What comes out are plain objects.

mod fault;
mod package;
mod types;

use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use fault::Fault;

/// Checks a client against every rule.
///
/// # Errors
/// A `LosenError` with the code `input/not-json`, `input/not-a-client` or `input/option`.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn check(
    #[wasm_bindgen(unchecked_param_type = "Client | Record<string, unknown>")] client: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CheckOptions")] options: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    answer(|| package::check(read(client)?, &read_options(options.as_ref())?))
}

/// Checks a text that should hold public keys, and refuses anything private.
///
/// # Errors
/// A `LosenError` with the code `input/not-a-text` or `input/option`.
#[wasm_bindgen(js_name = checkKey, unchecked_return_type = "KeyReport")]
pub fn check_key(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "KeyOptions")] options: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    answer(|| {
        let text = text.as_string().ok_or(Fault::NotAText)?;
        package::check_key(&text, &read_options(options.as_ref())?, js_sys::Date::now())
    })
}

/// Says what a code means, of a finding or of a cause.
///
/// # Errors
/// A `LosenError` with the code `input/unknown-code`, `input/not-a-text` or `input/option`.
#[wasm_bindgen(unchecked_return_type = "Explanation")]
pub fn explain(
    #[wasm_bindgen(unchecked_param_type = "string")] code: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] lang: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    answer(|| {
        let code = code.as_string().ok_or(Fault::NotAText)?;
        let language = lang.as_ref().map(read).transpose()?.unwrap_or_default();
        package::explain(&code, &language)
    })
}

/// The causes of a symptom, most likely first.
///
/// # Errors
/// A `LosenError` with the code `input/not-json`, `input/not-a-symptom` or `input/option`.
#[wasm_bindgen(unchecked_return_type = "Diagnosis")]
pub fn diagnose(
    #[wasm_bindgen(unchecked_param_type = "Symptom")] symptom: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "DiagnoseOptions")] options: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    answer(|| package::diagnose(&read(symptom)?, &read_options(options.as_ref())?))
}

/// The client that a goal begins with: what follows from the goal is filled in, and what the user must say is empty.
///
/// # Errors
/// A `LosenError` with the code `input/unknown-goal`.
#[wasm_bindgen(unchecked_return_type = "Client")]
pub fn plan(#[wasm_bindgen(unchecked_param_type = "Goal")] goal: &JsValue) -> Result<JsValue, JsValue> {
    answer(|| package::plan(&read(goal)?))
}

/// The JSON Schema of a client, for editors.
///
/// # Errors
/// A `LosenError` with the code `input/option`.
#[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
pub fn schema(
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] lang: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    answer(|| package::schema(&lang.as_ref().map(read).transpose()?.unwrap_or_default()))
}

fn answer(run: impl FnOnce() -> Result<Value, Fault>) -> Result<JsValue, JsValue> {
    let value = run().map_err(|fault| thrown(&fault))?;
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&plain).map_err(JsValue::from)
}

/// `undefined` is read as `null`, as JSON has it.
fn read(value: &JsValue) -> Result<Value, Fault> {
    if value.is_undefined() {
        return Ok(Value::Null);
    }
    let text = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string());
    serde_json::from_str(&text.ok_or(Fault::NotJson)?).map_err(|_| Fault::NotJson)
}

fn read_options(options: Option<&JsValue>) -> Result<Value, Fault> {
    options.map_or(Ok(Value::Null), read)
}

/// A JavaScript `Error` with the name `LosenError` and the code beside the message.
fn thrown(fault: &Fault) -> JsValue {
    let error = js_sys::Error::new(&fault.to_string());
    error.set_name("LosenError");
    // Setting a member of a fresh object does not fail; if it did, the error would still be thrown.
    let _ = js_sys::Reflect::set(&error, &"code".into(), &fault.code().into());
    error.into()
}
