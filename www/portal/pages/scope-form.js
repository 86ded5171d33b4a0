import { api } from "../api.js";
import { button, card, choice, field, h, select } from "../dom.js";
import { complain, toast } from "../dialog.js";
import { go } from "../router.js";
import { isBefore } from "../settings.js";
import { t } from "../words.js";

export async function scopeForm() {
  const prefixes = await api.prefixes();
  const form = h("form", { class: "client", novalidate: true },
    card(t("general"),
      field(t("prefix"), select("prefix", prefixes.map(({ prefix }) => prefix))),
      field(t("subscope"), h("input", { type: "text", name: "subscope" })),
      field(t("scope_description"), h("textarea", { name: "description", rows: 2 })),
      field(t("visibility"), select("visibility", ["PUBLIC", "PRIVATE"], "PUBLIC")),
      choice("checkbox", "accessible_for_all", "yes", t("open_scope"))),
    h("div", { class: "buttons" },
      h("button", { type: "submit", id: isBefore() && "submit-new-scope" }, t("create_scope")),
      button(t("cancel"), () => go("/scopes"), { class: "plain" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { prefix, subscope, description, visibility, accessible_for_all } = form.elements;
    try {
      await api.createScope({
        prefix: prefix.value, subscope: subscope.value.trim(), description: description.value.trim(), visibility: visibility.value,
        accessible_for_all: accessible_for_all.checked, active: true, allowed_integration_types: ["maskinporten"], token_type: "SELF_CONTAINED",
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
