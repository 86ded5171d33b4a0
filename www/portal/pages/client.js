// One client: its tabs.
import { api } from "../api.js";
import { button, card, field, h, select } from "../dom.js";
import { complain, confirm, toast } from "../dialog.js";
import { go } from "../router.js";
import { settings } from "../settings.js";
import { t } from "../words.js";
import { kindName } from "./clients.js";
import { keys } from "./keys.js";
import { onBehalfOf } from "./on-behalf-of.js";
import { grantedNames, isMissing, pickScopes, scopeList } from "./scope-picker.js";
import { tabs } from "./tabs.js";
import { uriList } from "./uri-list.js";

export async function client({ id }) {
  const found = await api.client(id).catch(() => undefined);
  if (!found) return [h("h2", {}, t("unknown"))];
  const heading = h("h2", {}, found.client_name || id);
  const current = { ...found };
  const list = [
    { id: "details", name: t("details"), show: () => details(current, heading) },
    { id: "keys", name: t("keys"), show: (again) => keys(id, again) },
    { id: "scopes", name: t("scopes"), show: (again) => scopes(current, again) },
  ];
  if (["idporten", "api_klient", "krr"].includes(found.integration_type)) {
    list.push({ id: "onbehalfof", name: t("on_behalf_tab"), show: (again) => onBehalfOf(id, again) });
  }
  if (settings.edition === "2026") list.push({ id: "history", name: t("history"), show: () => history(current) });
  return [heading, ...tabs(list)];
}

/** What may be written again: the rest is the API's own. */
const OWN = ["client_id", "client_orgno", "supplier_orgno", "created", "last_updated", "jwks_uri", "onbehalfof", "client_secret"];
const LIFETIMES = ["refresh_token_lifetime", "authorization_lifetime"];

async function change(current, members) {
  const body = { ...current, ...members };
  for (const name of OWN) delete body[name];
  // Lifetimes that were never set come back as 0, and are refused when they are sent again.
  for (const name of LIFETIMES) if (!body[name]) delete body[name];
  Object.assign(current, await api.change(current.client_id, body));
  toast(t("client_changed"));
}

function details(current, heading) {
  const name = h("input", { type: "text", name: "client_name", value: current.client_name ?? "" });
  const description = h("textarea", { name: "description", rows: 2 }, current.description ?? "");
  const fixed = (label, member) => current[member] &&
    field(label, select(member, [current[member]], current[member], { disabled: true }));
  const lists = ["redirect_uris", "post_logout_redirect_uris"]
    .filter((member) => current[member]?.length)
    .map((member) => uriList(member, t(member === "redirect_uris" ? "redirect" : "post_logout"), current[member]));
  const form = h("form", { class: "client", novalidate: true },
    card(t("general"),
      h("dl", {}, h("dt", {}, t("client_id")), h("dd", {}, h("code", {}, current.client_id)), h("dt", {}, t("kind")), h("dd", {}, kindName(current.integration_type))),
      field(t("display_name"), name), field(t("description"), description)),
    card(t("properties"),
      fixed(t("application_type"), "application_type"), fixed(t("auth_method"), "token_endpoint_auth_method"),
      fixed(t("pkce"), "code_challenge_method"), lists.map(({ node }) => node)),
    h("div", { class: "buttons" },
      h("button", { type: "submit" }, t("save")),
      button(t("delete"), () => confirm(t("delete_question"), t("delete"), async () => {
        await api.remove(current.client_id);
        await go("/clients");
        toast(t("client_deleted"));
      }), { class: "danger" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await change(current, { client_name: name.value, description: description.value });
      heading.textContent = current.client_name;
    } catch (refusal) {
      complain(form, refusal);
    }
  });
  return form;
}

async function scopes(current, again) {
  const granted = await grantedNames(current.integration_type);
  const names = current.scopes ?? [];
  const set = async (list) => {
    await change(current, { scopes: list });
    again();
  };
  return [
    names.some((name) => isMissing(name, granted)) && h("div", { class: "warning" }, t("missing_text")),
    scopeList(names, granted, (name) => set(names.filter((one) => one !== name))),
    button(t("add_scope"), () => pickScopes(current.integration_type, names, (more) => set([...names, ...more])), { class: "secondary" }),
  ];
}

/** When, by day and by the clock. */
function history({ created, last_updated }) {
  const moment = (time) => time.slice(0, 16).replace("T", " ");
  return h("dl", {}, h("dt", {}, t("created")), h("dd", {}, moment(created)), h("dt", {}, t("changed")), h("dd", {}, moment(last_updated)));
}
