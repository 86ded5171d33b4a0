// The keys of a client.
import { api } from "../api.js";
import { button, field, h } from "../dom.js";
import { complain, dialog, toast } from "../dialog.js";
import { t } from "../words.js";

const day = (date) => new Date(date).toLocaleDateString("nb-NO", { day: "2-digit", month: "2-digit", year: "numeric" });

export async function keys(id, again) {
  const list = await api.keys(id);
  const one = (key) => h("section", { class: "card", "data-key-id": key.kid },
    h("h3", {}, key.kid), h("p", {}, t(key.x5c ? "certificate" : "asymmetric")),
    h("dl", {},
      h("dt", {}, t("algorithm")), h("dd", {}, key.alg), h("dt", {}, t("created")), h("dd", {}, day(key.created)),
      h("dt", {}, t("expires")), h("dd", {}, day(key.exp * 1000))),
    button(`${t("remove")} ${key.kid}`, async () => {
      await api.removeKey(id, key.kid);
      again();
    }, { class: "plain" }));
  return [
    button(t("add_key"), () => addKey(id, again), { class: "secondary" }),
    list.length === 0 ? h("p", {}, t("no_keys")) : h("div", {}, list.map(one)),
  ];
}

function addKey(id, again) {
  dialog(t("add_key_heading"), (close) => {
    const text = h("textarea", { name: "jwk", rows: 8, spellcheck: "false" });
    const form = h("form", { novalidate: true },
      field(t("key_field"), text),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, t("save")), button(t("cancel"), close, { class: "plain" })));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await register(id, text.value);
      } catch (refusal) {
        complain(form, refusal);
        return;
      }
      close();
      toast(t("key_created"));
      again();
    });
    return form;
  });
}

/** One public JWK, or a public key or certificate in PEM, to which the portal gives a kid of its own. */
async function register(id, text) {
  // The real check stops here too: a private key in a list or a set passes it.
  if (text.includes("PRIVATE KEY")) throw new Error(t("private_key"));
  if (/BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text)) return api.addPem(id, text);
  let key;
  try {
    key = JSON.parse(text);
  } catch {
    throw new Error(t("bad_key"));
  }
  if (key?.d) throw new Error(t("private_key"));
  if (!key?.kty || !key.kid) throw new Error(t("bad_key"));
  return api.addKey(id, key);
}
