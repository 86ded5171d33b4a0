//! The golden exchanges of `crates/core/tests/wire`, through real frames, against a running practice environment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::path::Path;

use common::Home;
use serde_json::Value;

/// Takes the volatile values out of a reply; all of them have to be there.
fn stable(mut reply: Value, volatile: &Value) -> Value {
    for place in volatile.as_array().unwrap() {
        let place = place.as_str().unwrap();
        let value = reply
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place} is missing"));
        *value = Value::Null;
    }
    reply
}

#[test]
fn the_helper_answers_as_the_golden_exchanges_say() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let mut host = home.host(&["host"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/wire");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let exchange: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let reply = host.ask(&exchange["request"]);
        let volatile = &exchange["volatile"];
        let expected = stable(exchange["reply"].clone(), volatile);
        assert_eq!(stable(reply, volatile), expected, "{}", path.display());
        count += 1;
    }
    assert!(count >= 15);
    assert_eq!(host.close().0, 0);
    assert!(practice.stop().success());
}
