// Single-page navigation: one document, the history API, and no reload between the pages.
import { session, settings } from "./settings.js";

/** Where the imitation lies: the real portal has a host to itself. */
const base = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
const pages = [];
let shown = 0;

/** `pattern` has `:name` for one segment. */
export function page(pattern, load) {
  pages.push({ parts: pattern.split("/"), load });
}

export const address = (path) => `${base}${path}`;
export const here = () => location.pathname.slice(base.length) || "/";

export function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"]({}, "", address(path));
  return show();
}

/** A link of the portal's own, followed without a reload. */
export function link(node) {
  node.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    go(node.getAttribute("href").slice(base.length));
  });
  return node;
}

function find(path) {
  const there = path.split("/");
  for (const { parts, load } of pages) {
    if (parts.length !== there.length) continue;
    const found = {};
    const fits = parts.every((part, at) => {
      if (!part.startsWith(":")) return part === there[at];
      found[part.slice(1)] = decodeURIComponent(there[at]);
      return there[at] !== "";
    });
    if (fits) return () => load(found);
  }
  return find("/unknown");
}

/** Where somebody may be now: without a login only at the login; since 2026, without a right only where one asks for it. */
function allowed(path) {
  if (!session.token || !session.organisation) return "/login";
  if (session.organisation.right === false && settings.edition === "2026") return "/request-access";
  return path === "/login" ? "/" : path;
}

export async function show() {
  const path = allowed(here());
  if (path !== here()) history.replaceState({}, "", address(path));
  const turn = (shown += 1);
  const content = await find(path)();
  // A slower page must not replace one that was asked for later.
  if (turn !== shown || !content) return;
  document.dispatchEvent(new CustomEvent("portal:page"));
  const main = document.getElementById("main");
  main.replaceChildren(...[content].flat());
  main.focus({ preventScroll: true });
}
