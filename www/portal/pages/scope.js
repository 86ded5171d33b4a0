import { api } from "../api.js";
import { button, field, h } from "../dom.js";
import { complain, confirm, dialog, toast } from "../dialog.js";
import { go } from "../router.js";
import { t } from "../words.js";
import { tabs } from "./tabs.js";

export async function scope({ name }) {
  const found = (await api.ownScopes()).find((one) => one.name === name);
  if (!found) return [h("h2", {}, t("unknown"))];
  return [h("h2", {}, name), ...tabs([
    { id: "accesses", name: t("accesses"), show: (again) => accesses(name, again) },
    { id: "about", name: t("about_scope"), show: () => about(found) },
  ])];
}

async function accesses(name, again) {
  const list = await api.accesses(name);
  const row = ({ consumer_orgno, consumer_organization_name }) =>
    h("tr", {}, h("td", {}, consumer_orgno), h("td", {}, consumer_organization_name ?? ""));
  return [
    button(t("add_access"), () => addAccess(name, again), { class: "secondary" }),
    list.length === 0 ? h("p", {}, t("no_access")) : h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("orgno")), h("th", { scope: "col" }, t("name")))), h("tbody", {}, list.map(row))),
  ];
}

function addAccess(name, again) {
  dialog(t("access_heading"), (close) => {
    const found = h("p", { class: "hint" });
    const orgno = h("input", { type: "text", name: "consumer_orgno", inputmode: "numeric", maxlength: 9 });
    orgno.addEventListener("input", async () => {
      const known = orgno.value.length === 9 && (await api.organisation(orgno.value).catch(() => undefined));
      found.textContent = known ? known.name : "";
    });
    const form = h("form", { novalidate: true }, field(t("orgno"), orgno), found,
      h("div", { class: "buttons" }, h("button", { type: "submit" }, t("add")), button(t("cancel"), close, { class: "plain" })));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await api.grant(name, orgno.value);
        close();
        toast(t("access_given"));
        again();
      } catch (refusal) {
        complain(form, refusal);
      }
    });
    return form;
  });
}

function about({ name, description, visibility }) {
  const remove = () => confirm(t("deactivate_scope"), t("deactivate_scope"), async () => {
    await api.removeScope(name);
    await go("/scopes");
  });
  return [
    h("dl", {}, h("dt", {}, t("scope_description")), h("dd", {}, description), h("dt", {}, t("visibility")), h("dd", {}, visibility)),
    button(t("deactivate_scope"), remove, { class: "danger" }),
  ];
}
