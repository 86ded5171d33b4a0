// Starts the app. A module of its own, because the content security policy allows no inline script.
import start from "./pkg/app.js";

await start({ module_or_path: new URL("./pkg/app_bg.wasm", import.meta.url) });
