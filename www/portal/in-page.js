// The practice environment inside the page: the same wasm, and the same stored state, as the guide of this site.
import start, { practise } from "../pkg/app.js";

const ready = start({ module_or_path: new URL("../pkg/app_bg.wasm", import.meta.url) });

/** One request of the practice environment, as `{ status, headers, body }`. */
export async function send(request) {
  await ready;
  return JSON.parse(await practise(JSON.stringify(request)));
}
