//! How a page is looked at for a picture: Chromium only, since every picture is taken there.

use serde_json::json;

use crate::{Browser, Chromium};

/// The size and the colours of a screen.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// In CSS pixels.
    pub width: u32,
    /// Whether the user prefers a dark screen.
    pub dark: bool,
}

/// What a popup may be high.
const POPUP: u64 = 600;

impl Chromium {
    /// The whole page that was turned to last as a PNG, also what one would have to scroll to.
    pub fn picture(&mut self, look: Look) -> Vec<u8> {
        let scheme = if look.dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call_current("Emulation.setEmulatedMedia", media);
        self.call_current("Emulation.setScrollbarsHidden", json!({"hidden": true}));
        self.resize(look.width, POPUP);
        let metrics = self.call_current("Page.getLayoutMetrics", json!({}));
        // As high as the page is, so that what sticks to the window's foot does not cover anything.
        let height = metrics["cssContentSize"]["height"]
            .as_u64()
            .expect("a page has a height");
        self.resize(look.width, height);
        self.screenshot()
    }

    fn resize(&mut self, width: u32, height: u64) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call_current("Emulation.setDeviceMetricsOverride", metrics);
    }
}
