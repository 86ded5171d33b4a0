import { api } from "../api.js";
import { h } from "../dom.js";
import { address, link } from "../router.js";
import { session, settings } from "../settings.js";
import { t } from "../words.js";

export async function clients() {
  // Before 2026 nobody asked for access here: without the right the button was grey.
  const may = session.organisation.right !== false;
  const list = may ? (await api.clients()).filter(({ client_id }) => client_id !== "losen-practice-admin") : [];
  const add = (name) =>
    may
      ? link(h("a", { href: address("/client/add"), class: "button" }, name))
      : h("button", { type: "button", disabled: true }, name);
  const head = h("div", { class: "head" }, h("h2", {}, t("clients")), list.length > 0 || settings.edition === "2026" ? add(t("add_client")) : undefined);
  if (list.length === 0) {
    const empty = settings.edition === "2026" ? undefined : add(t("create_client"));
    return [head, h("p", {}, t("no_clients")), empty].filter(Boolean);
  }
  const row = (client) => h("tr", {},
    h("td", {}, link(h("a", { href: address(`/clients/${client.client_id}`) }, client.client_name || client.client_id))),
    h("td", {}, kindName(client.integration_type)), h("td", {}, client.last_updated.slice(0, 10)));
  return [
    head,
    h("table", {},
      h("thead", {}, h("tr", {}, ["name", "kind", "changed"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, list.map(row))),
  ];
}

export const kindName = (kind) =>
  ({ maskinporten: "Maskinporten", krr: "KRR", idporten: "ID-porten", api_klient: t("api_client"), ansattporten: "Ansattporten" })[kind] ?? kind;
