// The portal before 2025: one table of "integrasjoner".
import { api } from "../api.js";
import { h } from "../dom.js";
import { address, link } from "../router.js";
import { kindName } from "../pages/clients.js";
import { session } from "../settings.js";

export async function integrations() {
  // Without the right in Altinn the button was grey, which is what people asked about most.
  const may = session.organisation.right !== false;
  const list = may ? (await api.clients()).filter(({ client_id }) => client_id !== "losen-practice-admin") : [];
  const add = may
    ? link(h("a", { href: address("/integrations/new"), class: "button", id: "new-integration" }, "Ny integrasjon"))
    : h("button", { type: "button", disabled: true, id: "new-integration" }, "Ny integrasjon");
  const row = (client) => h("tr", {},
    h("td", {}, link(h("a", { href: address(`/integrations/${client.client_id}`) }, client.client_name || client.client_id))),
    h("td", {}, kindName(client.integration_type)), h("td", {}, client.client_id));
  return [
    h("div", { class: "head" }, h("h2", {}, "Integrasjoner"), add),
    h("table", { id: "integrations-table" },
      h("thead", {}, h("tr", {}, ["Navn", "Difi-tjeneste", "Identifikator"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, list.map(row))),
  ];
}
