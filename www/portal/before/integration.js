// One integration of the portal before 2025: everything on one page, keys at the bottom.
import { api } from "../api.js";
import { button, field, h } from "../dom.js";
import { complain, confirm, toast } from "../dialog.js";
import { go } from "../router.js";
import { t } from "../words.js";

export async function integration({ id }) {
  const found = await api.client(id).catch(() => undefined);
  if (!found) return [h("h2", {}, t("unknown"))];
  const keys = await api.keys(id);
  const shown = (label, member, tag = "input") => field(label, h(tag, { id: member, readonly: true, value: found[member] ?? "", ...(tag === "input" ? { type: "text" } : {}) }));
  const jwk = h("textarea", { id: "jwk", rows: 6 });
  const form = h("form", { novalidate: true }, field("Egne public nøkler", jwk), h("button", { type: "submit", class: "secondary" }, "Legg til"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      // The old guides said "between [ and ]".
      for (const key of [JSON.parse(jwk.value)].flat()) await api.addKey(id, key);
      go(`/integrations/${id}`, { replace: true });
    } catch (refusal) {
      complain(form, refusal);
    }
  });
  return [
    h("h2", {}, "Integrasjon"),
    h("div", { class: "client" },
      h("dl", {}, h("dt", {}, "Integrasjonens identifikator"), h("dd", {}, h("code", {}, found.client_id))),
      shown("Navn på integrasjonen*", "client_name"), shown("Beskrivelse*", "description", "textarea"),
      h("h3", {}, "Scopes"), h("ul", { class: "scopes" }, (found.scopes ?? []).map((scope) => h("li", {}, h("code", {}, scope)))),
      h("p", {}, `Endret: ${found.last_updated}`),
      h("div", { class: "buttons" }, button("Endre", () => change(id, found), { id: "change-integration" })),
      keys.map((key) => h("section", { class: "card", "data-key-id": key.kid }, h("h3", {}, key.kid))), form),
  ];
}

function change(id, found) {
  const row = document.querySelector("#change-integration").parentElement;
  const name = document.querySelector("#client_name");
  const description = document.querySelector("#description");
  name.readOnly = description.readOnly = false;
  row.replaceChildren(
    button("Lagre", async () => {
      const { client_id, client_orgno, created, last_updated, jwks_uri, refresh_token_lifetime, authorization_lifetime, ...body } = found;
      await api.change(id, { ...body, client_name: name.value, description: description.value });
      await go(`/integrations/${id}`, { replace: true });
    }, { id: "save-integration" }),
    button("Deaktiver", () => confirm("Bekreft deaktivering", "Deaktiver", async () => {
      await api.remove(id);
      await go("/integrations");
      toast("Integrasjonen er deaktivert");
    }), { id: "deactivate-integration", class: "danger" }));
}
