import { api } from "../api.js";
import { button, card, choice, field, h, select } from "../dom.js";
import { complain, toast } from "../dialog.js";
import { go } from "../router.js";
import { isBefore } from "../settings.js";
import { t } from "../words.js";

export async function scopeForm() {
  const [prefixes, sources] = await Promise.all([api.prefixes(), api.delegationSources()]);
  const types = { ansattporten: "Ansattporten", api_klient: t("api_client"), maskinporten: "Maskinporten" };
  // Nought sets no limit.
  const seconds = (name) => h("input", { type: "number", name, value: "0", min: 0 });
  const form = h("form", { class: "client", novalidate: true },
    card(t("general"),
      field(t("prefix"), select("prefix", prefixes.map(({ prefix }) => prefix))),
      field(t("subscope"), h("input", { type: "text", name: "subscope" })),
      field(t("scope_description"), h("textarea", { name: "description", rows: 2 })),
      field(t("visibility"), select("visibility", ["PUBLIC", "PRIVATE"], "PUBLIC")),
      choice("checkbox", "accessible_for_all", "yes", t("open_scope"))),
    card(t("properties"),
      h("fieldset", {}, h("legend", {}, t("client_types")), Object.entries(types).map(([type, name]) =>
        choice("checkbox", "client_type", type, name, { checked: type === "maskinporten" }))),
      field(t("delegation"), h("select", { name: "delegation_source" },
        h("option", { value: "" }, t("no_delegation")), h("option", { value: sources[0] }, "Altinn"))),
      field(t("token_type"), select("token_type", ["SELF_CONTAINED", "OPAQUE"], "SELF_CONTAINED"))),
    card(t("lifetimes"),
      field(t("access_lifetime"), seconds("at_max_age"), { hint: t("seconds") }),
      field(t("authorization_lifetime"), seconds("authorization_max_lifetime"), { hint: t("seconds") })),
    h("div", { class: "buttons" },
      h("button", { type: "submit", id: isBefore() && "submit-new-scope" }, t("create_scope")),
      button(t("cancel"), () => go("/scopes"), { class: "plain" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { prefix, subscope, description, visibility, accessible_for_all, delegation_source, token_type } = form.elements;
    const allowed = [...form.querySelectorAll("[name=client_type]:checked")].map(({ value }) => value);
    try {
      await api.createScope({
        prefix: prefix.value, subscope: subscope.value.trim(), description: description.value.trim(), visibility: visibility.value,
        accessible_for_all: accessible_for_all.checked, active: true, allowed_integration_types: allowed, token_type: token_type.value,
        at_max_age: Number(form.elements.at_max_age.value), authorization_max_lifetime: Number(form.elements.authorization_max_lifetime.value),
        ...(delegation_source.value ? { delegation_source: delegation_source.value } : {}),
      });
    } catch (refusal) {
      complain(form, refusal);
      return;
    }
    await go("/scopes");
    toast(t("scope_created"));
  });
  return [h("h2", {}, isBefore() ? "Nytt scope" : t("add_scope")), form];
}
