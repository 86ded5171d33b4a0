// The page that shows the guide owns the native port and makes the calls, so that nothing depends on how long the
// browser lets a background script live. All that is left here is to say hello once.
const api = globalThis.browser ?? globalThis.chrome;

api.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") {
    api.tabs.create({ url: api.runtime.getURL("tab.html") });
  }
});
