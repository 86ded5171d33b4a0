import { api } from "../api.js";
import { h } from "../dom.js";
import { address, link } from "../router.js";
import { isBefore } from "../settings.js";
import { t } from "../words.js";

/** The provider's side. A consumer who comes here by mistake is told so. */
export async function scopes() {
  const [prefixes, list] = await Promise.all([api.prefixes(), api.ownScopes()]);
  const name = isBefore() ? "Mine API" : t("scopes");
  if (prefixes.length === 0) return [h("h2", {}, name), h("p", {}, t("no_provider"))];
  const add = link(h("a", { href: address("/scopes/add"), class: "button", id: isBefore() && "new-scope" }, isBefore() ? "Nytt scope" : t("add_scope")));
  const row = (scope) => h("tr", {},
    h("td", {}, link(h("a", { href: address(`/scopes/${encodeURIComponent(scope.name)}`) }, scope.name))),
    h("td", {}, scope.description));
  return [
    h("div", { class: "head" }, h("h2", {}, name), add),
    list.length === 0 ? h("p", {}, t("none_yet")) : h("table", { id: "scopes-table" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("scope")), h("th", { scope: "col" }, t("description")))),
      h("tbody", {}, list.map(row))),
  ];
}
