//! What a test needs of a browser, whichever it is.

use serde_json::Value;

use crate::{Key, Look};

/// A browser of its own with the extension in it.
pub trait Browser {
    /// `chromium` or `firefox`, for messages and file names.
    fn name(&self) -> &'static str;

    /// Presses the extension's button in the toolbar and turns to the popup.
    fn open_popup(&mut self);

    /// Closes the popup, as a click beside it does.
    fn close_popup(&mut self);

    /// Opens the side panel and turns to it.
    fn open_panel(&mut self);

    /// Opens an address in a tab and turns to it. A path is a page of the extension's.
    fn open_tab(&mut self, address: &str);

    /// Turns back to the tab that was opened last.
    fn turn_to_tab(&mut self);

    /// Calls a JavaScript function, `(view, …arguments) => …`, where `view` is the window of the popup, panel or tab
    /// that was turned to last. Waits for promises. The call counts as the user's, so it may open a popup.
    fn try_eval(&mut self, function: &str, arguments: &[Value]) -> Result<Value, String>;

    /// Presses a key on whatever has focus in what was turned to last; in Firefox only in a tab.
    fn press(&mut self, key: Key);

    /// Types a text on whatever has focus; in Firefox only in a tab.
    fn write(&mut self, text: &str);

    /// Makes what was turned to last this wide and shows it in these colours. Firefox gives another width to tabs only.
    fn look(&mut self, look: Look);

    /// The whole page as a PNG in this look, also what one would have to scroll to; in Firefox only what one sees.
    fn picture(&mut self, look: Look) -> Vec<u8>;

    /// What the consoles of all the extension's pages have said since the start.
    fn console(&mut self) -> Vec<String>;

    /// A PNG of what was turned to last.
    fn screenshot(&mut self) -> Vec<u8>;

    /// What the browser has written to its standard streams, which is where the helper's words end up.
    fn log(&self) -> String;

    /// [`Browser::try_eval`], where an exception fails the test.
    #[track_caller]
    fn eval(&mut self, function: &str, arguments: &[Value]) -> Value {
        match self.try_eval(function, arguments) {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}", self.name()),
        }
    }

    /// Everything that the extension keeps, in whichever kind of storage.
    fn storage(&mut self) -> Value {
        self.eval(STORAGE, &[])
    }
}

const STORAGE: &str = r"async (view) => {
  const api = view.browser ?? view.chrome;
  const areas = {};
  for (const area of ['local', 'session', 'sync']) areas[area] = await api.storage[area].get(null);
  areas.localStorage = { ...view.localStorage };
  areas.sessionStorage = { ...view.sessionStorage };
  areas.cookies = view.document.cookie;
  areas.databases = (await view.indexedDB.databases()).map(({ name }) => name);
  areas.caches = await view.caches.keys();
  return JSON.parse(JSON.stringify(areas));
}";
