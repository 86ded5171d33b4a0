import { api } from "../api.js";
import { h } from "../dom.js";
import { address, go, link } from "../router.js";
import { isBefore } from "../settings.js";
import { t } from "../words.js";

/** Whoever has no prefix has no APIs, and goes to the clients at once. */
export async function home() {
  if (isBefore()) return go("/integrations", { replace: true });
  const prefixes = await api.prefixes();
  if (prefixes.length === 0) return go("/clients", { replace: true });
  const tile = (path, name, text) =>
    link(h("a", { href: address(path), class: "tile" }, h("strong", {}, name), h("p", {}, text)));
  return [
    h("h1", {}, t("welcome")),
    h("p", {}, t("what")),
    h("div", { class: "tiles" }, tile("/clients", t("clients"), t("clients_text")), tile("/scopes", t("scopes"), t("scopes_text"))),
  ];
}
