// A supplier's customers.
import { api } from "../api.js";
import { button, field, h } from "../dom.js";
import { complain, dialog } from "../dialog.js";
import { t } from "../words.js";

const FIELDS = { orgno: "customer_orgno", name: "customer_name", onbehalfof: "customer_id", description: "description" };

export async function onBehalfOf(id, again) {
  const list = await api.onBehalfOf(id);
  return [
    button(t("add_on_behalf"), () => add(id, again), { class: "secondary" }),
    list.length === 0 ? h("p", {}, t("none_yet")) : h("ul", {}, list.map(({ name, orgno }) => h("li", {}, `${name} (${orgno})`))),
  ];
}

function add(id, again) {
  dialog(t("add_on_behalf"), (close) => {
    const inputs = Object.entries(FIELDS).map(([name, label]) => [label, h("input", { type: "text", name })]);
    const form = h("form", { novalidate: true },
      inputs.map(([label, input]) => field(t(label), input)),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, t("save")), button(t("cancel"), close, { class: "plain" })));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await api.addOnBehalfOf(id, Object.fromEntries(new FormData(form)));
        close();
        again();
      } catch (refusal) {
        complain(form, refusal);
      }
    });
    return form;
  });
}
