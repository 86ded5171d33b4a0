// The scopes of a client: what was chosen, and the dialog in which they are chosen.
import { api } from "../api.js";
import { button, choice, field, h } from "../dom.js";
import { dialog } from "../dialog.js";
import { settings } from "../settings.js";
import { t } from "../words.js";

/** Names of scopes, each with what is missing, and a button that takes it out. */
export function scopeList(names, granted, remove) {
  if (names.length === 0) return h("p", {}, t("none_yet"));
  return h("ul", { class: "scopes" }, names.map((name) => h("li", {},
    h("code", {}, name),
    isMissing(name, granted) && h("span", { class: "tag" }, t("missing_access")),
    remove && !["openid", "profile"].includes(name) &&
      button(`${t("remove")} ${name}`, () => remove(name), { class: "plain" }))));
}

/** Before 2026 a scope without access could not be added at all. */
export const isMissing = (name, granted) =>
  settings.edition === "2026" && granted && name.includes(":") && !granted.has(name);

/** Every scope that the organisation may use at once. */
export async function grantedNames(kind) {
  const [all, given] = await Promise.all([api.everyScope(kind), api.granted()]);
  const open = all.filter(({ accessible_for_all }) => accessible_for_all).map(({ name }) => name);
  const approved = given.filter(({ state }) => state === "APPROVED").map(({ scope }) => scope);
  return new Set([...open, ...approved]);
}

/** The dialog "Legg til scope": filters, a search, and ticks. */
export async function pickScopes(kind, chosen, done) {
  const [all, granted] = await Promise.all([api.everyScope(kind), grantedNames(kind)]);
  const ticked = new Set();
  const wanted = { granted: true, for_all: false, delegated: false, text: "" };
  const list = h("ul", { class: "scopes" });
  const shows = (scope) =>
    ((wanted.granted && granted.has(scope.name) && !scope.accessible_for_all) || (wanted.for_all && scope.accessible_for_all) ||
      (wanted.delegated && scope.delegation_source) || (settings.edition === "2026" && wanted.text === scope.name)) &&
    scope.name.includes(wanted.text) && !chosen.includes(scope.name);
  const draw = () => list.replaceChildren(...all.filter(shows).slice(0, 30).map(({ name }) => h("li", {},
    choice("checkbox", "scopes", name, name, {
      checked: ticked.has(name),
      onchange: ({ target }) => (target.checked ? ticked.add(name) : ticked.delete(name)),
    }))));
  const filter = (key) => choice("checkbox", "filter", key, t(key), {
    checked: wanted[key],
    onchange: ({ target }) => ((wanted[key] = target.checked), draw()),
  });
  draw();
  dialog(t("available"), (close) => [
    h("div", { class: "choices" }, filter("granted"), filter("for_all"), filter("delegated")),
    field(t("search_scope"), h("input", { type: "search", name: "q", oninput: ({ target }) => ((wanted.text = target.value.trim()), draw()) })),
    list,
    h("div", { class: "buttons" },
      button(t("finish"), () => (close(), done([...ticked]))), button(t("cancel"), close, { class: "plain" })),
  ]);
}
