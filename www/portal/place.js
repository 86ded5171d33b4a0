// Where the practice environment is. `losen practice` serves a file of this name that says "over-loopback.js".
export { send } from "./in-page.js";
