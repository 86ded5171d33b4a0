//! The golden exchanges that core and helper are tested with, spoken by a browser.

use std::path::Path;

use losen_tests::{World, in_both_browsers};
use serde_json::Value;

in_both_browsers! {
    fn the_helper_answers_a_browser_as_the_golden_exchanges_say(kind) {
        let mut world = World::start(kind);
        world.browser().open_tab("blank.html");
        let exchanges = golden();
        assert!(exchanges.len() >= 15, "the golden exchanges are there");
        let requests: Value = exchanges.iter().map(|exchange| exchange["request"].clone()).collect();
        let replies = world.browser().eval(CONVERSE, &[requests]);
        for (exchange, reply) in exchanges.iter().zip(replies.as_array().expect("replies")) {
            let expected = stable(exchange["reply"].clone(), exchange);
            assert_eq!(stable(reply.clone(), exchange), expected, "{}", exchange["about"]);
        }
    }
}

/// One port, one request after the other's reply, as the extension does it.
const CONVERSE: &str = "async (view, requests) => {
  const api = view.browser ?? view.chrome;
  const port = api.runtime.connectNative('no.losen.helper');
  const replies = [];
  for (const request of requests) {
    replies.push(await new Promise((resolve, reject) => {
      const hear = (reply) => { port.onMessage.removeListener(hear); resolve(reply); };
      port.onMessage.addListener(hear);
      port.onDisconnect.addListener(() => reject(new Error(`cut off after ${JSON.stringify(request)}`)));
      port.postMessage(request);
    }));
  }
  port.disconnect();
  return replies;
}";

fn golden() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/tests/wire");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the golden exchanges")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let read = |path| std::fs::read_to_string(path).expect("a file can be read");
    paths
        .iter()
        .map(|path| serde_json::from_str(&read(path)).expect("a golden exchange is JSON"))
        .collect()
}

/// Takes out what differs from run to run; all of it has to be there.
fn stable(mut reply: Value, exchange: &Value) -> Value {
    for place in exchange["volatile"].as_array().into_iter().flatten() {
        let place = place.as_str().expect("a JSON Pointer");
        let value = reply.pointer_mut(place);
        *value.unwrap_or_else(|| panic!("{}: {place} is missing", exchange["about"])) = Value::Null;
    }
    reply
}
