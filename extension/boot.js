// Starts the app. A module of its own, because the content security policy allows no inline script.
// Anything that fails before the app can speak for itself ends in the words that stand ready in the page.
try {
  const { default: start } = await import("./pkg/app.js");
  await start({ module_or_path: new URL("./pkg/app_bg.wasm", import.meta.url) });
} catch {
  document.getElementById("app").hidden = true;
  document.getElementById("failed").hidden = false;
}
