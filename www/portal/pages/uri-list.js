// A list of addresses that grows by one at a time. What is typed but not added does not count, as in the portal.
import { button, field, h } from "../dom.js";
import { isTest } from "../settings.js";
import { t } from "../words.js";

const fits = (text) => {
  try {
    const { protocol, hostname, hash } = new URL(text);
    const local = hostname === "localhost" || hostname === "127.0.0.1";
    return hash === "" && (protocol === "https:" || (local && protocol === "http:" && isTest()));
  } catch {
    return false;
  }
};

export function uriList(name, label, uris = []) {
  const list = [...uris];
  const node = h("fieldset", { class: "uris" });
  const draw = (typed = "", error) => {
    const entry = h("input", { type: "url", name: `${name}_entry`, value: typed });
    const add = () => (fits(entry.value) ? (list.push(entry.value), draw()) : draw(entry.value, t("need_redirect")));
    node.replaceChildren(
      h("legend", {}, label),
      ...list.map((uri, at) => h("div", { class: "row" },
        h("input", { type: "url", name: `${name}[${at}]`, value: uri, readonly: true, "aria-label": `${label} ${at + 1}` }),
        button(`${t("remove")} ${uri}`, () => (list.splice(at, 1), draw()), { class: "plain" }))),
      field(`${label}: URI`, entry, { error }),
      button(`${t("add")} ${label}`, add, { class: "secondary" }));
  };
  draw();
  return { node, list };
}
